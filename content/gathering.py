"""The gathered lists of places and topics: what has one value, and how much each value has."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest

from . import counts, labels
from .access import hidden_paths, outside
from .kinds import kind_label
from .listing import cards_of, section_urls, swedish_order
from .models import CatalogueEntry, CatalogueFacet, Municipality, Topic
from .models.taxonomy import ASSOCIATION
from .sql import union_of
from .statements import Statement

GATHERED_KINDS = [
    "case",
    "idea",
    "method",
    "course",
    "path",
    "conference",
    "session",
    "article",
    "organisation",
]
GATHERED_SIZE = 6


@dataclass
class Group:
    """The newest entries of one kind that share a facet value."""

    kind: str
    label: str
    total: int
    entries: list[CatalogueEntry]
    more_url: str


def gather(request: HttpRequest, name: str, value: str, language: str) -> list[Group]:
    """Return what has one facet value, by kind: the newest of each, the number of all, and where all are listed.

    Four queries at most, whatever is stored.
    """
    hidden = hidden_paths(request)
    totals = counts.value_totals(request, language, GATHERED_KINDS, name, value)
    if not totals:
        return []
    parts = [
        _newest.text(hidden, name=name, value=value, language=language, kind=kind)
        for kind in totals
    ]
    entries = cards_of(hidden, ids=[row[0] for row in union_of(parts)])
    sections = section_urls(language)
    return [
        Group(
            kind,
            kind_label(kind, plural=True),
            totals[kind],
            [entry for entry in entries if entry.kind == kind],
            f"{sections[kind]}?{urlencode({name: value})}" if kind in sections else "",
        )
        for kind in GATHERED_KINDS
        if kind in totals
    ]


@Statement
def _newest(
    hidden: tuple[str, ...], *, name: str, value: str, language: str, kind: str
) -> QuerySet[CatalogueFacet, tuple[int]]:
    rows = CatalogueFacet.objects.filter(name=name, value=value, language=language, kind=kind)
    rows = outside(rows, hidden, "entry__path")
    return rows.order_by("-date").values_list("entry_id")[:GATHERED_SIZE]


@Statement
def _pages_by_value(
    hidden: tuple[str, ...], *, name: str, language: str
) -> QuerySet[CatalogueFacet, tuple[str, str]]:
    rows = CatalogueFacet.objects.filter(name=name, language=language)
    return outside(rows, hidden, "entry__path").values_list("value", "entry__url")


def counties(request: HttpRequest, language: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return all municipalities by county with address and number of entries; Fyrbodal's first.

    A municipality without a page of its own leads to the search for it, one with nothing has no address.
    """
    pages = dict(_pages_by_value(hidden_paths(request), name="of_municipality", language=language))
    totals = counts.facet_totals(request, language, GATHERED_KINDS, ["municipality"])[
        "municipality"
    ]
    groups: dict[str, list[dict[str, Any]]] = {ASSOCIATION: []}
    for code, name, county, association in sorted(
        _municipalities(), key=lambda place: swedish_order(place[1])
    ):
        number = totals.get(code, 0)
        url = pages.get(code) or (f"/{language}/search/?municipality={code}" if number else "")
        row = {"name": name, "url": url, "count": number}
        if association == ASSOCIATION:
            groups[ASSOCIATION].append(row)
        groups.setdefault(labels.county_label(county), []).append(row)
    first, *rest = groups.items()
    return [first, *sorted(rest, key=lambda item: swedish_order(item[0]))]


@Statement
def _municipalities() -> QuerySet[Municipality, tuple[str, str, str, str]]:
    rows = Municipality.objects.filter(removed=False)
    return rows.values_list("code", "name", "county", "association")


def topic_groups(request: HttpRequest, language: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return all topics by group with address and number of entries."""
    pages = dict(_pages_by_value(hidden_paths(request), name="of_topic", language=language))
    totals = counts.facet_totals(request, language, GATHERED_KINDS, ["topic"])["topic"]
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for topic in Topic.objects.all():
        number = totals.get(topic.key, 0)
        url = pages.get(topic.key) or (f"/{language}/search/?topic={topic.key}" if number else "")
        groups[str(Topic.Group(topic.group).label)].append(
            {
                "key": topic.key,
                "name": topic.name,
                "url": url,
                "count": number,
                "parent": topic.parent_id,
            }
        )
    return list(groups.items())
