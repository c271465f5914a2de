"""The runner of the suite: what it counts, what it calls a failure, what it starts and ends."""

import os
import socket
import subprocess

import pytest

from scripts import coverage_floor, services
from scripts import test as runner

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
    assert services.missing()["chromium"] == "browser tests"
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


def test_empty_selection_is_a_failure_unless_it_may_be_empty(monkeypatch):
    monkeypatch.setattr(
        subprocess,
        "run",
        lambda *args, **kwargs: subprocess.CompletedProcess(args, runner.NO_TESTS),
    )
    monkeypatch.delenv("ARGS", raising=False)
    tally = runner.Tally()
    runner.run_pytest("parts", [], dict(os.environ), tally, may_be_empty=True)
    assert tally.failed_runs == []
    runner.run_pytest("whole", [], dict(os.environ), tally)
    assert tally.failed_runs == ["whole"]
