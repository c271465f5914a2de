"""One view of results: the engine's answer with cards, snippets, chips, pages and help."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import override

from content.access import hidden_paths, visible
from content.listing import SORT_LABELS, Faceted, Selection
from content.models import CatalogueEntry

from .analysis import QueryWord, analyse_query
from .engine import engine
from .engines.base import FACETS, Answer, Query
from .parsing import Parsed, parse
from .snippets import highlighted, snippet

PAGE_SIZE = 10
SORTS = ["relevance", "date"]


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
    def answer(self) -> Answer:
        if not self.asked:
            return Answer(0, [], {})
        answer = self._ask(self.selection.number)
        if answer.total and not answer.hits:
            # Beyond the last page: show the last one.
            answer = self._ask(min(self.selection.number, -(-answer.total // PAGE_SIZE)))
        return answer

    def _ask(self, number: int) -> Answer:
        others = [code for code, _ in settings.LANGUAGES if code != self.language]
        elsewhere = {code: parse(self.parsed.text, code).words for code in others}
        return engine().search(
            Query(
                language=self.language,
                words=self.parsed.words,
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
        return [*self.parsed.words, *analyse_query(" ".join(corrected), self.language)]

    @cached_property
    def hits(self) -> list[CatalogueEntry]:
        """The entries of this page in order, each with `snippet` and `marked_title`; one query."""
        order = {hit.entry_id: place for place, hit in enumerate(self.answer.hits)}
        if not order:
            return []
        rows = visible(CatalogueEntry.objects.filter(pk__in=order), self.request)
        rows = rows.defer("headings", "values").select_related("image")
        entries = sorted(rows, key=lambda entry: order[entry.pk])
        for entry in entries:
            entry.snippet = self._snippet(entry)  # type: ignore[attr-defined]  # for this page only
        return entries

    def _snippet(self, entry: CatalogueEntry) -> SafeString:
        return snippet(entry.summary, entry.text, self.language, self.sought)

    def marked_title(self, entry: CatalogueEntry) -> SafeString:
        return highlighted(entry.title, self.language, self.sought)

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
        return super().sort_options if self.parsed.wanted else []


__all__ = ["PAGE_SIZE", "SORTS", "SORT_LABELS", "Results"]
