"""Text to what an engine stores, and a query to what it asks for."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from search.analysis.terms import Analyser, Terms
from search.analysis.tokens import PATTERN, Span, spans

LANGUAGES = ("sv", "en")
DEFAULT_LANGUAGE = "sv"
# Words a worker remembers, in each of two generations. A page's words are mostly other pages'
# words; with this many, fewer than one in thirty is analysed anew in a reindex.
CACHE_SIZE = 50_000


class Finder(Protocol):
    """Whatever knows the terms of a word: an analyser, or one that asks others first."""

    def terms(self, surface: str) -> Terms: ...


class Cache:
    """Surface to terms, bounded: when the young generation is full, the old one is dropped.

    Reads and writes of a dict are atomic, so no reader ever waits. Two threads may analyse the
    same word at once and store equal results.
    """

    __slots__ = ("_limit", "_old", "_young", "analyser")

    def __init__(self, analyser: Finder, limit: int = CACHE_SIZE) -> None:
        self.analyser = analyser
        self._limit = limit
        self._young: dict[str, Terms] = {}
        self._old: dict[str, Terms] = {}

    def __getitem__(self, surface: str) -> Terms:
        young = self._young
        found = young.get(surface)
        if found is None:
            found = self._old.get(surface) or self.analyser.terms(surface)
            if len(young) >= self._limit:
                self._old, self._young = young, {}
                young = self._young
            young[surface] = found
        return found

    def recent(self) -> Mapping[str, Terms]:
        """The young generation, for loops in which a method call for each word would cost most."""
        return self._young

    def __len__(self) -> int:
        return len(self._young) + len(self._old)


_lock = threading.Lock()
_caches: dict[str, Cache] = {}


def language_of(code: str) -> str:
    """The analysed language for a locale code: "sv-se" is "sv"; an unknown one is Swedish."""
    primary = code.replace("_", "-").partition("-")[0].lower()
    return primary if primary in LANGUAGES else DEFAULT_LANGUAGE


def cache_for(language: str) -> Cache:
    """The process's cache of `language`, with its analyser; made on first use."""
    found = _caches.get(language)
    if found is None:
        with _lock:
            found = _caches.get(language)
            if found is None:
                found = _caches[language] = Cache(Analyser(language_of(language)))
    return found


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text: its place, its position among the words, and its terms."""

    span: Span
    position: int
    terms: Terms


@dataclass(frozen=True, slots=True)
class IndexText:
    """What a text is stored as: two strings of terms with one space between them.

    words: exactly one term for each word of the text, in order, so that an engine's own phrase
    and proximity operators work. parts: the terms of compound parts, stems and homographs, to
    be searched with a lower weight; the order is the text's but means nothing.
    """

    words: str
    parts: str


def analyse(text: str, language: str) -> Iterator[Token]:
    """The words of `text` with places and terms. `language` is a locale code."""
    cache = cache_for(language_of(language))
    for position, span in enumerate(spans(text)):
        yield Token(span, position, cache[span.surface])


def terms_of(surfaces: Iterable[str], language: str) -> list[Terms]:
    """The terms of each of the words that `tokens.PATTERN` finds; the fast way."""
    cache = cache_for(language_of(language))
    recent = cache.recent().get
    return [recent(surface) or cache[surface] for surface in surfaces]


def joined(found: Iterable[Terms]) -> IndexText:
    """What to store of words with these terms."""
    words: list[str] = []
    parts: list[str] = []
    for terms in found:
        words.append(terms.word)
        if terms.loose:
            parts += terms.loose
        if terms.parts:
            parts += terms.parts
    return IndexText(" ".join(words), " ".join(parts))


def index_text(text: str, language: str) -> IndexText:
    """What to store of `text`, when places are not needed."""
    return joined(terms_of(PATTERN.findall(text), language))
