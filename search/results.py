"""One view of results: the engine's answer with cards, snippets, chips, pages and help."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from content.access import hidden_paths, visible
from content.listing import Faceted, Selection, section_urls
from content.models import CatalogueEntry

from .analysis import QueryWord, analyse_query
from .editing import promoted, with_synonyms
from .engine import Found, search, suggest
from .engines.base import FACETS, Answer, Prefix, Query
from .marking import Marker
from .parsing import Parsed, parse
from .snippets import snippet

PAGE_SIZE = 10
SORTS = ["relevance", "date"]
LABELS = {"relevance": _("Best match")}
NEAREST = 5
SHORTEST_BEGINNING = 4


@dataclass
class OtherLanguage:
    """How much the same words find in another language, and where."""

    language: str
    count: int
    url: str


@dataclass
class Suggestion:
    """A better spelling of the whole query."""

    text: str
    url: str


class Results(Faceted):
    """What a request asks for and what was found; nothing is asked before it is needed."""

    page_size = PAGE_SIZE
    filter_names = list(FACETS)

    def __init__(self, request: HttpRequest, language: str) -> None:
        self.request = request
        self.language = language
        self.selection = Selection(request, self.filter_names, SORTS)
        self.parsed: Parsed = parse(request.GET.get("q", ""), language)
        self.selection.extra = [("q", self.parsed.text)] if self.parsed.text else []

    @property
    def query(self) -> str:
        return self.parsed.text

    @property
    def asked(self) -> bool:
        """Tell whether there is anything to find: words, or a filter alone."""
        return self.parsed.wanted or bool(self.selection.values)

    @cached_property
    def found(self) -> Found:
        if not self.asked:
            return Found(Answer(0, [], {}), reserve=False)
        found = self._ask(self.selection.number)
        total = found.answer.total
        if total and not found.answer.hits:
            # Beyond the last page: show the last one.
            found = self._ask(min(self.selection.number, -(-total // PAGE_SIZE)))
        return found

    @property
    def answer(self) -> Answer:
        return self.found.answer

    @property
    def reserve(self) -> bool:
        """Tell whether the search engine is down and the database answered."""
        return self.found.reserve

    def _ask(self, number: int) -> Found:
        others = [code for code, _ in settings.LANGUAGES if code != self.language]
        elsewhere = {code: parse(self.parsed.text, code).words for code in others}
        return search(
            Query(
                language=self.language,
                words=with_synonyms(self.parsed.words, self.language),
                phrases=self.parsed.phrases,
                excluded=self.parsed.excluded,
                excluded_phrases=self.parsed.excluded_phrases,
                chosen={name: tuple(found) for name, found in self.selection.values.items()},
                hidden=hidden_paths(self.request),
                sort=self.selection.sort,
                offset=(number - 1) * PAGE_SIZE,
                limit=PAGE_SIZE,
                elsewhere={code: words for code, words in elsewhere.items() if words},
            )
        )

    @property
    def total(self) -> int:
        return self.answer.total

    @property
    def facet_counts(self) -> dict[str, dict[str, int]]:
        return self.answer.facets

    @property
    def first_number(self) -> int:
        return (self.number - 1) * PAGE_SIZE + 1

    @cached_property
    def sought(self) -> list[QueryWord]:
        """The words that hits are marked by, corrections included."""
        corrected = [
            other for correction in self.answer.corrections for other in correction.replacements
        ]
        asked = with_synonyms(self.parsed.words, self.language)
        return [*asked, *analyse_query(" ".join(corrected), self.language)]

    @cached_property
    def hits(self) -> list[CatalogueEntry]:
        """The entries of this page in order, each with its `snippet`; one query."""
        order = {hit.entry_id: place for place, hit in enumerate(self.answer.hits)}
        wanted = Q(pk__in=order)
        first: list[UUID] = []
        if self.number == 1 and not self.selection.values:
            first = promoted(self.parsed.words, self.language)
            wanted |= Q(translation_key__in=first, language=self.language)
        if not order and not first:
            return []
        rows = visible(CatalogueEntry.objects.filter(wanted), self.request)
        rows = rows.defer("headings", "values").select_related("image")
        entries = sorted(
            rows,
            key=lambda entry: (entry.translation_key not in first, order.get(entry.pk, -1)),
        )
        marker = Marker(self.sought, self.language)
        for entry in entries:
            entry.snippet = snippet(entry.summary, entry.text, marker)  # type: ignore[attr-defined]  # for this page only
            entry.promoted = entry.translation_key in first  # type: ignore[attr-defined]  # for this page only
        return entries

    @cached_property
    def other_language(self) -> OtherLanguage | None:
        for language, count in self.answer.elsewhere.items():
            if count:
                with override(language):
                    address = reverse("search")
                return OtherLanguage(
                    language, count, f"{address}?{urlencode({'q': self.parsed.text})}"
                )
        return None

    @cached_property
    def did_you_mean(self) -> list[Suggestion]:
        """The query with each misspelt word replaced; the results hold what these find already."""
        if not self.answer.corrections:
            return []
        found = []
        for place in range(max(len(c.replacements) for c in self.answer.corrections)):
            text = self.parsed.text
            for correction in self.answer.corrections:
                options = correction.replacements
                text = text.replace(correction.surface, options[min(place, len(options) - 1)])
            found.append(Suggestion(text, f"{self.selection.path}?{urlencode({'q': text})}"))
        return found

    @property
    def sort_options(self) -> list[dict[str, Any]]:
        if not self.parsed.wanted:
            return []
        return [
            option | {"label": LABELS.get(option["value"], option["label"])}
            for option in super().sort_options
        ]

    @cached_property
    def nearest(self) -> list[CatalogueEntry]:
        """When nothing was found: what any of the words finds without filters, or titles that begin alike."""
        if self.total or not self.parsed.words:
            return []
        language, hidden = self.language, hidden_paths(self.request)
        anything = Query(language, self.parsed.words, hidden=hidden, facet_names=(), limit=NEAREST)
        ids = [hit.entry_id for hit in search(anything).answer.hits]
        longest = max((word.surface for word in self.parsed.words), key=len)
        if not ids and len(longest) >= SHORTEST_BEGINNING:
            ids = suggest(Prefix(language, longest[:SHORTEST_BEGINNING], hidden, NEAREST))
        rows = visible(CatalogueEntry.objects.filter(pk__in=ids), self.request)
        found = {entry.pk: entry for entry in rows.defer("text", "headings", "values")}
        return [found[number] for number in ids if number in found]

    @cached_property
    def need_url(self) -> str:
        """Where somebody who found nothing can tell what is needed: the section of ideas."""
        return "" if self.total else section_urls(self.language).get("idea", "")

    @property
    def feed_url(self) -> str:
        """The newest of these results as a feed: a search that is kept."""
        pairs = [(name, v) for name, values in self.selection.values.items() for v in values]
        query = urlencode([*self.selection.extra, *pairs])
        return f"{reverse('search_feed')}?{query}" if query else ""
