"""Where words begin and end: the short way for plain words finds what the general pattern finds."""

from __future__ import annotations

import random
import re

from search.analysis import tokens

LETTERS = "abåÖé12._-/:'\u2019@+,\u0301\u00ad\u2010 \n!?)ĞŁ"


def test_the_short_way_finds_the_same_units() -> None:
    general = re.compile(tokens._GENERAL)
    chance = random.Random(1)
    for _ in range(20_000):
        text = "".join(chance.choices(LETTERS, k=chance.randrange(16)))
        assert tokens.PATTERN.findall(text) == general.findall(text), repr(text)
