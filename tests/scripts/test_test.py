"""The runner of the suite: what it counts, what it calls a failure, what it starts and ends."""

import socket
import subprocess
import time
from pathlib import Path

import pytest

from scripts import coverage_floor, services
from scripts import test as runner
from scripts.environment import ROOT
from tests.conftest import TOGETHER, SomeTogether

REPORT = """<testsuites><testsuite>
<testcase classname="a" name="good"/>
<testcase classname="a" name="bad"><failure message="x"/></testcase>
<testcase classname="a" name="broken"><error message="x"/></testcase>
<testcase classname="a" name="left"><skipped message="needs PostgreSQL"/></testcase>
</testsuite></testsuites>"""


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "report.xml"
    path.write_text(REPORT)
    return path


def test_tally_counts_every_outcome(report):
    tally = runner.Tally()
    assert tally.read(report) == 4
    assert tally.counts == {"passed": 1, "failed": 2, "skipped": 1}
    assert tally.never_ran() == {"a::left": "needs PostgreSQL"}


def test_test_that_ran_on_one_engine_was_not_left_out(report, tmp_path):
    other = tmp_path / "other.xml"
    other.write_text('<testsuite><testcase classname="a" name="left"/></testsuite>')
    tally = runner.Tally()
    tally.read(report)
    tally.read(other)
    assert tally.never_ran() == {}


@pytest.mark.parametrize(
    ("ci", "passed", "skipped", "failed_runs", "left_out", "code"),
    [
        (False, {"a"}, {}, [], {}, 0),
        (False, {"a"}, {"b": "why"}, [], {"chromium": "browser tests"}, 0),
        (True, {"a"}, {"b": "why"}, [], {}, 1),
        (True, {"a"}, {}, [], {"chromium": "browser tests"}, 1),
        (False, {"a"}, {}, ["on sqlite"], {}, 1),
    ],
)
def test_verdict(monkeypatch, capsys, ci, passed, skipped, failed_runs, left_out, code):
    monkeypatch.setenv("ENGINE", "sqlite")  # no coverage is judged for a part of the suite
    monkeypatch.setattr(runner, "CI", ci)
    tally = runner.Tally(passed, skipped, {"passed": 1, "failed": 0, "skipped": 0}, failed_runs)
    assert runner.report(tally, left_out) == code
    said = capsys.readouterr().out
    assert said.endswith("1 passed, 0 failed, 0 skipped\n")
    assert all(package in said for package in left_out)


@pytest.mark.parametrize(
    ("total", "floor", "good", "new"),
    [
        (90.0, 91.0, False, 91.0),
        (91.0, 91.0, True, 91.0),
        (93.25, 91.0, True, 93.0),
        (50, 0, True, 49.8),
    ],
)
def test_floor_only_rises(total, floor, good, new):
    assert coverage_floor.judge(total, floor) == (good, new)


@pytest.mark.parametrize(("ci", "text"), [("", "79.8\n"), ("true", "70.0\n")])
def test_floor_is_raised_locally_and_only_judged_in_ci(tmp_path, monkeypatch, ci, text):
    floor = tmp_path / ".coverage-floor"
    floor.write_text("70.0\n")
    monkeypatch.setattr(coverage_floor, "FLOOR", floor)
    monkeypatch.setattr(coverage_floor, "measured", lambda: 80.0)
    monkeypatch.setenv("CI", ci)
    assert coverage_floor.main() == 0
    assert floor.read_text() == text


def test_run_with_failures_does_not_raise_the_floor(tmp_path, monkeypatch):
    monkeypatch.setattr(coverage_floor, "FLOOR", tmp_path / ".coverage-floor")
    monkeypatch.setattr(coverage_floor, "measured", lambda: 80.0)
    monkeypatch.delenv("CI", raising=False)
    assert coverage_floor.main(may_rise=False) == 0
    assert not coverage_floor.FLOOR.exists()


def test_missing_packages_are_named_with_what_they_are_for(monkeypatch):
    monkeypatch.setattr(services, "chromium", lambda: None)
    assert services.missing()["chromium-headless-shell"] == "browser tests"
    assert set(services.missing()) <= set(services.apt_packages())


@pytest.mark.skipif(services.postgres_bin() is None, reason="PostgreSQL is not installed")
def test_postgres_is_there_and_gone_afterwards():
    import psycopg

    with services.postgres() as address, psycopg.connect(address) as connection:
        port = connection.info.port
        assert connection.execute("SELECT 1 + 1").fetchone() == (2,)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.skipif("redis-server" in services.missing(), reason="Redis is not installed")
def test_redis_is_there_and_gone_afterwards():
    with services.redis() as address:
        port = int(address.rpartition(":")[2].partition("/")[0])
        with socket.create_connection(("127.0.0.1", port), 5) as connection:
            connection.sendall(b"PING\r\n")
            assert connection.recv(16) == b"+PONG\r\n"
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.fixture
def pytests(monkeypatch):
    """Let pytest be a program that prints a word and ends with the code that its options name."""
    monkeypatch.delenv("ARGS", raising=False)

    def start(self: runner.Run, folder: Path, *, live: bool) -> subprocess.Popen[bytes]:
        with (folder / "output").open("wb") as output:
            return subprocess.Popen(["sh", "-c", self.options[-1]], cwd=folder, stdout=output)

    monkeypatch.setattr(runner.Run, "start", start)


def test_empty_selection_is_a_failure_unless_it_may_be_empty(pytests):
    tally = runner.Tally()
    nothing = [f"exit {runner.NO_TESTS}"]
    runner.run_pytest([runner.Run("parts", nothing, {}, may_be_empty=True)], tally)
    assert tally.failed_runs == []
    runner.run_pytest([runner.Run("whole", nothing, {})], tally)
    assert tally.failed_runs == ["whole"]


def test_runs_at_once_wait_for_one_another_and_are_told_apart(pytests, tmp_path, capsys):
    meet = "touch {0}/{1}; until [ -e {0}/{2} ]; do sleep 0.05; done; echo I am {1}"
    runs = [
        runner.Run(name, [meet.format(tmp_path, name, other) + end], {})
        for name, other, end in (("one", "two", ""), ("two", "one", "; exit 1"))
    ]
    tally = runner.Tally()
    runner.run_pytest(runs, tally)
    assert tally.failed_runs == ["two"]
    said = capsys.readouterr().out
    assert said.index("=== one") < said.index("I am one") < said.index("=== two")


def test_run_that_hung_is_begun_once_more(pytests, tmp_path, capsys):
    second = f"test -e {tmp_path}/tried && echo '<testsuite/>' > report.xml && exit 0"
    options = [runner.HANGS[0], f"{second}; touch {tmp_path}/tried; exit 1"]
    tally = runner.Tally()
    runner.run_pytest([runner.Run("journeys", options, {})], tally)
    assert tally.failed_runs == []
    assert "begins once more" in capsys.readouterr().out


def test_run_is_ended_when_the_whole_is_broken_off(pytests, monkeypatch):
    def broken(self: runner.Tally, report: Path) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(runner.Tally, "read", broken)
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        runner.run_pytest(
            [runner.Run("short", ["true"], {}), runner.Run("long", ["exec sleep 60"], {})],
            runner.Tally(),
        )
    assert time.monotonic() - started < 30


def test_what_belongs_together_is_there_and_goes_to_one_process():
    assert all(list(ROOT.glob(f"{place}*")) for group in TOGETHER for place in group)
    scope = SomeTogether._split_scope
    for group in TOGETHER:
        scopes = {
            scope(None, f"{place}::test_{name}") for place in group for name in ("one", "two")
        }
        assert scopes == {group[0]}
    alone = {scope(None, f"tests/scripts/test_test.py::test_{name}") for name in ("one", "two")}
    assert len(alone) == 2
