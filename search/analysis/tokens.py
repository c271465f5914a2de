"""Where words, names, codes and addresses begin and end in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_LETTER = "(?:[^\\W_]|[\u0300-\u036f\u00ad])"
_UNIT = f"[^\\W_]{_LETTER}*"
# One pattern for everything that is a unit to a reader: an e-mail address; a code, which has a
# digit and may be joined by - / . : _ (2016-04012, KS2024/123, covid-19); a word, which may be
# joined by a hyphen, a colon or an apostrophe (e-tjänst, EU:s). A word's trailing hyphen is
# kept: in "hälso- och sjukvård" it says that the form is the first part of a compound.
_GENERAL = (
    rf"[^\W_][\w.+-]*@[^\W_]+(?:[.-][^\W_]+)+"
    rf"|(?=[^\s\d]{{0,32}}\d){_UNIT}(?:[-\u2010\u2011/.:_]{_UNIT})*"
    rf"|{_UNIT}(?:[-\u2010\u2011:'\u2019]{_UNIT})*(?:-(?![\w-]))?"
)
# Nine words in ten are plain letters before a blank or a stop. Told first they cost a quarter of
# the time; what this finds the general pattern would find too.
_PLAIN = r"[0-9A-Za-zÀ-ÖØ-öø-ÿ]++(?=[ \n,;!?)]|\Z|\.(?!\S))"
PATTERN = re.compile(f"{_PLAIN}|{_GENERAL}")


class Span(NamedTuple):
    """A unit of the text and its place: ``text[start:end] == surface``."""

    surface: str
    start: int
    end: int


def spans(text: str) -> Iterator[Span]:
    """The units of `text` in order."""
    for match in PATTERN.finditer(text):
        yield Span(match.group(), match.start(), match.end())
