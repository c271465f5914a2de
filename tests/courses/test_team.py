"""What a manager sees of the own line, and nobody of another's."""

from __future__ import annotations

import csv
import datetime
import io
import re
import uuid
from collections import Counter
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from courses.models import Assignment, Enrolment
from courses.selectors.team import State, Tally
from courses.services.enrolling import enrol
from courses.services.learning import record_progress
from courses.services.sessions import register
from courses.sheets import harmless
from courses.templatetags.team_tags import team_bar
from tests.courses.conftest import small_course
from tests.courses.sessioning import session
from tests.courses.test_attendance import learn, mark, over
from tests.factories import CourseFactory, LessonFactory, UserFactory
from tests.factories.organisation import UnitFactory, join

pytestmark = pytest.mark.django_db

TEAM = "/sv/learning/team/"
DAY = datetime.timedelta(days=1)


def begin(user: Any, course: Any, *, done: bool = False) -> None:
    Enrolment.objects.create(
        user=user,
        course_key=course.translation_key,
        completed_at=timezone.now() if done else None,
    )


@pytest.fixture
def line() -> dict[str, Any]:
    """A unit of four, one in each state of a course whose last day was yesterday or is to come."""
    chief = UserFactory(first_name="Chefen", last_name="Själv", in_groups=["Managers"])
    top = UnitFactory(name="Omsorgen", key="omsorgen", manager=chief)
    unit = UnitFactory(name="Norr", key="norr", parent=top)
    course = CourseFactory(title="Leda förändring")
    people = {
        name: UserFactory(first_name=name, last_name="Testsson")
        for name in ("Klar", "Igång", "Sen", "Väntar")
    }
    join(unit, people["Klar"], people["Igång"], people["Väntar"])
    join(top, people["Sen"])
    today = timezone.localdate()
    Assignment.objects.create(course_key=course.translation_key, unit=unit, due_on=today + 10 * DAY)
    Assignment.objects.create(
        course_key=course.translation_key, user=people["Sen"], due_on=today - DAY
    )
    begin(people["Klar"], course, done=True)
    begin(people["Igång"], course)
    begin(people["Sen"], course)
    client = Client()
    client.force_login(chief)
    return {
        "client": client, "chief": chief, "top": top, "unit": unit, "course": course, "people": people,
    }  # fmt: skip


def names(html: str) -> set[str]:
    return set(re.findall(r'people/\d+/">(\S+) Testsson</a>', html))


def page(line: dict[str, Any], query: str = "") -> str:
    response = line["client"].get(f"{TEAM}{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_the_manager_sees_everybody_and_how_far_they_are(line: dict[str, Any]) -> None:
    html = page(line)
    assert names(html) == {"Klar", "Igång", "Sen", "Väntar"}
    assert "Leda förändring" in html
    assert 'aria-label="Leda förändring: klar 1, pågår 1, inte börjat 1, försenad 1"' in html


@pytest.mark.parametrize(
    ("state", "expected"),
    [("done", "Klar"), ("under_way", "Igång"), ("late", "Sen"), ("not_begun", "Väntar")],
)
def test_each_state_is_found_with_and_without_a_course(
    line: dict[str, Any], state: str, expected: str
) -> None:
    assert names(page(line, f"?state={state}")) == {expected}
    key = line["course"].translation_key
    assert names(page(line, f"?state={state}&course={key}")) == {expected}


def test_a_unit_is_shown_alone(line: dict[str, Any]) -> None:
    assert names(page(line, "?unit=norr")) == {"Klar", "Igång", "Väntar"}


def test_what_nobody_asked_for_is_not_told(line: dict[str, Any]) -> None:
    own = CourseFactory(title="Egen förkovran")
    begin(line["people"]["Klar"], own)
    assert "Egen förkovran" not in page(line)
    person = line["people"]["Klar"].pk
    html = line["client"].get(f"{TEAM}people/{person}/").content.decode()
    assert "Egen förkovran" not in html
    assert "Leda förändring" in html


def test_anothers_line_is_not_there(line: dict[str, Any], sign_in: Any) -> None:
    stranger = UserFactory(first_name="Kanarie", last_name="Testsson")
    other = UnitFactory(name="Hemlig enhet", key="hemlig", manager=UserFactory())
    join(other, stranger)
    Assignment.objects.create(course_key=line["course"].translation_key, unit=other)
    html = page(line)
    assert "Kanarie" not in html
    assert "Hemlig enhet" not in html
    client = line["client"]
    for address in (
        f"{TEAM}?unit=hemlig",
        f"{TEAM}team.csv?unit=hemlig",
        f"{TEAM}team.xlsx?unit=hemlig",
        f"{TEAM}people/{stranger.pk}/",
        f"{TEAM}?course={uuid.uuid4()}",
    ):
        assert client.get(address).status_code == 404, address
    colleague = sign_in("Managers")
    assert colleague.get(f"{TEAM}people/{line['people']['Klar'].pk}/").status_code == 404
    assert names(colleague.get(TEAM).content.decode()) == set()


def test_who_has_left_is_no_longer_shown(line: dict[str, Any]) -> None:
    row = line["people"]["Klar"].memberships.get()
    row.ended_on = timezone.localdate() - DAY
    row.save()
    assert "Klar" not in names(page(line))
    person = line["people"]["Klar"].pk
    assert line["client"].get(f"{TEAM}people/{person}/").status_code == 404


def test_visitors_are_asked_to_log_in(client: Client) -> None:
    for address in (TEAM, f"{TEAM}team.csv", f"{TEAM}give/", f"{TEAM}given/"):
        response = client.get(address)
        assert response.status_code == 302
        assert "/account/login/" in response["Location"]


def test_who_leads_nothing_is_told_so(sign_in: Any) -> None:
    response = sign_in("Staff").get(TEAM)
    assert response.status_code == 200
    assert "Du leder ingen enhet" in response.content.decode()
    assert sign_in("Staff").get(f"{TEAM}give/").status_code == 404


def test_no_proxy_keeps_it(line: dict[str, Any]) -> None:
    for address in (TEAM, f"{TEAM}team.csv", f"{TEAM}team.xlsx"):
        assert "private" in line["client"].get(address)["Cache-Control"], address


def test_the_files_say_what_the_page_says(line: dict[str, Any]) -> None:
    line["people"]["Klar"].first_name = "=HYPERLINK(1)"
    line["people"]["Klar"].save()
    text = b"".join(line["client"].get(f"{TEAM}team.csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["Namn", "Enhet", "Kurs", "Läge", "Sista dag", "Klar den"]
    assert {(row[0], row[3]) for row in rows[1:]} == {
        ("'=HYPERLINK(1) Testsson", "Klar"),
        ("Igång Testsson", "Pågår"),
        ("Sen Testsson", "Försenad"),
        ("Väntar Testsson", "Inte börjat"),
    }
    late = line["client"].get(f"{TEAM}team.xlsx?state=late")
    sheet = load_workbook(io.BytesIO(late.content)).active
    found = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    yesterday = timezone.localdate() - DAY
    assert [(row[0], row[4].date(), row[5]) for row in found] == [("Sen Testsson", yesterday, None)]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert harmless(-1) == -1


def test_months_are_written_as_the_language_has_it(line: dict[str, Any]) -> None:
    Assignment.objects.update(due_on=datetime.date(2030, 5, 7))
    assert "7 maj 2030" in page(line, f"?course={line['course'].translation_key}")


def test_in_english(line: dict[str, Any]) -> None:
    html = line["client"].get("/en/learning/team/").content.decode()
    assert "Not begun" in html
    assert "Leda förändring" in html


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_at_any_size(number: int) -> None:
    chief = UserFactory()
    top = UnitFactory(manager=chief)
    courses = [CourseFactory(title=f"Kurs {each}") for each in range(number)]
    for _each in range(number):
        unit, user = UnitFactory(parent=top), UserFactory()
        join(unit, user)
        for course in courses:
            Assignment.objects.create(course_key=course.translation_key, unit=unit)
            begin(user, course, done=True)
    client = Client()
    client.force_login(chief)
    client.get(TEAM)
    for address in (TEAM, f"{TEAM}?course={courses[0].translation_key}"):
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        assert len(captured) <= 15, [query["sql"][:90] for query in captured]


# --- Who waits for a session -------------------------------------------------------------------------


@pytest.fixture
def seated() -> dict[str, Any]:
    """A course that demands a session: one has come and is done, one lacks only that, one still reads."""
    chief = UserFactory()
    unit = UnitFactory(manager=chief)
    small = small_course(require_attendance=True)
    people = {
        name: UserFactory(first_name=name, last_name="Testsson")
        for name in ("Kom", "Väntar", "Läser", "Ny")
    }
    join(unit, *people.values())
    Assignment.objects.create(course_key=small.course.translation_key, unit=unit)
    for name in ("Kom", "Väntar"):
        learn(small, people[name])
    record_progress(people["Läser"], small.read, completed=True)
    row, rows = over(small.course, people["Kom"])
    mark(row, rows, rows)
    client = Client()
    client.force_login(chief)
    return {"client": client, "small": small, "people": people}


def test_who_lacks_only_a_session_is_said_to_wait_for_it(seated: dict[str, Any]) -> None:
    html = page(seated)
    words = "klar 1, väntar på kurstillfälle 1, pågår 1, inte börjat 1"
    assert f'aria-label="Liten kurs: {words}"' in html
    assert 'data-label="Väntar på kurstillfälle" class="number">1<' in html
    assert names(page(seated, "?state=awaiting")) == {"Väntar"}
    assert names(page(seated, "?state=under_way")) == {"Läser"}
    waiting = seated["people"]["Väntar"]
    member = seated["client"].get(f"{TEAM}people/{waiting.pk}/").content.decode()
    assert "learning-awaiting" in member
    assert "Väntar på kurstillfälle" in member
    text = b"".join(seated["client"].get(f"{TEAM}team.csv").streaming_content).decode()
    assert "Väntar Testsson" in text
    assert text.count("Väntar på kurstillfälle") == 1
    response = seated["client"].get(f"{TEAM}team.xlsx?state=awaiting")
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert [cell.value for cell in sheet["D"]] == ["Läge", "Väntar på kurstillfälle"]
    assert "Waiting for a session" in seated["client"].get("/en/learning/team/").content.decode()


def test_being_registered_is_not_having_come(seated: dict[str, Any]) -> None:
    waiting = seated["people"]["Väntar"]
    register(waiting, session(seated["small"].course).pk)
    assert names(page(seated, "?state=awaiting")) == {"Väntar"}


def test_what_came_to_be_demanded_later_is_still_under_way(
    seated: dict[str, Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        LessonFactory(title="Ny", parent=seated["small"].reading.get_parent())
    assert names(page(seated, "?state=awaiting")) == set()
    assert names(page(seated, "?state=under_way")) == {"Läser", "Väntar"}


def test_whoever_is_late_is_late(seated: dict[str, Any]) -> None:
    Assignment.objects.update(due_on=timezone.localdate() - DAY)
    assert names(page(seated, "?state=awaiting")) == set()
    assert names(page(seated, "?state=late")) == {"Väntar", "Läser", "Ny"}


def test_a_course_of_sessions_alone_is_waited_for_once_it_is_begun(seated: dict[str, Any]) -> None:
    course, people = CourseFactory(title="Träff", require_attendance=True), seated["people"]
    Assignment.objects.create(course_key=course.translation_key, user=people["Ny"])
    query = f"?course={course.translation_key}&state="
    assert names(page(seated, f"{query}not_begun")) == {"Ny"}
    enrol(people["Ny"], course.translation_key)
    assert names(page(seated, f"{query}awaiting")) == {"Ny"}


def test_my_learning_says_the_same(seated: dict[str, Any]) -> None:
    client = Client()
    for name, times in {"Kom": 0, "Väntar": 1, "Läser": 0}.items():
        client.force_login(seated["people"][name])
        html = client.get("/sv/learning/").content.decode()
        assert html.count(">Väntar på kurstillfälle<") == times, name


def test_without_such_a_course_nobody_is_told_of_it(line: dict[str, Any]) -> None:
    html = page(line)
    assert "Väntar på kurstillfälle" not in html
    assert names(page(line, "?state=awaiting")) == set()


@pytest.mark.parametrize("number", [1, 3])
def test_courses_with_sessions_cost_the_same_at_any_size(number: int) -> None:
    chief = UserFactory()
    top = UnitFactory(manager=chief)
    for each in range(number):
        unit, user = UnitFactory(parent=top), UserFactory()
        small = small_course(title=f"Kurs {each}", slug=f"kurs-{each}", require_attendance=True)
        join(unit, user)
        Assignment.objects.create(course_key=small.course.translation_key, unit=top)
        learn(small, user)
    client = Client()
    client.force_login(chief)
    client.get(TEAM)
    with CaptureQueriesContext(connection) as captured:
        html = client.get(TEAM).content.decode()
    assert "väntar på kurstillfälle 1" in html
    assert len(captured) <= 17, [query["sql"][:90] for query in captured]


def test_a_bar_shows_what_occurs_in_order_and_says_it() -> None:
    tally = Tally(Counter({State.LATE.value: 1, State.DONE.value: 2, State.NOT_BEGUN.value: 1}))
    bar = team_bar(tally, "<Kurs>")
    said = f"klar 2, {State.NOT_BEGUN.label.lower()} 1, {State.LATE.label.lower()} 1"
    assert f'aria-label="&lt;Kurs&gt;: {said}"' in bar
    assert re.findall(r'class="bar-(\w+)" x="([\d.]+)" y="0" width="([\d.]+)"', bar) == [
        ("ground", "0", "100"),
        ("done", "0.00", "50.00"),
        ("not_begun", "50.00", "25.00"),
        ("late", "75.00", "25.00"),
    ]
    assert ': ingen"' in team_bar(Tally(), "Kurs")
