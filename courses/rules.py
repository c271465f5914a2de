"""Who may do what with other people's learning."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from content.models import OrganisationUnit
from content.organisation import units_of

from .models import CoursePage, TrainingSession


def administers_learning(user: Any) -> bool:
    """Tell whether somebody gives courses to whomever it may be, whatever the organisation."""
    return bool(user.is_active and user.has_perm("courses.add_assignment"))


def reads_reports(user: Any) -> bool:
    """Tell whether somebody sees the numbers of the whole organisation."""
    return bool(user.is_active and user.has_perm("courses.view_enrolment"))


def reviews_reflections(user: Any) -> bool:
    """Tell whether somebody is a coach, who reviews the reflections that courses send to coaches."""
    return bool(user.is_active and user.has_perm("courses.add_review"))


def coaches() -> QuerySet[Any]:
    """Return the coaches: those who review reflections by their task, not by being allowed everything."""
    found: QuerySet[Any] = get_user_model()._default_manager.with_perm(
        "courses.add_review",
        include_superusers=False,
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return found


def line_of(user: Any) -> QuerySet[OrganisationUnit]:
    """Return the units whose people somebody may see and give courses to, in tree order."""
    if administers_learning(user):
        everything: QuerySet[OrganisationUnit] = OrganisationUnit.objects.order_by("path")
        return everything
    return units_of(user)


def courses_of(user: Any) -> QuerySet[CoursePage]:
    """Return the courses, in all their language versions, whose sessions somebody may plan."""
    courses = CoursePage.objects.filter(alias_of=None)
    if administers_learning(user):
        return courses
    pages: QuerySet[Page] = page_permission_policy.instances_user_has_permission_for(user, "change")
    return courses.filter(pk__in=pages.order_by().values("pk"))


def plans_sessions(user: Any, course_key: UUID) -> bool:
    """Tell whether somebody may plan the sessions of a course: who may edit it, and who administers learning."""
    if not user.is_active:
        return False
    return (
        administers_learning(user) or courses_of(user).filter(translation_key=course_key).exists()
    )


def marks_attendance(user: Any, session: TrainingSession) -> bool:
    """Tell whether somebody sees who comes to a session and marks who came."""
    if not user.is_active:
        return False
    return (
        session.trainer_id == user.pk
        or user.has_perm("courses.change_sessionregistration")
        or plans_sessions(user, session.course_key)
    )
