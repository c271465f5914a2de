"""What a measurement needs: percentiles, processor time and memory of all that takes part, and figures
printed beside what is required of them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")
SERVER = int(os.environ.get("BENCH_SERVER_PID", "0"))
"""The database or search server, if it runs here and its processor time is to be counted too."""

IDLE_SECONDS, IDLE_SHARE = 2.0, 0.1
"""A server that computes for less than this share of so many seconds does nothing."""


@dataclass(frozen=True)
class Times:
    """Seconds that passed, and that this process computed, at the median and at 95 of 100."""

    p50: float
    p95: float
    cpu50: float
    cpu95: float
    server: float
    """Processor time of SERVER for each, on average."""

    def __str__(self) -> str:
        text = (
            f"passed {1e3 * self.p50:.1f} / {1e3 * self.p95:.1f} ms, "
            f"cpu {1e3 * self.cpu50:.1f} / {1e3 * self.cpu95:.1f} ms"
        )
        return text + (f" + server {1e3 * self.server:.1f} ms" if SERVER else "")


def measure(action: Callable[[str], object], texts: Iterable[str]) -> Times:
    """Time an action for each text."""
    wall, cpu = [], []
    server = server_seconds()
    for text in texts:
        started, worked = time.perf_counter(), time.process_time()
        action(text)
        wall.append(time.perf_counter() - started)
        cpu.append(time.process_time() - worked)
    each = (server_seconds() - server) / max(len(wall), 1)
    return Times(*percentiles(wall), *percentiles(cpu), each)


def percentiles(times: list[float]) -> tuple[float, float]:
    ordered = sorted(times)
    return ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]


def told(name: str, times: Times, p50: float | None = None, p95: float | None = None) -> None:
    """Print a figure, what is required in milliseconds, and their ratio (below 1 is better)."""
    required = []
    for label, wanted, wall, cpu in (
        ("p50", p50, times.p50, times.cpu50),
        ("p95", p95, times.p95, times.cpu95),
    ):
        if wanted:
            ratio, own = 1e3 * wall / wanted, 1e3 * cpu / wanted
            required.append(f"{label} <= {wanted:g} ms: {ratio:.2f} (cpu alone {own:.2f})")
    print(
        f"{name}: {times}" + (f"; required {', '.join(required)}" if required else ""), flush=True
    )


def _parents() -> Iterator[tuple[int, int]]:
    """Yield each process with its parent."""
    for path in PROC.glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        yield int(path.parent.name), int(fields[1])


def family(pid: int) -> set[int]:
    """Return a process and all that it started."""
    parents = list(_parents())
    found, before = {pid}, 0
    while len(found) > before:
        before = len(found)
        found |= {child for child, parent in parents if parent in found}
    return found


def seconds(pid: int) -> float:
    """Return the processor time of a process and of its ended children; 0 when it is gone."""
    try:
        fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / TICKS


def server_seconds() -> float:
    return sum(map(seconds, family(SERVER))) if SERVER else 0.0


def settled() -> float:
    """Wait until SERVER does nothing any more, and return the seconds that it took: a search server merges on."""
    started = time.perf_counter()
    before = server_seconds()
    while True:
        time.sleep(IDLE_SECONDS)
        now = server_seconds()
        if now - before < IDLE_SHARE * IDLE_SECONDS:
            return time.perf_counter() - started - IDLE_SECONDS
        before = now


def memory(pid: int) -> float:
    """Return a process's own memory in MB: without mapped files, which the system may drop."""
    try:
        lines = (PROC / str(pid) / "status").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) / 1024
