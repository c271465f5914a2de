"""Reads a whole file: line by line, each in its own transaction, with what must wait tried again at the end."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from django.db import DatabaseError, transaction

from .errors import LineError, NotThereYet
from .kinds import Outcome, kind_named, take_line
from .references import References

MAX_LINE_BYTES = 80 * 1024 * 1024


class _DryRun(Exception):
    """Undoes the transaction of a trial."""


@dataclass
class Fault:
    number: int
    reason: str


@dataclass
class Report:
    """What became of a file."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    lines: int = 0

    def __str__(self) -> str:
        counts = ", ".join(f"{self.outcomes[outcome]} {outcome}" for outcome in Outcome)
        return f"{self.lines} lines: {counts}, {len(self.faults)} not taken"


def import_file(
    stream: BinaryIO | Chain,
    *,
    folder: Path | None = None,
    dry_run: bool = False,
    refs: References | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> Report:
    """Take the lines of a seekable binary stream and return what became of them.

    Lines that refer to later ones are kept by their place in the file, not in memory, and tried again until
    a round brings nothing new. In a dry run everything is done and undone in one transaction.
    """
    for name in ("image", "document"):
        kind_named(name).folder = folder  # type: ignore[attr-defined]  # media kinds read files from here
    refs = refs or References()
    if not dry_run:
        # Each line is a transaction of its own. Not one for all: wagtail-localize publishes on commit, and a
        # page published long after its children came would take their number back to none.
        return _import(stream, refs, progress)
    try:
        with transaction.atomic():
            report = _import(stream, refs, progress)
            raise _DryRun
    except _DryRun:
        return report


@dataclass
class _Waiting:
    """A line that is to be tried again: its number, its place in the file, why, and whether it was counted."""

    number: int
    place: Any
    reason: str = ""
    stored: bool = False


def _import(stream: Any, refs: References, progress: Callable[[int], None]) -> Report:
    report = Report()
    waiting: list[_Waiting] = []
    number = 0
    while True:
        line = _Waiting(number + 1, stream.tell())
        raw = stream.readline(MAX_LINE_BYTES + 1)
        if not raw:
            break
        number += 1
        if raw.strip():
            report.lines += 1
            if _try(raw, line, refs, report):
                waiting.append(line)
        progress(number)
    while waiting:
        still = []
        for line in waiting:
            stream.seek(line.place)
            if _try(stream.readline(MAX_LINE_BYTES + 1), line, refs, report):
                still.append(line)
        if len(still) == len(waiting):
            report.faults += [Fault(line.number, line.reason) for line in still]
            break
        waiting = still
    report.faults.sort(key=lambda fault: fault.number)
    return report


def _try(raw: bytes, line: _Waiting, refs: References, report: Report) -> bool:
    """Store a line and tell whether it has to be tried again."""
    refs.take_postponed()
    try:
        if len(raw) > MAX_LINE_BYTES:
            raise LineError(f"the line is longer than {MAX_LINE_BYTES // 1024 // 1024} MB")
        with transaction.atomic():
            outcome = take_line(_parse(raw), refs)
    except NotThereYet as error:
        line.reason = str(error)
        return True
    except (LineError, DatabaseError) as error:
        report.faults.append(Fault(line.number, " ".join(str(error).split())))
        return False
    if not line.stored:
        report.outcomes[outcome] += 1
        line.stored = True
    line.reason = refs.take_postponed()
    return bool(line.reason)


def _parse(raw: bytes) -> object:
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise LineError(f"not UTF-8 (byte {error.start})") from error
    except (ValueError, RecursionError) as error:
        raise LineError(f"not JSON: {error}") from error


class Chain:
    """Several files read as one, so that a line may refer to one in a later file.

    It offers what `import_file` needs of a stream: `readline`, `tell` and `seek`.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        self.streams = [path.open("rb") for path in paths]
        self.current = 0

    def readline(self, limit: int = -1) -> bytes:
        while self.current < len(self.streams):
            line = self.streams[self.current].readline(limit)
            if line:
                return line if line.endswith(b"\n") else line + b"\n"
            self.current += 1
            if self.current < len(self.streams):
                self.streams[self.current].seek(0)
        return b""

    def tell(self) -> tuple[int, int]:
        return self.current, self.streams[self.current].tell() if self.current < len(
            self.streams
        ) else 0

    def seek(self, place: tuple[int, int]) -> None:
        self.current = place[0]
        self.streams[self.current].seek(place[1])

    def close(self) -> None:
        for stream in self.streams:
            stream.close()
