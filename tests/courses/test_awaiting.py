"""Who waits for a session: kept on the enrolment, and in step with whatever it follows from."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from courses.models import Enrolment
from courses.services.awaiting import recount_course
from courses.services.enrolling import enrol
from courses.services.learning import record_progress
from portal.data_rights.erasing import erase
from tests.courses.conftest import SmallCourse, at_once, quiz_block, small_course
from tests.courses.sessioning import people
from tests.courses.test_attendance import learn, mark, over
from tests.factories import CourseFactory, LessonFactory, UserFactory

pytestmark = pytest.mark.django_db
Commit = Callable[..., Any]


def waits(user: Any, course: Any) -> bool:
    return Enrolment.objects.get(user=user, course_key=course.translation_key).awaits_session


def recounted(course: Any) -> int:
    return recount_course.func(str(course.translation_key))


@pytest.fixture
def small() -> SmallCourse:
    return small_course(require_attendance=True)


@pytest.fixture
def ready(small: SmallCourse) -> Any:
    """Return somebody who has done all of the course but coming to a session."""
    [user] = people(1)
    learn(small, user)
    return user


def test_it_begins_with_the_last_lesson_and_ends_with_coming(small: SmallCourse) -> None:
    [user] = people(1)
    record_progress(user, small.read, completed=True)
    assert not waits(user, small.course)
    learn(small, user)
    assert waits(user, small.course)
    row, rows = over(small.course, user)
    mark(row, rows, rows)
    assert not waits(user, small.course)
    mark(row, rows, [])
    assert waits(user, small.course), "a correction took the coming back"


def test_a_course_of_sessions_alone_is_waited_for_once_it_is_begun() -> None:
    course, user = CourseFactory(require_attendance=True), UserFactory()
    enrol(user, course.translation_key)
    assert waits(user, course)


def test_a_course_without_sessions_is_not_waited_for() -> None:
    small, user = small_course(), UserFactory()
    learn(small, user)
    assert not waits(user, small.course)


def test_lessons_that_come_and_go_change_who_waits(
    small: SmallCourse, ready: Any, django_capture_on_commit_callbacks: Commit
) -> None:
    reader = people(1)[0]
    record_progress(reader, small.read, completed=True)
    with django_capture_on_commit_callbacks(execute=True):
        LessonFactory(title="Ny", parent=small.reading.get_parent())
    assert not waits(ready, small.course)
    with django_capture_on_commit_callbacks(execute=True):
        Page.objects.get(title="Ny").delete()
    assert waits(ready, small.course)
    assert not waits(reader, small.course)
    with django_capture_on_commit_callbacks(execute=True):
        small.testing.unpublish()
    assert waits(reader, small.course)


def test_lessons_that_move_change_who_waits_for_both_courses(
    small: SmallCourse, ready: Any, django_capture_on_commit_callbacks: Commit
) -> None:
    other = small_course(title="En annan", slug="en-annan", require_attendance=True)
    other.testing.unpublish()
    moving = LessonFactory(title="Flyttar", parent=other.reading.get_parent())
    record_progress(ready, other.read, completed=True)
    assert not waits(ready, other.course)
    with django_capture_on_commit_callbacks(execute=True):
        moving.move(Page.objects.get(pk=small.reading.get_parent().pk), pos="last-child")
    assert waits(ready, other.course)
    assert not waits(ready, small.course)


def test_what_a_lesson_comes_to_demand_is_no_longer_done(
    small: SmallCourse, ready: Any, django_capture_on_commit_callbacks: Commit
) -> None:
    block = quiz_block() | {"id": "77777777-7777-4777-8777-777777777777"}
    small.reading.body = [block]
    with django_capture_on_commit_callbacks(execute=True):
        small.reading.save_revision().publish()
    assert not waits(ready, small.course)


def test_a_course_that_comes_to_demand_sessions_or_no_longer_does(
    django_capture_on_commit_callbacks: Commit,
) -> None:
    small, [user] = small_course(), people(1)
    learn(small, user)
    Enrolment.objects.update(completed_at=None)
    for demands in (True, False):
        small.course.require_attendance = demands
        with django_capture_on_commit_callbacks(execute=True):
            small.course.save_revision().publish()
        row = Enrolment.objects.get()
        assert row.awaits_session is demands
    assert row.completed_at is not None


def test_a_recount_corrects_what_a_stop_has_left_and_then_nothing(
    small: SmallCourse, ready: Any, capsys: Any
) -> None:
    reader = UserFactory()
    record_progress(reader, small.read, completed=True)
    Enrolment.objects.filter(user=ready).update(awaits_session=False)
    Enrolment.objects.filter(user=reader).update(awaits_session=True)
    call_command("recount_awaiting")
    assert "2 enrolments corrected" in capsys.readouterr().out
    assert (waits(ready, small.course), waits(reader, small.course)) == (True, False)
    call_command("recount_awaiting")
    assert "0 enrolments corrected" in capsys.readouterr().out
    small.course.unpublish()
    call_command("recount_awaiting")
    assert not waits(ready, small.course)


def test_the_migration_finds_the_same(small: SmallCourse, ready: Any) -> None:
    sitting, came, reader = people(3)
    alone = CourseFactory(title="Träff", require_attendance=True)
    enrol(sitting, alone.translation_key)
    record_progress(reader, small.read, completed=True)
    row, rows = over(small.course, came)
    mark(row, rows, rows)
    before = dict(Enrolment.objects.values_list("pk", "awaits_session"))
    assert sum(before.values()) == 2
    Enrolment.objects.update(awaits_session=False)
    migration = importlib.import_module("courses.migrations.0004_awaits_session")
    migration.find_who_waits(apps, None)
    assert dict(Enrolment.objects.values_list("pk", "awaits_session")) == before


def test_who_is_erased_waits_no_more_in_any_list(small: SmallCourse, ready: Any) -> None:
    erase(ready)
    assert recounted(small.course) == 0
    assert Enrolment.objects.get().user is None


@pytest.mark.parametrize("number", [1, 3])
def test_a_recount_costs_the_same_for_any_number(small: SmallCourse, number: int) -> None:
    for user in people(number):
        learn(small, user)
    Enrolment.objects.update(awaits_session=False)
    with CaptureQueriesContext(connection) as captured:
        assert recounted(small.course) == number
    assert len(captured) <= 10, [query["sql"][:90] for query in captured]


@pytest.mark.django_db(transaction=True)
def test_recounts_and_last_lessons_at_once_leave_everybody_right() -> None:
    small, users = small_course(require_attendance=True), people(6)
    small.testing.unpublish()

    def work(place: int) -> Any:
        if place % 2:
            return recounted(small.course)
        return record_progress(users[place // 2], small.read, completed=True)

    results = at_once(12, work)

    assert not [fault for fault in results if isinstance(fault, Exception)]
    assert all(Enrolment.objects.values_list("awaits_session", flat=True))
    assert Enrolment.objects.count() == 6
    assert recounted(small.course) == 0
