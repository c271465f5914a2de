"""Beginning a course and being done with it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Count, Max, Min
from django.utils import timezone
from django_tasks import task

from ..models import Attempt, Enrolment, LearningEvent, Progress, Submission
from ..selectors.awaiting import Standing, standing_of
from ..selectors.plan import CoursePlan, course_plan
from ..signals import course_completed

BATCH = 500


def note(
    user: AbstractBaseUser,
    verb: LearningEvent.Verb,
    kind: str,
    key: UUID,
    *,
    course_key: UUID,
    language: str = "",
    at: datetime | None = None,
    **result: Any,
) -> LearningEvent:
    """Write down what a learner did, now or at another moment."""
    event = _event(user, verb, kind, key, course_key, language, result, at)
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
    at: datetime | None = None,
) -> LearningEvent:
    return LearningEvent(
        user_id=user.pk,
        verb=verb,
        object_kind=kind,
        object_key=key,
        course_key=course_key,
        language=language,
        result=result,
        timestamp=at or timezone.now(),
    )


def void(
    user: AbstractBaseUser, verb: LearningEvent.Verb, key: UUID, *, course_key: UUID
) -> LearningEvent | None:
    """Take back the latest event of this verb and object, which turned out not to be so."""
    events = LearningEvent.objects.filter(user_id=user.pk, verb=verb, object_key=key)
    latest = events.order_by("-timestamp").first()
    if latest is None:
        return None
    return note(user, LearningEvent.Verb.VOIDED, "statement", latest.pk, course_key=course_key)


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
        plan = course_plan(course_key)
        # Its lessons may have been done before in another course, or it has none.
        if plan and plan.attendance_required:
            _note_standing(enrolment, standing_of(user, plan))
    return enrolment


def _note_standing(enrolment: Enrolment, standing: Standing) -> None:
    """Write down whether somebody who is not done waits for a session."""
    awaits = standing is Standing.AWAITING
    if enrolment.awaits_session is not awaits:
        enrolment.awaits_session = awaits
        enrolment.save(update_fields=["awaits_session"])


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
    user: AbstractBaseUser, course_key: UUID, *, language: str = "", at: datetime | None = None
) -> Enrolment | None:
    """Note that a person is done with a course if all that it takes is there, and tell others on commit.

    Return the enrolment if it was this call that completed it. Of calls at the same time one does. `at` is when
    that happened which is written down now: the course is done then, or when the last of its lessons was.
    """
    mine = Enrolment.objects.filter(user_id=user.pk, course_key=course_key, completed_at=None)
    # Whoever finishes two lessons at once: the second waits here, and then sees what the first has written.
    enrolment = mine.select_for_update().first()
    plan = course_plan(course_key) if enrolment else None
    if enrolment is None or plan is None:
        return None
    standing = standing_of(user, plan)
    if standing is not Standing.DONE:
        _note_standing(enrolment, standing)
        return None
    enrolment.completed_at = _latest_of(user, plan, at) if at else timezone.now()
    enrolment.awaits_session = False
    enrolment.save(update_fields=["completed_at", "awaits_session"])
    note(
        user,
        LearningEvent.Verb.COMPLETED,
        "course",
        course_key,
        course_key=course_key,
        language=language,
        at=enrolment.completed_at,
        completion=True,
    )
    transaction.on_commit(lambda: course_completed.send(sender=Enrolment, enrolment=enrolment))
    return enrolment


@task()
def complete_ready(course_key: str) -> None:
    """Note as done those who have all that a course takes now that it has changed, as when it demands less."""
    plan = course_plan(UUID(course_key))
    if plan is None:
        return
    waiting = Enrolment.objects.filter(
        course_key=plan.course_key, completed_at=None, user__isnull=False
    )
    if plan.lessons:
        through = Progress.objects.filter(
            user_id__in=waiting.values("user_id"),
            lesson_key__in=plan.lessons,
            completed_at__isnull=False,
        )
        counted = through.order_by().values("user_id").annotate(number=Count("pk"))
        waiting = waiting.filter(
            user_id__in=counted.filter(number=len(plan.lessons)).values("user_id")
        )
    for enrolment in waiting.select_related("user").iterator(BATCH):
        if enrolment.user is not None:
            complete_if_done(enrolment.user, plan.course_key)


@transaction.atomic
def undo_completion(
    user: AbstractBaseUser, course_key: UUID, *, since: datetime
) -> Enrolment | None:
    """Take back that a person is done with a course, if that was `since` a moment and can no longer be so.

    Return the enrolment if it was completed until now.
    """
    mine = Enrolment.objects.filter(user_id=user.pk, course_key=course_key, completed_at__gte=since)
    enrolment = mine.select_for_update().first()
    plan = course_plan(course_key) if enrolment else None
    standing = standing_of(user, plan) if plan else Standing.DONE
    if enrolment is None or standing is Standing.DONE:
        return None
    enrolment.completed_at = None
    enrolment.awaits_session = standing is Standing.AWAITING
    enrolment.save(update_fields=["completed_at", "awaits_session"])
    void(user, LearningEvent.Verb.COMPLETED, course_key, course_key=course_key)
    return enrolment


def _latest_of(user: AbstractBaseUser, plan: CoursePlan, at: datetime) -> datetime:
    """Return when the last of what a course takes was there: what happened `at`, lessons, quizzes, reviews."""
    read = Progress.objects.filter(user_id=user.pk, lesson_key__in=plan.lessons)
    moments: list[datetime | None] = [at, read.aggregate(last=Max("completed_at"))["last"]]
    if plan.quizzes_required and (quizzes := plan.all_quizzes):
        passed = Attempt.objects.filter(user_id=user.pk, quiz_key__in=quizzes, passed=True)
        firsts = passed.order_by().values("quiz_key").annotate(first=Min("submitted_at"))
        moments += firsts.values_list("first", flat=True)
    if reviews := plan.all_reviews:
        approved = Submission.objects.filter(
            user_id=user.pk, reflection_key__in=reviews, state=Submission.State.APPROVED
        )
        decided = (
            approved.order_by().values("reflection_key").annotate(first=Min("review__decided_at"))
        )
        moments += decided.values_list("first", flat=True)
    return max(moment for moment in moments if moment is not None)
