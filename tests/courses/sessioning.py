"""What tests of sessions share: a session tomorrow, and moments in Swedish time."""

from __future__ import annotations

import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core import mail
from django.utils import timezone

from courses.models import TrainingSession
from tests.factories import CourseFactory, UserFactory

HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)
LINK = "https://moten.example/hemligt-rum"


def swedish(text: str) -> datetime.datetime:
    """Return a moment that is written in Swedish time."""
    return datetime.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Stockholm"))


def session(course: Any = None, **fields: Any) -> TrainingSession:
    """Plan a session of two places that begins in two days."""
    course = course or CourseFactory()
    starts = fields.pop("starts_at", timezone.now() + 2 * DAY)
    values = {
        "course_key": course.translation_key,
        "starts_at": starts,
        "ends_at": starts + 2 * HOUR,
        "venue": "Sal 3, Stadshuset",
        "places": 2,
    }
    return TrainingSession.objects.create(**values | fields)


def begins(row: TrainingSession, moment: datetime.datetime) -> TrainingSession:
    """Move a session without telling anybody, as if time had gone."""
    row.starts_at, row.ends_at = moment, moment + 2 * HOUR
    row.save()
    return row


def people(number: int) -> list[Any]:
    return [UserFactory() for _ in range(number)]


def to(user: Any) -> list[Any]:
    return [letter for letter in mail.outbox if letter.to == [user.email]]
