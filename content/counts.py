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

from .access import below_any, hidden_paths
from .models import CatalogueCount, CatalogueEntry, CatalogueFacet
from .statements import Statement

Counted = CatalogueEntry | CatalogueFacet
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
    rows = CatalogueCount.objects.select_for_update().filter(language=language, kind=kind)
    sums: Counter[tuple[str, str]] = Counter()
    together = []
    for pk, name, value, number in rows.order_by("pk").values_list("pk", "name", "value", "number"):
        together.append(pk)
        sums[name, value] += number
    CatalogueCount.objects.filter(pk__in=together).delete()
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
    return {kind: number for (kind,), number in _sums(request, CatalogueEntry, ("kind",), chosen)}


def facet_totals(
    request: HttpRequest, language: str, kinds: Iterable[str], names: Iterable[str]
) -> dict[str, dict[str, int]]:
    """Return how many entries of the kinds the visitor may see, by facet name and value."""
    chosen = {"language": language, "kind__in": list(kinds), "name__in": list(names)}
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for (name, value), number in _sums(request, CatalogueFacet, ("name", "value"), chosen):
        found[name][value] = number
    return found


def value_totals(
    request: HttpRequest, language: str, kinds: Iterable[str], name: str, value: str
) -> dict[str, int]:
    """Return how many entries with one facet value the visitor may see, by kind."""
    chosen = {"language": language, "kind__in": list(kinds), "name": name, "value": value}
    return {kind: number for (kind,), number in _sums(request, CatalogueFacet, ("kind",), chosen)}


def _sums(
    request: HttpRequest, of: type[Counted], by: tuple[str, ...], chosen: dict[str, Any]
) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield the sum of each group without what is private to others; one query if nothing is."""
    sums: Counter[tuple[str, ...]] = Counter()
    for *group, number in _kept(of, by, **chosen):
        sums[tuple(group)] += number
    if hidden := hidden_paths(request):
        for *group, number in _private(of, by, hidden, **chosen):
            sums[tuple(group)] -= number
    yield from ((group, number) for group, number in sums.items() if number > 0)


@Statement
def _kept(of: type[Counted], by: tuple[str, ...], **chosen: Any) -> QuerySet[Any, tuple[Any, ...]]:
    rows = CatalogueCount.objects.filter(**chosen)
    if of is CatalogueEntry:
        rows = rows.filter(name="")
    return rows.order_by().values_list(*by).annotate(Sum("number"))


@Statement
def _private(
    of: type[Counted], by: tuple[str, ...], hidden: tuple[str, ...], **chosen: Any
) -> QuerySet[Any, tuple[Any, ...]]:
    path = "path" if of is CatalogueEntry else "entry__path"
    rows = of._default_manager.filter(below_any(hidden, path), **chosen)
    return rows.order_by().values_list(*by).annotate(Count("pk"))
