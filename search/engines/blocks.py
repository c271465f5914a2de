"""Many documents turned into postings at once.

The same as `stored` for each of them, but each different word is looked at once for all documents, and
the counting is arithmetic on arrays. No Django, so that other processes can do this part of a rebuild.
"""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from search.analysis.index import Cache, language_of
from search.analysis.tokens import PATTERN

from .base import Document
from .columns import columns_of
from .pieces import Remembered
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


class Pieces(dict[str, int]):
    """Numbers what stands between blanks, in the order it comes: a word mostly, with a comma perhaps.

    No unit of the analysis has a blank in it, so each different piece is taken apart once.
    """

    def __init__(self, cache: Cache) -> None:
        super().__init__()
        self._cache = cache
        self.written: list[str] = []
        self.words: list[tuple[str, ...]] = []
        """The terms of the words of each piece."""
        self.others: list[tuple[str, ...]] = []
        """The terms of their parts."""
        self.texts: list[str | None] = []
        """The words of each piece as `Wording` holds them; None where there is no word."""

    def __missing__(self, piece: str) -> int:
        number = self[piece] = len(self)
        found = [self._cache[surface] for surface in PATTERN.findall(piece)]
        words = tuple([terms.word for terms in found])
        self.written.append(piece)
        self.words.append(words)
        self.others.append(tuple([other for terms in found for other in terms.loose + terms.parts]))
        self.texts.append(" ".join(words) if words else None)
        return number


pieces_of = Remembered(Pieces)


@dataclass
class Reading:
    """The pieces of all documents, one after the other, by their numbers."""

    pieces: Pieces
    read: array[int] = field(default_factory=lambda: array("i"))
    sizes: list[int] = field(default_factory=list)
    """How many there are in each field of each document."""

    def add(self, document: Document) -> str:
        """Read a document, and return its wording."""
        number_of, text_of = self.pieces.__getitem__, self.pieces.texts.__getitem__
        fields = []
        for text in (document.title, document.summary, document.headings, document.body):
            found = list(map(number_of, text.split()))
            self.read.extend(found)
            self.sizes.append(len(found))
            fields.append(" ".join([text for text in map(text_of, found) if text is not None]))
        return wording(fields)

    def different(self) -> tuple[Different, np.ndarray]:
        """Return the different pieces, and for each that was read its place among them."""
        read, pieces = np.array(self.read, np.int32), self.pieces
        mark = np.zeros(len(pieces), bool)
        mark[read] = True
        used = np.flatnonzero(mark).tolist()
        return (
            Different(
                [pieces.written[number] for number in used],
                [pieces.words[number] for number in used],
                [pieces.others[number] for number in used],
            ),
            (np.cumsum(mark) - 1)[read],
        )


@dataclass(frozen=True)
class Different:
    """The different pieces of a block, as `Pieces` knows them."""

    written: list[str]
    words: list[tuple[str, ...]]
    others: list[tuple[str, ...]]


def block(documents: list[Document]) -> Block:
    """Return the postings of documents of one language; their places count from the first of them."""
    reading = Reading(pieces_of(language_of(documents[0].language)))
    words = [reading.add(document) for document in documents]
    different, piece = reading.different()
    run, lengths = _run(different, piece, reading.sizes, len(documents))
    titles: Counter[str] = Counter()
    for document in documents:
        titles.update(surfaces(ANY_WORD, document.title))
    return Block(
        columns_of([_row(*pair) for pair in zip(documents, lengths.tolist(), strict=True)]),
        run,
        set(CORRECTED.findall("\n".join(different.written).lower())),
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


def _run(
    pieces: Different, piece: np.ndarray, sizes: list[int], documents: int
) -> tuple[Run, np.ndarray]:
    """Return the postings, and the length of each document."""
    fields = len(WEIGHTS)
    of_word, of_part = np.array(list(WEIGHTS.values()), np.int64).T
    place = np.repeat(np.arange(documents * fields), sizes)
    place, where = place // fields, place % fields
    in_title = where == 0

    titled = {
        term
        for number in np.unique(piece[in_title]).tolist()
        for term in pieces.words[number] + pieces.others[number]
    }
    plain = {*chain.from_iterable(pieces.words), *chain.from_iterable(pieces.others)}
    names = sorted({*plain, *(TITLE_MARK + term for term in titled)} - {"", TITLE_MARK})
    rank = {term: number for number, term in enumerate(names)}
    # The empty term of a word that is nothing but a sign: it is left out below.
    rank[""] = -1

    word, word_owner = _spread(pieces.words, piece, rank)
    part, part_owner = _spread(pieces.others, piece, rank)
    owner = np.concatenate([word_owner, part_owner])
    term, place, title = np.concatenate([word, part]), place[owner], in_title[owner]
    weight = np.concatenate([of_word[where[word_owner]], of_part[where[part_owner]]])
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


def _spread(
    terms: list[tuple[str, ...]], piece: np.ndarray, rank: dict[str, int]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the terms of all pieces as they were read, by their rank, and where each of them was read."""
    ranks = np.array([rank[term] for term in chain.from_iterable(terms)], np.int64)
    amounts = np.fromiter(map(len, terms), np.int64)
    starts = np.cumsum(amounts) - amounts
    repeated = amounts[piece]
    owner = np.repeat(np.arange(len(piece)), repeated)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(repeated) - repeated, repeated)
    return ranks[starts[piece[owner]] + within], owner
