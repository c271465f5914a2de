"""What a course consists of and demands, read from the catalogue: for services, which no visitor's access limits."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from content.models import CatalogueEntry
from content.sql import below


@dataclass(frozen=True)
class CoursePlan:
    """Lessons and quizzes of a course, by their keys."""

    course_key: UUID
    lessons: frozenset[UUID]
    quizzes: dict[UUID, frozenset[UUID]]
    """Quizzes by lesson; a lesson without any is not named."""
    quizzes_required: bool
    attendance_required: bool = False
    """Whether one must have come to a session of the course."""

    @property
    def all_quizzes(self) -> set[UUID]:
        return {key for keys in self.quizzes.values() for key in keys}


def course_plan(course_key: UUID) -> CoursePlan | None:
    """Return the plan of a published course, or None if there is none; two queries.

    The version in the portal's own language says what the course consists of: a translation that lacks lessons
    makes a course no shorter.
    """
    versions = list(
        CatalogueEntry.objects.filter(translation_key=course_key, kind="course").only(
            "language", "path", "facts"
        )
    )
    versions.sort(key=lambda entry: (entry.language != settings.LANGUAGE_CODE, entry.language))
    if not versions:
        return None
    course = versions[0]
    lessons = CatalogueEntry.objects.filter(below(course.path), kind="lesson")
    found = {entry.translation_key: entry for entry in lessons.only("translation_key", "facts")}
    return CoursePlan(
        course_key=course_key,
        lessons=frozenset(found),
        quizzes={
            key: frozenset(UUID(quiz) for quiz in entry.facts["quizzes"])
            for key, entry in found.items()
            if entry.facts.get("quizzes")
        },
        quizzes_required=bool(course.facts.get("quizzes_required")),
        attendance_required=bool(course.facts.get("attendance_required")),
    )
