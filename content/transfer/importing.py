"""Reads a whole file: line by line, each in its own transaction, with what must wait tried again at the end."""

from __future__ import annotations

import json
import logging
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from django.db import DatabaseError, transaction
from wagtail.signal_handlers import disable_reference_index_auto_update

from .errors import LineError, NotThereYet
from .kinds import Outcome, kind_named, take_line
from .references import References

MAX_LINE_BYTES = 80 * 1024 * 1024
MAX_REASON = 500
SUSPECT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])|\0")

log = logging.getLogger(__name__)


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
    with disable_reference_index_auto_update():
        return _import_all(stream, refs, progress, dry_run=dry_run)


def _import_all(
    stream: BinaryIO | Chain, refs: References, progress: Callable[[int], None], *, dry_run: bool
) -> Report:
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
        raw = _read_line(stream)
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
            if _try(_read_line(stream), line, refs, report):
                still.append(line)
        if len(still) == len(waiting):
            report.faults += [Fault(line.number, line.reason) for line in still]
            break
        waiting = still
    report.faults.sort(key=lambda fault: fault.number)
    return report


def _read_line(stream: Any) -> bytes:
    """Return the next line; of one that is too long, a beginning that is too long as well. The rest is passed over."""
    raw: bytes = stream.readline(MAX_LINE_BYTES + 1)
    rest = raw
    while len(rest) == MAX_LINE_BYTES + 1 and not rest.endswith(b"\n"):
        rest = stream.readline(MAX_LINE_BYTES + 1)
    return raw


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
        report.faults.append(Fault(line.number, " ".join(str(error).split())[:MAX_REASON]))
        return False
    except Exception as error:
        log.exception("line %s of an import", line.number)
        reason = (
            f"the import stumbled over it ({type(error).__name__}: {error}); please report this"
        )
        report.faults.append(Fault(line.number, " ".join(reason.split())[:MAX_REASON]))
        return False
    if not line.stored:
        report.outcomes[outcome] += 1
        line.stored = True
    line.reason = refs.take_postponed()
    return bool(line.reason)


def _parse(raw: bytes) -> object:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LineError(f"not UTF-8 (byte {error.start})") from error
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise LineError(f"not JSON: {error}") from error
    if SUSPECT.search(raw):  # rare, so that most lines are not walked through
        _refuse_unstorable(value)
    return value


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def _refuse_unstorable(value: Any) -> None:
    """Raise LineError if a text holds what no database takes: NUL, or half of a surrogate pair."""
    if isinstance(value, dict):
        for name, inner in value.items():
            _refuse_unstorable(name)
            _refuse_unstorable(inner)
    elif isinstance(value, list):
        for inner in value:
            _refuse_unstorable(inner)
    elif isinstance(value, str) and any(
        letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in value
    ):
        raise LineError("holds a character that cannot be stored (NUL or half a character)")


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
