"""From what somebody wrote to what an engine is asked: words, "quoted phrases" and -excluded words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from search.analysis import QueryWord, analyse_query, phrase

LONGEST_TEXT = 400
MOST_WORDS = 32
MOST_PHRASES = 5
_PIECE = re.compile(
    r"""(?P<minus>(?<!\S)[-\u2013\u2212](?=["\u201c\u201d\u00bb\w]))?
        (?:["\u201c\u201d\u201e\u00bb\u00ab](?P<quoted>[^"\u201c\u201d\u201e\u00bb\u00ab]*)
           ["\u201c\u201d\u00bb\u00ab]?
        |(?P<word>[^\s"\u201c\u201d\u201e\u00bb\u00ab]+))""",
    re.VERBOSE,
)
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")


@dataclass(frozen=True)
class Parsed:
    text: str
    words: tuple[QueryWord, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[QueryWord, ...] = ()
    excluded_phrases: tuple[tuple[str, ...], ...] = ()

    @property
    def wanted(self) -> bool:
        """Tell whether there is anything to look for."""
        return bool(self.words or self.phrases)


def clean(text: str) -> str:
    """Return a text without control characters and doubled spaces, and no longer than is searched for."""
    return " ".join(_UNSEEN.sub(" ", text).split())[:LONGEST_TEXT]


def parse(text: str, language: str) -> Parsed:
    """Return the parts of a query. What cannot be understood is looked for as plain words."""
    text = clean(text)
    plain: list[str] = []
    excluded: list[QueryWord] = []
    phrases: dict[tuple[str, ...], None] = {}
    excluded_phrases: dict[tuple[str, ...], None] = {}
    for piece in _PIECE.finditer(text):
        minus, quoted, word = piece["minus"], piece["quoted"], piece["word"]
        if quoted is not None:
            terms = tuple(phrase(quoted, language))[:MOST_WORDS]
            if terms:
                (excluded_phrases if minus else phrases)[terms] = None
            if not minus:
                plain.append(quoted)
        elif minus:
            excluded += analyse_query(word, language, keep_stop_words=True)
        else:
            plain.append(word)
    words = dict.fromkeys(analyse_query(" ".join(plain), language))
    return Parsed(
        text,
        tuple(words)[:MOST_WORDS],
        tuple(phrases)[:MOST_PHRASES],
        tuple(excluded[:MOST_WORDS]),
        tuple(excluded_phrases)[:MOST_PHRASES],
    )
