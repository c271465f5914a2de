"""Beginning a course and being done with it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from ..models import Attempt, Enrolment, LearningEvent, Progress, Submission
from ..selectors.plan import CoursePlan, course_plan
from ..signals import course_completed


def note(
    user: AbstractBaseUser,
    verb: LearningEvent.Verb,
    kind: str,
    key: UUID,
    *,
    course_key: UUID,
    language: str = "",
    **result: Any,
) -> LearningEvent:
    """Write down what a learner did."""
    event = _event(user, verb, kind, key, course_key, language, result)
    event.save(force_insert=True)
    return event


def _event(
    user: AbstractBaseUser,
    verb: LearningEvent.Verb,
    kind: str,
    key: UUID,
    course_key: UUID,
    language: str,
    result: dict[str, Any],
) -> LearningEvent:
    return LearningEvent(
        user_id=user.pk,
        verb=verb,
        object_kind=kind,
        object_key=key,
        course_key=course_key,
        language=language,
        result=result,
    )


@transaction.atomic
def enrol(user: AbstractBaseUser, course_key: UUID, *, language: str = "") -> Enrolment:
    """Let a person begin a course, once; who has begun is only noted as seen."""
    enrolment, created = Enrolment.objects.get_or_create(user_id=user.pk, course_key=course_key)
    if created:
        note(
            user,
            LearningEvent.Verb.REGISTERED,
            "course",
            course_key,
            course_key=course_key,
            language=language,
        )
    return enrolment


def seen(user: AbstractBaseUser, course_key: UUID, lesson_key: UUID, language: str = "") -> None:
    """Note that a person is in a lesson just now; who has not begun the course begins it."""
    mine = Enrolment.objects.filter(user_id=user.pk, course_key=course_key)
    values = {"last_lesson_key": lesson_key, "last_seen_at": timezone.now()}
    if not mine.update(**values):
        enrol(user, course_key, language=language)
        mine.update(**values)


def complete_module(
    user: AbstractBaseUser, course_key: UUID, lesson_key: UUID, *, language: str = ""
) -> None:
    """Write down that a module is done if a lesson that has just been done was its last; once for each person.

    The caller has written the enrolment in the same transaction, so that of two lessons that are done at once
    the second sees the first.
    """
    plan = course_plan(course_key)
    for module, lessons in plan.modules.items() if plan else ():
        if lesson_key in lessons and _all_read(user, lessons):
            completed = LearningEvent.Verb.COMPLETED
            event = _event(
                user, completed, "module", module, course_key, language, {"completion": True}
            )
            # A lesson that was added later and is done now completes the module no second time.
            LearningEvent.objects.bulk_create([event], ignore_conflicts=True)


def _all_read(user: AbstractBaseUser, lessons: Collection[UUID]) -> bool:
    """Tell whether a person has done all of the lessons; not so if there are none."""
    done = Progress.objects.filter(
        user_id=user.pk, lesson_key__in=lessons, completed_at__isnull=False
    )
    return bool(lessons) and done.count() == len(lessons)


@transaction.atomic
def complete_if_done(
    user: AbstractBaseUser, course_key: UUID, *, language: str = ""
) -> Enrolment | None:
    """Note that a person is done with a course if all that it takes is there, and tell others on commit.

    Return the enrolment if it was this call that completed it. Of calls at the same time one does.
    """
    mine = Enrolment.objects.filter(user_id=user.pk, course_key=course_key, completed_at=None)
    # Whoever finishes two lessons at once: the second waits here, and then sees what the first has written.
    enrolment = mine.select_for_update().first()
    plan = course_plan(course_key) if enrolment else None
    if enrolment is None or plan is None or not _is_done(user, plan):
        return None
    enrolment.completed_at = timezone.now()
    enrolment.save(update_fields=["completed_at"])
    note(
        user,
        LearningEvent.Verb.COMPLETED,
        "course",
        course_key,
        course_key=course_key,
        language=language,
        completion=True,
    )
    transaction.on_commit(lambda: course_completed.send(sender=Enrolment, enrolment=enrolment))
    return enrolment


def _is_done(user: AbstractBaseUser, plan: CoursePlan) -> bool:
    if not _all_read(user, plan.lessons):
        return False
    # A lesson may have been done before it demanded these.
    quizzes, reviews = plan.all_quizzes, plan.all_reviews
    if plan.quizzes_required and quizzes:
        passed = Attempt.objects.filter(user_id=user.pk, quiz_key__in=quizzes, passed=True)
        if not set(passed.values_list("quiz_key", flat=True)) >= quizzes:
            return False
    return not reviews or Submission.approved_keys(int(user.pk), reviews) >= reviews
