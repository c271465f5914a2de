"""What a process remembers of the pieces of many texts: what stands between blanks, a word mostly."""

from __future__ import annotations

from collections.abc import Callable, Sized
from typing import Generic, TypeVar

from search.analysis.index import Cache, cache_for

MOST_PIECES = 100_000
"""Remembered from one document to the next; about half of them are a word each."""
Pieces = TypeVar("Pieces", bound=Sized)


class Remembered(Generic[Pieces]):
    """Gives the pieces of a language that are known so far, and begins anew when they are too many."""

    def __init__(self, make: Callable[[Cache], Pieces]) -> None:
        self._make = make
        self._known: dict[str, Pieces] = {}

    def __call__(self, language: str) -> Pieces:
        known = self._known.get(language)
        if known is None or len(known) > MOST_PIECES:
            known = self._known[language] = self._make(cache_for(language))
        return known
