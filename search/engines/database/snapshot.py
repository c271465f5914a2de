"""All documents of one language at one moment, as arrays: what a query is worked out on.

A worker keeps the last snapshot of each language. Each query reads the names of the segments and changes
that are valid for it (`statement.read`), so that a snapshot of another state is never used.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from ..base import EVIDENCE_WEIGHT, RECENCY_HALF_LIFE_DAYS, RECENCY_WEIGHT, B
from ..columns import Columns, columns_of, joined, read_posting, unpack
from ..stored import Stored

DAY = 86_400.0
Names = tuple[tuple[int, int], ...]
"""Segments with generations, or entry ids with stamps, in order."""


@dataclass
class SegmentData:
    """A segment as it was read, kept while it is in use."""

    id: int
    generation: int
    columns: Columns
    dead: np.ndarray


def read_segment(
    segment_id: int, generation: int, columns: bytes | memoryview, dead: bytes | memoryview
) -> SegmentData:
    return SegmentData(
        segment_id, generation, unpack(columns), np.frombuffer(bytes(dead), np.uint16)
    )


@dataclass
class Values:
    """The values of one facet, laid out to be counted: most documents have one, and it is found by place.

    `first` has for each document the number of its first value plus one, or 0 if it has none. Further values are
    pairs of `places` and value numbers plus one, `codes`.
    """

    names: list[str]
    first: np.ndarray
    places: np.ndarray
    codes: np.ndarray


@dataclass
class Changes:
    """The changes since the last merge that are not removals, and all entries that they stand above."""

    rows: list[Stored] = field(default_factory=list)
    overridden: list[int] = field(default_factory=list)


class Snapshot:
    """The documents of the segments, one segment after the other, then the changed ones."""

    def __init__(self, segments: list[SegmentData], changes: Changes) -> None:
        self.changed = [row["terms"] for row in changes.rows]
        parts = [segment.columns for segment in segments]
        self.offsets: dict[int, int] = {}
        offset = 0
        for segment in segments:
            self.offsets[segment.id] = offset
            offset += len(segment.columns.ids)
        self.first_changed = offset
        if changes.rows or not parts:
            parts.append(columns_of(changes.rows))
        whole = joined(parts)
        self.ids = whole.ids
        self.size = len(self.ids)
        self.dates, self.evidence = whole.dates, whole.evidence
        self.lengths, self.digests = whole.lengths, whole.digests
        self.facets = whole.facets
        self.alive = np.ones(self.size, bool)
        for segment in segments:
            self.alive[segment.dead.astype(np.int64) + self.offsets[segment.id]] = False
        self.by_id = np.argsort(self.ids[:offset], kind="stable")
        self.sorted_ids = self.ids[:offset][self.by_id]
        self.alive[self.places(np.array(changes.overridden, np.int64))] = False
        self.day = time.time() // DAY

    def places(self, entry_ids: np.ndarray) -> np.ndarray:
        """Return all places in segments where one of the entries is, dead or not."""
        left = np.searchsorted(self.sorted_ids, entry_ids, "left")
        right = np.searchsorted(self.sorted_ids, entry_ids, "right")
        spans = [
            self.by_id[a:b] for a, b in zip(left.tolist(), right.tolist(), strict=True) if a < b
        ]
        return np.concatenate(spans) if spans else np.empty(0, np.int64)

    def visible(self, hidden: list[int]) -> np.ndarray:
        """Return which documents exist for a visitor from whom these entries are hidden."""
        if not hidden:
            return self.alive
        seen = self.alive.copy()
        gone = np.array(hidden, np.int64)
        seen[self.places(gone)] = False
        seen[self.first_changed :] &= ~np.isin(self.ids[self.first_changed :], gone)
        return seen

    @cached_property
    def values(self) -> dict[str, Values]:
        """The values of each facet by document."""
        found = {}
        for name, (names, places, codes) in self.facets.items():
            first = np.zeros(self.size, np.intp)
            # The pairs are in the order of their places.
            begins = np.diff(places, prepend=-1) != 0
            first[places[begins]] = codes[begins] + 1
            more = ~begins
            found[name] = Values(names, first, places[more], codes[more] + 1)
        return found

    @cached_property
    def norms(self) -> np.ndarray:
        """BM25's length normalisation of each document."""
        living = self.lengths[self.alive]
        average = max(float(living.mean()), 1.0) if len(living) else 1.0
        return (1 - B + B * self.lengths / average).astype(np.float32)

    @cached_property
    def boosts(self) -> np.ndarray:
        """The gentle signals: what is new and what is well founded ranks a little higher."""
        age = np.maximum(self.day - self.dates / DAY, 0)
        recency = np.exp2(-age / RECENCY_HALF_LIFE_DAYS)
        return (1 + RECENCY_WEIGHT * recency + EVIDENCE_WEIGHT * self.evidence).astype(np.float32)

    @cached_property
    def age_order(self) -> np.ndarray:
        """The rank of each document by date, the newest 0; equal dates by the higher id."""
        order = np.lexsort((-self.ids, -self.dates))
        ranks = np.empty(self.size, np.int32)
        ranks[order] = np.arange(self.size, dtype=np.int32)
        return ranks

    def posting(
        self, term: str, segments: list[tuple[int, bytes]]
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the places and weighted frequencies of a term, given its postings in the segments."""
        places, frequencies = [], []
        for segment_id, data in segments:
            where, frequency = read_posting(data)
            places.append(where.astype(np.int64) + self.offsets[segment_id])
            frequencies.append(frequency)
        if self.changed:
            found = [
                (place, terms[term])
                for place, terms in enumerate(self.changed, self.first_changed)
                if term in terms
            ]
            if found:
                places.append(np.array([place for place, _ in found], np.int64))
                frequencies.append(np.array([number for _, number in found], np.uint8))
        if not places:
            return np.empty(0, np.int64), np.empty(0, np.uint8)
        return np.concatenate(places), np.concatenate(frequencies)


class Keeper:
    """What a worker has read: the segments in use, the changes, and the last snapshot by language."""

    MOST_CHANGES = 4_000

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.segments: dict[int, SegmentData] = {}
        self.changes: dict[int, Stored | None] = {}
        self.snapshots: dict[str, tuple[Names, Names, float, Snapshot]] = {}

    def ready(self, language: str, segments: Names, changes: Names) -> Snapshot | None:
        kept = self.snapshots.get(language)
        if kept and kept[:3] == (segments, changes, time.time() // DAY):
            return kept[3]
        return None

    def missing(self, segments: Names, changes: Names) -> tuple[list[int], list[int]]:
        """Return the ids of segments and the stamps of changes that have to be read."""
        return (
            [
                number
                for number, generation in segments
                if (kept := self.segments.get(number)) is None or kept.generation != generation
            ],
            [stamp for _, stamp in changes if stamp not in self.changes],
        )

    def make(self, language: str, segments: Names, changes: Names) -> Snapshot | None:
        """Return a snapshot of what was read, or None if something is still missing."""
        with self._lock:
            if any(self.missing(segments, changes)):
                return None
            rows = [self.changes[stamp] for _, stamp in changes]
            snapshot = Snapshot(
                [self.segments[number] for number, _ in segments],
                Changes([row for row in rows if row], [entry_id for entry_id, _ in changes]),
            )
            before = self.snapshots.get(language)
            self.snapshots[language] = (segments, changes, time.time() // DAY, snapshot)
            for number in {n for n, _ in before[0]} - {n for n, _ in segments} if before else ():
                self.segments.pop(number, None)
            if len(self.changes) > self.MOST_CHANGES:
                valid = {stamp for kept in self.snapshots.values() for _, stamp in kept[1]}
                self.changes = {s: row for s, row in self.changes.items() if s in valid}
            return snapshot
