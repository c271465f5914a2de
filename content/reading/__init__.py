"""Reads the text of a file that somebody uploaded, so that nothing in the file can do harm.

The file is opened in a process of its own, without the portal's settings, with limits on memory and time;
whatever happens there, the portal only sees that a file could not be read.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from .limits import MOST_BYTES, MOST_SECONDS

READABLE = frozenset({"csv", "docx", "odt", "pdf", "pptx", "txt", "xlsx"})
"""Endings of files whose text can be read."""
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Reading:
    """What a file says. `outcome` is `read`, `cut` (longer than is read), `empty`, `locked` or `failed`."""

    outcome: str
    text: str = ""


def read(file: IO[bytes], ending: str) -> Reading:
    """Return the text of a file with this ending; a file that cannot be read gives an outcome and no error."""
    if ending not in READABLE:
        return Reading("failed")
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(file, copy, 1024 * 1024)
        if copy.tell() > MOST_BYTES:
            return Reading("failed")
        copy.seek(0)
        # Nothing of the portal's environment goes along: the settings hold its secrets.
        environment = {"PATH": os.defpath, "LANG": "C.UTF-8"}
        try:
            done = subprocess.run(  # noqa: S603 - our own program, with an ending that was looked up above
                [sys.executable, "-m", "content.reading.child", ending],
                stdin=copy,
                capture_output=True,
                cwd=_ROOT,
                env=environment,
                timeout=MOST_SECONDS + 10,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Reading("failed")
    if done.returncode:
        return Reading("failed")
    try:
        answer = json.loads(done.stdout)
        return Reading(str(answer["outcome"]), str(answer["text"]))
    except (ValueError, KeyError, TypeError):
        return Reading("failed")
