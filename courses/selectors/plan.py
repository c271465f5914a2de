"""What a course consists of and demands, read from the catalogue: for services, which no visitor's access limits."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from django.conf import settings

from content.models import CatalogueEntry
from content.sql import below


@dataclass(frozen=True)
class Demands:
    """The parts of a lesson that decide when it is done, by the ids of their blocks."""

    quizzes: frozenset[UUID]
    reviews: frozenset[UUID]
    """Reflections that must be approved."""
    packages: frozenset[UUID]
    """Blocks whose package must say that it is done."""

    @classmethod
    def of(cls, facts: dict[str, Any]) -> Demands:
        """Return what a lesson's facts in the catalogue demand."""
        return cls(*(frozenset(map(UUID, facts.get(part.name, ()))) for part in fields(cls)))

    def __bool__(self) -> bool:
        return bool(self.quizzes or self.reviews or self.packages)


@dataclass(frozen=True)
class CoursePlan:
    """Modules and lessons of a course and what they demand, by their keys."""

    course_key: UUID
    modules: dict[UUID, frozenset[UUID]]
    """Lessons by module."""
    lessons: frozenset[UUID]
    demands: dict[UUID, Demands]
    """What a lesson demands; one that demands nothing is not named."""
    quizzes_required: bool
    attendance_required: bool = False
    """Whether one must have come to a session of the course."""

    @property
    def all_quizzes(self) -> set[UUID]:
        return {key for demands in self.demands.values() for key in demands.quizzes}

    @property
    def all_reviews(self) -> set[UUID]:
        return {key for demands in self.demands.values() for key in demands.reviews}


def lesson_demands(lesson_key: UUID) -> Demands:
    """Return what a published lesson demands, also where only a translation of the course has it; one query."""
    versions = CatalogueEntry.objects.filter(translation_key=lesson_key, kind="lesson")
    entry = min(versions.only("language", "facts"), key=source_first, default=None)
    return Demands.of(entry.facts if entry else {})


def source_of(course_key: UUID) -> CatalogueEntry | None:
    """Return the version of a published course that says what it consists of, or None if there is none.

    It is the one in the portal's own language: a translation that lacks lessons makes a course no shorter.
    """
    versions = CatalogueEntry.objects.filter(translation_key=course_key, kind="course")
    return min(versions.only("language", "path", "facts"), key=source_first, default=None)


def source_first(entry: CatalogueEntry) -> tuple[bool, str]:
    """Sort the versions of a page so that the one in the portal's own language comes first."""
    return entry.language != settings.LANGUAGE_CODE, entry.language


def course_plan(course_key: UUID) -> CoursePlan | None:
    """Return the plan of a published course, or None if there is none; two queries."""
    course = source_of(course_key)
    if course is None:
        return None
    parts = CatalogueEntry.objects.filter(below(course.path), kind__in=["module", "lesson"])
    entries = list(parts.only("translation_key", "kind", "path", "facts"))
    lessons = [entry for entry in entries if entry.kind == "lesson"]
    demands = {entry.translation_key: Demands.of(entry.facts) for entry in lessons}
    return CoursePlan(
        course_key=course_key,
        modules={
            module.translation_key: frozenset(
                entry.translation_key for entry in lessons if entry.path.startswith(module.path)
            )
            for module in entries
            if module.kind == "module"
        },
        lessons=frozenset(demands),
        demands={key: found for key, found in demands.items() if found},
        quizzes_required=bool(course.facts.get("quizzes_required")),
        attendance_required=bool(course.facts.get("attendance_required")),
    )
