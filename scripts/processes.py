"""Starting children and ending them, so that nothing is left running."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from scripts.environment import ROOT

GRACE = 10  # seconds for a child to end by itself
PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """In a child: end when the parent does, even if that is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def start(command: Sequence[str | Path], env: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start a child out of the terminal's reach: Ctrl-C comes to the parent, which ends its children.

    The server's workers do not end in good order when the terminal and the server both tell them to.
    """
    return subprocess.Popen(
        command,
        env=env,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        process_group=0,
        preexec_fn=end_with_parent,  # noqa: PLW1509 - no other thread runs when a child starts
    )


def stop(children: Sequence[subprocess.Popen[bytes]]) -> None:
    """End the children and theirs kindly, then by force. A second Ctrl-C leaves none behind.

    They are asked every second, since a worker that is still starting does not hear the first time.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    running = [child for child in children if child.poll() is None]
    for second in range(GRACE + 1):
        for child in running:
            os.killpg(child.pid, signal.SIGTERM if second < GRACE else signal.SIGKILL)
        running = [child for child in running if not _ended(child, 1 / len(running))]
        if not running:
            break


def _ended(child: subprocess.Popen[bytes], patience: float) -> bool:
    try:
        child.wait(patience)
    except subprocess.TimeoutExpired:
        return False
    return True
