"""Who may do what with other people's learning."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from content.models import OrganisationUnit
from content.organisation import units_of


def administers_learning(user: Any) -> bool:
    """Tell whether somebody gives courses to whomever it may be, whatever the organisation."""
    return bool(user.is_active and user.has_perm("courses.add_assignment"))


def reads_reports(user: Any) -> bool:
    """Tell whether somebody sees the numbers of the whole organisation."""
    return bool(user.is_active and user.has_perm("courses.view_enrolment"))


def reviews_reflections(user: Any) -> bool:
    """Tell whether somebody is a coach, who reviews the reflections that courses send to coaches."""
    return bool(user.is_active and user.has_perm("courses.add_review"))


def line_of(user: Any) -> QuerySet[OrganisationUnit]:
    """Return the units whose people somebody may see and give courses to, in tree order."""
    if administers_learning(user):
        everything: QuerySet[OrganisationUnit] = OrganisationUnit.objects.order_by("path")
        return everything
    return units_of(user)
