"""The evaluation of a course: who is asked, how the form takes mistakes, and what is kept."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from content.transfer.kinds import kind_named
from content.transfer.references import References
from courses.evaluations.answering import NotCompleted, answer
from courses.evaluations.blocks import EvaluationBlock
from courses.evaluations.questions import form_of
from courses.models import (
    CoursePage,
    Enrolment,
    EvaluationBatch,
    EvaluationGiven,
    EvaluationResponse,
    LearningEvent,
)
from portal.data_rights.erasing import erase
from portal.data_rights.exporting import everything
from tests.courses.conftest import small_course
from tests.courses.evaluating import (
    CHOICES,
    FORM,
    MANY,
    ONE,
    SCALE,
    WORDS,
    address,
    digest,
    evaluation,
    graduate,
    questions,
    say,
    signed_in,
)
from tests.courses.test_learning import at_once
from tests.factories import UserFactory
from tests.factories.lines import en, sv, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> CoursePage:
    return small_course(evaluation=evaluation()).course


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
