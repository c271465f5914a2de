"""Synthetic Swedish pages for measuring: 200 words whose frequency falls by Zipf's law, with facets."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from functools import cache
from itertools import accumulate

from search.analysis.lexicon import lexicon
from search.engines.base import Document

WORDS = 200
VOCABULARY = 60_000
DAY = 86_400


@cache
def vocabulary() -> list[str]:
    """Words of the lexicon in a fixed random order: the first are the most common on the pages."""
    known = lexicon("sv")
    words = sorted(word for word in {*known.heads, *known.modifiers} if len(word) > 2)
    random.Random(1).shuffle(words)
    return words[:VOCABULARY]


@cache
def _cumulated() -> list[float]:
    return list(accumulate(1 / rank for rank in range(1, len(vocabulary()) + 1)))


def draw(chance: random.Random, number: int) -> list[str]:
    """Words as pages have them: a few very often, most of them rarely."""
    return chance.choices(vocabulary(), cum_weights=_cumulated(), k=number)


def documents(number: int, language: str = "sv", first: int = 1) -> Iterator[Document]:
    """Pages with ids from `first`, the same for the same number each time."""
    now = time.time() // DAY * DAY
    for entry_id in range(first, first + number):
        chance = random.Random(entry_id)
        words = draw(chance, WORDS)
        kind = chance.choice(["case", "case", "method", "idea", "idea", "article", "session"])
        date = now - chance.randrange(4000) * DAY
        county = f"{chance.randrange(1, 22):02}"
        facets = {
            "kind": (kind,),
            "topic": tuple(sorted({f"topic-{int(chance.expovariate(0.15)) % 31}" for _ in "12"})),
            "municipality": (f"{county}{chance.randrange(1, 14):02}",),
            "county": (county,),
            "year": (str(2015 + chance.randrange(11)),),
        }
        if kind == "case":
            facets["status"] = (chance.choice(["pilot", "running", "ended"]),)
            facets["evidence"] = (chance.choice(["1", "2", "3", "4"]),)
        yield Document(
            entry_id=entry_id,
            language=language,
            path="00010001" + f"{entry_id:04X}"[-4:],
            title=" ".join(words[:5]),
            summary=" ".join(words[5:20]),
            headings=" ".join(words[20:28]),
            body=" ".join(words[20:]),
            date=date,
            evidence=chance.random() if kind == "case" else 0.0,
            facets=facets,
        )


def queries(number: int) -> list[str]:
    """Questions of one to four words, drawn half as pages' words are and half evenly."""
    chance = random.Random(99)
    found = []
    for _ in range(number):
        length = chance.choice([1, 1, 2, 2, 3, 4])
        words = [
            draw(chance, 1)[0] if chance.random() < 0.5 else chance.choice(vocabulary())
            for _ in range(length)
        ]
        found.append(" ".join(words))
    return found
