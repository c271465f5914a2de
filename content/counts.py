"""How many entries there are of a kind and of each facet value: kept as sums, so that no list counts what it has.

Counting a hundred thousand rows for every visitor is what would make a list slower as the portal grows. What is
private to the visitor is counted and taken off: it is asked for anew each time and is little.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet, Sum, Value
from django.http import HttpRequest

from .access import hidden, hidden_paths
from .models import CatalogueCount, CatalogueEntry, CatalogueFacet

Group = tuple[str, str, str, str]
"""Language, kind, facet name and value; name and value are empty for all entries of a kind."""
TOGETHER_EVERY = 256
"""After how many new rows those of a kind are put together."""


def add(changes: Counter[Group]) -> None:
    """Add to the counts, in the transaction that changes the catalogue."""
    rows = CatalogueCount.objects.bulk_create(
        CatalogueCount(language=language, kind=kind, name=name, value=value, number=number)
        for (language, kind, name, value), number in sorted(changes.items())
        if number
    )
    if rows and rows[-1].pk % TOGETHER_EVERY < len(rows):
        for language, kind in {(row.language, row.kind) for row in rows}:
            _put_together(language, kind)


@transaction.atomic
def _put_together(language: str, kind: str) -> None:
    """Replace the rows of a kind by one for each sum. Rows are locked, so that no two do this to the same ones."""
    rows = list(
        CatalogueCount.objects.select_for_update()
        .filter(language=language, kind=kind)
        .order_by("pk")
    )
    sums: Counter[tuple[str, str]] = Counter()
    for row in rows:
        sums[row.name, row.value] += row.number
    CatalogueCount.objects.filter(pk__in=[row.pk for row in rows]).delete()
    CatalogueCount.objects.bulk_create(
        CatalogueCount(language=language, kind=kind, name=name, value=value, number=number)
        for (name, value), number in sorted(sums.items())
        if number
    )


@transaction.atomic
def recount() -> None:
    """Make all counts anew from the catalogue."""
    CatalogueCount.objects.all().delete()
    entries = CatalogueEntry.objects.order_by().values_list(
        "language", "kind", Value(""), Value("")
    )
    facets = CatalogueFacet.objects.order_by().values_list("language", "kind", "name", "value")
    for rows in (entries.annotate(total=Count("pk")), facets.annotate(total=Count("pk"))):
        CatalogueCount.objects.bulk_create(
            CatalogueCount(language=language, kind=kind, name=name, value=value, number=number)
            for language, kind, name, value, number in rows
        )


def totals(request: HttpRequest, language: str, kinds: Iterable[str] = ()) -> dict[str, int]:
    """Return how many entries of each kind, or of those named, the visitor may see."""
    chosen: dict[str, Any] = {"language": language}
    if kinds := list(kinds):
        chosen["kind__in"] = kinds
    counts = CatalogueCount.objects.filter(name="", **chosen).values_list("kind")
    entries = CatalogueEntry.objects.filter(hidden(request), **chosen).values_list("kind")
    return {kind: number for (kind,), number in _sums(request, counts, entries)}


def facet_totals(
    request: HttpRequest, language: str, kinds: Iterable[str], names: Iterable[str]
) -> dict[str, dict[str, int]]:
    """Return how many entries of the kinds the visitor may see, by facet name and value."""
    chosen: dict[str, Any] = {
        "language": language,
        "kind__in": list(kinds),
        "name__in": list(names),
    }
    found: dict[str, dict[str, int]] = defaultdict(dict)
    counts = CatalogueCount.objects.filter(**chosen).values_list("name", "value")
    facets = CatalogueFacet.objects.filter(hidden(request, "entry__path"), **chosen)
    for (name, value), number in _sums(request, counts, facets.values_list("name", "value")):
        found[name][value] = number
    return found


def value_totals(
    request: HttpRequest, language: str, kinds: Iterable[str], name: str, value: str
) -> dict[str, int]:
    """Return how many entries with one facet value the visitor may see, by kind."""
    chosen = {"language": language, "kind__in": list(kinds), "name": name, "value": value}
    counts = CatalogueCount.objects.filter(**chosen).values_list("kind")
    facets = CatalogueFacet.objects.filter(hidden(request, "entry__path"), **chosen)
    return {kind: number for (kind,), number in _sums(request, counts, facets.values_list("kind"))}


def _sums(
    request: HttpRequest, counts: QuerySet[Any, Any], private: QuerySet[Any, Any]
) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield the sum of each group of `counts` without what is private to others; one query if nothing is."""
    sums: Counter[tuple[str, ...]] = Counter()
    for *group, number in counts.order_by().annotate(Sum("number")):
        sums[tuple(group)] += number
    if hidden_paths(request):
        for *group, number in private.order_by().annotate(Count("pk")):
            sums[tuple(group)] -= number
    yield from ((group, number) for group, number in sums.items() if number > 0)
