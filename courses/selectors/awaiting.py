"""Who has done all that a course takes, and who all of it but coming to a session."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Count

from ..models import Attempt, Progress, SessionRegistration, Submission
from .plan import CoursePlan

People = set[int]


class Standing(enum.Enum):
    """How far somebody who has begun a course is."""

    UNDER_WAY = enum.auto()
    AWAITING = enum.auto()
    """Nothing is missing but coming to a session."""
    DONE = enum.auto()


def standing_of(user: AbstractBaseUser, plan: CoursePlan) -> Standing:
    """Return how far a person is in a course; at most three queries."""
    ready = _ready(plan, [int(user.pk)])
    if not ready:
        return Standing.UNDER_WAY
    if plan.attendance_required and ready - _came(plan, ready):
        return Standing.AWAITING
    return Standing.DONE


def awaiting_among(plan: CoursePlan, people: Collection[int]) -> People:
    """Return who of the people lacks nothing of a course but a session; at most three queries."""
    ready = _ready(plan, people) if plan.attendance_required else set()
    return ready - _came(plan, ready) if ready else ready


def _ready(plan: CoursePlan, people: Collection[int]) -> People:
    """Return who has read and passed all that the course takes; of one of sessions alone all of them."""
    if not plan.lessons:
        return set(people) if plan.attendance_required else set()
    read = (
        Progress.objects.filter(
            user_id__in=people, lesson_key__in=plan.lessons, completed_at__isnull=False
        )
        .order_by()
        .values_list("user_id")
        .annotate(number=Count("pk"))
        .filter(number=len(plan.lessons))
    )
    ready = {person for person, _number in read}
    if ready and (wanted := plan.to_pass):
        # A lesson may have been done before it demanded these.
        has = _passed(wanted, ready)
        ready = {person for person in ready if has[person] >= wanted}
    return ready


def _passed(keys: set[UUID], people: People) -> dict[int, set[UUID]]:
    """Return which of the quizzes and reflections each person has passed."""
    passed = Attempt.objects.filter(user_id__in=people, quiz_key__in=keys, passed=True)
    approved = Submission.objects.filter(
        user_id__in=people, reflection_key__in=keys, state=Submission.State.APPROVED
    )
    found: dict[int, set[UUID]] = defaultdict(set)
    for person, key in (
        passed.order_by()
        .values_list("user_id", "quiz_key")
        .union(approved.order_by().values_list("user_id", "reflection_key"))
    ):
        found[person].add(key)
    return found


def _came(plan: CoursePlan, people: People) -> People:
    """Return who has come to a session of the course."""
    rows = SessionRegistration.objects.filter(
        user_id__in=people, course_key=plan.course_key, attended=True
    )
    return set(rows.values_list("user_id", flat=True))
