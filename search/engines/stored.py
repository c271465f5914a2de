"""From a document to what is stored of it: weighted term frequencies, words and columns.

Plain data and no Django, so that other processes can do this part of a rebuild.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from typing import TypedDict

from search.analysis import PARTS_WEIGHT

from .base import FIELD_WEIGHTS, Document

UNIT = 10
"""Frequencies are stored in tenths, in one byte: a word once in the body is 10, and 255 is the most."""
MOST = 255
_FINE = 100
_WEIGHTS = {
    name: (round(weight * _FINE), round(weight * PARTS_WEIGHT * _FINE))
    for name, weight in FIELD_WEIGHTS.items()
}
TITLE_MARK = "^"
"""Begins the terms of titles, which suggestions ask for; no term of the analysis begins so."""
BORDER = " | "
"""Parts fields in `Wording`, so that no phrase reaches from one into the next."""
_CORRECTED = re.compile(r"[^\W\d_]{4,40}")
_ANY = re.compile(r"\w{1,40}")


class Stored(TypedDict):
    """A document as `Change.data` holds it and segments are built from it."""

    id: int
    length: int
    date: float
    evidence: float
    digest: str
    facets: dict[str, list[str]]
    terms: dict[str, int]
    vocabulary: list[str]
    titles: list[str]


def stored(document: Document) -> tuple[Stored, str]:
    """Return what is stored of a document, and its words in order for phrases."""
    weights: dict[str, int] = {}
    length = 0
    words: list[str] = []
    # Whole hundredths: this loop is most of what a rebuild does besides the analysis.
    for name, (of_words, of_parts) in _WEIGHTS.items():
        analysed = document.fields[name]
        for text, weight in ((analysed.words, of_words), (analysed.parts, of_parts)):
            found = text.split()
            length += len(found)
            for term, number in Counter(found).items():
                weights[term] = weights.get(term, 0) + number * weight
        words.append(analysed.words)
    step, full = _FINE // UNIT, MOST * _FINE // UNIT
    terms = {term: weight // step if weight < full else MOST for term, weight in weights.items()}
    title = document.fields["title"]
    for term in {*title.words.split(), *title.parts.split()}:
        terms[TITLE_MARK + term] = UNIT
    return (
        {
            "id": document.entry_id,
            "length": length,
            "date": document.date,
            "evidence": document.evidence,
            "digest": document.digest,
            "facets": {name: list(values) for name, values in document.facets.items()},
            "terms": terms,
            "vocabulary": surfaces(
                _CORRECTED,
                f"{document.title} {document.summary} {document.headings} {document.body}",
            ),
            "titles": surfaces(_ANY, document.title),
        },
        f" {BORDER.join(words)} ",
    )


def surfaces(pattern: re.Pattern[str], text: str) -> list[str]:
    """Return the words of a text as they are written, in lower case, each once."""
    return list(set(pattern.findall(text.lower())))


class Block(TypedDict):
    """Some documents turned into postings: what one helper hands back, small to send and quick to join."""

    rows: list[Stored]
    places: dict[str, bytes]
    frequencies: dict[str, bytes]
    vocabulary: set[str]
    titles: dict[str, int]
    words: list[str]


def block(documents: list[Document], first: int) -> Block:
    """Return the postings of documents whose places in their segment begin at `first`."""
    places: dict[str, array[int]] = {}
    frequencies: dict[str, bytearray] = {}
    vocabulary: set[str] = set()
    titles: Counter[str] = Counter()
    rows, words = [], []
    for place, document in enumerate(documents, first):
        row, text = stored(document)
        for term, frequency in row["terms"].items():
            found = places.get(term)
            if found is None:
                found = places[term] = array("H")
                frequencies[term] = bytearray()
            found.append(place)
            frequencies[term].append(frequency)
        vocabulary.update(row["vocabulary"])
        titles.update(row["titles"])
        rows.append(without_words(row))
        words.append(text)
    return {
        "rows": rows,
        "places": {term: found.tobytes() for term, found in places.items()},
        "frequencies": {term: bytes(found) for term, found in frequencies.items()},
        "vocabulary": vocabulary,
        "titles": dict(titles),
        "words": words,
    }


def without_words(row: Stored) -> Stored:
    return {**row, "terms": {}, "vocabulary": [], "titles": []}
