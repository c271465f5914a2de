"""From a document to what is stored of it: weighted term frequencies, words and columns.

Plain data and no Django, so that other processes can do this part of a rebuild.
"""

from __future__ import annotations

from collections import Counter
from typing import TypedDict

from search.analysis import PARTS_WEIGHT
from search.analysis.tokens import PATTERN

from .base import FIELD_WEIGHTS, Document

UNIT = 10
"""Frequencies are stored in tenths, in one byte: a word once in the body is 10, and 255 is the most."""
TITLE_MARK = "^"
"""Begins the terms of titles, which suggestions ask for; no term of the analysis begins so."""
BORDER = " | "
"""Parts fields in `Wording`, so that no phrase reaches from one into the next."""
SHORTEST_CORRECTED = 4


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
    weights: dict[str, float] = {}
    length = 0
    words: list[str] = []
    for name, weight in FIELD_WEIGHTS.items():
        analysed = document.fields[name]
        for text, counts in ((analysed.words, weight), (analysed.parts, weight * PARTS_WEIGHT)):
            found = text.split()
            length += len(found)
            for term, number in Counter(found).items():
                weights[term] = weights.get(term, 0.0) + number * counts
        words.append(analysed.words)
    terms = {term: min(max(round(value * UNIT), 1), 255) for term, value in weights.items()}
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
                f"{document.title} {document.summary} {document.headings} {document.body}",
                SHORTEST_CORRECTED,
            ),
            "titles": surfaces(document.title, 1),
        },
        f" {BORDER.join(words)} ",
    )


def surfaces(text: str, shortest: int) -> list[str]:
    """Return the words of a text as they are written, in lower case, each once."""
    return [
        word
        for word in {word.lower() for word in set(PATTERN.findall(text))}
        if shortest <= len(word) <= 40
    ]


def stored_all(documents: list[Document]) -> list[tuple[Stored, str]]:
    """Return what is stored of each document and its words, as `stored` does."""
    return [stored(document) for document in documents]
