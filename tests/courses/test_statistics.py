"""Figures about questions, compared with what was worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.services.learning import start_attempt, submit_attempt
from courses.statistics import correlation, quiz_statistics, wrong_parts
from tests.courses.conftest import NUMBER, QUESTION, RIGHT, WORDS, WRONG, SmallCourse
from tests.factories import UserFactory


def take(small: SmallCourse, *responses: dict[str, Any]) -> None:
    for response in responses:
        person = UserFactory()
        submit_attempt(person, start_attempt(person, small.quiz).pk, response)


def test_figures_of_a_quiz(small: SmallCourse) -> None:
    take(
        small,
        {QUESTION: RIGHT, NUMBER: "12"},
        {QUESTION: RIGHT, NUMBER: "12.2"},
        {QUESTION: RIGHT, NUMBER: "3"},
        {QUESTION: WRONG, NUMBER: "3", WORDS: "hemligt"},
        {QUESTION: WRONG, NUMBER: "4"},
    )
    start_attempt(UserFactory(), small.quiz)  # not handed in: not counted

    found = quiz_statistics(small.quiz.key)

    assert (found.attempts, found.passed, found.mean_percent) == (5, 2, 50.0)
    choice, number, words = found.items
    assert (choice.answers, choice.right, choice.difficulty) == (5, 3, 0.6)
    assert choice.wrong == [("Fel svar", 2)]
    assert number.wrong == [("3", 2)]  # what one person alone wrote is not shown
    # (1,1) (1,1) (1,0) (0,0) (0,0): Pearson's r is 2/3.
    assert choice.discrimination == pytest.approx(2 / 3)
    assert number.discrimination == pytest.approx(2 / 3)
    assert (words.difficulty, words.discrimination, words.wrong) == (None, None, [])


def test_a_few_answers_say_nothing_about_discrimination(small: SmallCourse) -> None:
    take(small, {QUESTION: RIGHT}, {QUESTION: WRONG})
    assert quiz_statistics(small.quiz.key).items[0].discrimination is None


def test_a_quiz_that_nobody_took(small: SmallCourse) -> None:
    found = quiz_statistics(small.quiz.key)
    assert (found.attempts, found.mean_percent, found.items) == (0, None, [])


@pytest.mark.parametrize("people", [1, 3])
def test_the_cost_is_fixed(small: SmallCourse, people: int) -> None:
    take(small, *[{QUESTION: RIGHT}] * people)
    with CaptureQueriesContext(connection) as captured:
        quiz_statistics(small.quiz.key)
    assert len(captured) == 3


def test_correlation() -> None:
    assert correlation([1, 2, 3], [2, 4, 6]) == pytest.approx(1)
    assert correlation([1, 2, 3], [3, 2, 1]) == pytest.approx(-1)
    assert correlation([1, 1, 1], [3, 2, 1]) is None


def test_wrong_parts_are_said_in_words() -> None:
    ordering = {
        "type": "ordering",
        "items": [{"id": "a", "text": "Först"}, {"id": "b", "text": "Sedan"}],
    }
    assert list(wrong_parts(ordering, ["b", "a"])) == ["Sedan – 1", "Först – 2"]
    matching = {
        "type": "matching",
        "pairs": [
            {"id": "a", "left": "A", "right": "1"},
            {"id": "b", "left": "B", "right": "2"},
            {"id": "c", "left": "C", "right": "1"},
        ],
    }
    assert list(wrong_parts(matching, {"a": "c", "b": "a", "c": "gone"})) == ["B – 1"]


@pytest.mark.parametrize("people", [1, 3])
def test_editors_see_the_figures_and_others_do_not(
    small: SmallCourse, people: int, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    take(small, *[{QUESTION: WRONG, WORDS: "<b>hemligt"}] * people)
    address = f"/admin/reports/quizzes/{small.quiz.key}/"
    editor = sign_in("Editors")
    editor.get("/admin/reports/quizzes/")

    with django_assert_max_num_queries(25):
        listed = editor.get("/admin/reports/quizzes/").content.decode()
    with django_assert_max_num_queries(25):
        shown = editor.get(address).content.decode()

    assert address in listed
    assert "Fel svar" in shown
    assert ("(1 gång)" if people == 1 else "(3 gånger)") in shown
    assert "hemligt" not in shown
    assert sign_in().get(address).status_code == 403
    missing = editor.get(f"/admin/reports/quizzes/{small.course.translation_key}/", follow=True)
    assert missing.status_code == 404
