"""What tests of credentials share: a course with an end, and people who have reached it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from courses.models import Credential, Enrolment
from courses.services.credentials import issue
from tests.factories import CourseFactory, LessonFactory, ModuleFactory, UserFactory

OUTCOMES = ["Efter kursen kan du leda en förändring.", "Efter kursen kan du säga nej."]


def course(**fields: Any) -> Any:
    """Publish a course of 30 minutes with outcomes."""
    outcomes = [("item", text) for text in OUTCOMES]
    page = CourseFactory(title=fields.pop("title", "Leda förändring"), outcomes=outcomes, **fields)
    LessonFactory(parent=ModuleFactory(parent=page), minutes=30)
    return page


def completed(page: Any, user: Any = None) -> Enrolment:
    user = user or UserFactory(first_name="Åsa", last_name="Öberg")
    return Enrolment.objects.create(
        user=user, course_key=page.translation_key, completed_at=timezone.now()
    )


def certificate(user: Any = None, **fields: Any) -> Credential:
    """Issue a certificate of a new course."""
    credential = issue(completed(course(**fields), user))
    assert credential is not None
    return credential
