"""Keeping what somebody thought of a course: once, without the name, and out of sight until there are more."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from content.models import Membership, OrganisationUnit
from content.organisation import current

from ..models import (
    Enrolment,
    EvaluationBatch,
    EvaluationGiven,
    EvaluationResponse,
    EvaluationVersion,
    LearningEvent,
)
from ..selectors.reports import SMALLEST_GROUP, month_start
from ..services.enrolling import note
from .questions import Form, version_of

MIXED_GROUP = 2 * SMALLEST_GROUP
"""So many wait from all over the organisation before they become a group together."""
ADMINISTRATION_DEPTH = 2
"""Groups are formed by administration, the second step of the organisation: below it they would be known people."""


class NotCompleted(Exception):
    """Only those who have completed a course evaluate it."""


@transaction.atomic
def answer(user: Any, form: Form, answers: dict[str, Any]) -> bool:
    """Keep a person's answers; return False if that person has answered already. Of parallel calls one counts.

    Raises:
        NotCompleted: the person has not completed the course.
    """
    completed = Enrolment.objects.filter(
        user_id=user.pk, course_key=form.course_key, completed_at__isnull=False
    )
    if not completed.exists():
        raise NotCompleted
    _fact, is_first = EvaluationGiven.objects.get_or_create(
        user_id=user.pk, course_key=form.course_key
    )
    if not is_first:
        return False
    version = version_of(form)
    # Groups are closed one at a time: whoever answers the same course waits here.
    versions = EvaluationVersion.objects.filter(course_key=form.course_key)
    versions.select_for_update().order_by("pk").first()
    EvaluationResponse.objects.create(
        course_key=form.course_key,
        version=version,
        unit=_administration(user),
        answers=answers,
    )
    _close_group(form.course_key)
    note(
        user,
        LearningEvent.Verb.ANSWERED,
        "evaluation",
        form.key,
        course_key=form.course_key,
        language=form.language,
        completion=True,
    )
    return True


def _administration(user: Any) -> OrganisationUnit | None:
    """Return the administration that a person works in today, or None for somebody who is in no unit."""
    mine = Membership.objects.filter(current(), user_id=user.pk).order_by("unit__path")
    path = mine.values_list("unit__path", flat=True).first()
    if path is None:
        return None
    top = str(path)[: ADMINISTRATION_DEPTH * OrganisationUnit.steplen]
    return OrganisationUnit.objects.filter(path=top).first()


def _close_group(course_key: UUID) -> None:
    """Let the answers that wait become a group if there are enough of one administration, or of all together.

    A group that was closed never changes. The first one is closed as soon as it can, so that results begin.
    """
    waiting = EvaluationResponse.objects.filter(course_key=course_key, batch=None)
    by_unit: dict[int | None, list[UUID]] = defaultdict(list)
    for pk, place in waiting.values_list("pk", "unit_id"):
        by_unit[place].append(pk)
    groups = EvaluationBatch.objects.filter(course_key=course_key)
    unit, ids = max(by_unit.items(), key=lambda item: len(item[1]))
    if len(ids) < SMALLEST_GROUP:
        unit, ids = None, [pk for each in by_unit.values() for pk in each]
        if len(ids) < (MIXED_GROUP if groups.exists() else SMALLEST_GROUP):
            return
    group = EvaluationBatch.objects.create(
        course_key=course_key, unit_id=unit, month=month_start(timezone.localdate())
    )
    EvaluationResponse.objects.filter(pk__in=ids).update(batch=group, unit=None)
