"""Keeps on each enrolment whether all is done but coming to a session, for pages that say it of thousands.

It is decided where completion is, by `enrolling`, and here for everybody when the course has changed. Both hold the
enrolment's row and read the course's plan after that, so that whoever comes last knows the latest of both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django_tasks import task

from content.models import CatalogueEntry

from ..models import Enrolment
from ..selectors.awaiting import awaiting_among
from ..selectors.plan import course_plan

BATCH = 500


def follow_entries(changed: Collection[int]) -> None:
    """Look again at the courses among changed entries of the catalogue; that of a course changes with its lessons."""
    entries = CatalogueEntry.objects.filter(pk__in=changed, kind="course")
    for entry in entries.only("translation_key", "facts"):
        key = entry.translation_key
        if entry.facts.get("attendance_required") or _waiting().filter(course_key=key).exists():
            transaction.on_commit(partial(recount_course.enqueue, str(key)))


@task()
def recount_course(course_key: str) -> int:
    """Bring the enrolments of a course in step with its plan; return how many were not."""
    key = UUID(course_key)
    wrong = 0
    for part in _parts(Enrolment.objects.filter(course_key=key, user__isnull=False)):
        # Never waiting for a row while holding others: whoever marks attendance holds several, in another order.
        left = set(part)
        with transaction.atomic():
            free = Enrolment.objects.select_for_update(skip_locked=True, of=("self",))
            rows = list(free.filter(pk__in=part))
            wrong += _settle(key, rows)
            left -= {row.pk for row in rows}
        for pk in left:
            with transaction.atomic():
                wrong += _settle(key, Enrolment.objects.select_for_update().filter(pk=pk))
    return wrong


def recount() -> Iterator[int]:
    """Bring all courses in step, as after a worker was killed; yield how many enrolments of each were not."""
    keys = set(_waiting().order_by().values_list("course_key", flat=True).distinct())
    entries = CatalogueEntry.objects.filter(kind="course", facts__attendance_required=True)
    keys |= set(entries.values_list("translation_key", flat=True))
    for key in sorted(keys):
        yield recount_course.func(str(key))


def _waiting() -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(awaits_session=True)


def _parts(rows: QuerySet[Enrolment]) -> Iterator[list[int]]:
    """Give the ids of the enrolments that can be waiting, or are said to be, some at a time."""
    pks = list(rows.filter(completed_at=None).order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(pks), BATCH):
        yield pks[first : first + BATCH]


def _settle(course_key: UUID, rows: Collection[Enrolment] | QuerySet[Enrolment]) -> int:
    """Write whether each of the locked enrolments of a course waits for a session; return how many changed."""
    open_rows = {row.user_id: row for row in rows if row.completed_at is None and row.user_id}
    plan = course_plan(course_key)
    waiting = awaiting_among(plan, open_rows.keys()) if plan else set()
    changed = 0
    for awaits in (True, False):
        wrong = [
            row.pk
            for person, row in open_rows.items()
            if (person in waiting) is awaits and row.awaits_session is not awaits
        ]
        if wrong:
            changed += Enrolment.objects.filter(pk__in=wrong).update(awaits_session=awaits)
    return changed
