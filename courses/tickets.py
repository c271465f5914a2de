"""Signed leave to report on a lesson, put into its page when the reader's right to see it has been checked.

A report then needs no look at page tree or access: one write and no reads, which is what makes it fast.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core import signing
from django.http import HttpRequest

from .services.progress import Lesson

SALT = "courses.lesson"
MAX_AGE = 60 * 60 * 24 * 30


class BadTicket(Exception):
    """It was not given out here, is too old, or was given to somebody else."""


def issue(request: HttpRequest, lesson: Lesson) -> str:
    """Return a ticket for the lesson that is being shown."""
    parts = [
        request.user.pk or 0,
        lesson.key.hex,
        lesson.course_key.hex,
        lesson.language,
        sorted(lesson.activities),
        int(lesson.has_demands),
    ]
    return signing.dumps(parts, salt=SALT)


def read(request: HttpRequest, ticket: Any) -> Lesson:
    """Return the lesson that a ticket is for.

    A ticket that was given before login is still good: what it opens was open to all.

    Raises:
        BadTicket
    """
    try:
        owner, key, course, language, activities, has_demands = signing.loads(
            str(ticket), salt=SALT, max_age=MAX_AGE
        )
    except (signing.BadSignature, ValueError) as error:
        raise BadTicket from error
    if owner not in (0, request.user.pk):
        raise BadTicket
    return Lesson(UUID(key), UUID(course), language, frozenset(activities), bool(has_demands))
