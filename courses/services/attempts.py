"""Attempts at quizzes: from the first question to the grade. The server's clock decides what is in time."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from ..freezing import Quiz, version_of
from ..grading import draw, grade, passes, points_of
from ..models import Answer, Attempt, Enrolment, LearningEvent
from .demands import finish_lesson
from .enrolling import enrol
from .progress import Lesson

GRACE = timedelta(seconds=15)
"""How long an answer may be under way after the deadline has passed."""


class AttemptRefused(Exception):
    """No attempt can begin now: `until` says when one can, or is None if none are left."""

    def __init__(self, until: datetime | None) -> None:
        super().__init__(until)
        self.until = until


def questions_of(attempt: Attempt) -> list[tuple[dict[str, Any], list[str]]]:
    """Return the questions that were drawn for an attempt, with the order in which their parts are shown."""
    known = {question["id"]: question for question in attempt.version.content["questions"]}
    return [(known[paper["id"]], paper["order"]) for paper in attempt.questions]


@transaction.atomic
def start_attempt(
    user: AbstractBaseUser, quiz: Quiz, *, chance: random.Random | None = None
) -> Attempt:
    """Return the person's open attempt at a quiz, or begin one on the questions as they stand now.

    An open attempt whose time is over is handed in first, with what was answered.

    Raises:
        AttemptRefused: there are no more attempts, or it is too early for the next.
    """
    enrol(user, quiz.course_key, language=quiz.language)
    # Everything about one person's attempts happens one after the other.
    Enrolment.objects.select_for_update().get(user_id=user.pk, course_key=quiz.course_key)
    now = timezone.now()
    latest = _latest(user, quiz.key)
    if latest is not None and latest.submitted_at is None:
        if not is_late(latest, now):
            return latest
        latest = submit_attempt(user, latest.pk, {})
    wait = refusal(quiz.content, latest, now)
    if wait is not None:
        raise wait
    limit = quiz.content["time_limit"]
    # Not for secrets: which questions are drawn need only be spread well.
    drawn = draw(quiz.content, chance or random.Random())  # noqa: S311 - see above
    attempt = Attempt.objects.create(
        user_id=user.pk,
        version=version_of(quiz),
        quiz_key=quiz.key,
        course_key=quiz.course_key,
        number=latest.number + 1 if latest else 1,
        questions=drawn,
        started_at=now,
        deadline=now + timedelta(minutes=limit) if limit else None,
    )
    _note(attempt, LearningEvent.Verb.ATTEMPTED, "quiz", quiz.key)
    return attempt


def _latest(user: AbstractBaseUser, quiz_key: UUID) -> Attempt | None:
    mine = Attempt.objects.filter(user_id=user.pk, quiz_key=quiz_key).select_related("version")
    return mine.order_by("-number").first()


def is_late(attempt: Attempt, now: datetime) -> bool:
    return attempt.deadline is not None and now > attempt.deadline + GRACE


def refusal(
    rules: Mapping[str, Any], latest: Attempt | None, now: datetime
) -> AttemptRefused | None:
    """Return why no attempt can follow the latest one now, or None if one can."""
    if latest is None:
        return None
    if rules["attempts"] and latest.number >= rules["attempts"]:
        return AttemptRefused(None)
    if latest.submitted_at is not None and rules["wait_minutes"]:
        until = latest.submitted_at + timedelta(minutes=rules["wait_minutes"])
        if until > now:
            return AttemptRefused(until)
    return None


@transaction.atomic
def save_answers(user: AbstractBaseUser, attempt_id: UUID, responses: Mapping[str, Any]) -> Attempt:
    """Keep answers to an open attempt without grading it, so that nothing is lost on the way.

    After the deadline, and once it is handed in, an attempt keeps what it has.

    Raises:
        Attempt.DoesNotExist: it is not this person's.
    """
    attempt = _locked(user, attempt_id)
    if attempt.submitted_at is None and not is_late(attempt, timezone.now()):
        _write(attempt, responses)
    return attempt


@transaction.atomic
def submit_attempt(
    user: AbstractBaseUser, attempt_id: UUID, responses: Mapping[str, Any]
) -> Attempt:
    """Hand in and grade an attempt. Handing in again returns the grade that it has.

    Answers that come after the deadline do not count; those kept before it do.

    Raises:
        Attempt.DoesNotExist: it is not this person's.
    """
    attempt = _locked(user, attempt_id)
    if attempt.submitted_at is not None:
        return attempt
    now = timezone.now()
    if not is_late(attempt, now):
        _write(attempt, responses)
    _grade(attempt, now)
    _follow(user, attempt)
    return attempt


def _locked(user: AbstractBaseUser, attempt_id: UUID) -> Attempt:
    mine = Attempt.objects.select_for_update(of=("self",)).select_related("version")
    return mine.get(pk=attempt_id, user_id=user.pk)


def _write(attempt: Attempt, responses: Mapping[str, Any]) -> None:
    asked = {paper["id"] for paper in attempt.questions}
    Answer.objects.bulk_create(
        [
            Answer(attempt=attempt, question_key=UUID(question), response=response)
            for question, response in responses.items()
            if question in asked
        ],
        update_conflicts=True,
        unique_fields=["attempt", "question_key"],
        update_fields=["response"],
    )


def _grade(attempt: Attempt, now: datetime) -> None:
    """Write points and the result of an attempt from the answers that it keeps."""
    responses = {
        str(answer.question_key): answer.response for answer in attempt.answers.order_by("pk")
    }
    score = most = Decimal(0)
    graded = []
    for question, _order in questions_of(attempt):
        response = responses.get(question["id"])
        mark = grade(question, response)
        score += mark.points
        most += points_of(question)
        graded.append(
            Answer(
                attempt=attempt,
                question_key=UUID(question["id"]),
                response=response,
                points=mark.points,
                correct=mark.correct,
            )
        )
    Answer.objects.bulk_create(
        graded,
        update_conflicts=True,
        unique_fields=["attempt", "question_key"],
        update_fields=["response", "points", "correct"],
    )
    attempt.submitted_at = now
    attempt.score, attempt.max_score = score, most
    attempt.passed = passes(score, most, attempt.version.content["pass_percent"])
    attempt.save(update_fields=["submitted_at", "score", "max_score", "passed"])


def _follow(user: AbstractBaseUser, attempt: Attempt) -> None:
    """Write down how an attempt ended, and let it complete its lesson and course if it does."""
    most = float(attempt.max_score or 0)
    score = float(attempt.score or 0)
    _note(
        attempt,
        LearningEvent.Verb.PASSED if attempt.passed else LearningEvent.Verb.FAILED,
        "quiz",
        attempt.quiz_key,
        score={
            "scaled": round(score / most, 4) if most else 1.0,
            "raw": score,
            "min": 0,
            "max": most,
        },
        success=attempt.passed,
        completion=True,
        duration=_duration(attempt),
    )
    LearningEvent.objects.bulk_create(
        LearningEvent(
            user_id=attempt.user_id,
            verb=LearningEvent.Verb.ANSWERED,
            object_kind="question",
            object_key=answer.question_key,
            course_key=attempt.course_key,
            language=attempt.version.language,
            # What was written stays with the answer, which goes when the person goes.
            result={"success": answer.correct, "score": {"raw": float(answer.points)}},
        )
        for answer in attempt.answers.all()
        if answer.correct is not None
    )
    version = attempt.version
    finish_lesson(user, Lesson(version.lesson_key, attempt.course_key, version.language))


def _duration(attempt: Attempt) -> str:
    """Return how long an attempt took, as xAPI and ISO 8601 write it."""
    ended = attempt.submitted_at or attempt.started_at
    return f"PT{max(0, int((ended - attempt.started_at).total_seconds()))}S"


def _note(attempt: Attempt, verb: LearningEvent.Verb, kind: str, key: UUID, **result: Any) -> None:
    LearningEvent.objects.create(
        user_id=attempt.user_id,
        verb=verb,
        object_kind=kind,
        object_key=key,
        course_key=attempt.course_key,
        language=attempt.version.language,
        result=result,
    )
