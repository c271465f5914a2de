"""One view of results: the engine's answer with cards, snippets, chips, pages and help."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from content.access import hidden_paths, visible
from content.documents import with_holders
from content.listing import Faceted, Selection, section_urls
from content.models import CatalogueEntry

from .analysis import QueryWord, analyse_query
from .editing import promoted, with_synonyms
from .engine import Found, search, suggest
from .engines.base import FACETS, MAX_CORRECTIONS, Answer, Correction, Hit, Prefix, Query
from .marking import Marker
from .parsing import Parsed, parse
from .snippets import snippet

PAGE_SIZE = 10
SORTS = ["relevance", "date"]
LABELS = {"relevance": _("Best match")}
NEAREST = 5
MOST_HOLDERS = 3
SHORTEST_BEGINNING = 4
LANGUAGE = "language"
"""The facet that is answered by asking for another language; the indexes of the languages are apart."""


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
    """What a request asks for and what was found; nothing is asked before it is needed.

    Looked for is the language of the page, or those that are chosen in the facet `language`. Chosen together,
    they are ranked as one list.
    """

    page_size = PAGE_SIZE
    filter_names = [*FACETS, LANGUAGE]

    def __init__(self, request: HttpRequest, language: str) -> None:
        self.request = request
        self.language = language
        self.selection = Selection(request, self.filter_names, SORTS)
        self.parsed: Parsed = parse(request.GET.get("q", ""), language)
        self.selection.extra = [("q", self.parsed.text)] if self.parsed.text else []
        known = [code for code, _ in settings.LANGUAGES]
        chosen = self.selection.values.get(LANGUAGE)
        self.languages = [code for code in known if code in chosen] if chosen else [language]
        self._parsed = {code: parse(self.parsed.text, code) for code in known if code != language}
        self._parsed[language] = self.parsed
        self._entries: tuple[list[Hit], list[CatalogueEntry]] | None = None

    @property
    def query(self) -> str:
        return self.parsed.text

    @property
    def asked(self) -> bool:
        """Tell whether there is anything to find: words, or a filter alone."""
        return self.parsed.wanted or bool(self.selection.values)

    @cached_property
    def found(self) -> Found:
        if not self.asked or not self.languages:
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
        """Ask for a page of results: once for each language that is looked for."""
        offset = (number - 1) * PAGE_SIZE
        if len(self.languages) == 1:
            language = self.languages[0]
            others = {code: self._query(code) for code in self._parsed if code != language}
            if self.parsed.wanted:  # a word that says nothing in a language finds nothing there
                others = {code: query for code, query in others.items() if _says(query)}
            return search(
                replace(self._query(language), offset=offset, limit=PAGE_SIZE, elsewhere=others),
                partial(self._read, number),
            )
        found = {
            code: search(replace(self._query(code), limit=offset + PAGE_SIZE))
            for code in self.languages
            if not self.parsed.wanted or _says(self._query(code))
        }
        return _joined(found, offset, by_date=self.selection.sort == "date")

    def _query(self, language: str) -> Query:
        parsed = self._parsed[language]
        chosen = {
            name: tuple(found) for name, found in self.selection.values.items() if name != LANGUAGE
        }
        return Query(
            language=language,
            words=with_synonyms(parsed.words, language),
            phrases=parsed.phrases,
            excluded=parsed.excluded,
            excluded_phrases=parsed.excluded_phrases,
            chosen=chosen,
            hidden=hidden_paths(self.request),
            sort=self.selection.sort,
        )

    def newest(self, most: int) -> list[int]:
        """Return the ids of all that is found, the newest first, whatever page is shown."""
        hits = [
            hit
            for code in self.languages
            if not self.parsed.wanted or _says(self._query(code))
            for hit in search(
                replace(self._query(code), sort="date", limit=most, facet_names=())
            ).answer.hits
        ]
        hits.sort(key=lambda hit: (-hit.date, -hit.entry_id))
        return [hit.entry_id for hit in hits[:most]]

    @property
    def total(self) -> int:
        return self.answer.total

    @property
    def facet_counts(self) -> dict[str, dict[str, int]]:
        if not self.asked:
            return {}
        counts = dict(self.answer.elsewhere)
        if len(self.languages) == 1:
            counts[self.languages[0]] = self.total
        found = {code: counts[code] for code in self._parsed if counts.get(code)}
        return self.answer.facets | {LANGUAGE: found}

    @property
    def first_number(self) -> int:
        return (self.number - 1) * PAGE_SIZE + 1

    @cached_property
    def hits(self) -> list[CatalogueEntry]:
        """The entries of this page in order, each with its `snippet`, documents with `holders`; one query."""
        answer = self.answer
        if self._entries is None or self._entries[0] is not answer.hits:
            self._read(self.number, answer.hits, answer.corrections)
        return self._entries[1] if self._entries else []

    def _read(self, number: int, hits: list[Hit], corrections: list[Correction]) -> None:
        """Read the entries of a page of hits: while the engine still counts, if it lets us."""
        self._entries = hits, self._shown(number, hits, corrections)

    def _shown(
        self, number: int, hits: list[Hit], corrections: list[Correction]
    ) -> list[CatalogueEntry]:
        order = {hit.entry_id: place for place, hit in enumerate(hits)}
        first: list[UUID] = []
        if number == 1 and not self.selection.values:
            first = promoted(self.parsed.words, self.language)
        if not order and not first:
            return []
        found, held = with_holders(self.request, list(order), first, self.language)
        entries = sorted(
            found,
            key=lambda entry: (entry.translation_key not in first, order.get(entry.pk, -1)),
        )
        markers = {code: Marker(self._sought(code, corrections), code) for code in self.languages}
        for entry in entries:
            entry.snippet = snippet(entry.title, entry.summary, entry.text, markers[entry.language])
            entry.promoted = entry.translation_key in first  # type: ignore[attr-defined]  # for this page only
            if entry.kind == "document":
                entry.holders = _own_language_once(held.get(entry.object_id, []), self.language)  # type: ignore[attr-defined]  # for this page only
        return entries

    def _sought(self, language: str, corrections: list[Correction]) -> list[QueryWord]:
        """Return the words that hits in a language are marked by, corrections included."""
        corrected = [other for correction in corrections for other in correction.replacements]
        asked = with_synonyms(self._parsed[language].words, language)
        return [*asked, *analyse_query(" ".join(corrected), language)]

    @cached_property
    def other_language(self) -> OtherLanguage | None:
        """How much is found in a language that was not looked for."""
        if not self.parsed.wanted:
            return None
        for language, count in self.other_counts.items():
            if count:
                with override(language):
                    address = reverse("search")
                pairs = [
                    (name, value)
                    for name, values in self.selection.values.items()
                    for value in values
                    if name != LANGUAGE
                ]
                query = urlencode([*self.selection.extra, *pairs])
                return OtherLanguage(language, count, f"{address}?{query}")
        return None

    @property
    def other_counts(self) -> dict[str, int]:
        return {
            code: count
            for code, count in self.answer.elsewhere.items()
            if code not in self.languages
        }

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
    def kept_query(self) -> str:
        """The words and filters as they stand in an address: what a search is kept by."""
        pairs = [(name, v) for name, values in self.selection.values.items() for v in values]
        return urlencode([*self.selection.extra, *pairs])

    @property
    def feed_url(self) -> str:
        """The newest of these results as a feed: a search that is kept."""
        query = self.kept_query
        return f"{reverse('search_feed')}?{query}" if query else ""


def _says(query: Query) -> bool:
    return bool(query.words or query.phrases)


def _joined(found: dict[str, Found], offset: int, *, by_date: bool) -> Found:
    """Return the answers of several languages as one list, with the total of each as `elsewhere`."""
    answers = [one.answer for one in found.values()]
    facets: dict[str, dict[str, int]] = {}
    for answer in answers:
        for name, counts in answer.facets.items():
            facets[name] = dict(Counter(facets.get(name, {})) + Counter(counts))
    hits = sorted(
        (hit for answer in answers for hit in answer.hits),
        key=lambda hit: (0 if by_date else -hit.score, -hit.date, -hit.entry_id),
    )
    corrections = {one.surface: one for answer in answers for one in answer.corrections}
    if not all(answer.corrections for answer in answers):
        corrections = {}  # in one of the languages the words are right
    joined = Answer(
        total=sum(answer.total for answer in answers),
        hits=hits[offset : offset + PAGE_SIZE],
        facets=facets,
        corrections=list(corrections.values())[:MAX_CORRECTIONS],
        elsewhere={code: one.answer.total for code, one in found.items()},
    )
    return Found(joined, reserve=any(one.reserve for one in found.values()))


def _own_language_once(pages: list[CatalogueEntry], language: str) -> list[CatalogueEntry]:
    """Return each page once, in the reader's language where there is one, and no more than are shown."""
    best: dict[UUID, CatalogueEntry] = {}
    for page in sorted(pages, key=lambda page: (page.language != language, page.title)):
        best.setdefault(page.translation_key, page)
    return list(best.values())[:MOST_HOLDERS]
