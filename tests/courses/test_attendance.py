"""Who came, and that the course is done when the last of it is: exactly then, and with all that follows."""

from __future__ import annotations

import csv
import datetime
import io
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from courses.models import Assignment, Credential, Enrolment, LearningEvent
from courses.selectors.plan import course_plan
from courses.services.attendance import AttendanceRefused, mark_attendance
from courses.services.digests import content_for
from courses.services.learning import record_progress, start_attempt, submit_attempt
from courses.xapi import statements
from tests.courses.conftest import ALL_RIGHT, at_time, small_course
from tests.courses.sessioning import DAY, HOUR, people, session
from tests.factories import CourseFactory, UserFactory
from tests.factories.organisation import UnitFactory, join

pytestmark = pytest.mark.django_db


def over(course: Any, *users: Any, **fields: Any) -> Any:
    """Return a session that ended an hour ago, with its registrations."""
    row = session(course, starts_at=timezone.now() - 3 * HOUR, places=20, **fields)
    rows = [
        row.registrations.create(
            user=user, course_key=row.course_key, state="placed", placed_at=row.created_at
        )
        for user in users
    ]
    return row, rows


def mark(row: Any, shown: list[Any], came: list[Any], by: Any = None) -> int:
    return mark_attendance(
        by, row.pk, shown={each.pk for each in shown}, came={each.pk for each in came}
    )


def learn(small: Any, user: Any) -> None:
    record_progress(user, small.read, completed=True)
    submit_attempt(user, start_attempt(user, small.quiz).pk, ALL_RIGHT)


def test_marking_is_saved_corrected_and_told_as_xapi() -> None:
    (one, two), by = people(2), UserFactory()
    row, rows = over(CourseFactory(), one, two)
    assert mark(row, rows, rows[:1], by) == 2
    assert mark(row, rows, rows[:1], by) == 0, "the same again changes nothing"
    first = row.registrations.get(user=one)
    assert (first.attended, first.marked_by) == (True, by)
    assert row.registrations.get(user=two).attended is False
    event = LearningEvent.objects.get(verb="attended")
    assert (event.user, event.object_key, event.timestamp) == (one, row.pk, row.ends_at)
    assert Enrolment.objects.get(user=one, course_key=row.course_key).completed_at is None
    assert mark(row, rows[:1], []) == 1
    said = [one for one in statements(LearningEvent.objects.all()) if "voided" in one["verb"]["id"]]
    assert said[0]["object"] == {"objectType": "StatementRef", "id": str(event.pk)}
    assert row.registrations.get(user=two).attended is False, "was not on the list"


def test_it_is_refused_before_its_time_and_when_cancelled() -> None:
    [user] = people(1)
    early = session(starts_at=timezone.now() + 3 * HOUR)
    with pytest.raises(AttendanceRefused, match="börja"):
        mark(early, [], [])
    row, rows = over(CourseFactory(), user, cancelled=True)
    with pytest.raises(AttendanceRefused, match="inställt"):
        mark(row, rows, rows)


def test_ids_of_another_session_are_left_alone() -> None:
    one, two = people(2)
    row, _rows = over(CourseFactory(), one)
    _other, others = over(CourseFactory(title="En annan"), two)
    assert mark(row, others, others) == 0
    others[0].refresh_from_db()
    assert others[0].attended is None


# --- The rule ------------------------------------------------------------------------------------


def test_lessons_alone_do_not_complete_it_and_attendance_then_does(
    django_capture_on_commit_callbacks: Any,
) -> None:
    small, [user] = small_course(require_attendance=True), people(1)
    with at_time("2026-05-04 10:00"):
        learn(small, user)
    enrolment = Enrolment.objects.get(user=user)
    assert enrolment.completed_at is None
    row, rows = over(small.course, user)
    with django_capture_on_commit_callbacks(execute=True):
        mark(row, rows, rows)
    enrolment.refresh_from_db()
    assert enrolment.completed_at == row.ends_at, "when the person came, not when it was marked"
    event = LearningEvent.objects.get(verb="completed", object_kind="course")
    assert event.timestamp == row.ends_at
    credential = Credential.objects.get(user=user)
    assert credential.completed_on == timezone.localdate(row.ends_at)


def test_who_came_first_is_done_with_the_last_lesson() -> None:
    small, [user] = small_course(require_attendance=True), people(1)
    row, rows = over(small.course, user)
    mark(row, rows, rows)
    assert Enrolment.objects.get(user=user).completed_at is None
    learn(small, user)
    assert Enrolment.objects.get(user=user).completed_at > row.ends_at


def test_marked_late_it_is_dated_by_the_last_lesson() -> None:
    small, [user] = small_course(require_attendance=True), people(1)
    row, rows = over(small.course, user)
    learn(small, user)
    mark(row, rows, rows)
    completed = Enrolment.objects.get(user=user).completed_at
    assert row.ends_at < completed < timezone.now()


def test_another_courses_session_does_not_count() -> None:
    small, [user] = small_course(require_attendance=True), people(1)
    learn(small, user)
    row, rows = over(CourseFactory(title="En annan"), user)
    mark(row, rows, rows)
    assert Enrolment.objects.get(course_key=small.course.translation_key).completed_at is None


def test_a_course_of_sessions_alone_is_done_by_coming() -> None:
    course, [user] = CourseFactory(require_attendance=True), people(1)
    row, rows = over(course, user)
    mark(row, rows, rows)
    assert Enrolment.objects.get(user=user).completed_at == row.ends_at


def test_without_the_rule_coming_does_not_complete_an_empty_course() -> None:
    course, [user] = CourseFactory(), people(1)
    row, rows = over(course, user)
    mark(row, rows, rows)
    assert Enrolment.objects.get(user=user).completed_at is None
    assert course_plan(course.translation_key).attendance_required is False


def test_a_correction_takes_back_what_followed(django_capture_on_commit_callbacks: Any) -> None:
    small, [user], by = small_course(require_attendance=True), people(1), UserFactory()
    learn(small, user)
    row, rows = over(small.course, user)
    with django_capture_on_commit_callbacks(execute=True):
        mark(row, rows, rows)
    with django_capture_on_commit_callbacks(execute=True):
        mark(row, rows, [], by)
    assert Enrolment.objects.get(user=user).completed_at is None
    revoked = Credential.objects.get(user=user)
    assert revoked.revoked_at is not None
    assert "närvaron" in revoked.revocation_reason.lower()
    with django_capture_on_commit_callbacks(execute=True):
        mark(row, rows, rows)
    assert Enrolment.objects.get(user=user).completed_at is not None
    assert Credential.objects.filter(user=user, revoked_at=None).count() == 1


def test_a_correction_leaves_what_another_session_or_an_earlier_end_gave() -> None:
    small, (user, old) = small_course(require_attendance=True), people(2)
    learn(small, user)
    row, rows = over(small.course, user, old)
    other, others = over(small.course, user)
    before = timezone.now() - 30 * DAY
    Enrolment.objects.create(user=old, course_key=small.course.translation_key, completed_at=before)
    mark(row, rows, rows)
    mark(other, others, others)
    mark(row, rows, [])
    assert Enrolment.objects.get(user=user).completed_at is not None
    assert Enrolment.objects.get(user=old).completed_at == before


def test_who_waits_for_a_session_is_done_when_none_is_demanded_any_more(
    django_capture_on_commit_callbacks: Any,
) -> None:
    small, (ready, begun) = small_course(require_attendance=True), people(2)
    learn(small, ready)
    record_progress(begun, small.read, completed=True)
    small.course.require_attendance = False
    with django_capture_on_commit_callbacks(execute=True):
        small.course.save_revision().publish()
    assert Enrolment.objects.get(user=ready).completed_at is not None
    assert Enrolment.objects.get(user=begun).completed_at is None


def test_everything_agrees_on_who_is_done() -> None:
    small, (done, waits) = small_course(require_attendance=True), people(2)
    chief = UserFactory(in_groups=["Managers"])
    unit = UnitFactory(manager=chief)
    join(unit, done, waits)
    Assignment.objects.create(
        course_key=small.course.translation_key, unit=unit, due_on=timezone.localdate() - DAY
    )
    for user in (done, waits):
        learn(small, user)
    row, rows = over(small.course, done, waits)
    mark(row, rows, rows[:1])

    def page(user: Any, address: str) -> str:
        client = Client()
        client.force_login(user)
        return client.get(address).content.decode()

    assert 'aria-label="Liten kurs: klar 1, försenad 1"' in page(chief, "/sv/learning/team/")
    assert "Alla lektioner är klara" in page(waits, "/sv/learning/")
    assert "Alla lektioner är klara" not in page(done, "/sv/learning/")
    assert [task.course.title for task in content_for(waits, "sv").tasks] == ["Liten kurs"]
    assert content_for(done, "sv").tasks == []
    assert not Credential.objects.filter(user=waits).exists()
    assert "när du har deltagit" in page(waits, small.course.url)


# --- The list ------------------------------------------------------------------------------------


@pytest.fixture
def listed() -> dict[str, Any]:
    one, two = people(2)
    one.first_name, one.last_name = "=HYPERLINK(1)", "Öberg"
    one.save()
    trainer = UserFactory()
    row, rows = over(CourseFactory(title="Leda förändring"), one, two, trainer=trainer)
    client = Client()
    client.force_login(trainer)
    address = f"/sv/learning/sessions/{row.pk}/attendance/"
    return {"row": row, "rows": rows, "client": client, "address": address}


def test_the_trainer_ticks_and_saves_in_one_go(listed: Any) -> None:
    one, two = listed["rows"]
    html = listed["client"].get(listed["address"]).content.decode()
    assert html.count('type="checkbox"') == 2
    response = listed["client"].post(
        listed["address"], {"shown": [one.pk, two.pk], "came": [one.pk, "skräp"]}, follow=True
    )
    assert "Närvaron är sparad." in response.content.decode()
    assert response.content.decode().count(" checked") == 1
    assert listed["row"].registrations.get(pk=one.pk).attended is True


def test_the_files_say_the_same_and_hold_no_formulas(listed: Any) -> None:
    mark(listed["row"], listed["rows"], listed["rows"][:1])
    response = listed["client"].get(f"{listed['address']}attendance.csv")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    heading, one, two = csv.reader(io.StringIO(text))
    assert heading[:3] == ["Namn", "E-post", "Läge"]
    assert one[0] == "'=HYPERLINK(1) Öberg"
    assert (one[4], two[4]) == ("Ja", "Nej")
    response = listed["client"].get(f"{listed['address']}attendance.xlsx")
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert [cell.value for cell in sheet["E"]] == ["Deltog", "Ja", "Nej"]
    assert isinstance(sheet["D2"].value, datetime.datetime)


@pytest.mark.parametrize("name", ["", "attendance.csv", "attendance.xlsx"])
def test_only_those_who_keep_it_see_it(
    listed: Any, sign_in: Any, client: Client, name: str
) -> None:
    address = listed["address"] + name
    assert client.get(address).status_code == 302
    for group in ("Staff", "Managers", "Quality leads"):
        assert sign_in(group).get(address).status_code == 404, group
    participant = Client()
    participant.force_login(listed["rows"][0].user)
    assert participant.get(address).status_code == 404
    for group in ("Coaches", "Editors", "Moderators"):
        response = sign_in(group).get(address)
        assert response.status_code == 200, group
        assert "no-store" in response["Cache-Control"]


def test_the_list_costs_the_same_for_one_and_three(
    listed: Any, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            listed["client"].get(listed["address"])
        return len(counted)

    before = queries()
    row = listed["row"]
    for user in people(3):
        row.registrations.create(user=user, course_key=row.course_key, state="placed")
    assert queries() == before
