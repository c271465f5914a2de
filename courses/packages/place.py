"""Finds a package where it stands in a lesson, for one visitor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest

from content.access import may_view

from ..models import CoursePage, LearningPackage, LessonPage


@dataclass(frozen=True)
class PackageInLesson:
    lesson: LessonPage
    course: CoursePage
    block_key: UUID
    package: LearningPackage
    completes: bool
    """Tell whether the lesson is done when the package says so."""


def package_in_lesson(request: HttpRequest, page_id: int, block_key: UUID) -> PackageInLesson:
    """Return the package of a block of a public lesson.

    Raises:
        Http404: there is none that the visitor may see. The reasons are not told apart.
    """
    lesson: Any = LessonPage.objects.live().filter(pk=page_id).select_related("locale").first()
    if lesson is None or not may_view(lesson.path, request):
        raise Http404
    block = next(
        (
            each
            for each in lesson.body
            if each.block_type == "package" and each.id == str(block_key)
        ),
        None,
    )
    course = CoursePage.objects.ancestor_of(lesson).live().first()
    if block is None or course is None or block.value["package"] is None:
        raise Http404
    return PackageInLesson(
        lesson, course, block_key, block.value["package"], bool(block.value["completes"])
    )
