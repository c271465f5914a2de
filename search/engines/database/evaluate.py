"""Works a query out on a snapshot: which documents match, how well, and how many of each facet value."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from search.analysis import QueryWord

from ..base import K1, Hit, Query
from ..stored import UNIT
from .snapshot import Snapshot

NO_FACET: tuple[list[str], np.ndarray, np.ndarray] = (
    [],
    np.empty(0, np.int32),
    np.empty(0, np.int32),
)
Pair = tuple[np.ndarray, np.ndarray]
DAY_STEP = 1e-9
"""Breaks ties of the score by date; less than any real difference of scores."""


def terms_of(words: Iterable[QueryWord]) -> set[str]:
    """Return every term that matching or ranking by the words asks for."""
    found: set[str] = set()
    for word in words:
        found.update(term for term, _ in word.weighted())
        found.update(word.terms)
        for way in word.ways:
            found.update(way)
    return found


class Evaluation:
    """One query on one snapshot; postings are read once each."""

    def __init__(
        self,
        snapshot: Snapshot,
        postings: dict[str, list[tuple[int, bytes]]],
        visible: np.ndarray,
    ) -> None:
        self.snapshot = snapshot
        self.visible = visible
        self._stored = postings
        self._pairs: dict[str, Pair] = {}

    def pair(self, term: str) -> Pair:
        """Return places and frequencies of a term among the visible documents."""
        found = self._pairs.get(term)
        if found is None:
            places, frequencies = self.snapshot.posting(term, self._stored.get(term, []))
            seen = self.visible[places]
            found = self._pairs[term] = (
                (places, frequencies) if seen.all() else (places[seen], frequencies[seen])
            )
        return found

    def frequency(self, term: str) -> int:
        """Return how many visible documents hold a term."""
        return len(self.pair(term)[0])

    def holding(self, term: str) -> np.ndarray:
        mask = np.zeros(self.snapshot.size, bool)
        mask[self.pair(term)[0]] = True
        return mask

    def matching(self, word: QueryWord) -> np.ndarray:
        """Return which visible documents match a word, as `search.analysis.satisfied` says."""
        mask = np.zeros(self.snapshot.size, bool)
        for term in word.terms:
            mask[self.pair(term)[0]] = True
        for way in word.ways:
            if all(self.frequency(part) for part in way):
                both = self.holding(way[0])
                for part in way[1:]:
                    both &= self.holding(part)
                mask |= both
        return mask

    def found(self, query: Query) -> np.ndarray:
        """Return which documents match the query's words, before phrases and filters."""
        words = query.words
        if not words and not query.phrases:
            mask = self.visible.copy()
        else:
            mask = np.zeros(self.snapshot.size, bool)
            for word in words:
                mask |= self.matching(word)
        for phrase in query.phrases:
            for term in phrase:
                mask &= self.holding(term)
        for word in query.excluded:
            mask &= ~self.matching(word)
        return mask

    def scores(self, weights: dict[str, float]) -> np.ndarray:
        """BM25 over all documents for terms with weights."""
        scores = np.zeros(self.snapshot.size, np.float32)
        total = max(int(self.visible.sum()), 1)
        norms = self.snapshot.norms
        for term, weight in weights.items():
            places, frequencies = self.pair(term)
            if not len(places):
                continue
            idf = math.log(1 + (total - len(places) + 0.5) / (len(places) + 0.5))
            counts = frequencies.astype(np.float32) / UNIT
            scores[places] += (weight * idf * (K1 + 1)) * counts / (counts + K1 * norms[places])
        return scores * self.snapshot.boosts


def chosen_masks(snapshot: Snapshot, query: Query) -> dict[str, np.ndarray]:
    """Return which documents have one of the chosen values, by facet."""
    masks = {}
    for name, wanted in query.chosen.items():
        mask = np.zeros(snapshot.size, bool)
        values, places, codes = snapshot.facets.get(name, NO_FACET)
        numbers = [number for number, value in enumerate(values) if value in wanted]
        if numbers:
            mask[places[np.isin(codes, numbers)]] = True
        masks[name] = mask
    return masks


def count(
    snapshot: Snapshot, names: Iterable[str], found: np.ndarray, masks: dict[str, np.ndarray]
) -> dict[str, dict[str, int]]:
    """Return the number of documents per value of each facet, each counted without its own choice."""

    def having(leave_out: str = "") -> Pair:
        """Return which documents have what is chosen, as a mask and as places."""
        wanted = found
        for name, mask in masks.items():
            if name != leave_out:
                wanted = wanted & mask
        return wanted, np.flatnonzero(wanted)

    everywhere = having()
    counts: dict[str, dict[str, int]] = {}
    for name in names:
        values = snapshot.values.get(name)
        if values is None:
            counts[name] = {}
            continue
        wanted, places = everywhere
        if name in masks:
            wanted, places = having(leave_out=name)
        numbers = np.bincount(values.first[places], minlength=len(values.names) + 1)
        if len(values.places):
            numbers += np.bincount(
                values.codes[wanted[values.places]], minlength=len(values.names) + 1
            )
        counts[name] = {
            value: number
            for value, number in zip(values.names, numbers[1:].tolist(), strict=True)
            if number
        }
    return counts


def best(
    snapshot: Snapshot, every: np.ndarray, scores: np.ndarray | None, offset: int, limit: int
) -> list[Hit]:
    """Return one page of the matching documents: by score, or without scores the newest first."""
    places = np.flatnonzero(every)
    if offset >= len(places):
        return []
    ages = snapshot.age_order[places]
    keys = ages.astype(np.float64)
    if scores is not None:
        keys = keys * DAY_STEP - scores[places]
    last = min(offset + limit, len(places))
    if last < len(places):
        nearest = np.argpartition(keys, last - 1)[:last]
        places, keys = places[nearest], keys[nearest]
    order = places[np.argsort(keys, kind="stable")][offset:last]
    return [
        Hit(
            int(snapshot.ids[place]),
            float(scores[place]) if scores is not None else 0.0,
            float(snapshot.dates[place]),
        )
        for place in order
    ]
