"""`make test`: the whole suite, on SQLite and then on PostgreSQL, with all that it needs.

ENGINE=sqlite or ENGINE=postgresql runs one of them; ARGS goes to pytest. What cannot run here is said at
the end, and is a failure in CI. So is a test that was skipped on every engine.
"""

import os
import shlex
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from scripts import console, coverage_floor, messages, services
from scripts.environment import PYTHON, ROOT

CI = bool(os.environ.get("CI"))
ENGINES = ("sqlite", "postgresql")
NO_TESTS = 5  # pytest's exit code for an empty selection
# Chromium has been seen not to answer a `close`, for which Playwright waits for ever.
HANGS = (
    "--override-ini=faulthandler_timeout=480",
    "--override-ini=faulthandler_exit_on_timeout=true",
)
WORKERS = os.environ.get("WORKERS") or str(min(os.cpu_count() or 1, 4))


@dataclass
class Tally:
    """What happened to every test, over all runs."""

    passed: set[str] = field(default_factory=set)
    skipped: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("passed", "failed", "skipped"), 0)
    )
    failed_runs: list[str] = field(default_factory=list)

    def read(self, report: Path) -> int:
        """Add one JUnit report; the number of its tests."""
        cases = list(ET.parse(report).iter("testcase")) if report.exists() else []  # noqa: S314 - our own file
        for case in cases:
            name = f"{case.get('classname')}::{case.get('name')}"
            skip = case.find("skipped")
            if case.find("failure") is not None or case.find("error") is not None:
                outcome = "failed"
            elif skip is not None:
                outcome = "skipped"
                self.skipped[name] = skip.get("message") or ""
            else:
                outcome = "passed"
                self.passed.add(name)
            self.counts[outcome] += 1
        return len(cases)

    def never_ran(self) -> dict[str, str]:
        """Tests that were skipped wherever they came up, with the reason."""
        return {name: why for name, why in self.skipped.items() if name not in self.passed}


@dataclass(frozen=True)
class Run:
    """One run of pytest, with what is asked of it."""

    title: str
    options: list[str]
    env: dict[str, str]
    may_be_empty: bool = False

    def start(self, folder: Path, *, live: bool) -> subprocess.Popen[bytes]:
        """Start it: its report goes into the folder, its output to the screen or into the folder too."""
        extra = shlex.split(os.environ.get("ARGS", ""))
        report = f"--junit-xml={folder / 'report.xml'}"
        slowest = ("--durations=20", "--durations-min=5")
        command = [str(PYTHON), "-m", "pytest", report, *slowest, *self.options, *extra]
        with nullcontext() if live else (folder / "output").open("wb") as output:
            return subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output and subprocess.STDOUT,
            )

    def failed(self, code: int) -> bool:
        empty = self.may_be_empty or os.environ.get("ARGS")
        return bool(code) and not (code == NO_TESTS and empty)


def run_pytest(runs: list[Run], tally: Tally) -> None:
    """Run pytest, the output on the screen as it comes; several at once, each one's when it has ended.

    A run that a browser has hung up, which ends it without a report, is begun once more.
    """
    started, live = time.monotonic(), len(runs) == 1
    with ExitStack() as stack:
        running = []
        for run in runs:
            console.say(f"\n=== {run.title} ===" if live else f"  Beside others: {run.title}")
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            running.append((run, folder, stack.enter_context(_ended(run.start(folder, live=live)))))
        for run, folder, process in running:
            code = process.wait()
            if HANGS[0] in run.options and code and not (folder / "report.xml").exists():
                _show(run, folder, live=live)
                console.say(f"--- {run.title}: a test hung, see above; the run begins once more")
                with _ended(run.start(folder, live=live)) as again:
                    code = again.wait()
            _show(run, folder, live=live)
            number = tally.read(folder / "report.xml")
            took = time.monotonic() - started
            console.say(f"--- {run.title}: {number} tests, ended after {took:.0f} s")
            if run.failed(code):
                tally.failed_runs.append(run.title)


def _show(run: Run, folder: Path, *, live: bool) -> None:
    if not live:
        text = (folder / "output").read_text(errors="replace")
        console.say(f"\n=== {run.title} ===\n{text}")


@contextmanager
def _ended(process: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """See to it that the process is gone when its run is over or broken off."""
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()


def build_databases(environments: dict[str, dict[str, str]]) -> bool:
    """Build the test database of each engine, all at once: each keeps one core busy."""
    build = [str(PYTHON), "-m", "scripts.test_database", WORKERS]
    with console.step("Building the test databases"), ThreadPoolExecutor() as pool:
        outcomes = list(pool.map(lambda env: console.quietly(build, env), environments.values()))
    for outcome in outcomes:
        if outcome.returncode:
            console.say(outcome.stdout[-20_000:])
    return not any(outcome.returncode for outcome in outcomes)


def run_all(environments: dict[str, dict[str, str]], tally: Tally, *, browser: bool) -> None:
    """The suite: what needs no browser on one database after the other, the looks of pages, the journeys.

    Journeys change what others see or wait for moments, so they run one by one, but beside those on the
    other database. What no database changes runs on the first engine alone.
    """
    if not build_databases(environments):
        tally.failed_runs.append("Building the test databases")
        return
    first = next(iter(environments))
    others = "not bench" if os.environ.get("SCORM_SAMPLES") else "not bench and not samples"
    beside = ["--reuse-db", "-n", WORKERS, "-m"]
    for engine, env in environments.items():
        # What runs once has been measured, and measuring takes a third of the time.
        once = "" if engine == first else " and not once"
        cover = [] if once or os.environ.get("ARGS") else ["--cov", "--cov-report="]
        options = [*beside, f"not browser and {others}{once}", *cover]
        run_pytest([Run(f"Unit and integration tests on {engine}", options, env)], tally)
    if not browser:
        return
    looks = [*HANGS, *beside, f"browser and once and {others}"]
    run_pytest([Run("Looks of the pages", looks, environments[first], not CI)], tally)
    journeys = [*HANGS, "--reuse-db", "-m", f"browser and not once and {others}"]
    run_pytest(
        [
            Run(f"Journeys on {engine}", journeys, env, not CI)
            for engine, env in environments.items()
        ],
        tally,
    )


def report(tally: Tally, left_out: dict[str, str]) -> int:
    """The verdict, with what did not run; 0 if all is well."""
    console.say("\n=== The whole ===")
    for package, tests in left_out.items():
        console.say(f"  Not run: {tests}. Bring what it needs: sudo apt-get install {package}")
    never = tally.never_ran()
    for name, why in sorted(never.items()):
        console.say(f"  Not run on any engine: {name}: {why}")
    if not os.environ.get("SCORM_SAMPLES"):
        console.say("  Not run: other people's packages; see tests/courses/packages/samples.py")
    for title in tally.failed_runs:
        console.say(f"  Failed: {title}")
    good = not tally.failed_runs and not tally.counts["failed"] and not (CI and (left_out or never))
    if not os.environ.get("ARGS") and not os.environ.get("ENGINE"):
        combine = [str(PYTHON), "-m", "coverage", "combine", "--quiet"]
        subprocess.run(combine, cwd=ROOT, check=False)
        good = (ROOT / ".coverage").exists() and coverage_floor.main(may_rise=good) == 0 and good
    console.say("{passed} passed, {failed} failed, {skipped} skipped".format(**tally.counts))
    return 0 if good else 1


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def environment_of(
    engine: str, stack: ExitStack, left_out: dict[str, str]
) -> dict[str, str] | None:
    """What the tests on one engine are given: its database, a folder and a Redis of their own; None without it."""
    if engine in left_out:
        return None
    set_by_us = ("DATABASE_URL", "REDIS_URL", "SEARCH_URL", "ARGS", "PYTEST_ADDOPTS")
    env = {name: value for name, value in os.environ.items() if name not in set_by_us}
    folder = tempfile.TemporaryDirectory(prefix=f"portal-test-{engine}-")
    env |= {
        "DJANGO_SETTINGS_MODULE": "portal.settings.test",
        "PORTAL_DATA": stack.enter_context(folder),
        "COVERAGE_FILE": str(ROOT / f".coverage.{engine}"),
    }
    if engine == "postgresql":
        env["DATABASE_URL"] = stack.enter_context(services.postgres())
    if "redis-server" not in left_out:
        env["TEST_REDIS_URL"] = stack.enter_context(services.redis())
    return env


def main() -> int:
    signal.signal(signal.SIGTERM, _stop)
    engines = [os.environ["ENGINE"]] if os.environ.get("ENGINE") else list(ENGINES)
    if unknown := set(engines) - set(ENGINES):
        console.fail(f"ENGINE is sqlite or postgresql, not {', '.join(unknown)}.")
    left_out = services.bring_missing()
    if CI and left_out:
        console.fail("In CI nothing may be left out. Missing: " + ", ".join(left_out))
    messages.compile_all()
    for old in ROOT.glob(".coverage*"):
        if old != coverage_floor.FLOOR:
            old.unlink()
    tally = Tally()
    with ExitStack() as stack:
        environments = {
            engine: env
            for engine in engines
            if (env := environment_of(engine, stack, left_out)) is not None
        }
        run_all(environments, tally, browser=services.chromium() is not None)
        return report(tally, left_out)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        console.say("\n  Stopped.")
        sys.exit(130)
