"""What the front page shows."""

from __future__ import annotations

from typing import Any

from django.db.models import Value
from django.http import HttpRequest
from django.utils import timezone

from content.access import visible
from content.listing import cards, counts_by_kind
from content.models import CatalogueEntry
from content.sql import union_of_limited

FEATURED, LATEST, NEWS = 3, 6, 3


def front_page(request: HttpRequest, language: str) -> dict[str, Any]:
    """Return the lists of the front page; three queries, whatever is stored.

    Featured are the newest finished cases with a measured result: what others can build on.
    """
    entries = visible(CatalogueEntry.objects.filter(language=language), request)
    strong = entries.filter(
        kind="case",
        facets__name="evidence",
        facets__value__in=["measured", "compared", "replicated"],
    )
    coming = entries.filter(kind="conference", date__gte=timezone.now())
    parts = {
        "featured": strong.order_by("-date", "-id")[:FEATURED],
        "latest_cases": entries.filter(kind="case").order_by("-date", "-id")[: LATEST + FEATURED],
        "latest_articles": entries.filter(kind="article").order_by("-date", "-id")[:NEWS],
        "upcoming": coming.order_by("date", "id")[:1],
    }
    names = list(parts)
    ids: dict[str, list[int]] = {name: [] for name in names}
    numbered = [
        part.annotate(part=Value(number)).values_list("pk", "part")
        for number, part in enumerate(parts.values())
    ]
    for pk, number in union_of_limited(numbered):
        ids[names[number]].append(pk)
    rows = {
        row.pk: row
        for row in cards(
            CatalogueEntry.objects.filter(pk__in={pk for found in ids.values() for pk in found})
        )
    }
    found = {name: [rows[pk] for pk in keys if pk in rows] for name, keys in ids.items()}
    featured = {row.pk for row in found["featured"]}
    return {
        "featured": found["featured"],
        "latest_cases": [row for row in found["latest_cases"] if row.pk not in featured][:LATEST],
        "latest_articles": found["latest_articles"],
        "upcoming": next(iter(found["upcoming"]), None),
        "counts": counts_by_kind(request, language),
    }
