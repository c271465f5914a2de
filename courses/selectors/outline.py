"""Reads that span a course, its modules and its lessons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest

from content.access import hidden_paths, outside
from content.models import BasePage, CatalogueEntry
from content.sql import below
from content.statements import Statement

from .plan import source_of

COURSE_DEPTH = 4  # root, home, section, course


@dataclass
class OutlineModule:
    """A module with its lessons, all as catalogue entries."""

    entry: CatalogueEntry
    lessons: list[OutlineLesson] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.entry.title

    @property
    def summary(self) -> str:
        return self.entry.summary

    @property
    def url(self) -> str:
        return self.entry.url

    @property
    def minutes(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons)

    @property
    def done(self) -> int:
        """Number of lessons that the reader has done."""
        return sum(lesson.state == "done" for lesson in self.lessons)


@dataclass
class OutlineLesson:
    entry: CatalogueEntry
    state: str = ""
    """`done`, `begun` or empty, for the reader; see `courses.selectors.learning`."""

    @property
    def title(self) -> str:
        return self.entry.title

    @property
    def url(self) -> str:
        return self.entry.url

    @property
    def minutes(self) -> int:
        return int(self.entry.facts.get("minutes") or 0)

    @property
    def quizzes(self) -> int:
        """Number of quizzes in the lesson."""
        return len(self.entry.facts.get("quizzes", ()))

    @property
    def reviews(self) -> int:
        """Number of reflections in the lesson that must be approved."""
        return len(self.entry.facts.get("reviews", ()))

    @property
    def lesson_kind(self) -> str:
        return str(self.entry.facts.get("lesson_kind", ""))


class Outline(list[OutlineModule]):
    """The modules of a course in order, each with its lessons."""

    course: CatalogueEntry | None = None
    elsewhere: list[OutlineLesson]
    """Lessons that count as well, but that only the portal's own language has; none in that language."""

    def __init__(self, modules: Iterable[OutlineModule] = ()) -> None:
        super().__init__(modules)
        self.elsewhere = []

    @classmethod
    def of(cls, entries: Iterable[CatalogueEntry]) -> Outline:
        """Return the outline of one course from its entries in tree order."""
        outline = cls()
        for entry in entries:
            if entry.kind == "course":
                outline.course = entry
            elif entry.kind == "module":
                outline.append(OutlineModule(entry))
            elif (
                entry.kind == "lesson" and outline and entry.path.startswith(outline[-1].entry.path)
            ):
                outline[-1].lessons.append(OutlineLesson(entry))
        return outline

    @property
    def lessons(self) -> list[OutlineLesson]:
        return [lesson for module in self for lesson in module.lessons]

    @property
    def counted(self) -> list[OutlineLesson]:
        """All lessons that it takes to be done with the course."""
        return self.lessons + self.elsewhere

    def count_also(self, source: Iterable[CatalogueEntry]) -> None:
        """Count the lessons of the version that says what the course consists of, as far as this one lacks them."""
        here = {lesson.entry.translation_key for lesson in self.lessons}
        self.elsewhere = [
            OutlineLesson(entry)
            for entry in source
            if entry.kind == "lesson" and entry.translation_key not in here
        ]

    @property
    def has_quizzes(self) -> bool:
        return any(lesson.quizzes for lesson in self.counted)

    @property
    def has_reviews(self) -> bool:
        return any(lesson.reviews for lesson in self.counted)

    @property
    def minutes(self) -> int:
        return sum(module.minutes for module in self)

    @property
    def first(self) -> OutlineLesson | None:
        return next(iter(self.lessons), None)

    def module_of(self, page: BasePage) -> OutlineModule | None:
        return next((module for module in self if page.path.startswith(module.entry.path)), None)

    def around(self, page: BasePage) -> dict[str, Any]:
        """Return `previous`, `next`, `position` (from 1) and `count` for a lesson; position 0 for a draft."""
        lessons = self.lessons
        place = next(
            (number for number, lesson in enumerate(lessons) if lesson.entry.path == page.path),
            None,
        )
        if place is None:
            return {
                "previous": None,
                "next": None,
                "position": 0,
                "count": len(lessons),
                "module": self.module_of(page),
            }
        return {
            "previous": lessons[place - 1] if place else None,
            "next": lessons[place + 1] if place + 1 < len(lessons) else None,
            "position": place + 1,
            "count": len(lessons),
            "module": self.module_of(page),
        }


def course_outline(page: BasePage, request: HttpRequest) -> Outline:
    """Return what the visitor may see of the course that a course, module or lesson page belongs to.

    One query, whatever the size of the course, and two more for a translation. Tree order is the order of the paths.
    """
    course_path = page.path[: COURSE_DEPTH * page.steplen]
    hidden = hidden_paths(request)
    outline = Outline.of(_below(hidden, path=course_path))
    if outline.course is not None and outline.course.language != settings.LANGUAGE_CODE:
        source = source_of(outline.course.translation_key)
        if source is not None and source.path != course_path:
            outline.count_also(_below(hidden, path=source.path))
    return outline


@Statement
def _below(hidden: tuple[str, ...], *, path: str) -> QuerySet[CatalogueEntry]:
    entries = outside(CatalogueEntry.objects.filter(below(path)), hidden)
    return entries.defer("text", "headings").order_by("path")
