"""Giving people and units courses to take, taking that back, and moving the last day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from content.models import CatalogueEntry, OrganisationUnit

from ..models import Assignment
from ..rules import administers_learning, line_of
from ..selectors.assigning import courses_of_path
from ..selectors.team import person_in


class OutsideLine(PermissionDenied):
    """Somebody tried to give courses to people of another's line, or to take theirs away."""


def _check_day(due_on: date | None) -> None:
    if due_on is not None and due_on < timezone.localdate():
        raise ValidationError({"due_on": _("That day is over. Choose today or a later day.")})


def _check_line(by: Any, assignment: Assignment) -> None:
    if administers_learning(by):
        return
    line = line_of(by)
    if assignment.unit_id is not None:
        inside = line.filter(pk=assignment.unit_id).exists()
    else:
        inside = person_in(line, assignment.user_id or 0) is not None
    if not inside:
        raise OutsideLine


@transaction.atomic
def assign(
    by: Any,
    course_key: UUID,
    *,
    unit: OrganisationUnit | None = None,
    user: Any = None,
    due_on: date | None = None,
    mandatory: bool = True,
) -> Assignment:
    """Give a course to a person or a unit; who has it already gets the new last day instead.

    Raises:
        OutsideLine: the unit or person belongs to another's line.
        ValidationError: there is no such course, the day is over, or it is not one person or one unit.
    """
    if (unit is None) == (user is None):
        raise ValidationError(_("Choose a unit or people, not both."))
    _check_day(due_on)
    wanted = Assignment(course_key=course_key, unit=unit, user=user)
    _check_line(by, wanted)
    if not CatalogueEntry.objects.filter(kind="course", translation_key=course_key).exists():
        raise ValidationError({"course": _("There is no such course. Choose another one.")})
    assignment, _created = Assignment.objects.update_or_create(
        course_key=course_key,
        path_key=None,
        unit=unit,
        user=user,
        defaults={"due_on": due_on, "mandatory": mandatory, "assigned_by": by},
    )
    return assignment


@transaction.atomic
def assign_path(
    by: Any,
    path_key: UUID,
    courses: Sequence[UUID],
    *,
    unit: OrganisationUnit | None = None,
    user: Any = None,
    due_on: date | None = None,
    mandatory: bool = True,
) -> None:
    """Give those of a learning path's courses that the giver may see to a person or a unit.

    They are the path's courses of today: a course that the path gets later is given when the path is given again,
    which moves the last day of all of them and takes back those that the path no longer has. Courses that were given
    alone are left as they are.

    Raises:
        OutsideLine: the unit or person belongs to another's line.
        ValidationError: the path has no such courses, the day is over, or it is not one person or one unit.
    """
    if (unit is None) == (user is None):
        raise ValidationError(_("Choose a unit or people, not both."))
    _check_day(due_on)
    _check_line(by, Assignment(unit=unit, user=user))
    has = courses_of_path(path_key)
    wanted = [key for key in has if key in set(courses)]
    if not wanted:
        raise ValidationError({"course": _("The learning path has no courses to give just now.")})
    given = Assignment.objects.filter(path_key=path_key, unit=unit, user=user)
    given.exclude(course_key__in=has).delete()
    # Two who give at the same time: each course is written once, and the later last day to arrive holds for all.
    Assignment.objects.bulk_create(
        [Assignment(course_key=key, path_key=path_key, unit=unit, user=user) for key in wanted],
        ignore_conflicts=True,
    )
    given.update(due_on=due_on, mandatory=mandatory, assigned_by=by)


def _with_its_path(assignment: Assignment) -> QuerySet[Assignment]:
    """Return all that was given together with an assignment: itself alone, or the courses of one path."""
    if assignment.path_key is None:
        return Assignment.objects.filter(pk=assignment.pk)
    return Assignment.objects.filter(
        path_key=assignment.path_key, unit=assignment.unit_id, user=assignment.user_id
    )


@transaction.atomic
def change_due(by: Any, assignment: Assignment, due_on: date | None) -> None:
    """Move the last day, or take it away with `None`; of a learning path that of all its courses.

    Raises:
        OutsideLine: the assignment belongs to another's line.
        ValidationError: the day is over.
    """
    _check_line(by, assignment)
    _check_day(due_on)
    _with_its_path(assignment).update(due_on=due_on)


@transaction.atomic
def withdraw(by: Any, assignment: Assignment) -> None:
    """Take an assignment back, with a learning path all its courses. What people have learned stays theirs.

    Raises:
        OutsideLine: the assignment belongs to another's line.
    """
    _check_line(by, assignment)
    _with_its_path(assignment).delete()
