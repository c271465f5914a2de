"""Many documents turned into postings at once.

The same as `stored` for each of them, but each different word is looked at once for all documents, and
the counting is arithmetic on arrays. No Django, so that other processes can do this part of a rebuild.
"""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from search.analysis.index import Cache, cache_for, language_of
from search.analysis.tokens import PATTERN

from .base import Document
from .columns import columns_of
from .postings import Block, Run
from .stored import (
    ANY_WORD,
    CORRECTED,
    FINE,
    MOST,
    TITLE_MARK,
    UNIT,
    WEIGHTS,
    Stored,
    surfaces,
    wording,
)

WEIGHT_BITS = 8
"""A weight in hundredths fits into so many bits."""


class Numbers(dict[str, int]):
    """Numbers the words of some documents as they are written, in the order they come."""

    def __init__(self, cache: Cache) -> None:
        super().__init__()
        self._cache = cache
        self.terms: list[str] = []
        """The term of each word."""
        self.others: list[tuple[str, ...]] = []
        """The terms of its parts."""

    def __missing__(self, surface: str) -> int:
        number = self[surface] = len(self)
        found = self._cache[surface]
        self.terms.append(found.word)
        self.others.append(found.loose + found.parts)
        return number


@dataclass
class Tokens:
    """The words of all documents, one after the other, by their numbers."""

    numbers: Numbers
    words: array[int] = field(default_factory=lambda: array("i"))
    ends: list[int] = field(default_factory=list)
    """How many there are in each field of each document."""

    def read(self, document: Document) -> str:
        """Add a document, and return its wording."""
        number_of, terms = self.numbers.__getitem__, self.numbers.terms
        texts = []
        for text in (document.title, document.summary, document.headings, document.body):
            found = list(map(number_of, PATTERN.findall(text)))
            self.words.extend(found)
            self.ends.append(len(found))
            texts.append(" ".join([terms[number] for number in found]))
        return wording(texts)


def block(documents: list[Document]) -> Block:
    """Return the postings of documents of one language; their places count from the first of them."""
    cache = cache_for(language_of(documents[0].language))
    tokens = Tokens(Numbers(cache))
    words = [tokens.read(document) for document in documents]
    run, lengths = _run(tokens, len(documents))
    titles: Counter[str] = Counter()
    for document in documents:
        titles.update(surfaces(ANY_WORD, document.title))
    return Block(
        columns_of([_row(*pair) for pair in zip(documents, lengths.tolist(), strict=True)]),
        run,
        set(CORRECTED.findall("\n".join(tokens.numbers).lower())),
        dict(titles),
        words,
    )


def _row(document: Document, length: int) -> Stored:
    return {
        "id": document.entry_id,
        "length": length,
        "date": document.date,
        "evidence": document.evidence,
        "digest": document.digest,
        "facets": {name: list(values) for name, values in document.facets.items()},
        "terms": {},
        "vocabulary": [],
        "titles": [],
    }


def _run(tokens: Tokens, documents: int) -> tuple[Run, np.ndarray]:
    """Return the postings, and the length of each document."""
    numbers = tokens.numbers
    fields = len(WEIGHTS)
    of_word, of_part = np.array(list(WEIGHTS.values()), np.int64).T
    word = np.array(tokens.words, np.int32)
    place = np.repeat(np.arange(documents * fields), tokens.ends)
    place, where = place // fields, place % fields

    # The parts of each word, as often as it stands there.
    amounts = np.array([len(others) for others in numbers.others], np.int64)
    starts = np.cumsum(amounts) - amounts
    repeated = amounts[word]
    owner = np.repeat(np.arange(len(word)), repeated)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(repeated) - repeated, repeated)
    part = starts[word[owner]] + within

    in_title = where == 0
    titled = np.unique(word[in_title]).tolist()
    title_terms = {term for number in titled for term in _terms(numbers, number)}
    plain = {*numbers.terms, *(term for others in numbers.others for term in others)} - {""}
    names = sorted({*plain, *(TITLE_MARK + term for term in title_terms)})
    rank = {term: number for number, term in enumerate(names)}
    # The empty term of a word that is nothing but a sign: it is left out below.
    rank[""] = -1
    word_term = np.array([rank[term] for term in numbers.terms], np.int64)
    part_term = np.array([rank[term] for others in numbers.others for term in others], np.int64)

    term = np.concatenate([word_term[word], part_term[part]])
    place = np.concatenate([place, place[owner]])
    weight = np.concatenate([of_word[where], of_part[where[owner]]])
    title = np.concatenate([in_title, in_title[owner]])
    real = term >= 0
    term, place, weight, title = term[real], place[real], weight[real], title[real]
    lengths = np.bincount(place, minlength=documents)

    packed = np.sort(((term * documents + place) << WEIGHT_BITS) | weight)
    key = packed >> WEIGHT_BITS
    begins = np.flatnonzero(np.diff(key, prepend=-1))
    total = np.add.reduceat(packed & (2**WEIGHT_BITS - 1), begins) if len(key) else key
    key = key[begins]
    frequency = np.minimum(total * UNIT // FINE, MOST)

    marked = np.array([rank.get(TITLE_MARK + name, 0) for name in names], np.int64)
    of_title = np.unique(marked[term[title]] * documents + place[title])
    key = np.concatenate([key, of_title])
    frequency = np.concatenate([frequency, np.full(len(of_title), UNIT)])
    order = np.argsort(key, kind="stable")
    key, frequency = key[order], frequency[order]

    term, place = key // documents, key % documents
    ends = np.cumsum(np.bincount(term, minlength=len(names)))
    return (
        Run(
            names,
            array("I", [0, *ends.tolist()]),
            place.astype(np.uint16).tobytes(),
            frequency.astype(np.uint8).tobytes(),
        ),
        lengths,
    )


def _terms(numbers: Numbers, number: int) -> set[str]:
    return {numbers.terms[number], *numbers.others[number]} - {""}
