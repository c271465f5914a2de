"""A query's words, and which words of a text they match."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from search.analysis.index import analyse
from search.analysis.tokens import Span

# What the engines weigh by, so that they rank alike: the field `parts` against `words`, and in
# a query the looser terms and a compound's parts against the word. Chosen on a plateau of the
# figures of bench.analysis.quality, where any value from 0.2 to 0.5 is within their noise.
PARTS_WEIGHT = 0.3
LOOSE_WEIGHT = 0.3
COMPOUND_PARTS_WEIGHT = 0.3


@dataclass(frozen=True, slots=True)
class QueryWord:
    """One word of a query.

    surface: as it was written. word: look for it in both fields; in `words` it is the word
    itself in any form, in `parts` a part of a compound. loose: other terms to look for in both
    fields with less weight. parts: for a compound, its parts. ways: sets of those; a text that
    has all of a set, in either field, speaks of the same thing (förslag till förbättring).
    stop: a function word.
    """

    surface: str
    word: str
    loose: tuple[str, ...]
    parts: tuple[str, ...]
    ways: tuple[tuple[str, ...], ...]
    stop: bool

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms that each alone match this word, the best first."""
        return (self.word, *self.loose)

    def weighted(self) -> list[tuple[str, float]]:
        """Every term to rank by, with its weight; parts raise the rank of what they match."""
        return [
            (self.word, 1.0),
            *((term, LOOSE_WEIGHT) for term in self.loose),
            *((term, COMPOUND_PARTS_WEIGHT) for term in self.parts),
        ]


def analyse_query(text: str, language: str, *, keep_stop_words: bool = False) -> list[QueryWord]:
    """The words of a query in order.

    Function words are left out when any other word is there; `keep_stop_words` is for quoted
    phrases, where each word counts. An empty list means that there is nothing to search for.
    """
    words = [
        QueryWord(
            token.span.surface,
            token.terms.word,
            token.terms.loose,
            token.terms.parts,
            token.terms.ways,
            token.terms.stop,
        )
        for token in analyse(text, language)
    ]
    if keep_stop_words or all(word.stop for word in words):
        return words
    return [word for word in words if not word.stop]


def phrase(text: str, language: str) -> list[str]:
    """The terms of a quoted phrase, to be found in `words` one after the other."""
    return [word.word for word in analyse_query(text, language, keep_stop_words=True)]


def matches(text: str, language: str, query: Iterable[QueryWord]) -> list[Span]:
    """The places in `text` that the query matched, in order, for highlighting.

    A word is matched by its lemma, a looser term or as part of a compound; and the words that
    are a query compound's parts are, when the text has all of them.
    """
    words = list(query)
    single = {term for word in words for term in word.terms}
    ways = [frozenset(way) for word in words for way in word.ways]
    tokens = [
        (t.span, frozenset((t.terms.word, *t.terms.loose, *t.terms.parts)))
        for t in analyse(text, language)
    ]
    present: set[str] = set().union(*(terms for _, terms in tokens)) if ways else set()
    for way in ways:
        if way <= present:
            single |= way
    return [span for span, terms in tokens if not single.isdisjoint(terms)]


def satisfied(query: Sequence[QueryWord], terms: frozenset[str] | set[str]) -> list[bool]:
    """For each query word, whether a text with these terms (of both fields) matches it."""
    return [
        any(term in terms for term in word.terms)
        or any(all(part in terms for part in way) for way in word.ways)
        for word in query
    ]
