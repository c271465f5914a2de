"""`make up` on a small project of its own: the real script, server, signals and terminal.

The project's commands write down that they ran, so that a test sees what a second start skips.
"""

import fcntl
import http.client
import os
import pty
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import termios
import time
from contextlib import closing
from pathlib import Path

import pytest

from scripts import processes, scheduler, up
from scripts.environment import ROOT

SETTINGS = """
from pathlib import Path
import os
DATA_DIR = Path(os.environ["PORTAL_DATA"])
SECRET_KEY = "x" * 60
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["portal", "django.contrib.contenttypes", "django.contrib.auth", "django.contrib.staticfiles"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA_DIR / "portal.sqlite3"}}
ROOT_URLCONF = "portal.urls"
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [Path(__file__).parents[2] / "static"]
TASKS = {"default": {"BACKEND": "Immediate"}}
USE_TZ = True
DEMO = True
"""
URLS = """
from django.http import HttpResponse
from django.urls import path
urlpatterns = [path("healthz", lambda request: HttpResponse("ok"))]
"""
WSGI = """
import os
from django.core.wsgi import get_wsgi_application
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.embedded")
application = get_wsgi_application()
"""
COMMAND = """
import os
from pathlib import Path
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
class Command(BaseCommand):
    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true")
        parser.add_argument("--seconds")
    def handle(self, **options):
        name = Path(__file__).stem + (" --if-empty" if options["if_empty"] else "")
        with (settings.DATA_DIR / "ran").open("a") as ran:
            ran.write(name + "\\n")
        if os.environ.get("BREAK") == Path(__file__).stem:
            raise CommandError("told to break")
        self.stdout.write("ran " + name)
"""
PATIENCE = 60
SCHEDULED = [name for name, *_options in [*scheduler.EVERY_MINUTE, *scheduler.EVERY_DAY]]


@pytest.fixture
def project(tmp_path):
    """A clone with the real scripts, pins and environment, and a portal of a few lines."""
    here = tmp_path / "project"
    shutil.copytree(
        ROOT / "scripts", here / "scripts", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copytree(ROOT / "requirements", here / "requirements")
    (here / ".venv").symlink_to(sys.prefix)
    commands = here / "portal" / "management" / "commands"
    for path, text in {
        here / "portal" / "__init__.py": "",
        here / "portal" / "settings" / "__init__.py": "",
        here / "portal" / "settings" / "embedded.py": SETTINGS,
        here / "portal" / "urls.py": URLS,
        here / "portal" / "wsgi.py": WSGI,
        here / "portal" / "management" / "__init__.py": "",
        commands / "__init__.py": "",
        commands / "setup_portal.py": COMMAND,
        commands / "load_demo.py": COMMAND,
        commands / "demo_accounts.py": COMMAND,
        **{commands / f"{name}.py": COMMAND for name in SCHEDULED},
        here / "static" / "a.css": "a {}",
    }.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return here


def _own_terminal() -> None:
    """In the child: make its terminal the one that Ctrl-C comes from."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class Run:
    """`python -m scripts.up` in a terminal of its own, as a person starts it."""

    def __init__(self, project: Path, port: int, **env: str) -> None:
        self.project, self.port, self.data = project, port, project / "data"
        self.screen, terminal = pty.openpty()
        clean = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "scripts.up"],
            cwd=project,
            env={**clean, "PORT": str(port), "PORTAL_DATA": str(self.data), **env},
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            start_new_session=True,
            preexec_fn=_own_terminal,  # noqa: PLW1509 - tests run in one thread
        )
        os.close(terminal)
        self.said = ""

    def wait_for(self, text: str = "\0") -> str:
        """Read the screen until `text` or the end."""
        deadline = time.monotonic() + PATIENCE
        while text not in self.said and time.monotonic() < deadline:
            try:
                self.said += os.read(self.screen, 4096).decode(errors="replace")
            except OSError:  # nobody has the terminal open any more
                break
        assert text == "\0" or text in self.said, self.said
        return self.said

    def press_ctrl_c(self) -> None:
        os.write(self.screen, b"\x03")

    def end(self) -> int:
        self.wait_for()
        os.close(self.screen)
        return self.process.wait(PATIENCE)

    def ran(self) -> list[str]:
        path = self.data / "ran"
        return path.read_text().splitlines() if path.exists() else []


def processes_of(project: Path) -> list[str]:
    """Processes that work in this project's folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if (entry / "cwd").resolve(strict=True) == project:
                found.append((entry / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found


@pytest.fixture
def start(project, unused_port):
    runs = []

    def begin(**env: str) -> Run:
        runs.append(Run(project, unused_port, **env))
        return runs[-1]

    yield begin
    for run in runs:
        if run.process.poll() is None:
            os.killpg(run.process.pid, signal.SIGKILL)
            run.process.wait(PATIENCE)


@pytest.fixture
def unused_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ran_for_the_start(run: Run) -> list[str]:
    """The commands that ran, but for the scheduler's, which come when they come."""
    return [name for name in run.ran() if name not in SCHEDULED]


def status(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status
    finally:
        connection.close()


def test_first_start_second_start_and_ctrl_c(start, project, unused_port):
    run = start()
    said = run.wait_for("Ctrl-C stops it")
    assert f"http://127.0.0.1:{unused_port}/" in said
    assert "ran demo_accounts" in said
    assert status(unused_port) == 200
    assert (run.data / "static" / "a.css").exists()
    assert len(processes_of(project)) >= 4  # this script, the server, two workers
    run.press_ctrl_c()
    assert run.end() == 0
    assert "Traceback" not in run.said
    assert processes_of(project) == []
    once = ["setup_portal", "load_demo --if-empty", "demo_accounts"]
    assert ran_for_the_start(run) == once

    again = start()
    again.wait_for("Ctrl-C stops it")
    again.press_ctrl_c()
    assert again.end() == 0
    assert ran_for_the_start(run) == once
    assert "ran demo_accounts" in again.said


def test_changed_code_is_set_up_again_and_the_demo_is_not(start, project):
    first = start()
    first.wait_for("Ctrl-C stops it")
    first.press_ctrl_c()
    first.end()
    (project / "portal" / "urls.py").write_text(URLS + "# pulled\n")
    (project / "static" / "b.css").write_text("b {}")
    second = start()
    second.wait_for("Ctrl-C stops it")
    second.press_ctrl_c()
    second.end()
    assert second.ran().count("setup_portal") == 2
    assert second.ran().count("load_demo --if-empty") == 1
    assert (second.data / "static" / "b.css").exists()


def test_restored_database_is_brought_up_again(start):
    first = start()
    first.wait_for("Ctrl-C stops it")
    first.press_ctrl_c()
    first.end()
    database = first.data / "portal.sqlite3"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("DELETE FROM django_migrations WHERE app = 'auth' AND name LIKE '0012%'")
        connection.commit()
    second = start()
    second.wait_for("Ctrl-C stops it")
    second.press_ctrl_c()
    second.end()
    assert "Setting up the database: 1 changes" in second.said


def test_demo_that_was_cut_short_goes_on_next_time(start):
    run = start(BREAK="load_demo")
    assert run.end() == 1
    assert "told to break" in run.said
    assert "Traceback" not in run.said
    assert "could not be prepared" in run.said
    run = start()
    run.wait_for("Ctrl-C stops it")
    run.press_ctrl_c()
    assert run.end() == 0
    assert "load_demo" in run.ran()


def test_taken_port_is_said_before_anything_is_done(start, unused_port):
    with socket.socket() as other:
        other.bind(("127.0.0.1", unused_port))
        other.listen()
        run = start()
        assert run.end() == 1
    assert f"make up PORT={unused_port + 1}" in run.said
    assert "Traceback" not in run.said
    assert run.ran() == []


def test_termination_ends_the_workers_too(start, project):
    run = start()
    run.wait_for("Ctrl-C stops it")
    run.process.terminate()
    assert run.end() == 0
    assert processes_of(project) == []


def test_killed_script_leaves_no_server_behind(start, project):
    run = start()
    run.wait_for("Ctrl-C stops it")
    run.process.kill()
    run.process.wait(PATIENCE)
    deadline = time.monotonic() + PATIENCE
    while processes_of(project) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert processes_of(project) == []


def test_server_that_dies_is_reported(start, project):
    (project / "portal" / "wsgi.py").write_text("raise RuntimeError('broken on purpose')\n")
    run = start()
    assert run.end() == 1
    assert "The server stopped" in run.said
    assert processes_of(project) == []


@pytest.mark.parametrize("value", ["http", "-1", "0", "70000"])
def test_port_that_is_no_port(monkeypatch, capsys, value):
    monkeypatch.setenv("PORT", value)
    with pytest.raises(SystemExit):
        up.number_from("PORT", 8000)
    assert "PORT must be" in capsys.readouterr().err


def test_stubborn_child_is_ended_by_force(monkeypatch):
    monkeypatch.setattr(processes, "GRACE", 1)
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    child = subprocess.Popen(
        ["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.1; done"],
        stdout=subprocess.PIPE,
        process_group=0,
    )
    try:
        child.stdout.readline()
        processes.stop([child])
    finally:
        child.stdout.close()
        for number, handler in handlers.items():
            signal.signal(number, handler)
    assert child.returncode == -signal.SIGKILL
