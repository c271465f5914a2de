"""Progress on a terminal, silence elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TextIO


class Progress:
    """Shows `label: done of total` on one line, ten times a second at most, if the stream is a terminal."""

    def __init__(self, label: str, total: int | None = None, stream: TextIO | None = None) -> None:
        self.label, self.total, self.stream = label, total, stream or sys.stderr
        self.shown = self.stream.isatty()
        self.last = 0.0

    def __call__(self, done: int) -> None:
        now = time.monotonic()
        if self.shown and (now - self.last > 0.1 or done == self.total):
            self.last = now
            of = f" of {self.total}" if self.total else ""
            self.stream.write(f"\r{self.label}: {done}{of}\033[K")
            self.stream.flush()

    def end(self) -> None:
        if self.shown and self.last:
            self.stream.write("\n")
