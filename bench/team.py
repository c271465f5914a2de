"""What a manager's page costs: `python -m bench.team [--postgres]` (2,000 people and 50 courses).

Builds a portal of its own, on SQLite in a temporary folder or on a PostgreSQL that it starts: one unit of 2,000
people in 40 units below it, 50 courses given to all of them with a last day, and an enrolment for every person and
course, half of them completed. One must come to a session of every fifth course; these have eight lessons, and some
of the people have done all of them and wait for a session. Then measures the manager's page, its filters and its
files: queries, CPU of the process, and time by the clock (which holds the database server's work).

Required: at most 20 queries and 300 ms for the page.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import os
import random
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from typing import Any

MOST_QUERIES, MOST_MS = 20, 300.0
ROUNDS = 9
BATCH = 5000
LESSONS, SEATED = 8, 5
"""Lessons of a course that demands a session, and which courses do: every so many."""


def fill(people: int, courses: int, units: int = 40) -> tuple[Any, list[uuid.UUID], list[Any]]:
    """Write the line and return its manager, the courses' keys and the units."""
    from django.contrib.auth import get_user_model
    from django.contrib.contenttypes.models import ContentType
    from django.core.management import call_command
    from django.utils import timezone

    from content.models import CatalogueEntry, Membership, OrganisationUnit
    from courses.models import (
        Assignment,
        CoursePage,
        Enrolment,
        Progress,
        SessionRegistration,
        TrainingSession,
    )

    chance, now = random.Random(4), timezone.now()
    account = get_user_model()
    manager = account.objects.create(
        username="bench-manager", first_name="Chef", last_name="Mätare"
    )
    top = OrganisationUnit.add_root(
        instance=OrganisationUnit(key="top", name="Förvaltningen", manager=manager)
    )
    below = [
        OrganisationUnit.objects.get(pk=top.pk).add_child(
            instance=OrganisationUnit(key=f"unit-{number}", name=f"Enhet {number}")
        )
        for number in range(units)
    ]
    account.objects.bulk_create(
        [
            account(
                username=f"bench-{number}",
                first_name=chance.choice(["Åsa", "Eva", "Olle", "Nils", "Mira"]),
                last_name=f"{chance.choice(['Öberg', 'Ek', 'Ståhl', 'Lind'])} {number}",
                password="!",
            )
            for number in range(people)
        ],
        batch_size=BATCH,
    )
    members = list(account.objects.filter(username__startswith="bench-").exclude(pk=manager.pk))
    Membership.objects.bulk_create(
        [Membership(user=user, unit=below[number % units]) for number, user in enumerate(members)],
        batch_size=BATCH,
    )
    content_type = ContentType.objects.get_for_model(CoursePage)
    keys = [uuid.UUID(int=chance.getrandbits(128)) for _course in range(courses)]
    seated = {key: [uuid.uuid4() for _lesson in range(LESSONS)] for key in keys[::SEATED]}

    def entry(kind: str, number: int, key: uuid.UUID, path: str, **facts: Any) -> CatalogueEntry:
        return CatalogueEntry(
            content_type=content_type,
            object_id=9_000_000 + number,
            kind=kind,
            key=f"bench-{kind}-{number}",
            language="sv",
            translation_key=key,
            path=path,
            depth=len(path) // 4,
            url=f"/sv/bench/{number}/",
            title=f"Kurs nummer {number}",
            summary="",
            date=now,
            updated=now,
            facts=facts,
            values={},
        )

    entries = []
    for number, key in enumerate(keys):
        path = f"0001ZZZZ{number:04d}"
        entries.append(entry("course", number, key, path, attendance_required=key in seated))
        for place, lesson in enumerate(seated.get(key, ())):
            part = (number + 1) * 1000 + place
            entries.append(entry("lesson", part, lesson, f"{path}0001{place:04d}"))
    CatalogueEntry.objects.bulk_create(entries)
    today = timezone.localdate()
    Assignment.objects.bulk_create(
        Assignment(
            course_key=key,
            unit=top,
            due_on=today + datetime.timedelta(days=chance.randrange(-60, 60)),
        )
        for key in keys
    )
    rows, progress, came = [], [], []
    sessions = {
        key: TrainingSession.objects.create(
            course_key=key,
            starts_at=now - datetime.timedelta(days=9),
            ends_at=now - datetime.timedelta(days=8),
        )
        for key in seated
    }
    for user in members:
        for key in keys:
            began = now - datetime.timedelta(days=chance.randrange(400))
            done = began + datetime.timedelta(days=9) if chance.random() < 0.5 else None
            rows.append(
                Enrolment(
                    user=user,
                    course_key=key,
                    started_at=began,
                    completed_at=done,
                    last_seen_at=began,
                )
            )
            lessons = seated.get(key, [])
            read = len(lessons) if done else chance.randint(0, len(lessons))
            progress += [
                Progress(user=user, course_key=key, lesson_key=lesson, completed_at=began)
                for lesson in lessons[:read]
            ]
            if done and lessons:
                came.append(
                    SessionRegistration(
                        session=sessions[key],
                        user=user,
                        course_key=key,
                        state=SessionRegistration.State.DROP_IN,
                        attended=True,
                    )
                )
    Enrolment.objects.bulk_create(rows, batch_size=BATCH)
    Progress.objects.bulk_create(progress, batch_size=BATCH)
    SessionRegistration.objects.bulk_create(came, batch_size=BATCH)
    call_command("recount_awaiting", verbosity=0)
    return manager, keys, below


def there() -> tuple[Any, list[uuid.UUID], list[Any]] | None:
    """Return what an earlier run has left."""
    from content.models import CatalogueEntry, OrganisationUnit

    top = OrganisationUnit.objects.filter(key="top").first()
    if top is None:
        return None
    courses = CatalogueEntry.objects.filter(key__startswith="bench-course-").order_by("pk")
    return top.manager, [entry.translation_key for entry in courses], list(top.get_children())


def measure(client: Any, address: str, rounds: int = ROUNDS) -> tuple[int, float, float, int]:
    """Return queries, the medians of CPU and clock milliseconds, and the bytes of an answer."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
        queries = len(captured)
    cpu, clock, size = [], [], 0
    for _round in range(rounds):
        started, began = time.process_time(), time.perf_counter()
        response = client.get(address)
        assert response.status_code == 200, f"{address}: {response.status_code}"
        size = len(response.getvalue() if response.streaming else response.content)
        cpu.append((time.process_time() - started) * 1000)
        clock.append((time.perf_counter() - began) * 1000)
    return queries, statistics.median(cpu), statistics.median(clock), size


def parser_of(text: str | None, rounds: int) -> argparse.ArgumentParser:
    """Return what the commands that measure this portal have in common."""
    parser = argparse.ArgumentParser(description=text)
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL of its own")
    parser.add_argument("--keep", metavar="FOLDER", help="use this portal again if it is there")
    parser.add_argument("--rounds", type=int, default=rounds)
    return parser


@contextlib.contextmanager
def portal(options: argparse.Namespace) -> Iterator[None]:
    """Set Django up on a portal of its own, empty but for what a set-up makes."""
    with contextlib.ExitStack() as ending:
        folder = options.keep or ending.enter_context(
            tempfile.TemporaryDirectory(prefix="portal-bench-")
        )
        os.environ["PORTAL_DATA"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.embedded")
        if options.postgres:
            from scripts.services import postgres

            os.environ["DATABASE_URL"] = ending.enter_context(postgres())
        import django
        from django.conf import settings

        settings.ALLOWED_HOSTS = ["testserver"]
        settings.STORAGES["staticfiles"]["BACKEND"] = (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
        django.setup()
        from django.core.management import call_command
        from django.db import connection

        ending.callback(connection.close)
        call_command("migrate", verbosity=0)
        call_command("setup_portal", verbosity=0)
        yield


def filled(people: int, courses: int) -> tuple[Any, list[uuid.UUID], list[Any]]:
    """Return the line of an earlier run or a new one, with the database's statistics of it up to date."""
    from django.db import connection

    found = there() or fill(people, courses)
    with connection.cursor() as cursor:
        # PostgreSQL's own housekeeping would come sooner or later; a page is not to be measured before it.
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")
    return found


def main() -> int:
    parser = parser_of(__doc__, ROUNDS)
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--courses", type=int, default=50)
    parser.add_argument("--profile", action="store_true", help="profile the page and stop")
    options = parser.parse_args()
    with portal(options):
        return run(options)


def run(options: argparse.Namespace) -> int:
    from django.db import connection
    from django.test import Client

    started = time.monotonic()
    manager, keys, units = filled(options.people, options.courses)
    seconds = time.monotonic() - started
    print(
        f"{connection.vendor}: {options.people} people, {options.courses} courses, {seconds:.0f} s"
    )
    client = Client()
    client.force_login(manager)
    page = "/sv/learning/team/"
    if options.profile:
        import cProfile
        import pstats

        client.get(page)
        profiler = cProfile.Profile()
        with profiler:
            client.get(page)
        pstats.Stats(profiler).sort_stats("cumulative").print_stats(45)
        return 0
    addresses = [
        page,
        f"{page}?unit={units[0].key}",
        f"{page}?course={keys[0]}",
        f"{page}?state=late",
        f"{page}?state=awaiting",
        f"{page}?page=60",
        f"{page}?course={keys[0]}&state=under_way",
        "/sv/learning/team/given/",
        "/sv/learning/team/give/?person_q=ek",
    ]
    files = [f"{page}team.csv?course={keys[0]}", f"{page}team.xlsx?course={keys[0]}"]
    above = []
    print(f"{'address':78} {'queries':>7} {'CPU ms':>7} {'ms':>7} {'kB':>7}")
    for address in [*addresses, *files]:
        queries, cpu, clock, size = measure(client, address, options.rounds)
        print(f"{address:78} {queries:7} {cpu:7.1f} {clock:7.1f} {size / 1024:7.0f}")
        if address in addresses and (queries > MOST_QUERIES or max(cpu, clock) > MOST_MS):
            above.append(address)
    print(f"above {MOST_QUERIES} queries or {MOST_MS:.0f} ms: {', '.join(above) or 'none'}")
    return 1 if above else 0


if __name__ == "__main__":
    sys.exit(main())
