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
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
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


def run_pytest(
    title: str, options: list[str], env: dict[str, str], tally: Tally, *, may_be_empty: bool = False
) -> None:
    """One run of pytest, its output on the screen as it comes.

    A run that a browser has hung up, which ends it without a report, is begun once more.
    """
    console.say(f"\n=== {title} ===")
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        extra = shlex.split(os.environ.get("ARGS", ""))
        command = [str(PYTHON), "-m", "pytest", f"--junit-xml={report}", *options, *extra]
        code = _code_of(command, env)
        if HANGS[0] in options and code and not report.exists():
            console.say(f"--- {title}: a test hung, see above; the run begins once more")
            code = _code_of(command, env)
        number = tally.read(report)
    console.say(f"--- {title}: {number} tests, {time.monotonic() - started:.0f} s")
    if code and not (code == NO_TESTS and (may_be_empty or extra)):
        tally.failed_runs.append(title)


def _code_of(command: list[str], env: dict[str, str]) -> int:
    return subprocess.run(
        command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, check=False
    ).returncode


def build_databases(environments: dict[str, dict[str, str]]) -> bool:
    """Build the test database of each engine, all at once: each keeps one core busy."""
    build = [str(PYTHON), "-m", "scripts.test_database", WORKERS]
    with console.step("Building the test databases"), ThreadPoolExecutor() as pool:
        outcomes = list(pool.map(lambda env: console.quietly(build, env), environments.values()))
    for outcome in outcomes:
        if outcome.returncode:
            console.say(outcome.stdout[-20_000:])
    return not any(outcome.returncode for outcome in outcomes)


def run_engine(
    engine: str, first: str, env: dict[str, str], tally: Tally, *, browser: bool
) -> None:
    """The suite on one database: all that needs no browser, then what looks at pages, then the journeys.

    Journeys change what others see or wait for moments, so they run one by one. What no database changes
    runs on the first engine alone.
    """
    cover = [] if os.environ.get("ARGS") else ["--cov", "--cov-report="]
    others = "not bench" if os.environ.get("SCORM_SAMPLES") else "not bench and not samples"
    if engine != first:
        # What runs once has been measured, and measuring takes a third of the time.
        others, cover = f"{others} and not once", []
    side_by_side = ["--reuse-db", "-n", WORKERS, "--dist", "loadgroup", "-m"]
    env = {**env, "COVERAGE_FILE": str(ROOT / f".coverage.{engine}")}
    run_pytest(
        f"Unit and integration tests on {engine}",
        [*side_by_side, f"not browser and {others}", *cover],
        env,
        tally,
    )
    if not browser:
        return
    if engine == first:
        looks = [*HANGS, *side_by_side, f"browser and once and not alone and {others}"]
        run_pytest("Looks of the pages", looks, env, tally, may_be_empty=not CI)
    journeys = [*HANGS, "--reuse-db", "-m", f"browser and not (once and not alone) and {others}"]
    run_pytest(f"Browser tests on {engine}", journeys, env, tally, may_be_empty=not CI)


def run_all(environments: dict[str, dict[str, str]], tally: Tally, *, browser: bool) -> None:
    """The suite on one database after the other."""
    if not build_databases(environments):
        tally.failed_runs.append("Building the test databases")
        return
    for engine, env in environments.items():
        run_engine(engine, next(iter(environments)), env, tally, browser=browser)


def report(tally: Tally, left_out: dict[str, str]) -> int:
    """The verdict, with what did not run; 0 if all is well."""
    console.say("\n=== The whole ===")
    for package, tests in left_out.items():
        console.say(f"  Not run: {tests}. Bring what it needs: sudo apt-get install {package}")
    never = tally.never_ran()
    for name, why in sorted(never.items()):
        console.say(f"  Not run on any engine: {name}: {why}")
    if not os.environ.get("SCORM_SAMPLES"):
        console.say(
            "  Not run: other people's SCORM packages; see tests/courses/packages/samples.py"
        )
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
        data = stack.enter_context(tempfile.TemporaryDirectory(prefix="portal-test-"))
        env = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DATABASE_URL", "REDIS_URL", "SEARCH_URL", "ARGS", "PYTEST_ADDOPTS")
        }
        env |= {"DJANGO_SETTINGS_MODULE": "portal.settings.test", "PORTAL_DATA": data}
        if "redis-server" not in left_out:
            env["TEST_REDIS_URL"] = stack.enter_context(services.redis())
        if browser := services.chromium():
            env["CHROMIUM"] = browser
        if "postgresql" in engines:
            if "postgresql" in left_out:
                engines.remove("postgresql")
            else:
                address = stack.enter_context(services.postgres())
        environments = {
            engine: env | ({"DATABASE_URL": address} if engine == "postgresql" else {})
            for engine in engines
        }
        run_all(environments, tally, browser=bool(browser))
        return report(tally, left_out)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        console.say("\n  Stopped.")
        sys.exit(130)
