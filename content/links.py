"""What belongs together: the links of the spine in both directions, and what is related by what it shares.

Links are translation keys in the catalogue's facets, so a case in English finds the Swedish method it uses
when there is no English one, and a method finds every case that used it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from .access import hidden_paths, outside
from .listing import as_cards, cards_of
from .models import CatalogueEntry, CatalogueFacet
from .sql import union_of
from .statements import Statement

LINK_FACETS = ["idea", "method", "case", "person", "organisation"]
LINKS_SHOWN = 60
RELATED_WEIGHTS = {"idea": 8, "method": 4, "case": 6, "topic": 3, "municipality": 2, "funding": 3}
RELATED_KINDS = [
    "case",
    "method",
    "idea",
    "course",
    "path",
    "lesson",
    "session",
    "article",
    "programme",
]
CANDIDATES = 40
"""How many of the newest entries with one shared value are considered; keeps the work the same at any size."""


def best_versions(rows: Iterable[CatalogueEntry], language: str) -> dict[UUID, CatalogueEntry]:
    """Return one entry of each object by its key, in the language if it has that, in the order of the rows."""
    best: dict[UUID, CatalogueEntry] = {}
    for row in rows:
        if row.translation_key not in best or row.language == language:
            best[row.translation_key] = row
    return best


def linked_entries(entry: CatalogueEntry, request: HttpRequest) -> dict[str, list[CatalogueEntry]]:
    """Return the entries that `entry` links to or that link to it, by kind, each in the best language.

    One query, at most `LINKS_SHOWN` objects in each of two languages.
    """
    rows = _linked(
        hidden_paths(request),
        pointed_at=[entry.kind] if entry.kind in LINK_FACETS else [],
        key=str(entry.translation_key),
        linked=[UUID(key) for name in LINK_FACETS for key in entry.values.get(name, [])],
    )
    best = best_versions(rows, entry.language)
    best.pop(entry.translation_key, None)
    found: dict[str, list[CatalogueEntry]] = defaultdict(list)
    for row in best.values():
        found[row.kind].append(row)
    return found


@Statement
def _linked(
    hidden: tuple[str, ...], *, pointed_at: list[str], key: str, linked: list[UUID]
) -> QuerySet[CatalogueEntry]:
    pointing = CatalogueFacet.objects.filter(name__in=pointed_at, value=key)
    wanted = Q(pk__in=pointing.order_by("-date").values("entry_id")[: LINKS_SHOWN * 2])
    # By key alone: with their kind beside it, SQLite reads all there is of the kind.
    wanted |= Q(translation_key__in=linked)
    rows = outside(CatalogueEntry.objects.filter(wanted), hidden)
    return as_cards(rows.order_by("-date", "-id"))[: LINKS_SHOWN * 2]


def related_entries(
    entry: CatalogueEntry, request: HttpRequest, size: int = 3
) -> list[CatalogueEntry]:
    """Return the entries that share most with `entry`, weighing ideas and methods above topics and places.

    Two queries: the newest candidates for each shared value, and the winners.
    """
    pairs = [(name, value) for name in RELATED_WEIGHTS for value in entry.values.get(name, [])[:6]]
    if entry.kind in RELATED_WEIGHTS:
        pairs.append((entry.kind, str(entry.translation_key)))
    if not pairs:
        return []
    scores: Counter[int] = Counter()
    parts = [
        _sharing.text(name=name, value=value, language=entry.language) for name, value in pairs
    ]
    for entry_id, name in union_of(parts):
        scores[entry_id] += RELATED_WEIGHTS[name]
    # What is linked outright is shown elsewhere on the page.
    linked = {key for name in LINK_FACETS for key in entry.values.get(name, [])}
    best = [entry_id for entry_id, _score in scores.most_common(size * 4) if entry_id != entry.pk]
    ranked = sorted(
        (
            row
            for row in cards_of(hidden_paths(request), ids=best)
            if str(row.translation_key) not in linked
            and row.translation_key != entry.translation_key
        ),
        key=lambda row: (-scores[row.pk], -row.date.timestamp(), row.pk),
    )
    return ranked[:size]


@Statement
def _sharing(*, name: str, value: str, language: str) -> QuerySet[CatalogueFacet, tuple[int, str]]:
    """Return the newest that have one facet value."""
    rows = CatalogueFacet.objects.filter(
        name=name, value=value, language=language, kind__in=RELATED_KINDS
    )
    return rows.order_by("-date").values_list("entry_id", "name")[:CANDIDATES]


@Statement
def gathering_pages(
    hidden: tuple[str, ...], *, topics: list[str], places: list[str], language: str
) -> QuerySet[CatalogueFacet, tuple[str, str, str]]:
    """Return the addresses of the pages that gather what has one of the topics or municipalities."""
    # The language stands in both parts: each is then answered by an index, and none reads the whole language.
    rows = CatalogueFacet.objects.filter(
        Q(name="of_topic", value__in=topics, language=language)
        | Q(name="of_municipality", value__in=places, language=language)
    )
    return outside(rows, hidden, "entry__path").values_list("name", "value", "entry__url")


@Statement
def versions_of(hidden: tuple[str, ...], *, keys: list[UUID]) -> QuerySet[CatalogueEntry]:
    """Return the entries of objects in all languages."""
    rows = outside(CatalogueEntry.objects.filter(translation_key__in=keys), hidden)
    return rows.defer("text", "headings", "values")
