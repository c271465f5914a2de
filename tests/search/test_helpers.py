"""The processes that analyse for a rebuild: in order, and gone when nobody needs them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from search.engines import helpers
from search.engines.helpers import analysed
from tests.search.elastic import page

SCRIPT = """
import itertools, multiprocessing, time
from search.engines.base import Document
from search.engines.blocks import block
from search.engines.helpers import analysed

pages = (Document(n, "sv", "", "Bro", "", "", "", 0.0, 0.0, {}) for n in itertools.count(1))
for _ in analysed(pages, 10_000, 10, block):
    print(*(child.pid for child in multiprocessing.active_children()), flush=True)
    time.sleep(60)
"""


def count(documents: list) -> int:
    return len(documents)


@pytest.mark.parametrize("parallel", [False, True])
def test_batches_come_in_order(monkeypatch: pytest.MonkeyPatch, parallel: bool) -> None:
    monkeypatch.setattr(helpers, "PARALLEL_FROM", 0 if parallel else 100)
    pages = [page(number, "Bro") for number in range(1, 8)]
    whole = [(3, 3), (6, 3), (7, 1)]
    growing = [(1, 1), (3, 2), (6, 3), (7, 1)]
    assert list(analysed(pages, 7, 3, count)) == (growing if parallel else whole)


@pytest.mark.skipif((os.cpu_count() or 1) == 1, reason="One processor needs no helpers.")
def test_helpers_end_with_whoever_started_them() -> None:
    root = Path(helpers.__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT], cwd=root, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        started = [int(text) for text in process.stdout.readline().split()]
        process.send_signal(signal.SIGKILL)
    assert started
    deadline = time.monotonic() + 30
    while any(map(running, started)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(map(running, started))


def running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"
