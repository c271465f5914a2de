"""What a course consists of and demands, read from the catalogue: for services, which no visitor's access limits."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q

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

    @property
    def to_pass(self) -> set[UUID]:
        """The quizzes and reflections without which one is not done."""
        return self.all_reviews | (self.all_quizzes if self.quizzes_required else set())


def lesson_demands(lesson_key: UUID) -> Demands:
    """Return what a published lesson demands, also where only a translation of the course has it; one query."""
    versions = CatalogueEntry.objects.filter(translation_key=lesson_key, kind="lesson")
    entry = min(versions.only("language", "facts"), key=source_first, default=None)
    return Demands.of(entry.facts if entry else {})


def source_of(course_key: UUID) -> CatalogueEntry | None:
    """Return the version of a published course that says what it consists of, or None if there is none.

    It is the one in the portal's own language: a translation that lacks lessons makes a course no shorter.
    """
    return sources_of([course_key]).get(course_key)


def sources_of(course_keys: Collection[UUID]) -> dict[UUID, CatalogueEntry]:
    """Return for each of the courses that is published the version that says what it consists of; one query."""
    versions = CatalogueEntry.objects.filter(translation_key__in=course_keys, kind="course")
    return sources_among(versions.only("translation_key", "language", "path", "facts"))


def sources_among(versions: Iterable[CatalogueEntry]) -> dict[UUID, CatalogueEntry]:
    """Return for each course the one of its versions that says what it consists of."""
    found: dict[UUID, CatalogueEntry] = {}
    for entry in sorted(versions, key=source_first):
        found.setdefault(entry.translation_key, entry)
    return found


def source_first(entry: CatalogueEntry) -> tuple[bool, str]:
    """Sort the versions of a page so that the one in the portal's own language comes first."""
    return entry.language != settings.LANGUAGE_CODE, entry.language


def course_plan(course_key: UUID) -> CoursePlan | None:
    """Return the plan of a published course, or None if there is none; two queries."""
    return plans_of(sources_of([course_key]).values()).get(course_key)


def plans_of(sources: Collection[CatalogueEntry]) -> dict[UUID, CoursePlan]:
    """Return the plans of courses by key, from `sources_of`; one query for all of them, none for none."""
    inside = Q(pk__in=[])
    for source in sources:
        inside |= below(source.path)
    parts = CatalogueEntry.objects.filter(inside, kind__in=["module", "lesson"])
    entries = list(parts.only("translation_key", "kind", "path", "facts")) if sources else []
    return {
        source.translation_key: _plan(
            source, [entry for entry in entries if entry.path.startswith(source.path)]
        )
        for source in sources
    }


def _plan(course: CatalogueEntry, entries: Iterable[CatalogueEntry]) -> CoursePlan:
    """Return the plan of a course from the entries below it."""
    lessons = [entry for entry in entries if entry.kind == "lesson"]
    demands = {entry.translation_key: Demands.of(entry.facts) for entry in lessons}
    return CoursePlan(
        course_key=course.translation_key,
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
