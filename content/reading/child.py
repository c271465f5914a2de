"""The process that opens one file: `python -m content.reading.child ENDING < FILE`. Knows nothing of the portal."""

from __future__ import annotations

import io
import json
import re
import resource
import sys
from collections.abc import Iterator

from .formats import Locked, pieces
from .limits import MOST_LETTERS, MOST_MEMORY, MOST_SECONDS

_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]+")
_BLANKS = re.compile(r"[^\S\n]+")
_HYPHENATED = re.compile(r"(?<=[^\W\d_])-\n(?=[^\W\d_])")


def tidied(text: str) -> str:
    """Return a text without control characters and doubled blanks, words parted at line ends put together."""
    text = _UNSEEN.sub(" ", text.replace("\u00ad", ""))
    text = _HYPHENATED.sub("", text)
    lines = (_BLANKS.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def gathered(found: Iterator[str]) -> tuple[str, str]:
    """Return the outcome and the text of as many pieces as are read."""
    kept: list[str] = []
    letters = 0
    for piece in found:
        kept.append(tidied(piece))
        letters += len(kept[-1]) + 1
        if letters > MOST_LETTERS:
            return "cut", "\n".join(kept)[:MOST_LETTERS]
    text = "\n".join(part for part in kept if part)
    return ("read" if text else "empty"), text


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.setrecursionlimit(2_000)
    file = io.BytesIO(sys.stdin.buffer.read())
    try:
        outcome, text = gathered(pieces(file, sys.argv[1]))
    except Locked:
        outcome, text = "locked", ""
    except Exception:  # noqa: BLE001 - a broken file breaks the libraries in ways that nobody has listed
        return 1
    sys.stdout.write(json.dumps({"outcome": outcome, "text": text}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
