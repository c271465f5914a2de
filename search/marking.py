"""Finds in a text the words that a query matched, fast enough to be done for every hit of a page.

`search.analysis.matches` analyses every word of a text. Here only words are analysed that hold the beginning
of something sought; if there are none, as for "gick" when "gå" is sought, the whole text is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from search.analysis import QueryWord, matches
from search.analysis.fold import fold
from search.analysis.index import cache_for, language_of
from search.analysis.tokens import PATTERN, Span

SHORTEST_BEGINNING = 3
MOST_BENT = 4
"""Letters at the end of a word that its forms change (springa, sprungit); 295 of 569,000 forms change more."""
MOST_ANALYSED = 4_000
"""Letters of a text of which every word is analysed."""
_LETTERS = {
    code: folded
    for code in range(0xC0, 0x250)
    if len(folded := fold(chr(code))) == 1 and folded != chr(code)
}
_FOREIGN = re.compile(f"[{''.join(map(chr, _LETTERS))}]")


def beginning(term: str) -> str:
    """Return the letters that the forms of a word have in common, at least three."""
    return term[: max(len(term) - MOST_BENT, SHORTEST_BEGINNING)]


class Marker:
    """The words of one query, ready to be found in many texts."""

    def __init__(self, words: Iterable[QueryWord], language: str) -> None:
        self.words = list(words)
        self.language = language
        self._cache = cache_for(language_of(language))
        self._single = {term for word in self.words for term in word.terms}
        self._ways = [frozenset(way) for word in self.words for way in word.ways]
        needles = {beginning(term) for term in self._single.union(*self._ways)}
        ordered = sorted(needles, key=len, reverse=True)
        self._needles = re.compile("|".join(map(re.escape, ordered))) if ordered else None

    def spans(self, *texts: str, above: str = "") -> list[list[Span]]:
        """Return for each text of a document the places that the query matched, in order.

        If there are none, but in what stands `above` them, nothing more is looked for.
        """
        if self._needles is None:
            return [[] for _ in texts]
        found = [self.quick(text) for text in texts]
        if not any(found) and not self.quick(above):
            found = [matches(text[:MOST_ANALYSED], self.language, self.words) for text in texts]
        return found

    def quick(self, text: str) -> list[Span]:
        """Return the places of words that begin like something sought and match."""
        if self._needles is None:
            return []
        tokens: list[tuple[Span, frozenset[str]]] = []
        end = 0
        lower = text.lower()
        # Looking for such letters is twenty times faster than translating, and few texts have any.
        folded = lower.translate(_LETTERS) if _FOREIGN.search(lower) else lower
        for needle in self._needles.finditer(folded):
            place = needle.start()
            if place < end:
                continue
            start = place
            while start > end and not text[start - 1].isspace():
                start -= 1
            for match in PATTERN.finditer(text, start):
                if match.end() > place:
                    break
            else:
                break
            end = match.end()
            terms = self._cache[match.group()]
            tokens.append(
                (
                    Span(match.group(), match.start(), end),
                    frozenset((terms.word, *terms.loose, *terms.parts)),
                )
            )
        wanted = self._single
        if self._ways:
            present: set[str] = set().union(*(terms for _, terms in tokens))
            wanted = wanted.union(*(way for way in self._ways if way <= present))
        return [span for span, terms in tokens if not wanted.isdisjoint(terms)]
