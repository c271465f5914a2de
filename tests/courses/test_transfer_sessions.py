"""Sessions of courses go out and come back as lines, and the people who are registered stay where they are."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content.transfer.kinds import Outcome
from courses.models import CoursePage, TrainingSession
from courses.services.sessions import register
from tests.courses.sessioning import people, session
from tests.factories import CourseFactory, UserFactory
from tests.factories.lines import COURSE_SESSION, give, take

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def course() -> CoursePage:
    return CourseFactory(title="Leda", key="co-1")


def line(**fields: Any) -> dict[str, Any]:
    return COURSE_SESSION | fields


def reasons(*lines: dict[str, Any]) -> list[str]:
    return [fault.reason for fault in take(*lines).faults]


def sessions() -> list[dict[str, Any]]:
    return [found for found in give() if found["kind"] == "course-session"]


def test_what_goes_out_comes_back_without_people(course: CoursePage) -> None:
    row = session(course, trainer=UserFactory(), note="Ta med fika\noch penna", language="en")
    [user] = people(1)
    register(user, row.pk)
    [found] = sessions()
    assert (found["key"], found["locale"], found["course"]) == (str(row.pk), "en", "co-1")
    assert not found.keys() & {"title", "trainer", "taken", "registrations"}
    assert take(found).outcomes == {Outcome.UNCHANGED: 1}
    key = row.pk
    row.registrations.all().delete()
    row.notices.all().delete()
    row.delete()
    assert take(found).outcomes == {Outcome.CREATED: 1}
    assert sessions() == [found]
    again = TrainingSession.objects.get()
    assert (again.pk, again.taken, again.trainer) == (key, 0, None)
    assert (again.course_key, again.registrations.count()) == (course.translation_key, 0)


def test_a_change_is_told_to_those_who_are_registered(course: CoursePage) -> None:
    row = session(course)
    [user] = people(1)
    register(user, row.pk)
    [found] = sessions()
    assert take(found | {"venue": "Sal 9"}).outcomes == {Outcome.UPDATED: 1}
    row.refresh_from_db()
    assert (row.venue, row.taken, row.sequence) == ("Sal 9", 1, 1)
    assert list(row.notices.values_list("user", "kind"))[-1] == (user.pk, "changed")


def test_any_key_is_the_same_session_again() -> None:
    first = take(line(key="v-10-uddevalla"))
    assert first.outcomes == {Outcome.CREATED: 1}
    assert take(line(key="v-10-uddevalla", places=13)).outcomes == {Outcome.UPDATED: 1}
    assert TrainingSession.objects.get().places == 13


def test_it_waits_for_its_course_and_says_so() -> None:
    later = {"kind": "course", "key": "co-2", "locale": "sv", "title": "Sen"}
    assert take(line(course="co-2"), later).outcomes == {Outcome.CREATED: 2}
    assert reasons(line(key="k", course="co-3")) == ["there is no course with the key 'co-3'"]
    assert reasons(line(course="co-1")) == [
        "course: a session stays with its course; people register for it"
    ]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"course": None}, "course: is required, the key of a course"),
        ({"starts": None}, "starts: is required"),
        ({"starts": "i morgon"}, "starts: 'i morgon' is not a time like"),
        ({"ends": "2027-03-04T08:00"}, "ends: is not after starts"),
        ({"mode": "phone"}, "mode: 'phone' is not one of on_site, online"),
        ({"places": 0}, "places: "),
        ({"places": 1001}, "places: "),
        ({"places": "tio"}, "places: a whole number"),
        ({"link": "javascript:alert(1)"}, "link: "),
        ({"register_by": "2027-02-30"}, "register_by: '2027-02-30' is not a day"),
        ({"venue": "x" * 201}, "venue: 201 characters; at most 200"),
        ({"locale": "fi"}, "locale 'fi' is not one of en, sv"),
        ({"title": "Träff"}, "unknown field 'title' for the kind 'course-session'"),
        ({"trainer": "eva"}, "unknown field 'trainer' for the kind 'course-session'"),
        ({"key": "Ö"}, "key 'Ö': use a-z"),
    ],
)
def test_a_bad_line_is_told_and_leaves_nothing(fields: dict[str, Any], reason: str) -> None:
    [found] = reasons(line(**fields))
    assert found.startswith(reason)
    assert not TrainingSession.objects.exists()


def test_fewer_places_than_are_taken_are_refused(course: CoursePage) -> None:
    row = session(course)
    for user in people(2):
        register(user, row.pk)
    [found] = sessions()
    assert "2 personer har redan" in reasons(found | {"places": 1})[0]


def test_sessions_of_courses_that_are_not_published_stay(course: CoursePage) -> None:
    session(course)
    course.unpublish()
    assert sessions() == []


@pytest.mark.parametrize("number", [1, 3])
def test_writing_out_costs_the_same_for_any_number(course: CoursePage, number: int) -> None:
    for _each in range(number):
        session(course)
    with CaptureQueriesContext(connection) as captured:
        assert len(sessions()) == number
    asked = [query for query in captured if "trainingsession" in query["sql"]]
    assert len(asked) == 1
