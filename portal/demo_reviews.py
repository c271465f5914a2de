"""The demo's reflections for review: most approved, one returned, and some that wait for the coach."""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Iterable
from itertools import cycle
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from courses.models import LearningEvent, Progress, Review, Submission
from courses.services.reviews import Reflection

SPACE = uuid.UUID("1f6b4e0a-7f33-4f0c-9a3f-3b7a51c21485")
"""Under which the demo's submissions and their events are named, so that a second run meets its own."""
TEXTS: dict[str, list[list[Any]]] = json.loads(
    (Path(__file__).parent / "demo/reflections.json").read_text("utf-8")
)
"""By state: language, text, and the reviewer's comment, or for what waits how many days it has waited."""
State, Verb = Submission.State, LearningEvent.Verb


def load_reviews(reflections: Iterable[Reflection], progress: list[Progress]) -> None:
    """Write what the demo's people have handed in, as their progress has it.

    Whoever has done the lesson of a reflection has had it approved; of those who are on their way there, one has
    been asked to try again and some wait.
    """
    coach = get_user_model()._default_manager.filter(username="coach").first()
    now = timezone.now()
    submissions: list[Submission] = []
    comments: dict[uuid.UUID, str] = {}
    for reflection in reflections:
        key, course_key = reflection.lesson.key, reflection.lesson.course_key
        done = {row.user: row.completed_at or now for row in progress if row.lesson_key == key}
        learners = dict.fromkeys(row.user for row in progress if row.course_key == course_key)
        for (user, at), (language, text, comment) in zip(
            done.items(), cycle(TEXTS["approved"]), strict=False
        ):
            submissions.append(_submission(user, reflection, language, text, State.APPROVED, at))
            comments[submissions[-1].pk] = comment
        others = iter([user for user in learners if user not in done])
        for user, (language, text, comment) in zip(others, TEXTS["returned"], strict=False):
            at = now - datetime.timedelta(days=6)
            submissions.append(_submission(user, reflection, language, text, State.RETURNED, at))
            comments[submissions[-1].pk] = comment
        for user, (language, text, days) in zip(others, TEXTS["waiting"], strict=False):
            at = now - datetime.timedelta(days=days)
            submissions.append(_submission(user, reflection, language, text, State.WAITING, at))
    Submission.objects.bulk_create(submissions, ignore_conflicts=True)
    Review.objects.bulk_create(
        [
            Review(
                submission=row, reviewer=coach, comment=comments[row.pk], held_until=row.submitted_at,
                decided_at=row.submitted_at, told_at=row.submitted_at,
            )
            for row in submissions
            if row.pk in comments
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    Progress.objects.bulk_create(
        [
            Progress(
                user=row.user, course_key=row.course_key, lesson_key=row.lesson_key,
                activities={str(row.reflection_key): row.text},
                started_at=row.submitted_at, updated_at=row.submitted_at,
            )
            for row in submissions
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    LearningEvent.objects.bulk_create(
        [event for row in submissions for event in _events(row, coach)], ignore_conflicts=True
    )


def _submission(
    user: Any,
    reflection: Reflection,
    language: str,
    text: str,
    state: Submission.State,
    at: datetime.datetime,
) -> Submission:
    return Submission(
        id=uuid.uuid5(SPACE, f"{user.pk} {reflection.key}"), user=user, reflection_key=reflection.key,
        lesson_key=reflection.lesson.key, course_key=reflection.lesson.course_key, language=language,
        number=1, reader=reflection.reader, question=reflection.question, criteria=reflection.criteria,
        text=text, state=state, submitted_at=at,
    )  # fmt: skip


def _events(row: Submission, coach: Any) -> list[LearningEvent]:
    said: list[tuple[Any, LearningEvent.Verb, dict[str, bool]]] = [(row.user, Verb.SUBMITTED, {})]
    if row.state != State.WAITING:
        approved = {"success": row.state == State.APPROVED}
        said.append((row.user, Verb.PASSED if approved["success"] else Verb.FAILED, approved))
        said.append((coach, Verb.REVIEWED, approved))
    return [
        LearningEvent(
            id=uuid.uuid5(SPACE, f"{row.pk} {verb}"), user=user, verb=verb, object_kind="reflection",
            object_key=row.reflection_key, course_key=row.course_key, language=row.language,
            result=result, timestamp=row.submitted_at,
        )
        for user, verb, result in said
    ]  # fmt: skip
