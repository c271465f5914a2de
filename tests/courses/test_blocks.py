"""Quizzes as editors write them: what is refused, what is searched, what an import and a translation keep."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from content.transfer.kinds import Outcome
from courses.blocks import QuizBlock
from courses.models import LessonPage
from tests.factories.lines import COURSE, LESSON, MODULE, QUIZ, en, given, take, take_all

GOOD = {
    "single_choice": {
        "question": "Vilken?",
        "choices": [{"text": "A", "correct": True}, {"text": "B", "correct": False}],
    },
    "multiple_choice": {
        "question": "Vilka?",
        "choices": [{"text": "A", "correct": True}, {"text": "B", "correct": True}],
    },
    "ordering": {"question": "I vilken ordning?", "items": ["Ett", "Två"]},
    "matching": {
        "question": "Vad hör ihop?",
        "pairs": [{"left": "A", "right": "1"}, {"left": "B", "right": "2"}],
    },
    "numeric": {"question": "Hur många?", "answer": "0"},
    "short_text": {"question": "Vad heter det?", "accepted": ["Sluss"]},
    "free_text": {"question": "Vad tänker du?"},
}


def quiz(*questions: tuple[str, dict[str, Any]], **rules: Any) -> Any:
    """Return what the quiz block makes of a quiz, checked as the editor checks it."""
    block = QuizBlock()
    raw = {
        "title": "Prov",
        "questions": [{"type": kind, "value": value} for kind, value in questions],
    }
    return block.clean(block.to_python(raw | rules))


@pytest.mark.parametrize("kind", GOOD)
def test_a_whole_question_is_accepted(kind: str) -> None:
    assert quiz((kind, GOOD[kind]))["questions"][0].value["question"]


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("single_choice", {"choices": [{"text": "A"}, {"text": "B"}]}),
        (
            "single_choice",
            {"choices": [{"text": "A", "correct": True}, {"text": "B", "correct": True}]},
        ),
        ("single_choice", {"choices": [{"text": "A", "correct": True}]}),
        ("single_choice", {"choices": [{"text": "A", "correct": True}, {"text": " a "}]}),
        ("single_choice", {"question": ""}),
        ("multiple_choice", {"choices": [{"text": "A"}, {"text": "B"}]}),
        ("ordering", {"items": ["Ett"]}),
        ("ordering", {"items": ["Ett", "ett"]}),
        ("matching", {"pairs": [{"left": "A", "right": "1"}]}),
        ("matching", {"pairs": [{"left": "A", "right": "1"}, {"left": "B", "right": "1"}]}),
        ("matching", {"pairs": [{"left": "A", "right": "1"}, {"left": "A", "right": "2"}]}),
        ("numeric", {"answer": None}),
        ("numeric", {"tolerance": "-1"}),
        ("short_text", {"accepted": []}),
        ("short_text", {"accepted": [" "]}),
        ("free_text", {"question": ""}),
        ("numeric", {"points": 0}),
    ],
)
def test_what_makes_no_question_is_refused(kind: str, change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        quiz((kind, GOOD[kind] | change))


@pytest.mark.parametrize(
    "rules",
    [{"draw": 2}, {"pass_percent": 0}, {"pass_percent": 101}, {"attempts": -1}, {"title": ""}],
)
def test_rules_that_cannot_hold_are_refused(rules: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        quiz(("free_text", GOOD["free_text"]), **rules)


def test_a_quiz_without_questions_is_refused() -> None:
    with pytest.raises(ValidationError):
        quiz()


@pytest.mark.django_db
def test_quizzes_come_and_go_as_lines() -> None:
    take_all(COURSE, MODULE, LESSON)

    line = given("lesson", "le-1")

    assert line["body"] == LESSON["body"]
    assert take(line).outcomes == {Outcome.UNCHANGED: 1}


@pytest.mark.django_db
def test_a_bad_quiz_is_refused_with_its_place() -> None:
    bad = copy.deepcopy(LESSON)
    bad["body"][1]["value"]["questions"][0]["value"]["choices"][0]["correct"] = False

    [fault] = take(COURSE, MODULE, bad).faults

    assert "questions" in fault.reason


@pytest.mark.django_db
@pytest.mark.parametrize("answer", ["tolv", "NaN", "Infinity", True, None, [1]])
def test_a_number_is_a_number(answer: Any) -> None:
    bad = copy.deepcopy(LESSON)
    bad["body"][1]["value"]["questions"][4]["value"]["answer"] = answer

    assert len(take(COURSE, MODULE, bad).faults) == 1


@pytest.mark.django_db
def test_search_finds_questions_and_no_answers() -> None:
    take_all(COURSE, MODULE, LESSON)

    _headings, text = LessonPage.objects.get(key="le-1").search_text()

    assert {"Pröva dig", "Sju frågor.", "Vem svarar?", "Vad gör du i morgon?"} <= set(
        text.split("\n")
    )
    for answer in ("Chefen", "Planera", "Varför", "12.5", "nollmätning", "Ett nej är", "ditt jobb"):
        assert answer not in text


def in_english() -> dict[str, Any]:
    """Return the lesson's English line: its texts alone."""
    words = copy.deepcopy(QUIZ)
    words["title"], words["intro"] = "Try it", "Eight questions."
    for number, question in enumerate(words["questions"]):
        value = question["value"]
        value["question"] = f"Question {number}"
        for name in ("items", "accepted"):
            value |= (
                {name: [f"{name} {n}" for n, _t in enumerate(value[name])]} if name in value else {}
            )
        for place, part in enumerate([*value.get("choices", []), *value.get("pairs", [])]):
            part |= {name: f"{name} {place}" for name in part if name != "correct"}
    return en(
        "lesson",
        "le-1",
        "Lesson one",
        body=[{"type": "paragraph", "value": "Read."}, {"type": "quiz", "value": words}],
    )


@pytest.mark.django_db
def test_a_translated_quiz_keeps_ids_and_rules() -> None:
    take_all(
        COURSE,
        MODULE,
        LESSON,
        en("course", "co-1", "Lead"),
        en("module", "mo-1", "One"),
        in_english(),
    )

    source, target = (
        LessonPage.objects.get(key="le-1", locale__language_code=code).body[1]
        for code in ("sv", "en")
    )

    assert target.id == source.id
    assert target.value["title"] == "Try it"
    assert target.value["pass_percent"] == 60
    for old, new in zip(source.value["questions"], target.value["questions"], strict=True):
        assert old.id == new.id
        assert old.value["question"] != new.value["question"]
        for name in ("choices", "items", "pairs"):
            if name in old.value:
                assert [b.id for b in old.value[name].bound_blocks] == [
                    b.id for b in new.value[name].bound_blocks
                ]
    assert target.value["questions"][0].value["choices"][0]["correct"] is True
    assert (
        target.value["questions"][4].value["answer"] == source.value["questions"][4].value["answer"]
    )
