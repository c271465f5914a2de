"""What a person sees while something takes time: one line a step, and the output only if it fails."""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NoReturn

LIVE = sys.stdout.isatty()
# On a terminal the clock moves every second; in a log a word now and then shows that work goes on.
BEAT = 1 if LIVE else 20
TAIL = 200


def say(text: str = "") -> None:
    print(text, flush=True)


def fail(text: str, code: int = 1) -> NoReturn:
    """End the program with a message that says what to do."""
    print(f"\n{text}\n", file=sys.stderr, flush=True)
    raise SystemExit(code)


def update(text: str) -> None:
    """Show the state of the running step: over the last one on a terminal, as a line in a log."""
    print(f"\r  {text}\x1b[K" if LIVE else f"  {text}", end="" if LIVE else "\n", flush=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Show `title` with a running clock until the block ends, and the time it took."""
    started = time.monotonic()
    done = threading.Event()

    def tick() -> None:
        while not done.wait(BEAT):
            update(f"{title} … {time.monotonic() - started:.0f} s")

    update(f"{title} …")
    clock = threading.Thread(target=tick, daemon=True)
    clock.start()
    try:
        yield
    except BaseException:
        done.set()
        clock.join()
        if LIVE:
            say()
        raise
    done.set()
    clock.join()
    update(f"{title}: {time.monotonic() - started:.1f} s")
    if LIVE:
        say()


def quietly(
    command: Sequence[str | os.PathLike[str]], env: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run `command` without a word, beside others; its exit code and all that it said."""
    return subprocess.run(
        command,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )


def run(
    title: str, command: Sequence[str | os.PathLike[str]], env: Mapping[str, str] | None = None
) -> bool:
    """Run `command` as one step. False, and the end of its output on the screen, if it fails."""
    with tempfile.TemporaryFile(mode="w+") as output:
        with step(title):
            code = subprocess.run(
                command,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                check=False,
            ).returncode
        if code:
            output.seek(0)
            say("".join(f"    {line}" for line in output.readlines()[-TAIL:]))
        return not code
