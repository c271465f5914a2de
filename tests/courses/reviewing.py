"""A course whose reflection is reviewed, and people who hand in and review."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.test import Client
from django.urls import reverse

from courses.models import Submission
from courses.parts import reflection_in
from courses.services import reviews
from courses.views import entry_of
from tests.courses.conftest import REFLECTION
from tests.factories import CourseFactory, LessonFactory, ModuleFactory, UserFactory

TEXT = "Jag frågade tre kollegor innan jag föreslog något."


def course_with_review(reader: str = "coach", **fields: Any) -> Any:
    """Return the one lesson of a course, whose reflection is reviewed."""
    module = ModuleFactory(parent=CourseFactory(title="Kurs med läsare"))
    value = {"question": "Vad gjorde du?", "help": "", "review": reader, "criteria": "Ett exempel."}
    body = [{"type": "reflection", "id": REFLECTION, "value": value}]
    return LessonFactory(title="Skriv", parent=module, body=body, **fields)


def reflection(lesson: Any, rf: Any) -> reviews.Reflection:
    request = rf.get("/")
    request.user = UserFactory(is_superuser=True)
    return reflection_in(entry_of(lesson.translation_key, "lesson", request), UUID(REFLECTION))


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def hand_in(user: Any, lesson: Any, text: str = TEXT) -> Any:
    address = reverse("learning_hand_in", args=[lesson.translation_key, REFLECTION])
    return signed_in(user).post(address, {"text": text})


def coach(**fields: Any) -> Any:
    return UserFactory(in_groups=["Coaches"], **fields)


def queue_of(user: Any) -> str:
    return signed_in(user).get(reverse("learning_reviews")).content.decode()


def answer(user: Any, submission: Submission, capture: Any = None, **data: str) -> Any:
    client = signed_in(user)
    client.post(reverse("learning_review_take", args=[submission.pk]))
    address = reverse("learning_review", args=[submission.pk])
    data = {"answer": "approve", "comment": ""} | data
    if capture is None:
        return client.post(address, data)
    with capture(execute=True):
        return client.post(address, data)
