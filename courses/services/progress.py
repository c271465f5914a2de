"""Keeping what learners do in lessons. One statement keeps one report, however many come at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from content.sql import written

from ..models import LearningEvent
from .enrolling import complete_if_done, complete_module, note, seen

LONGEST_TEXT = 10_000
MOST_TICKS = 200

Activities = dict[str, list[str] | str]
"""What is ticked and written, by the id of the block."""


class NotKept(Exception):
    """A report that cannot be kept; the message tells the learner why."""


@dataclass(frozen=True)
class Lesson:
    """A lesson that somebody may read, as far as keeping progress needs to know it."""

    key: UUID
    course_key: UUID
    language: str = ""
    activities: frozenset[str] = field(default_factory=frozenset)
    """Ids of its checklists and reflections."""
    has_demands: bool = False
    """A lesson that demands something is done when that is met, not when somebody says so; see `demands`."""


def checked(lesson: Lesson, position: Any, activities: Any) -> tuple[str, Activities]:
    """Return a position and activities from outside if they are what the lesson can have.

    Raises:
        NotKept: they are something else.
    """
    wrong = NotKept(_("That could not be kept. Load the page again and try once more."))
    if not isinstance(position, str) or len(position) > 64 or not isinstance(activities, Mapping):
        raise wrong
    for block, value in activities.items():
        if block not in lesson.activities:
            raise wrong
        if isinstance(value, str):
            if len(value) > LONGEST_TEXT:
                raise NotKept(
                    _("The text has %(length)s characters; at most %(limit)s can be kept.")
                    % {"length": len(value), "limit": LONGEST_TEXT}
                )
        elif (
            not isinstance(value, list)
            or len(value) > MOST_TICKS
            or not all(isinstance(tick, str) and len(tick) <= 64 for tick in value)
        ):
            raise wrong
    # PostgreSQL stores no NUL, which no keyboard makes.
    return position.replace("\0", ""), {
        block: value.replace("\0", "") if isinstance(value, str) else value
        for block, value in activities.items()
    }


def record_progress(
    user: AbstractBaseUser,
    lesson: Lesson,
    *,
    position: str = "",
    activities: Activities | None = None,
    completed: bool = False,
    opened: bool = False,
) -> bool:
    """Keep where a person is in a lesson and what was done there; return True if it has now become complete.

    Reports may come twice and in any number: what they say is put over what is there, block by block, and a
    lesson that was completed stays so. `opened` notes the lesson as the one to go on with. A lesson that demands
    something is completed by that, not by a report.
    """
    completed = completed and not lesson.has_demands
    if not completed and not opened:
        if _keep(user, lesson, position, activities or {}, completed=False).new:
            seen(user, lesson.course_key, lesson.key, lesson.language)
        return False
    with transaction.atomic():
        seen(user, lesson.course_key, lesson.key, lesson.language)
        kept = _keep(user, lesson, position, activities or {}, completed=completed)
        if kept.completed:
            _follow_completion(user, lesson)
        return kept.completed


def complete_lesson(user: AbstractBaseUser, lesson: Lesson) -> bool:
    """Note a lesson as done whatever it holds, once its demands are met; return True if it was not done before."""
    with transaction.atomic():
        seen(user, lesson.course_key, lesson.key, lesson.language)
        kept = _keep(user, lesson, "", {}, completed=True)
        if kept.completed:
            _follow_completion(user, lesson)
        return kept.completed


def _follow_completion(user: AbstractBaseUser, lesson: Lesson) -> None:
    note(
        user,
        LearningEvent.Verb.COMPLETED,
        "lesson",
        lesson.key,
        course_key=lesson.course_key,
        language=lesson.language,
        completion=True,
    )
    complete_module(user, lesson.course_key, lesson.key, language=lesson.language)
    complete_if_done(user, lesson.course_key, language=lesson.language)


@dataclass(frozen=True)
class _Kept:
    new: bool
    completed: bool
    """True if this report completed the lesson."""


_MERGED = {
    "postgresql": "mine.activities || {}::jsonb",
    "sqlite": "json_patch(mine.activities, {})",
}
_UPDATE = """
    UPDATE courses_progress AS mine SET
        course_key = %s,
        position = CASE WHEN %s = '' THEN mine.position ELSE %s END,
        activities = {merged},
        updated_at = %s
    WHERE user_id = %s AND lesson_key = %s
"""
_UPSERT = """
    INSERT INTO courses_progress AS mine
        (user_id, course_key, lesson_key, position, activities, started_at, updated_at, completed_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (user_id, lesson_key) DO UPDATE SET
        course_key = excluded.course_key,
        position = CASE WHEN excluded.position = '' THEN mine.position ELSE excluded.position END,
        activities = {merged},
        updated_at = excluded.updated_at,
        completed_at = COALESCE(mine.completed_at, excluded.completed_at)
    RETURNING started_at = updated_at, completed_at = updated_at
"""


def _keep(
    user: AbstractBaseUser,
    lesson: Lesson,
    position: str,
    activities: Activities,
    *,
    completed: bool,
) -> _Kept:
    """Write or merge the one row of a person and lesson, in statements which the ORM cannot say.

    Most reports find their row and end no lesson. They are one UPDATE that returns nothing: on SQLite one that
    returns something holds the lock on the database until Python has fetched it, with all who wait behind it.
    """
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    course, key = written(lesson.course_key), written(lesson.key)
    done, merged = json.dumps(activities), _MERGED[connection.vendor]
    with connection.cursor() as cursor:
        if not completed:
            cursor.execute(
                _UPDATE.format(merged=merged.format("%s")),
                [course, position, position, done, now, user.pk, key],
            )
            if cursor.rowcount:
                return _Kept(new=False, completed=False)
        cursor.execute(
            _UPSERT.format(merged=merged.format("excluded.activities")),
            [user.pk, course, key, position, done, now, now, now if completed else None],
        )
        new, ended = cursor.fetchone()
    return _Kept(new=bool(new), completed=completed and bool(ended))
