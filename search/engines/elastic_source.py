"""What Elasticsearch is sent of a document: terms that are analysed here, for the server to split at spaces."""

from __future__ import annotations

from operator import attrgetter
from typing import Any, NamedTuple

from search.analysis import PARTS_WEIGHT
from search.analysis.index import Cache, cache_for, language_of
from search.analysis.tokens import PATTERN

from .base import FIELD_WEIGHTS, Document
from .elastic_mapping import LONGEST_BEGINNING, UNIT
from .pieces import Remembered

LONGEST_WORD = 64
TIMES = [
    (round(weight * UNIT), max(round(weight * UNIT * PARTS_WEIGHT), 1))
    for weight in FIELD_WEIGHTS.values()
]
"""How often a word and its other terms stand in `text`, for each field."""
_FIELDS = [(name, attrgetter(name)) for name in FIELD_WEIGHTS]


class Piece(NamedTuple):
    """What is stored of what stands between blanks: a word mostly, with a comma perhaps.

    Under the name of each field is what `text` gets of it there. Equal terms stand side by side: the server looks up
    a term each time it comes, which is most of its work, and what it has just found it finds quickly.
    """

    title: str
    summary: str
    headings: str
    body: str
    words: str
    others: str
    surface: str
    """The words as they are written, in lower case."""


class Pieces(dict[str, Piece]):
    """Takes each different piece apart once; no unit of the analysis has a blank in it."""

    def __init__(self, cache: Cache) -> None:
        super().__init__()
        self._cache = cache

    def __missing__(self, piece: str) -> Piece:
        surfaces: list[str] = PATTERN.findall(piece)
        words: list[str] = []
        others: list[str] = []
        for surface in surfaces:
            terms = self._cache[surface]
            words.append(terms.word)
            others += terms.loose
            others += terms.parts
        made = self[piece] = Piece._make(
            (
                *[" ".join(words * often + others * rarely) for often, rarely in TIMES],
                " ".join(words),
                " ".join(others),
                " ".join([word for word in surfaces if len(word) <= LONGEST_WORD]).lower(),
            )
        )
        return made


pieces_of = Remembered(Pieces)


def source(document: Document, pieces: Pieces | None = None) -> dict[str, Any]:
    """Return a document as it is stored; `pieces` is for many of them in one language."""
    if pieces is None:
        pieces = Pieces(cache_for(language_of(document.language)))
    text: list[str] = []
    words: list[str] = []
    different: set[str] = set()
    for name, of_field in _FIELDS:
        written = getattr(document, name).split()
        different.update(written)
        found = [pieces[piece] for piece in written]
        text += map(of_field, found)
        words.append(" ".join([piece.words for piece in found if piece.words]))
    title = [pieces[piece] for piece in document.title.split()]
    in_title = {*" ".join([f"{one.surface} {one.words} {one.others}" for one in title]).split()}
    beginnings = {
        term[:end] for term in in_title for end in range(1, min(len(term), LONGEST_BEGINNING) + 1)
    }
    return {
        "entry_id": document.entry_id,
        "path": document.path,
        "date": document.date,
        "evidence": document.evidence,
        "digest": document.digest,
        "facets": {name: list(values) for name, values in document.facets.items()},
        "text": " ".join(text),
        "words": words,
        "surface": " ".join([pieces[piece].surface for piece in different]),
        "title": " ".join(in_title),
        "beginnings": " ".join(beginnings),
        "start": document.title.lower(),
    }
