"""What visitors without an account do in open courses: kept in their session, if they have asked for it.

Nothing is kept, and no cookie set, before a visitor says so. At login all of it becomes the person's own.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from .services.progress import Activities, Lesson, NotKept, record_progress

KEY = "learning"
MOST_BYTES = 200_000


@dataclass(frozen=True)
class Row:
    """How far somebody is in a lesson, wherever it is kept."""

    lesson_key: UUID
    course_key: UUID
    position: str = ""
    activities: Activities = field(default_factory=dict)
    updated_at: datetime | None = None
    completed_at: datetime | None = None


def is_remembered(request: HttpRequest) -> bool:
    """Tell whether a visitor has asked to be remembered; no session is opened to find out."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and KEY in request.session


def remember(request: HttpRequest) -> None:
    request.session.setdefault(KEY, {})


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


def rows(request: HttpRequest, course_key: UUID | None = None) -> list[Row]:
    """Return what is kept for a visitor, of one course or of all."""
    kept = request.session.get(KEY, {}) if is_remembered(request) else {}
    return [row for row in _rows(kept) if course_key in (None, row.course_key)]


def _rows(kept: dict[str, dict[str, Any]]) -> list[Row]:
    return [
        Row(
            UUID(key),
            UUID(values["course"]),
            values["position"],
            values["activities"],
            datetime.fromisoformat(values["updated"]),
            datetime.fromisoformat(values["completed"]) if values["completed"] else None,
        )
        for key, values in kept.items()
    ]


def record(
    request: HttpRequest,
    lesson: Lesson,
    *,
    position: str,
    activities: Activities,
    completed: bool,
) -> None:
    """Keep a report in the session, as `record_progress` keeps it for somebody with an account.

    Raises:
        NotKept: the session is full.
    """
    now = timezone.now().isoformat()
    kept: dict[str, Any] = request.session.get(KEY, {})
    old = kept.get(str(lesson.key), {"position": "", "activities": {}, "completed": ""})
    done = now if completed and not lesson.has_demands else ""
    kept[str(lesson.key)] = {
        "course": str(lesson.course_key),
        "position": position or old["position"],
        "activities": old["activities"] | activities,
        "updated": now,
        "completed": old["completed"] or done,
        "language": lesson.language,
    }
    if len(json.dumps(kept)) > MOST_BYTES:
        raise NotKept(_("No more can be remembered in this browser. Log in to keep what you do."))
    request.session[KEY] = kept


def hand_over(request: HttpRequest, user: AbstractBaseUser) -> None:
    """Give a person who has logged in what was done before; what the person already has is not overwritten."""
    from .models import Progress  # models import nothing of this, but apps must be loaded

    found = _rows(request.session.get(KEY, {}))
    request.session.pop(KEY, None)
    mine = {
        row.lesson_key: row.activities
        for row in Progress.objects.filter(
            user_id=user.pk, lesson_key__in=[row.lesson_key for row in found]
        )
    }
    for row in sorted(found, key=lambda row: row.updated_at or timezone.now()):
        has = mine.get(row.lesson_key, {})
        record_progress(
            user,
            Lesson(row.lesson_key, row.course_key),
            position=row.position,
            activities={key: value for key, value in row.activities.items() if not has.get(key)},
            completed=row.completed_at is not None,
            opened=True,
        )
