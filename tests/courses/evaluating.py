"""A course with an evaluation, and people who give it."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django.test import Client
from django.utils import timezone

from courses.evaluations.answering import answer
from courses.evaluations.questions import form_of
from courses.evaluations.results import results_of
from courses.models import (
    CoursePage,
    Enrolment,
)
from tests.factories import UserFactory
from tests.factories.organisation import join

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


def shown(course: CoursePage) -> Any:
    return results_of(course.translation_key, "sv")


def report(course: CoursePage) -> str:
    return f"/admin/reports/evaluations/{course.translation_key}/"
