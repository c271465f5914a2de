"""A translation with fewer lessons than the course has says so, and counts them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from courses.services.learning import record_progress
from tests.courses.conftest import SmallCourse
from tests.factories import translate

pytestmark = pytest.mark.django_db


def test_lessons_that_only_swedish_has_are_told_and_counted(
    small: SmallCourse, learner: Any
) -> None:
    client = Client()
    client.force_login(learner)
    translate(small.course, "Small course")
    translate(small.reading.get_parent(), "Part")
    english = translate(small.reading, "Read")
    course = english.get_parent().get_parent()
    assert "only in Swedish" not in client.get(small.course.url).content.decode()
    shown = client.get(course.url).content.decode()
    assert "1 lesson is only in Swedish" in shown
    assert f'href="{small.testing.url}"' in shown

    record_progress(learner, small.read, completed=True)
    assert "1 av 2" in client.get(small.course.url).content.decode()
    for address in (course.url, english.url, "/en/learning/"):
        assert "1 of 2" in client.get(address).content.decode(), address
    lesson = client.post(f"/en/learning/courses/{small.course.translation_key}/begin/")
    assert lesson.url == small.testing.url
