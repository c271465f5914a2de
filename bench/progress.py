"""What keeping progress costs: `python -m bench.progress [--postgres] [--seconds 60]`.

Starts a portal of its own on two worker processes and writes progress over eight connections that stay open, each
a learner with a session: reports as the script of a lesson sends them, each with a running number in its text.
Every few seconds it turns to a view that does one UPDATE of one row, in the same server, behind the same
middleware, without login or body (bench/progress_urls.py). Client and server share the machine.

Afterwards it looks into the database: every learner and lesson has one row, and it holds the last number that was
acknowledged. Required: at least 0.6 of the bare view's rate, p99 at most 50 ms, no error, nothing lost or double.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import re
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CONNECTIONS, LESSONS, WORKERS = 8, 20, 2
SLICE = 5.0
"""Seconds of one kind before the other has its turn, so that both meet the same machine."""
LEAST_RATIO, MOST_MS = 0.6, 50.0
BLOCK = "22222222-2222-4222-8222-222222222222"
TOKEN = "b" * 32
BODY = (
    '{"id": "%d", "ticket": "%s", "position": "%s", "activities": {"%s": "%d '
    + "ett ord till " * 8
    + '"}}'
)
HEAD = (
    "POST /sv/learning/progress/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    "Cookie: sessionid=%s; csrftoken=%s\r\nX-CSRFToken: %s\r\nContent-Length: %d\r\n\r\n%s"
)
BARE = "POST /bench/bare/%d/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"
"""Written by hand: what the client does takes from what the server can do, and a report is more work than nothing."""


@dataclass
class Learner:
    """One connection's person, with what was acknowledged."""

    user_id: int
    session: str
    tickets: list[tuple[str, str]]
    """Lesson key and ticket."""
    bare_row: int
    acknowledged: dict[str, int] = field(default_factory=dict)
    number: int = 0

    @property
    def bare(self) -> bytes:
        """The request for the bare view."""
        return (BARE % self.bare_row).encode()


@dataclass
class Measured:
    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def __str__(self) -> str:
        ordered = sorted(self.times)
        at = lambda share: 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))]  # noqa: E731
        return (
            f"{self.rate:8.0f}/s   median {1000 * statistics.median(ordered):5.1f} ms   "
            f"p95 {at(0.95):5.1f}   p99 {at(0.99):5.1f}   most {1000 * ordered[-1]:6.1f}   errors {len(self.errors)}"
        )

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds

    @property
    def p99(self) -> float:
        ordered = sorted(self.times)
        return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]


def prepare() -> list[Learner]:
    """Fill an empty database with learners, their sessions, and tickets for lessons."""
    import django

    django.setup()
    from django.contrib.auth import (
        BACKEND_SESSION_KEY,
        HASH_SESSION_KEY,
        SESSION_KEY,
        get_user_model,
    )
    from django.core.management import call_command
    from django.http import HttpRequest

    from courses import tickets
    from courses.models import Enrolment, Progress
    from courses.services.learning import Lesson
    from portal.sessions import SessionStore

    call_command("migrate", verbosity=0)
    course = uuid.uuid4()
    lessons = [uuid.uuid4() for _lesson in range(LESSONS)]
    found = []
    for number in range(CONNECTIONS):
        user = get_user_model().objects.create_user(f"bench-{number}")
        store = SessionStore()
        store[SESSION_KEY] = str(user.pk)
        store[BACKEND_SESSION_KEY] = "portal.backends.PasswordBackend"
        store[HASH_SESSION_KEY] = user.get_session_auth_hash()
        store.save()
        Enrolment.objects.create(user=user, course_key=course)
        bare = Progress.objects.create(user=user, course_key=course, lesson_key=uuid.uuid4())
        request = HttpRequest()
        request.user = user
        given = [
            (str(key), tickets.issue(request, Lesson(key, course, "sv", frozenset({BLOCK}))))
            for key in lessons
        ]
        found.append(Learner(user.pk, str(store.session_key), given, bare.pk))
    return found


class Connection:
    """A connection that stays open; as little work in the client as can be."""

    LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, message: bytes) -> tuple[int, bytes]:
        self.socket.sendall(message)
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more()
        head, _, body = data.partition(b"\r\n\r\n")
        length = self.LENGTH.search(head)
        wanted = int(length[1]) if length else 0
        while len(body) < wanted:
            body += self._more()
        return int(head[9:12]), body

    def _more(self) -> bytes:
        part = self.socket.recv(65536)
        if not part:
            raise ConnectionError("the server closed the connection")
        return part


def report_of(learner: Learner, chance: random.Random) -> tuple[bytes, str, int]:
    """Return a report as bytes, with its lesson and number."""
    learner.number += 1
    key, ticket = chance.choice(learner.tickets)
    body = BODY % (learner.number, ticket, BLOCK, BLOCK, learner.number)
    return (HEAD % (learner.session, TOKEN, TOKEN, len(body), body)).encode(), key, learner.number


def write_progress(learner: Learner, connection: Connection, chance: random.Random) -> str:
    message, key, number = report_of(learner, chance)
    status, body = connection.send(message)
    if status != 200 or body != b'{"id": "%d", "saved": true}' % number:
        return f"{status} {body[:200]!r}"
    learner.acknowledged[key] = number
    return ""


def write_bare(learner: Learner, connection: Connection, chance: random.Random) -> str:
    status, _body = connection.send(learner.bare)
    return "" if status == 200 else str(status)


Work = Callable[[Learner, Connection, random.Random], str]


def run(work: Work, learners: list[Learner], port: int, seconds: float, into: Measured) -> None:
    """Let every learner work for so long, and add what was measured."""
    end = time.perf_counter() + seconds
    lock = threading.Lock()

    def one(learner: Learner) -> None:
        connection, chance = Connection(port), random.Random(learner.user_id)
        times, errors = [], []
        while (started := time.perf_counter()) < end:
            error = work(learner, connection, chance)
            times.append(time.perf_counter() - started)
            if error:
                errors.append(error)
        with lock:
            into.times += times
            into.errors += errors

    started = time.perf_counter()
    threads = [threading.Thread(target=one, args=(learner,)) for learner in learners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    into.seconds += time.perf_counter() - started


@contextlib.contextmanager
def server(port: int) -> Iterator[None]:
    # fmt: off
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", str(WORKERS), "--blocking-threads", "4", "portal.wsgi:application",
    ]
    # fmt: on
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _try in range(300):
            with contextlib.suppress(OSError):
                if (
                    Connection(port).send(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")[0]
                    == 200
                ):
                    break
            time.sleep(0.2)
        yield
    finally:
        process.terminate()
        process.wait(30)


def check_rows(learners: list[Learner]) -> list[str]:
    """Return what is lost or double in the database."""
    from courses.models import Progress

    faults = []
    for learner in learners:
        rows = list(Progress.objects.filter(user_id=learner.user_id).exclude(pk=learner.bare_row))
        by_lesson = {str(row.lesson_key): row for row in rows}
        if len(by_lesson) != len(rows):
            faults.append(f"learner {learner.user_id} has two rows of one lesson")
        if by_lesson.keys() != learner.acknowledged.keys():
            faults.append(f"learner {learner.user_id}: lessons differ from what was acknowledged")
        for key, number in learner.acknowledged.items():
            row: Any = by_lesson.get(key)
            if row is None or int(row.activities[BLOCK].split()[0]) != number:
                faults.append(f"learner {learner.user_id}, lesson {key}: {number} was lost")
    return faults


def measure(seconds: float) -> int:
    learners = prepare()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    progress, bare, warm = Measured(), Measured(), Measured()
    with server(port):
        for work in (write_progress, write_bare):
            run(work, learners, port, 2, warm)
        while progress.seconds < seconds:
            run(write_bare, learners, port, SLICE / 2, bare)
            run(write_progress, learners, port, SLICE, progress)
            run(write_bare, learners, port, SLICE / 2, bare)
    faults = check_rows(learners)
    ratio = progress.rate / bare.rate
    print(f"bare UPDATE     {bare}")
    print(f"progress        {progress}")
    print(
        f"ratio {ratio:.2f} (at least {LEAST_RATIO}), p99 {progress.p99:.1f} ms (at most {MOST_MS:.0f})"
    )
    written = sum(learner.number for learner in learners)
    print(f"{written} reports, {sum(len(one.acknowledged) for one in learners)} rows checked")
    for line in [*progress.errors[:3], *bare.errors[:3], *faults[:5]]:
        print(f"  {line}")
    good = ratio >= LEAST_RATIO and progress.p99 <= MOST_MS
    return 0 if good and not (progress.errors or faults) else 1


def copy_database(source: Path, target: Path) -> None:
    """Copy the SQLite database of one data folder to another, also while somebody writes to it."""
    with (
        contextlib.closing(sqlite3.connect(source / "portal.sqlite3")) as old,
        contextlib.closing(sqlite3.connect(target / "portal.sqlite3")) as new,
    ):
        old.backup(new)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL of its own")
    parser.add_argument(
        "--like",
        type=Path,
        metavar="FOLDER",
        help="copy this data folder's SQLite database to begin with",
    )
    parser.add_argument("--seconds", type=float, default=60, help="of writing progress")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.progress_settings"
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        os.environ["PORTAL_DATA"] = folder
        (Path(folder) / "static").mkdir()
        if options.like:
            copy_database(options.like, Path(folder))
        if not options.postgres:
            return measure(options.seconds)
        from scripts.services import postgres

        with postgres() as address:
            os.environ["DATABASE_URL"] = address
            return measure(options.seconds)


if __name__ == "__main__":
    sys.exit(main())
