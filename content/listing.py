"""Lists of catalogue entries: filters with counts, and pages.

The state of a list is its address: `?topic=school&municipality=1485&sort=title&page=2`. Several values of
one filter widen, several filters narrow. Unknown names and values are passed over, so that an old address
still shows something.
"""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.cache import cache
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from . import counts, labels
from .access import hidden_paths, outside, visible
from .models import CatalogueEntry, CatalogueFacet, SectionIndexPage
from .statements import Statement

PAGE_SIZE = 12
MAX_PAGE = 500
MAX_VALUES = 20
CARD = ["kind", "language", "translation_key", "url", "title", "summary", "image", "date", "facts"]
MANY = 1000
COUNTS_KEPT_SECONDS = 60
SORTS = {"date": ("-date", "-id"), "title": ("sort_key", "id")}
SORT_LABELS = {"date": _("Newest first"), "title": _("A to Z")}


class Option(NamedTuple):
    """One value of a filter."""

    value: str
    label: str
    number: int
    selected: bool


@dataclass
class Filter:
    name: str
    label: str
    options: list[Option]

    @property
    def selected(self) -> bool:
        """Tell whether something of it is chosen."""
        return any(option.selected for option in self.options)


@dataclass
class Chip:
    """A chosen value with the address of the same list without it."""

    label: str
    remove_url: str


@dataclass
class PageLink:
    number: int | None
    url: str = ""
    current: bool = False


class Selection:
    """What an address asks for: chosen values by filter, order, and page number."""

    def __init__(self, request: HttpRequest, names: list[str], sorts: list[str]) -> None:
        self.path = request.path
        self.values: dict[str, list[str]] = {}
        for name in names:
            asked = [value for raw in request.GET.getlist(name) for value in raw.split(",")]
            chosen = list(
                dict.fromkeys(
                    value for value in asked if value and len(value) <= 64 and "\0" not in value
                )
            )
            if chosen:
                self.values[name] = chosen[:MAX_VALUES]
        self.sorts = sorts
        self.sort = request.GET.get("sort", "") if request.GET.get("sort") in sorts else sorts[0]
        number = request.GET.get("page", "1")
        self.number = (
            min(int(number), MAX_PAGE)
            if number.isascii() and number.isdigit() and len(number) < 6
            else 1
        )
        self.number = max(self.number, 1)
        self.extra = [("q", request.GET["q"])] if request.GET.get("q") else []

    def url(self, *, without: tuple[str, str] | None = None, **changes: Any) -> str:
        """Return the address of this list with one value less or with another `sort` or `page`."""
        pairs = [
            (name, value)
            for name, values in self.values.items()
            for value in values
            if (name, value) != without
        ]
        sort = changes.get("sort", self.sort)
        number = changes.get("page", 1)
        if sort != self.sorts[0]:
            pairs.append(("sort", sort))
        if number != 1:
            pairs.append(("page", number))
        query = urlencode([*self.extra, *pairs])
        return f"{self.path}?{query}" if query else self.path

    def page_links(self, pages: int) -> list[PageLink]:
        """Return links to the first, last and nearby pages, with gaps between."""
        near = {1, pages, *range(self.number - 1, self.number + 2)}
        links: list[PageLink] = []
        for number in sorted(number for number in near if 1 <= number <= pages):
            if links and links[-1].number is not None and number > links[-1].number + 1:
                links.append(PageLink(None))
            links.append(PageLink(number, self.url(page=number), number == self.number))
        return links


class Faceted:
    """Pages, chips and filters that any list of results shows. Subclasses give `total` and `facet_counts`."""

    selection: Selection
    filter_names: list[str]
    page_size = PAGE_SIZE

    @property
    def total(self) -> int:
        raise NotImplementedError

    @property
    def facet_counts(self) -> dict[str, dict[str, int]]:
        """The number of entries for each value of each filter, as if that filter were not set."""
        raise NotImplementedError

    @property
    def page_count(self) -> int:
        return min(max(math.ceil(self.total / self.page_size), 1), MAX_PAGE)

    @property
    def number(self) -> int:
        return min(self.selection.number, self.page_count)

    @property
    def page(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "has_previous": self.number > 1,
            "has_next": self.number < self.page_count,
            "paginator": {"num_pages": self.page_count, "count": self.total},
        }

    @property
    def pages(self) -> list[PageLink]:
        return self.selection.page_links(self.page_count)

    @property
    def previous_url(self) -> str:
        return self.selection.url(page=self.number - 1) if self.number > 1 else ""

    @property
    def next_url(self) -> str:
        return self.selection.url(page=self.number + 1) if self.number < self.page_count else ""

    @property
    def sort(self) -> str:
        return self.selection.sort

    @property
    def sort_options(self) -> list[dict[str, Any]]:
        return [
            {
                "value": sort,
                "label": SORT_LABELS.get(sort, sort),
                "url": self.selection.url(sort=sort),
                "current": sort == self.selection.sort,
            }
            for sort in self.selection.sorts
        ]

    @property
    def clear_url(self) -> str:
        kept = urlencode(self.selection.extra)
        return f"{self.selection.path}?{kept}" if kept else self.selection.path

    @cached_property
    def chips(self) -> list[Chip]:
        return [
            Chip(
                labels.value_labels(name).get(value, value),
                self.selection.url(without=(name, value)),
            )
            for name, values in self.selection.values.items()
            for value in values
        ]

    @cached_property
    def facets(self) -> list[Filter]:
        found = []
        for name in self.filter_names:
            counts = self.facet_counts.get(name, {})
            chosen = self.selection.values.get(name, [])
            names = labels.value_labels(name)
            for value in chosen:
                counts.setdefault(value, 0)
            options = [
                Option(value, names.get(value, value), count, value in chosen)
                for value, count in counts.items()
            ]
            if options:
                found.append(
                    Filter(name, labels.facet_label(name), _ordered(name, options, list(names)))
                )
        return found


def _ordered(name: str, options: list[Option], order: list[str]) -> list[Option]:
    """Return options in the order people expect: newest year first, choices as declared, the rest by name."""
    if name == "year":
        return sorted(options, key=lambda option: option.value, reverse=True)
    if name in {"topic", "municipality", "county", "kind"}:
        return sorted(options, key=lambda option: swedish_order(option.label))
    places = {value: place for place, value in enumerate(order)}
    return sorted(options, key=lambda option: places.get(option.value, len(places)))


@lru_cache(4096)
def swedish_order(name: str) -> tuple[str, ...]:
    """Return a sort key in which å, ä and ö follow z, in this order."""
    return tuple(
        {"å": "z1", "ä": "z2", "ö": "z3", "é": "e"}.get(letter, letter) for letter in name.lower()
    )


def with_facets(
    entries: QuerySet[CatalogueEntry],
    chosen: dict[str, list[str]],
    of: dict[str, str],
    leave_out: str = "",
) -> QuerySet[CatalogueEntry]:
    """Return the entries that have one of the chosen values of every filter but `leave_out`.

    `of` says what the entries have in common (language and kind), so that each filter is answered by the facets'
    index and a rare value never reads the whole list.
    """
    for name, values in chosen.items():
        if name != leave_out:
            having = CatalogueFacet.objects.filter(name=name, value__in=values, **of)
            entries = entries.filter(pk__in=having.values("entry_id"))
    return entries


def count_facets(
    entries: QuerySet[CatalogueEntry],
    names: list[str],
    chosen: dict[str, list[str]],
    of: dict[str, str],
    unfiltered: Callable[[list[str]], dict[str, dict[str, int]]],
) -> dict[str, dict[str, int]]:
    """Return the number of entries per value for each filter, each counted without its own choice.

    One query, and one more for each filter that is set. `unfiltered` knows the numbers of the whole list.
    """
    found: dict[str, dict[str, int]] = defaultdict(dict)
    groups = [([name for name in names if name not in chosen], "")] + [
        ([name], name) for name in chosen if name in names
    ]
    for asked, leave_out in groups:
        if not asked:
            continue
        if not (chosen.keys() - {leave_out}):
            found |= unfiltered(asked)
            continue
        rows = CatalogueFacet.objects.filter(
            name__in=asked, entry__in=with_facets(entries, chosen, of, leave_out).values("pk")
        )
        for name, value, number in (
            rows.order_by().values_list("name", "value").annotate(Count("id"))
        ):
            found[name][value] = number
    return found


class Listing(Faceted):
    """The entries of one kind as an index page shows them."""

    def __init__(self, request: HttpRequest, page: SectionIndexPage) -> None:
        self.section = page
        self.request = request
        self.filter_names = list(page.filter_names)
        self.selection = Selection(request, self.filter_names, ["date", "title"])
        self.language = page.locale.language_code
        self.of = {"language": self.language, "kind": page.lists_kind}
        self.base = visible(CatalogueEntry.objects.filter(**self.of), request)
        self.matching = with_facets(self.base, self.selection.values, self.of)

    @cached_property
    def _numbers(self) -> tuple[int, dict[str, dict[str, int]]]:
        """The total and the facet counts.

        The whole list's are kept as sums (`content.counts`), a filtered list's are counted; those of a list that
        fills hundreds of pages are kept for a minute. What is private to the visitor is a part of the key.
        """
        chosen = self.selection.values
        kind = self.section.lists_kind

        def unfiltered(names: list[str]) -> dict[str, dict[str, int]]:
            return counts.facet_totals(self.request, self.language, [kind], names)

        if not chosen:
            total = counts.totals(self.request, self.language, [kind]).get(kind, 0)
            return total, count_facets(self.base, self.filter_names, {}, self.of, unfiltered)
        state = repr((self.language, kind, sorted(chosen.items()), hidden_paths(self.request)))
        key = f"listing:{hashlib.sha256(state.encode()).hexdigest()}"
        kept: tuple[int, dict[str, dict[str, int]]] | None = cache.get(key)
        if kept is None:
            total = self.matching.count()
            kept = total, count_facets(self.base, self.filter_names, chosen, self.of, unfiltered)
            if total > MANY:
                cache.set(key, kept, COUNTS_KEPT_SECONDS)
        return kept

    @property
    def total(self) -> int:
        return self._numbers[0]

    @property
    def facet_counts(self) -> dict[str, dict[str, int]]:
        return self._numbers[1]

    @cached_property
    def entries(self) -> list[CatalogueEntry]:
        first = (self.number - 1) * self.page_size
        return _page_of(
            hidden_paths(self.request),
            *self.of.values(),
            self.selection.sort,
            first,
            **self.selection.values,
        )

    @cached_property
    def feed_url(self) -> str:
        return f"{self.section.get_url()}feed/"


@Statement
def _page_of(
    hidden: tuple[str, ...], language: str, kind: str, sort: str, first: int, /, **chosen: list[str]
) -> QuerySet[CatalogueEntry]:
    of = {"language": language, "kind": kind}
    open_to_visitor = outside(CatalogueEntry.objects.filter(**of), hidden)
    matching = with_facets(open_to_visitor, chosen, of).order_by(*SORTS[sort])
    return as_cards(matching[first : first + PAGE_SIZE])


def as_cards(entries: QuerySet[CatalogueEntry]) -> QuerySet[CatalogueEntry]:
    """Return entries with what a card needs and no more."""
    return entries.only(*CARD, "image__file_hash").select_related("image")


@Statement
def cards_of(hidden: tuple[str, ...], *, ids: list[int]) -> QuerySet[CatalogueEntry]:
    """Return the entries with these ids that the visitor may see, newest first."""
    rows = outside(CatalogueEntry.objects.filter(pk__in=ids), hidden)
    return as_cards(rows.order_by("-date", "-id"))


def build_listing(request: HttpRequest, page: SectionIndexPage) -> Listing:
    return Listing(request, page)


def counts_by_kind(request: HttpRequest, language: str) -> dict[str, int]:
    """Return how many entries of each kind the visitor may see in one language."""
    return counts.totals(request, language)


def section_urls(language: str) -> dict[str, str]:
    """Return the address of the section that lists each kind."""
    return {
        facts["lists_kind"]: url
        for facts, url in _sections(language=language)
        if facts.get("lists_kind")
    }


@Statement
def _sections(*, language: str) -> QuerySet[CatalogueEntry, tuple[dict[str, Any], str]]:
    rows = CatalogueEntry.objects.filter(kind="section", language=language)
    return rows.values_list("facts", "url")
