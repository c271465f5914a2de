"""What is known of documents besides their terms, as arrays, and the binary form of a segment's parts.

Numbers and strings alone and no Django, so that the helpers of a rebuild can make them.
"""

from __future__ import annotations

import io
import zlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .stored import Stored

Facet = tuple[list[str], np.ndarray, np.ndarray]
"""The values, then place and value number of each pair."""


@dataclass
class Columns:
    """What is known of each document besides its terms; facets are pairs of place and value."""

    ids: np.ndarray
    lengths: np.ndarray
    dates: np.ndarray
    evidence: np.ndarray
    digests: np.ndarray
    facets: dict[str, Facet]

    def __len__(self) -> int:
        return len(self.ids)


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


def joined(parts: Sequence[Columns]) -> Columns:
    """Return the documents of all parts, one part after the other."""
    return Columns(
        np.concatenate([part.ids for part in parts]),
        np.concatenate([part.lengths for part in parts]),
        np.concatenate([part.dates for part in parts]),
        np.concatenate([part.evidence for part in parts]),
        np.concatenate([part.digests for part in parts]),
        _joined_facets(parts),
    )


def _joined_facets(parts: Iterable[Columns]) -> dict[str, Facet]:
    """Return the facets of all parts with places and value numbers that hold for the whole."""
    numbers: dict[str, dict[str, int]] = {}
    pieces: dict[str, list[tuple[np.ndarray, np.ndarray]]] = {}
    offset = 0
    for part in parts:
        for name, (values, places, codes) in part.facets.items():
            known = numbers.setdefault(name, {})
            renumbered = np.array([known.setdefault(v, len(known)) for v in values], np.int32)
            pieces.setdefault(name, []).append((places + offset, renumbered[codes]))
        offset += len(part.ids)
    return {
        name: (
            list(numbers[name]),
            np.concatenate([places for places, _ in found]),
            np.concatenate([codes for _, codes in found]),
        )
        for name, found in pieces.items()
    }


def living(columns: Columns, alive: np.ndarray) -> Columns:
    """Return the documents that are alive; their places close up."""
    moved = np.cumsum(alive) - 1
    facets = {}
    for name, (values, places, codes) in columns.facets.items():
        kept = alive[places]
        facets[name] = (values, moved[places[kept]].astype(np.int32), codes[kept])
    return Columns(
        columns.ids[alive],
        columns.lengths[alive],
        columns.dates[alive],
        columns.evidence[alive],
        columns.digests[alive],
        facets,
    )


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
        facets: Mapping[str, Facet] = {
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
