"""From a document to what is stored of it: weighted term frequencies, words and columns.

Plain data and no Django, so that other processes can do this part of a rebuild.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TypedDict

from search.analysis import PARTS_WEIGHT

from .base import FIELD_WEIGHTS, Document

UNIT = 10
"""Frequencies are stored in tenths, in one byte: a word once in the body is 10, and 255 is the most."""
MOST = 255
FINE = 100
WEIGHTS = {
    name: (round(weight * FINE), round(weight * PARTS_WEIGHT * FINE))
    for name, weight in FIELD_WEIGHTS.items()
}
TITLE_MARK = "^"
"""Begins the terms of titles, which suggestions ask for; no term of the analysis begins so."""
BORDER = " | "
"""Parts fields in `Wording`, so that no phrase reaches from one into the next."""
CORRECTED = re.compile(r"[^\W\d_]{4,40}")
ANY_WORD = re.compile(r"\w{1,40}")


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
    # Whole hundredths, so that `search.engines.blocks` comes to the same.
    for name, (of_words, of_parts) in WEIGHTS.items():
        analysed = document.fields[name]
        for text, weight in ((analysed.words, of_words), (analysed.parts, of_parts)):
            found = text.split()
            length += len(found)
            for term, number in Counter(found).items():
                weights[term] = weights.get(term, 0) + number * weight
        words.append(analysed.words)
    terms = {term: min(weight * UNIT // FINE, MOST) for term, weight in weights.items()}
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
                CORRECTED,
                f"{document.title} {document.summary} {document.headings} {document.body}",
            ),
            "titles": surfaces(ANY_WORD, document.title),
        },
        wording(words),
    )


def wording(fields: list[str]) -> str:
    """Return the words of a document's fields as `Wording` holds them."""
    return f" {BORDER.join(fields)} "


def surfaces(pattern: re.Pattern[str], text: str) -> list[str]:
    """Return the words of a text as they are written, in lower case, each once."""
    return list(set(pattern.findall(text.lower())))
