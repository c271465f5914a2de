"""The words of the documents: which are one edit away from a misspelt one, and which begin like a prefix.

Words come from all documents, hidden ones too; the caller keeps only those that a visible document holds.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from typing import TypeVar

import numpy as np

from ...models import Segment
from ..columns import unpack_counts, unpack_words
from .snapshot import Names

LONGEST = 40
MOST_CANDIDATES = 12
MOST_EXPANSIONS = 48
Kept = TypeVar("Kept")


def one_edit_apart(one: str, other: str) -> bool:
    """Tell whether a letter changed, missing, added or swapped with its neighbour makes one the other."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1 or one == other:
        return False
    start = 0
    while start < len(one) and one[start] == other[start]:
        start += 1
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    if one[start + 1 :] == other[start + 1 :]:
        return True
    return (
        one[start : start + 2] == other[start : start + 2][::-1]
        and one[start + 2 :] == other[start + 2 :]
    )


class Nearness:
    """Finds words at edit distance 1 by the sets of letters first: 64 bits a word, all compared at once."""

    def __init__(self, words: list[str]) -> None:
        self.words = words
        self.lengths = np.array([len(word) for word in words], np.uint8)
        self.letters = _letters(words)

    def near(self, word: str) -> list[str]:
        if not self.words:
            return []
        different = np.bitwise_count(self.letters ^ _letters([word])[0])
        longer = np.abs(self.lengths.astype(np.int16) - len(word))
        likely = np.flatnonzero((longer <= 1) & (different + longer <= 2))
        half = (len(word) - 1) // 2
        begin, end = word[:half], word[len(word) - half :]
        words = self.words
        return [
            other
            for other in (words[number] for number in likely.tolist())
            if (other.startswith(begin) or other.endswith(end)) and one_edit_apart(word, other)
        ]


def _letters(words: list[str]) -> np.ndarray:
    """Return the set of letters of each word as bits; two letters may share one."""
    found = np.zeros(len(words), np.uint64)
    for start in range(0, len(words), 20_000):
        part = np.array(words[start : start + 20_000], f"U{LONGEST}")
        codes = part.view(np.uint32).reshape(len(part), LONGEST)
        bits = np.left_shift(np.uint64(1), (codes % 61).astype(np.uint64))
        bits[codes == 0] = 0
        found[start : start + 20_000] = np.bitwise_or.reduce(bits, axis=1)
    return found


class Vocabularies:
    """Vocabularies of the segments in use, read when first needed and kept until the segments change."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._near: dict[str, tuple[tuple[int, ...], Nearness]] = {}
        self._titles: dict[str, tuple[tuple[int, ...], list[str], dict[str, int]]] = {}

    def near(
        self, language: str, segments: Names, changed: Iterable[list[str]], word: str
    ) -> list[str]:
        """Return words one edit away, at most MOST_CANDIDATES, those with the same first letter first."""
        numbers = tuple(number for number, _ in segments)
        kept = self._near.get(language)
        if kept is None or kept[0] != numbers:
            with self._lock:
                words: set[str] = set()
                for data in _read("vocabulary", numbers):
                    words.update(unpack_words(data))
                kept = self._near[language] = (numbers, Nearness(sorted(words)))
        found = set(kept[1].near(word))
        for words_of_one in changed:
            found.update(
                other
                for other in words_of_one
                if abs(len(other) - len(word)) <= 1 and one_edit_apart(word, other)
            )
        return sorted(found, key=lambda other: (other[0] != word[0], other))

    def beginning(
        self, language: str, segments: Names, changed: Iterable[list[str]], prefix: str
    ) -> list[str]:
        """Return the most frequent words of titles that begin with a prefix."""
        numbers = tuple(number for number, _ in segments)
        kept = self._titles.get(language)
        if kept is None or kept[0] != numbers:
            with self._lock:
                counts: Counter[str] = Counter()
                for data in _read("titles", numbers):
                    counts.update(unpack_counts(data))
                kept = self._titles[language] = (numbers, sorted(counts), dict(counts))
        _, ordered, counts_of = kept
        first, last = bisect_left(ordered, prefix), bisect_left(ordered, prefix + "\U0010ffff")
        found = Counter({word: counts_of[word] for word in ordered[first:last]})
        for words_of_one in changed:
            found.update(word for word in words_of_one if word.startswith(prefix))
        return [word for word, _ in found.most_common(MOST_EXPANSIONS)]


def _read(column: str, numbers: tuple[int, ...]) -> list[bytes]:
    if not numbers:
        return []
    return list(Segment.objects.filter(pk__in=numbers).values_list(column, flat=True))
