"""The binary form of a segment: a builder that writes it, and the arrays that reading it gives."""

from __future__ import annotations

import io
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..stored import Block, Stored, without_words

MOST_DOCUMENTS = 32_768
"""Of one segment; places are 16-bit numbers. Building one of this size takes some 100 MB."""


@dataclass
class Columns:
    """What is known of each document besides its terms; facets are pairs of place and value."""

    ids: np.ndarray
    lengths: np.ndarray
    dates: np.ndarray
    evidence: np.ndarray
    digests: np.ndarray
    facets: dict[str, tuple[list[str], np.ndarray, np.ndarray]]
    """By name: the values, then place and value number of each pair."""


class Builder:
    """Collects documents, and gives the rows of a segment."""

    def __init__(self) -> None:
        self.rows: list[Stored] = []
        self.places: dict[str, array[int]] = {}
        self.frequencies: dict[str, bytearray] = {}
        self.vocabulary: set[str] = set()
        self.titles: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self.rows)

    def add(self, row: Stored) -> None:
        place = len(self.rows)
        for term, frequency in row["terms"].items():
            found = self.places.get(term)
            if found is None:
                found = self.places[term] = array("H")
                self.frequencies[term] = bytearray()
            found.append(place)
            self.frequencies[term].append(frequency)
        self.vocabulary.update(row["vocabulary"])
        self.titles.update(row["titles"])
        self.rows.append(without_words(row))

    def add_block(self, block: Block) -> None:
        """Add documents whose places begin where this builder ends."""
        for term, places in block["places"].items():
            found = self.places.get(term)
            if found is None:
                found = self.places[term] = array("H")
                self.frequencies[term] = bytearray()
            found.frombytes(places)
            self.frequencies[term] += block["frequencies"][term]
        self.vocabulary |= block["vocabulary"]
        self.titles.update(block["titles"])
        self.rows += block["rows"]

    def add_segment(
        self,
        columns: Columns,
        postings: Iterable[tuple[str, bytes | memoryview]],
        alive: np.ndarray,
    ) -> None:
        """Add the living documents of another segment."""
        first = len(self.rows)
        places = np.cumsum(alive) - 1 + first
        for number, row in enumerate(rows_of(columns)):
            if alive[number]:
                self.rows.append(row)
        for term, data in postings:
            where, frequency = read_posting(data)
            kept = alive[where]
            if kept.any():
                self.places.setdefault(term, array("H")).extend(
                    places[where[kept]].astype(np.uint16).tolist()
                )
                self.frequencies.setdefault(term, bytearray()).extend(frequency[kept].tobytes())

    def columns(self) -> bytes:
        return pack(columns_of(self.rows))

    def postings(self) -> Iterator[tuple[str, bytes]]:
        """Yield each term with its posting, in the order of the terms."""
        for term in sorted(self.places):
            yield term, self.places[term].tobytes() + bytes(self.frequencies[term])


def read_posting(data: bytes | memoryview) -> tuple[np.ndarray, np.ndarray]:
    """Return places and frequencies."""
    number = len(data) // 3
    return np.frombuffer(data, np.uint16, number), np.frombuffer(data, np.uint8, number, 2 * number)


def pack_words(words: Iterable[str]) -> bytes:
    return zlib.compress("\n".join(sorted(words)).encode(), 1)


def unpack_words(data: bytes | memoryview) -> list[str]:
    return zlib.decompress(data).decode().split("\n") if data else []


def pack_counts(counts: Mapping[str, int]) -> bytes:
    return pack_words(f"{word} {number}" for word, number in counts.items())


def unpack_counts(data: bytes | memoryview) -> dict[str, int]:
    pairs = (line.rpartition(" ") for line in unpack_words(data) if line)
    return {word: int(number) for word, _, number in pairs}


def columns_of(rows: list[Stored]) -> Columns:
    names = sorted({name for row in rows for name in row["facets"]})
    facets = {}
    for name in names:
        numbers: dict[str, int] = {}
        places, values = array("i"), array("i")
        for place, row in enumerate(rows):
            for value in row["facets"].get(name, ()):
                places.append(place)
                values.append(numbers.setdefault(value, len(numbers)))
        facets[name] = (list(numbers), np.array(places, np.int32), np.array(values, np.int32))
    return Columns(
        np.array([row["id"] for row in rows], np.int64),
        np.array([row["length"] for row in rows], np.float32),
        np.array([row["date"] for row in rows], np.float64),
        np.array([row["evidence"] for row in rows], np.float32),
        np.array([row["digest"] for row in rows], "S16"),
        facets,
    )


def rows_of(columns: Columns) -> Iterator[Stored]:
    """Yield the documents of a segment without their terms."""
    facets: list[dict[str, list[str]]] = [{} for _ in columns.ids]
    for name, (values, places, numbers) in columns.facets.items():
        for place, number in zip(places.tolist(), numbers.tolist(), strict=True):
            facets[place].setdefault(name, []).append(values[number])
    for place, entry_id in enumerate(columns.ids.tolist()):
        yield {
            "id": entry_id,
            "length": int(columns.lengths[place]),
            "date": float(columns.dates[place]),
            "evidence": float(columns.evidence[place]),
            "digest": columns.digests[place].decode(),
            "facets": facets[place],
            "terms": {},
            "vocabulary": [],
            "titles": [],
        }


def pack(columns: Columns) -> bytes:
    arrays: dict[str, Any] = {
        "ids": columns.ids,
        "lengths": columns.lengths,
        "dates": columns.dates,
        "evidence": columns.evidence,
        "digests": columns.digests,
        "names": np.array(list(columns.facets), "U64"),
    }
    for number, (values, places, numbers) in enumerate(columns.facets.values()):
        arrays[f"values{number}"] = np.array(values, "U64")
        arrays[f"places{number}"] = places
        arrays[f"numbers{number}"] = numbers
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def unpack(data: bytes | memoryview) -> Columns:
    # Never pickled objects: whoever can write the database must not run code in a worker.
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        facets: Mapping[str, tuple[list[str], np.ndarray, np.ndarray]] = {
            str(name): (
                arrays[f"values{number}"].tolist(),
                arrays[f"places{number}"],
                arrays[f"numbers{number}"],
            )
            for number, name in enumerate(arrays["names"])
        }
        return Columns(
            arrays["ids"],
            arrays["lengths"],
            arrays["dates"],
            arrays["evidence"],
            arrays["digests"],
            dict(facets),
        )
