"""What runs beside the server: the scheduler, the health check, commands with production's settings."""

import datetime
import http.server
import shutil
import subprocess
import threading

import pytest

from scripts import healthcheck, scheduler
from scripts.environment import ROOT

TODAY = datetime.date(2026, 3, 1)
DAILY = ["clearsessions", "issue_credentials", "recount_awaiting", "optimize_database"]


@pytest.mark.parametrize(
    ("backend", "daily"),
    [
        (
            "django_tasks_db.DatabaseBackend",
            [*DAILY, "prune_db_task_results"],
        ),
        (
            "django_tasks.backends.immediate.ImmediateBackend",
            DAILY,
        ),
    ],
)
def test_every_minute_and_once_a_day(settings, backend, daily):
    settings.TASKS = {"default": {"BACKEND": backend}}
    minute = [
        "publish_scheduled", "search_tidy", "read_documents", "send_search_digests", "send_learning_digest",
        "send_session_mail",
    ]  # fmt: skip
    assert [command[0] for command in scheduler.due(TODAY, TODAY)] == minute
    for tidied in (None, TODAY - datetime.timedelta(days=1)):
        names = [command[0] for command in scheduler.due(TODAY, tidied)]
        assert names == [*minute, *daily]


def test_failing_command_does_not_end_the_scheduler(monkeypatch, caplog):
    def fail(*args, **kwargs):
        raise RuntimeError("the database is away")

    monkeypatch.setattr(scheduler, "call_command", fail)
    monkeypatch.setattr(scheduler, "close_old_connections", lambda: None)
    scheduler.run(("publish_scheduled",))
    assert "publish_scheduled failed" in caplog.text


class Answer(http.server.BaseHTTPRequestHandler):
    status = 200
    seen: dict[str, str]

    def do_GET(self):
        type(self).seen = dict(self.headers)
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *args):
        """Keep the test's output quiet."""


@pytest.fixture
def server():
    with http.server.HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(("status", "healthy"), [(200, True), (503, False), (400, False)])
def test_health_is_asked_by_the_public_name(server, monkeypatch, status, healthy):
    monkeypatch.setattr(Answer, "status", status)
    monkeypatch.setenv("PORTAL_URL", "https://portal.example")
    assert healthcheck.healthy(server.server_port) is healthy
    assert Answer.seen["Host"] == "portal.example"
    assert Answer.seen["X-Forwarded-Proto"] == "https"


def test_nobody_there_is_not_healthy(server):
    server.server_close()
    assert healthcheck.healthy(1) is False


def test_manage_reads_the_settings_of_the_file(tmp_path):
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts" / "manage", tmp_path / "scripts")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    python = tmp_path / ".venv" / "bin" / "python"
    python.write_text('#!/bin/sh\necho "$DJANGO_SETTINGS_MODULE|$OIDC_APPS|$*"\n')
    python.chmod(0o755)
    (tmp_path / ".env").write_text("""OIDC_APPS='[{"a":"b c"}]'\n""")
    result = subprocess.run(
        [tmp_path / "scripts" / "manage", "check"], capture_output=True, text=True, check=True
    )
    assert result.stdout == 'portal.settings.production|[{"a":"b c"}]|manage.py check\n'
