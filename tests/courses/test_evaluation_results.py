"""What is shown of evaluations: closed groups alone, to those who write the course or lead training."""

from __future__ import annotations

import datetime
import io
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from courses.models import (
    CoursePage,
    EvaluationBatch,
    EvaluationResponse,
    EvaluationVersion,
)
from tests.courses.conftest import small_course
from tests.courses.evaluating import (
    CHOICES,
    FORM,
    MANY,
    ONE,
    WORDS,
    choices,
    evaluation,
    graduate,
    questions,
    report,
    say,
    shown,
    signed_in,
)
from tests.factories import UserFactory, translate
from tests.factories.organisation import UnitFactory, join

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> CoursePage:
    return small_course(evaluation=evaluation()).course


# --- Groups ----------------------------------------------------------------------------------------


def test_nothing_is_shown_of_fewer_than_five(course: CoursePage) -> None:
    for _each in range(4):
        say(course, 5, **{WORDS: "Kanarieord"})
    results = shown(course)
    assert (results.shown, results.waiting) == (0, 4)
    assert all(not result.given for result in results.questions)
    html = signed_in(UserFactory(is_superuser=True)).get(report(course)).content.decode()
    assert "Kanarieord" not in html
    say(course, 1)
    results = shown(course)
    assert (results.shown, results.waiting) == (5, 0)
    assert results.questions[0].mean == pytest.approx(4.2)


def test_every_step_of_the_figures_is_a_whole_group(course: CoursePage) -> None:
    care, school = UnitFactory(key="omsorg"), UnitFactory(key="skola")
    before: dict[Any, int] = {}
    for number in range(40):
        say(course, 1 + number % 5, care if number % 3 else school)
        results = shown(course)
        now = {row.label: row.answers for row in results.by_unit} | {"": results.shown}
        for label, answers in now.items():
            step = answers - before.get(label, 0)
            assert step == 0 or step >= 5, (number, label)
        if results.by_unit:
            before = now
    assert {row.label for row in results.by_unit} >= {care.name, school.name}
    assert EvaluationResponse.objects.filter(batch__isnull=False, unit__isnull=False).count() == 0


def test_small_parts_are_put_together(course: CoursePage) -> None:
    for number in range(5):
        say(course, 3, UnitFactory(key=f"enhet-{number}"))
    assert EvaluationBatch.objects.get().unit is None
    for number in range(5, 14):
        say(course, 3, UnitFactory(key=f"enhet-{number}"))
    assert shown(course).waiting == 9
    say(course, 3, UnitFactory(key="enhet-14"))
    assert shown(course).waiting == 0
    assert shown(course).by_unit == []


def test_a_question_that_few_answered_is_not_shown(course: CoursePage) -> None:
    for number in range(6):
        say(course, 3, **({ONE: CHOICES[0]} if number < 4 else {}))
    say(course, 3)
    question = shown(course).questions[1]
    assert question.parts == []


def test_a_changed_form_keeps_old_answers_readable(course: CoursePage) -> None:
    for _each in range(5):
        say(course, 4, **{ONE: CHOICES[1], WORDS: "Bra"})
    changed = questions(scale="Hur användbar?")[:2]
    changed[1]["value"]["choices"] = [*choices(0, "Lagom"), *choices(2, "För kort")]
    value = {"intro": "", "questions": changed}
    course.evaluation = [{"type": "item", "id": FORM, "value": value}]
    course.save_revision().publish()
    course = CoursePage.objects.get(pk=course.pk)
    for _each in range(5):
        say(course, 2)
    results = shown(course)
    first, second, *_rest, last = results.questions
    assert (first.wording, first.earlier, first.answers) == ("Hur användbar?", ["Hur nyttig?"], 10)
    assert ("Lång", 5) in [(part.label, part.number) for part in second.parts]
    assert last.texts == ["Bra"] * 5
    assert EvaluationVersion.objects.count() == 2


def test_both_languages_count_together(course: CoursePage) -> None:
    english = translate(course, "Small course")
    for number in range(5):
        say(english if number % 2 else course, 5)
    results = shown(course)
    assert results.questions[0].answers == 5
    assert {version.language for version in EvaluationVersion.objects.all()} == {"sv", "en"}


# --- The report ------------------------------------------------------------------------------------


def test_the_report_and_its_files(course: CoursePage) -> None:
    for number in range(5):
        say(course, number + 1, **{WORDS: "=farligt()", MANY: [CHOICES[2]]})
    client = signed_in(UserFactory(is_superuser=True))
    html = client.get(report(course)).content.decode()
    for text in ("Hur nyttig?", "Medelvärdet är 3,0", "Mallen", "=farligt()"):
        assert text in html
    assert course.title in client.get("/admin/reports/evaluations/").content.decode()
    assert report(course) in client.get(f"/admin/pages/{course.pk}/edit/").content.decode()
    book = load_workbook(io.BytesIO(client.get(f"{report(course)}evaluation.xlsx").content))
    assert [sheet.title for sheet in book] == ["Svar", "Grupper", "Egna ord"]
    assert book["Egna ord"]["B2"].value == "'=farligt()"
    for table in ("answers", "groups", "words"):
        reply = client.get(f"{report(course)}evaluation.csv?table={table}")
        assert reply.status_code == 200
        assert "'=farligt()" in b"".join(reply.streaming_content).decode() or table != "words"
    assert client.get(f"{report(course)}evaluation.csv?table=x").status_code == 404


def test_months_have_their_names(course: CoursePage) -> None:
    for _number in range(10):
        say(course, 3)
    for month, batch in enumerate(EvaluationBatch.objects.order_by("pk"), 8):
        batch.month = datetime.date(2026, month, 1)
        batch.save()
    html = signed_in(UserFactory(is_superuser=True)).get(report(course)).content.decode()
    assert "Augusti 2026" in html
    assert "September 2026" in html
    assert "2026-09" not in html


def test_who_sees_the_report(course: CoursePage) -> None:
    for _each in range(5):
        say(course)
    access = Permission.objects.get(codename="access_admin")
    reader = UserFactory()
    reader.user_permissions.add(access, Permission.objects.get(codename="view_enrolment"))
    editor = UserFactory()
    editor.groups.add(Group.objects.get(name="Editors"))
    other = UserFactory()
    other.user_permissions.add(access)
    unit = UnitFactory(key="min", manager=other)
    join(unit, reader)
    for user, status in ((reader, 200), (editor, 200), (other, 404)):
        for page in ("", "evaluation.xlsx", "evaluation.csv"):
            reply = signed_in(user).get(report(course) + page, follow=True)
            assert reply.status_code == status
    assert course.title not in signed_in(other).get("/admin/reports/evaluations/").content.decode()
    assert signed_in(UserFactory()).get(report(course)).status_code == 403


@pytest.mark.parametrize("number", [1, 3])
def test_the_cost_is_fixed(number: int) -> None:
    for each in range(number):
        course = small_course(slug=f"kurs-{each}", evaluation=evaluation()).course
        for _person in range(5 * number):
            say(course)
    with CaptureQueriesContext(connection) as captured:
        shown(course)
    assert len(captured) == 3
    user = graduate(course)
    client = signed_in(user)
    for address_of in ("/sv/learning/", course.url):
        client.get(address_of)
        with CaptureQueriesContext(connection) as captured:
            client.get(address_of)
        assert len(captured) <= 21
