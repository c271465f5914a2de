"""Letters: what counts as the same letter, decided once for index and query."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# å ä ö are letters of the Swedish alphabet; æ and ø are how the neighbours write ä and ö.
_KEPT = frozenset("åäö")
_REWRITTEN = {"æ": "ä", "ø": "ö", "ß": "ss", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "œ": "oe"}


@lru_cache(maxsize=1024)
def _letter(char: str) -> str:
    if char in _KEPT:
        return char
    if char in _REWRITTEN:
        return _REWRITTEN[char]
    # A few letters are written out as several words (\ufdfa); a term has no space.
    parts = unicodedata.normalize("NFKD", char)
    return "".join(c for c in parts if not unicodedata.combining(c) and not c.isspace())


def fold(text: str) -> str:
    """`text` in lower case with every diacritic but those of å ä ö removed (idé: ide).

    Composes first, so that "a" followed by a combining ring is the letter å.
    """
    text = text.lower()
    if text.isascii():
        return text
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return "".join([c if c < "\x80" or c in _KEPT else _letter(c) for c in text])
