"""What the helpers of a rebuild tell each other: the terms of each word that one of them has analysed.

Most of a rebuild of some ten thousand pages is the analysis of words that come for the first time, and
each helper would meet nearly all of them. To read what another found takes a twentieth of the time.
"""

from __future__ import annotations

import fcntl
from pathlib import Path

from search.analysis.index import Finder
from search.analysis.terms import Terms

MOST_TOLD = 50_000
"""Words of others that a helper keeps until it meets them."""


class SharedTerms:
    """An analyser that notes what it finds in a file, and looks there for what others found.

    A line is a word as it is written and its terms. It is kept as text until somebody asks: half of what
    is told is never wanted, and the garbage collector looks at lists time and again but never at text.
    """

    def __init__(self, analyser: Finder, path: Path) -> None:
        self._analyser = analyser
        self._path = path
        self._read = 0
        self._found: list[str] = []
        self._told: dict[str, str] = {}

    def terms(self, surface: str) -> Terms:
        told = self._told.pop(surface, None)
        if told is not None:
            return read(told)
        terms = self._analyser.terms(surface)
        self._found.append(f"{surface}\t{written(terms)}\n")
        return terms

    def exchange(self) -> None:
        """Tell the others what was found since last time, and hear what they found."""
        found, self._found = "".join(self._found).encode(), []
        with self._path.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # until it is closed
            file.seek(self._read)
            heard = file.read().decode()
            file.write(found)
            self._read = file.tell()
        if len(self._told) > MOST_TOLD:
            self._told.clear()
        for line in heard.split("\n")[:-1]:
            surface, _, terms = line.partition("\t")
            self._told[surface] = terms


def written(terms: Terms) -> str:
    """Return terms as text: none of them has a blank in it."""
    ways = ",".join([" ".join(way) for way in terms.ways])
    stop = "x" if terms.stop else ""
    return f"{terms.word}\t{' '.join(terms.loose)}\t{' '.join(terms.parts)}\t{ways}\t{stop}"


def read(text: str) -> Terms:
    word, loose, parts, ways, stop = text.split("\t")
    every = tuple([tuple(way.split()) for way in ways.split(",")]) if ways else ()
    return Terms(word, tuple(loose.split()), tuple(parts.split()), every, bool(stop))
