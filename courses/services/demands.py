"""What a lesson demands besides being read: quizzes, reviews and packages. All of them must be met for it to be done."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from ..models import Attempt, Enrolment, LearningPackage, PackageState, Submission
from ..selectors.plan import course_plan, lesson_demands
from .enrolling import complete_if_done, enrol
from .progress import Lesson, complete_lesson


@transaction.atomic
def finish_lesson(user: AbstractBaseUser, lesson: Lesson) -> None:
    """Note a lesson, and with it its course, as done if all that it demands is there.

    Whatever meets one of the demands calls this. A lesson that demands nothing is left to its reader.
    """
    plan = course_plan(lesson.course_key)
    demands = lesson_demands(lesson.key)
    if plan is None or not demands:
        return
    enrol(user, lesson.course_key, language=lesson.language)
    # Of two demands that are met at once, the second waits here and then sees the first.
    Enrolment.objects.select_for_update().get(user_id=user.pk, course_key=lesson.course_key)
    if (
        _quizzes(user, demands.quizzes, passed=plan.quizzes_required)
        and _approved(user, demands.reviews)
        and _packages(user, demands.packages)
        and not complete_lesson(user, lesson)
    ):  # the lesson was done before, perhaps when it demanded less
        complete_if_done(user, lesson.course_key, language=lesson.language)


def _quizzes(user: AbstractBaseUser, keys: frozenset[UUID], *, passed: bool) -> bool:
    mine = Attempt.objects.filter(user_id=user.pk, quiz_key__in=keys, submitted_at__isnull=False)
    if passed:
        mine = mine.filter(passed=True)
    return not keys or set(mine.values_list("quiz_key", flat=True)) >= keys


def _approved(user: AbstractBaseUser, keys: frozenset[UUID]) -> bool:
    return not keys or Submission.approved_keys(int(user.pk), keys) >= keys


def _packages(user: AbstractBaseUser, keys: frozenset[UUID]) -> bool:
    """Tell whether a package is done in each of the blocks; a translation may hold another package in the same one."""
    if not keys:
        return True
    kept: dict[tuple[UUID, LearningPackage], list[PackageState]] = defaultdict(list)
    rows = PackageState.objects.filter(user_id=user.pk, block_key__in=keys)
    for row in rows.select_related("package"):
        kept[row.block_key, row.package].append(row)
    return {block for (block, package), states in kept.items() if package.is_done(states)} >= keys
