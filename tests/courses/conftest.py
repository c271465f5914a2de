"""A small course with a quiz, and people who take it."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from unittest import mock

import pytest
from django.db import connection

from courses.freezing import Quiz, freeze
from courses.models import CoursePage, LessonPage
from courses.services.learning import Lesson
from tests.factories import CourseFactory, LessonFactory, ModuleFactory, UserFactory

CHECKLIST = "11111111-1111-4111-8111-111111111111"
REFLECTION = "22222222-2222-4222-8222-222222222222"
QUIZ = "33333333-3333-4333-8333-333333333333"
QUESTION = "44444444-4444-4444-8444-444444444444"
NUMBER = "55555555-5555-4555-8555-555555555555"
WORDS = "66666666-6666-4666-8666-666666666666"
RIGHT, WRONG = "77777777-7777-4777-8777-777777777777", "88888888-8888-4888-8888-888888888888"
TICKS = ["99999999-9999-4999-8999-999999999991", "99999999-9999-4999-8999-999999999992"]


def quiz_block(**rules: Any) -> dict[str, Any]:
    """Return a quiz of three questions as a body stores it."""
    choices = [
        {"text": "Rätt svar", "correct": True, "feedback": "Just det."},
        {"text": "Fel svar", "correct": False, "feedback": "Nej, för att."},
    ]
    value = {
        "title": "Pröva dig",
        "intro": "Tre frågor.",
        "pass_percent": 80,
        "attempts": 0,
        "wait_minutes": 0,
        "time_limit": 0,
        "draw": 0,
        "shuffle": False,
        "questions": [
            {
                "id": QUESTION,
                "type": "single_choice",
                "value": {
                    "question": "Vilket?",
                    "choices": [
                        {"type": "item", "id": key, "value": choice}
                        for key, choice in zip((RIGHT, WRONG), choices, strict=True)
                    ],
                    "explanation": "Därför är det så.",
                    "points": 1,
                },
            },
            {
                "id": NUMBER,
                "type": "numeric",
                "value": {
                    "question": "Hur många?",
                    "answer": "12",
                    "tolerance": "0.5",
                    "unit": "st",
                    "explanation": "Tolv.",
                    "points": 1,
                },
            },
            {
                "id": WORDS,
                "type": "free_text",
                "value": {"question": "Vad tar du med dig?", "help": ""},
            },
        ],
    }
    return {"type": "quiz", "id": QUIZ, "value": value | rules}


READING: list[dict[str, Any]] = [
    {
        "type": "heading",
        "id": "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa",
        "value": "Först",
    },
    {
        "type": "checklist",
        "id": CHECKLIST,
        "value": {
            "title": "Lista",
            "items": [
                {"type": "item", "id": tick, "value": f"Punkt {number}"}
                for number, tick in enumerate(TICKS)
            ],
        },
    },
    {"type": "reflection", "id": REFLECTION, "value": {"question": "Vad gör ni?", "help": ""}},
]


@dataclass
class SmallCourse:
    """One module with a lesson to read and a lesson with a quiz."""

    course: CoursePage
    reading: LessonPage
    testing: LessonPage

    @property
    def read(self) -> Lesson:
        return Lesson(
            self.reading.translation_key,
            self.course.translation_key,
            "sv",
            frozenset({CHECKLIST, REFLECTION}),
        )

    @property
    def quiz(self) -> Quiz:
        [block] = [block for block in self.testing.body if block.block_type == "quiz"]
        return Quiz(
            block.id,
            self.testing.translation_key,
            self.course.translation_key,
            "sv",
            freeze(block.value),
        )


def small_course(*, rules: dict[str, Any] | None = None, **fields: Any) -> SmallCourse:
    course = CourseFactory(**{"title": "Liten kurs"} | fields)
    module = ModuleFactory(title="Del", parent=course)
    reading = LessonFactory(title="Läsa", parent=module, body=READING, minutes=7)
    testing = LessonFactory(title="Pröva", parent=module, body=[quiz_block(**(rules or {}))])
    return SmallCourse(course, reading, testing)


@pytest.fixture
def small(db: None) -> SmallCourse:
    return small_course()


@pytest.fixture
def learner(db: None) -> Any:
    return UserFactory()


ALL_RIGHT: dict[str, Any] = {QUESTION: RIGHT, NUMBER: "12"}
ALL_WRONG: dict[str, Any] = {QUESTION: WRONG, NUMBER: "3"}


def at_time(moment: str) -> Any:
    """Let the server's clock show a moment (UTC) within a `with`."""
    shown = datetime.datetime.fromisoformat(moment).replace(tzinfo=datetime.UTC)
    return mock.patch("django.utils.timezone.now", return_value=shown)


def at_once(number: int, work: Callable[[int], Any]) -> list[Any]:
    """Return what `work` gives in so many threads that begin together, each with its own connection."""
    barrier = threading.Barrier(number)
    results: list[Any] = [None] * number

    def run(place: int) -> None:
        try:
            barrier.wait(60)
            results[place] = work(place)
        except Exception as error:  # noqa: BLE001 - it is looked at by the test
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return results
