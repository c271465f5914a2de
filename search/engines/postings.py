"""Which documents hold which terms: collected in runs of bounded size, joined while they are written."""

from __future__ import annotations

import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from .columns import Columns, columns_of, joined, living, read_posting
from .stored import Stored


@dataclass
class Run:
    """The postings of some documents, in the order of the terms.

    Term number n is in the documents `places[starts[n]:starts[n + 1]]` (16-bit), and weighs there what
    stands at the same place of `frequencies` (8-bit).
    """

    terms: list[str]
    starts: array[int]
    places: bytes
    frequencies: bytes


@dataclass
class Block:
    """Some documents turned into postings: what one helper hands back, small to send and quick to join."""

    columns: Columns
    run: Run
    vocabulary: set[str]
    titles: dict[str, int]
    words: list[str]
    """The wording of each document."""


@dataclass
class Builder:
    """Collects the documents of one segment. It holds bytes and arrays, some 3 kB a document."""

    vocabulary: set[str] = field(default_factory=set)
    titles: Counter[str] = field(default_factory=Counter)
    _parts: list[Columns] = field(default_factory=list)
    _runs: list[Run] = field(default_factory=list)
    _size: int = 0

    def __len__(self) -> int:
        return self._size

    @property
    def last_id(self) -> int:
        """The entry of the last document."""
        return int(self._parts[-1].ids[-1])

    def add_rows(self, rows: list[Stored]) -> None:
        """Add single documents as `Change` holds them."""
        places: dict[str, array[int]] = defaultdict(lambda: array("H"))
        frequencies: dict[str, bytearray] = defaultdict(bytearray)
        for place, row in enumerate(rows, self._size):
            for term, frequency in row["terms"].items():
                places[term].append(place)
                frequencies[term].append(frequency)
            self.vocabulary.update(row["vocabulary"])
            self.titles.update(row["titles"])
        self._add(
            columns_of(rows),
            run_of((term, found.tobytes(), frequencies[term]) for term, found in places.items()),
        )

    def add_block(self, block: Block) -> None:
        """Add the documents of a block behind those that are here."""
        self.vocabulary |= block.vocabulary
        self.titles.update(block.titles)
        places = np.frombuffer(block.run.places, np.uint16) + np.uint16(self._size)
        # Most terms are in every block: each is kept once.
        terms = list(map(sys.intern, block.run.terms))
        self._add(block.columns, replace(block.run, terms=terms, places=places.tobytes()))

    def add_segment(
        self,
        columns: Columns,
        postings: Iterable[tuple[str, bytes | memoryview]],
        alive: np.ndarray,
    ) -> None:
        """Add the living documents of another segment."""
        moved = (np.cumsum(alive) - 1 + self._size).astype(np.uint16)
        found = []
        for term, data in postings:
            where, frequency = read_posting(data)
            kept = alive[where]
            if kept.any():
                found.append((term, moved[where[kept]].tobytes(), frequency[kept].tobytes()))
        self._add(living(columns, alive), run_of(found))

    def _add(self, columns: Columns, run: Run) -> None:
        self._parts.append(columns)
        self._runs.append(run)
        self._size += len(columns)

    def columns(self) -> Columns:
        return joined(self._parts)

    def postings(self) -> Iterator[tuple[str, bytes]]:
        """Yield each term with its posting, in the order of the terms."""
        terms = sorted(set().union(*(run.terms for run in self._runs)))
        rank = {term: number for number, term in enumerate(terms)}
        ranks = [np.fromiter(map(rank.__getitem__, run.terms), np.int64) for run in self._runs]
        sizes = np.zeros(len(terms), np.int64)
        for run, numbers in zip(self._runs, ranks, strict=True):
            sizes[numbers] += np.diff(run.starts)
        ends = 3 * np.cumsum(sizes)
        next_place = ends - 3 * sizes
        next_frequency = next_place + 2 * sizes
        data = np.empty(ends[-1] if terms else 0, np.uint8)
        for run, numbers in zip(self._runs, ranks, strict=True):
            starts, amounts = np.array(run.starts[:-1], np.int64), np.diff(run.starts)
            within = np.arange(len(run.frequencies)) - np.repeat(starts, amounts)
            at = np.repeat(next_place[numbers], amounts) + 2 * within
            data[at], data[at + 1] = np.frombuffer(run.places, np.uint8).reshape(-1, 2).T
            at = np.repeat(next_frequency[numbers], amounts) + within
            data[at] = np.frombuffer(run.frequencies, np.uint8)
            next_place[numbers] += 2 * amounts
            next_frequency[numbers] += amounts
        start, whole = 0, data.data
        for term, end in zip(terms, ends.tolist(), strict=True):
            yield term, bytes(whole[start:end])
            start = end


def run_of(postings: Iterable[tuple[str, bytes, bytes | bytearray]]) -> Run:
    """Return terms with their places and frequencies as a run."""
    ordered = sorted(postings)
    starts = array("I", [0])
    for _, _, frequencies in ordered:
        starts.append(starts[-1] + len(frequencies))
    return Run(
        [term for term, _, _ in ordered],
        starts,
        b"".join([places for _, places, _ in ordered]),
        b"".join([frequencies for _, _, frequencies in ordered]),
    )
