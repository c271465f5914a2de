"""Writes all content, one line at a time, in an order that an import can follow."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Protocol

from .kinds import all_kinds
from .references import References


class Writable(Protocol):
    """What an export is written to: a file, or a command's output, which ends lines itself."""

    def write(self, text: str, /) -> object: ...


def export_to(
    stream: Writable,
    *,
    kinds: Iterable[str] = (),
    progress: Callable[[int], None] = lambda done: None,
) -> int:
    """Write the lines of all kinds, or of those named, and return their number."""
    wanted = set(kinds)
    refs = References()
    done = 0
    for kind in all_kinds():
        if wanted and kind.name not in wanted:
            continue
        for line in kind.give(refs):
            stream.write(json.dumps(line, ensure_ascii=False) + "\n")
            done += 1
            progress(done)
    return done
