"""The evaluation of a course: who is asked, what is kept, and what is shown to whom."""

from __future__ import annotations

import io
import re
import uuid
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from openpyxl import load_workbook

from content.transfer.kinds import kind_named
from content.transfer.references import References
from courses.evaluations.answering import NotCompleted, answer
from courses.evaluations.blocks import EvaluationBlock
from courses.evaluations.questions import form_of
from courses.evaluations.results import results_of
from courses.models import (
    CoursePage,
    Enrolment,
    EvaluationBatch,
    EvaluationGiven,
    EvaluationResponse,
    EvaluationVersion,
    LearningEvent,
)
from portal.data_rights.erasing import erase
from portal.data_rights.exporting import everything
from tests.courses.conftest import small_course
from tests.courses.test_learning import at_once
from tests.factories import UserFactory, translate
from tests.factories.lines import en, sv, take
from tests.factories.organisation import UnitFactory, join

pytestmark = pytest.mark.django_db

FORM, SCALE, ONE, MANY, WORDS = (str(uuid.UUID(int=number)) for number in range(1, 6))
CHOICES = [str(uuid.UUID(int=number)) for number in range(11, 15)]


def choices(first: int, *texts: str) -> list[dict[str, str]]:
    return [
        {"type": "item", "id": CHOICES[first + number], "value": text}
        for number, text in enumerate(texts)
    ]


def questions(**words: str) -> list[dict[str, Any]]:
    ask = {"scale": "Hur nyttig?", "one": "Hur lång?", "many": "Vad använder du?"} | words
    return [
        {"id": SCALE, "type": "scale", "value": {
            "question": ask["scale"], "required": True, "low": "Inte alls", "high": "Mycket"}},
        {"id": ONE, "type": "single_choice", "value": {
            "question": ask["one"], "required": False, "choices": choices(0, "Lagom", "Lång")}},
        {"id": MANY, "type": "multiple_choice", "value": {
            "question": ask["many"], "required": False, "choices": choices(2, "Mallen", "Filmen")}},
        {"id": WORDS, "type": "free_text", "value": {
            "question": "Vad kan bli bättre?", "required": False, "help": ""}},
    ]  # fmt: skip


def evaluation(**words: str) -> list[dict[str, Any]]:
    value = {"intro": "Vi läser allt.", "questions": questions(**words)}
    return [{"type": "item", "id": FORM, "value": value}]


@pytest.fixture
def course() -> CoursePage:
    return small_course(evaluation=evaluation()).course


def graduate(course: CoursePage, unit: Any = None) -> Any:
    user = UserFactory()
    Enrolment.objects.create(
        user=user, course_key=course.translation_key, completed_at=timezone.now()
    )
    if unit is not None:
        join(unit, user)
    return user


def say(course: CoursePage, mark: int = 4, unit: Any = None, **more: Any) -> Any:
    user = graduate(course, unit)
    form = form_of(course)
    assert form is not None
    assert answer(user, form, {SCALE: mark} | more)
    return user


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(course: CoursePage, language: str = "sv") -> str:
    return f"/{language}/learning/courses/{course.translation_key}/evaluation/"


def digest(html: str) -> str:
    found = re.search(r'name="form" value="([0-9a-f]{64})"', html)
    assert found is not None
    return found[1]


# --- Who is asked ----------------------------------------------------------------------------------


def test_only_those_who_have_completed_the_course_are_asked_and_only_once(
    course: CoursePage,
) -> None:
    user = UserFactory()
    client, link = signed_in(user), address(course)
    assert client.get(link).status_code == 403
    assert link not in client.get(course.url).content.decode()
    form = form_of(course)
    assert form is not None
    with pytest.raises(NotCompleted):
        answer(user, form, {SCALE: 3})

    mine = {"user": user, "course_key": course.translation_key}
    Enrolment.objects.create(**mine, completed_at=timezone.now())
    for page in (course.url, "/sv/learning/"):
        assert link in client.get(page).content.decode()
    data = {"form": digest(client.get(link).content.decode()), f"q-{SCALE}": "4"}
    assert client.post(link, data)["Location"] == link
    assert "Tack" in client.get(link).content.decode()
    for page in (course.url, "/sv/learning/"):
        assert link not in client.get(page).content.decode()
    client.post(link, data)
    assert EvaluationResponse.objects.count() == 1


def test_the_last_lesson_invites() -> None:
    small = small_course(evaluation=evaluation(), require_quizzes=False)
    small.testing.unpublish()
    user = UserFactory()
    client = signed_in(user)
    html = client.get(small.reading.url).content.decode()
    ticket = re.search(r'data-ticket="([^"]+)"', html)
    assert ticket is not None
    assert '<template id="finished">' in html
    body = {"ticket": ticket[1], "completed": True}
    reply = client.post("/sv/learning/progress/", body, content_type="application/json")
    assert reply.json()["evaluate"] is True
    assert address(small.course) in client.get(small.reading.url).content.decode()


def test_visitors_and_courses_without_an_evaluation(course: CoursePage) -> None:
    assert "/account/login/" in Client().get(address(course))["Location"]
    plain = small_course(slug="utan").course
    assert signed_in(graduate(plain)).get(address(plain)).status_code == 404
    client = signed_in(graduate(course))
    course.unpublish()
    assert client.get(address(course)).status_code == 404


# --- The form --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({f"q-{SCALE}": ""}, "Svara på den här frågan."),
        ({f"q-{SCALE}": "7"}, "Välj ett av svaren som finns."),
        ({f"q-{SCALE}": ["3", "4"]}, "Välj ett svar."),
        ({f"q-{ONE}": "nonsense"}, "Välj ett av svaren som finns."),
        ({f"q-{WORDS}": "ordet " * 900}, "Texten har"),
        ({"form": "old"}, "Frågorna har ändrats"),
    ],
)
def test_a_mistake_is_told_and_nothing_is_lost(
    course: CoursePage, changes: dict[str, Any], told: str
) -> None:
    client = signed_in(graduate(course))
    data = {
        "form": digest(client.get(address(course)).content.decode()),
        f"q-{SCALE}": "2",
        f"q-{MANY}": [CHOICES[2], CHOICES[3]],
        f"q-{WORDS}": "Mer <b>tid</b>",
    }
    reply = client.post(address(course), data | changes)
    html = reply.content.decode()
    assert reply.status_code == 422
    assert told in html
    assert len(re.findall(r"value=\"[^\"]+\"\s+checked", html)) >= 2
    if f"q-{WORDS}" not in changes:
        assert "Mer &lt;b&gt;tid&lt;/b&gt;</textarea>" in html
    assert not EvaluationGiven.objects.exists()


def test_an_empty_form_of_free_questions_is_no_answer() -> None:
    form = [{"type": "item", "id": FORM, "value": {"intro": "", "questions": questions()[1:]}}]
    course = small_course(evaluation=form).course
    client = signed_in(graduate(course))
    data = {"form": digest(client.get(address(course)).content.decode())}
    assert "Svara på minst en fråga" in client.post(address(course), data).content.decode()


def test_the_page_says_what_is_kept(course: CoursePage) -> None:
    html = signed_in(graduate(course)).get(address(course)).content.decode()
    assert "Vi läser allt." in html
    assert "utan ditt namn" in html
    assert "minst 5" in html


def test_the_usual_questions_come_with_the_block() -> None:
    block = EvaluationBlock()
    with translation.override("en"):
        asked = block.get_default()["questions"]
    assert asked[1].value["question"] == "Hur lätt var kursen att följa?"
    kinds = [child.block_type for child in block.get_default()["questions"]]
    assert kinds == ["scale", "scale", "single_choice", "free_text", "free_text"]
    block.clean(block.get_default())


# --- What is kept ----------------------------------------------------------------------------------


def test_nothing_leads_from_an_answer_to_a_person(course: CoursePage) -> None:
    user = say(course, 2, None, **{WORDS: "Hemligt"})
    kept = EvaluationResponse.objects.get()
    columns = {field.name for field in EvaluationResponse._meta.get_fields()}
    assert columns == {"id", "course_key", "version", "batch", "unit", "answers"}
    assert kept.answers == {SCALE: 2, WORDS: "Hemligt"}
    event = LearningEvent.objects.get(verb="answered")
    assert (event.object_kind, event.result) == ("evaluation", {"completion": True})
    told = str(everything(user))
    assert "courses.evaluationgiven.user" in told
    assert "Hemligt" not in told
    erase(user)
    assert not EvaluationGiven.objects.exists()
    assert EvaluationResponse.objects.get().answers[WORDS] == "Hemligt"


@pytest.mark.django_db(transaction=True)
def test_parallel_answers_give_one(django_db_serialized_rollback: Any) -> None:
    course = small_course(evaluation=evaluation()).course
    user, form = graduate(course), form_of(course)
    assert form is not None
    results = at_once(12, lambda place: answer(user, form, {SCALE: 1 + place % 5}))
    assert sorted(results) == [False] * 11 + [True]
    assert EvaluationResponse.objects.count() == EvaluationGiven.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_all_kept_and_grouped_once(django_db_serialized_rollback: Any) -> None:
    course = small_course(evaluation=evaluation()).course
    people, form = [graduate(course) for _each in range(15)], form_of(course)
    assert form is not None
    say(course)
    assert at_once(15, lambda place: answer(people[place], form, {SCALE: 3})) == [True] * 15
    assert EvaluationResponse.objects.count() == 16
    sizes = [batch.responses.count() for batch in EvaluationBatch.objects.all()]
    assert sizes == [5, 5, 5]


# --- Groups ----------------------------------------------------------------------------------------


def shown(course: CoursePage) -> Any:
    return results_of(course.translation_key, "sv")


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


def report(course: CoursePage) -> str:
    return f"/admin/reports/evaluations/{course.translation_key}/"


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
        assert len(captured) <= 18


# --- Lines and translations ------------------------------------------------------------------------


def test_lines_of_an_evaluation_go_in_and_out() -> None:
    asked = [
        {"type": "scale", "value": {"question": "Hur nyttig?", "required": True, "low": "Inte", "high": "Mycket"}},
        {"type": "single_choice", "value": {"question": "Hur lång?", "choices": ["Lagom", "Lång"]}},
        {"type": "free_text", "value": {"question": "Vad mer?"}},
    ]  # fmt: skip
    said = [
        {"type": "scale", "value": {"question": "How useful?", "low": "Not", "high": "Very"}},
        {"type": "single_choice", "value": {"question": "How long?", "choices": ["Right", "Long"]}},
        {"type": "free_text", "value": {"question": "What else?"}},
    ]  # fmt: skip
    lines = [
        sv("course", "c-1", "Kursen", evaluation=[{"intro": "Vi läser.", "questions": asked}]),
        en("course", "c-1", "The course", evaluation=[{"intro": "We read.", "questions": said}]),
    ]
    assert take(*lines).faults == []
    assert take(*lines).outcomes["unchanged"] == 2
    swedish = CoursePage.objects.get(key="c-1", locale__language_code="sv")
    english = CoursePage.objects.get(key="c-1", locale__language_code="en")
    line = kind_named("course").line_of(swedish, References())
    assert line["evaluation"] == [{"intro": "Vi läser.", "questions": asked}]
    ours, theirs = form_of(swedish), form_of(english)
    assert ours is not None
    assert theirs is not None
    assert ours.key == theirs.key
    assert [q["id"] for q in ours.questions] == [q["id"] for q in theirs.questions]
    assert theirs.questions[0]["required"] is True
    assert theirs.questions[0]["question"] == "How useful?"
