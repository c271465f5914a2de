"""Finds a quiz or a reflection where it stands in a published lesson."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404

from content.models import CatalogueEntry
from content.serving import load

from .blocks import demands_of
from .freezing import Quiz, freeze
from .models import LessonPage
from .selectors.outline import COURSE_DEPTH
from .services.progress import Lesson
from .services.reviews import Reflection


def lesson_of_page(page: LessonPage, course_key: UUID) -> Lesson:
    """Return a lesson as progress needs to know it."""
    activities = {
        block.id for block in page.body if block.block_type in ("checklist", "reflection")
    }
    return Lesson(
        page.translation_key,
        course_key,
        page.locale.language_code,
        frozenset(activities),
        bool(demands_of(page.body)),
    )


def _block(entry: CatalogueEntry, kind: str, key: UUID) -> tuple[LessonPage, Any, UUID]:
    """Return a lesson's page, the block in it, and the key of the course.

    Raises:
        Http404: the lesson does not have it.
    """
    page = load(entry)
    for block in page.body if isinstance(page, LessonPage) else ():
        if block.block_type == kind and block.id == str(key):
            path = entry.path[: COURSE_DEPTH * LessonPage.steplen]
            course = CatalogueEntry.objects.get(path=path, kind="course")
            return page, block, course.translation_key
    raise Http404


def quiz_in(entry: CatalogueEntry, quiz_key: UUID) -> Quiz:
    """Return a quiz of a published lesson.

    Raises:
        Http404: the lesson does not have it.
    """
    _page, block, course_key = _block(entry, "quiz", quiz_key)
    return Quiz(quiz_key, entry.translation_key, course_key, entry.language, freeze(block.value))


def reflection_in(entry: CatalogueEntry, reflection_key: UUID) -> Reflection:
    """Return a reflection of a published lesson that wants a review.

    Raises:
        Http404: the lesson does not have it.
    """
    page, _found, course_key = _block(entry, "reflection", reflection_key)
    for reflection in reflections_on(page, course_key):
        if reflection.key == reflection_key:
            return reflection
    raise Http404


def reflections_on(page: LessonPage, course_key: UUID) -> list[Reflection]:
    """Return the reflections of a lesson that want a review, in their order."""
    lesson = lesson_of_page(page, course_key)
    return [
        Reflection(
            UUID(block.id),
            lesson,
            block.value["review"],
            block.value["question"],
            block.value["criteria"] or "",
        )
        for block in page.body
        if block.block_type == "reflection" and block.value.get("review")
    ]
