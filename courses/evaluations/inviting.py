"""Who is asked to evaluate which course: those who have completed it and not yet said what it was worth."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest

from content.access import visible
from content.models import CatalogueEntry

from ..models import Enrolment, EvaluationGiven

if TYPE_CHECKING:
    from ..selectors.learning import CourseState


def invited(
    user: Any, courses: Iterable[CatalogueEntry], given: Collection[UUID] | None = None
) -> set[UUID]:
    """Return the keys of those of a person's completed courses that the person may still evaluate.

    One query at most, none if it is known which of them were `given` an evaluation.
    """
    keys = {course.translation_key for course in courses if course.facts.get("evaluation")}
    if keys and given is None:
        mine = EvaluationGiven.objects.filter(user_id=user.pk, course_key__in=keys)
        given = mine.values_list("course_key", flat=True)
    return keys.difference(given or ())


def is_invited(user: Any, state: CourseState | None) -> bool:
    """Tell whether a person has completed a course and may evaluate it; no query for all others."""
    if state is None or not state.completed_at or state.outline.course is None:
        return False
    return bool(invited(user, [state.outline.course]))


def may_evaluate(request: HttpRequest, course_key: UUID) -> bool:
    """Tell the same of a course that is known by its key alone; three queries at most."""
    user = request.user
    if not user.is_authenticated:
        return False
    mine = Enrolment.objects.filter(user_id=user.pk, course_key=course_key)
    if not mine.filter(completed_at__isnull=False).exists():
        return False
    versions = CatalogueEntry.objects.filter(kind="course", translation_key=course_key)
    return bool(invited(user, visible(versions, request)))
