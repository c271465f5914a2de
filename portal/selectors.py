"""What the front page shows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet, Value
from django.http import HttpRequest
from django.utils import timezone

from content.access import hidden_paths, outside
from content.listing import cards_of, counts_by_kind
from content.models import CatalogueEntry
from content.sql import union_of
from content.statements import Statement

FEATURED, LATEST, NEWS = 3, 6, 3
PARTS = ["featured", "latest_cases", "latest_articles", "upcoming"]


def front_page(request: HttpRequest, language: str) -> dict[str, Any]:
    """Return the lists of the front page; three queries, whatever is stored.

    Featured are the newest finished cases with a measured result: what others can build on.
    """
    ids: dict[str, list[int]] = {name: [] for name in PARTS}
    hidden, now = hidden_paths(request), timezone.now()
    for pk, number in union_of(
        _part.text(hidden, name, language=language, now=now) for name in PARTS
    ):
        ids[PARTS[number]].append(pk)
    shown = [pk for found in ids.values() for pk in found]
    rows = {row.pk: row for row in cards_of(hidden_paths(request), ids=shown)}
    found = {name: [rows[pk] for pk in keys if pk in rows] for name, keys in ids.items()}
    featured = {row.pk for row in found["featured"]}
    return {
        "featured": found["featured"],
        "latest_cases": [row for row in found["latest_cases"] if row.pk not in featured][:LATEST],
        "latest_articles": found["latest_articles"],
        "upcoming": next(iter(found["upcoming"]), None),
        "counts": counts_by_kind(request, language),
    }


@Statement
def _part(
    hidden: tuple[str, ...], name: str, *, language: str, now: datetime
) -> QuerySet[CatalogueEntry, tuple[int, int]]:
    """Return which entries one list of the front page shows, each with the list's number."""
    entries = outside(CatalogueEntry.objects.filter(language=language), hidden)
    cases = entries.filter(kind="case")
    strong = cases.filter(
        facets__name="evidence", facets__value__in=["measured", "compared", "replicated"]
    )
    coming = entries.filter(kind="conference", date__gte=now)
    parts = {
        "featured": strong.order_by("-date", "-id")[:FEATURED],
        "latest_cases": cases.order_by("-date", "-id")[: LATEST + FEATURED],
        "latest_articles": entries.filter(kind="article").order_by("-date", "-id")[:NEWS],
        "upcoming": coming.order_by("date", "id")[:1],
    }
    return parts[name].annotate(part=Value(PARTS.index(name))).values_list("pk", "part")
