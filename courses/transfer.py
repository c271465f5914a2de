"""Courses, modules and lessons as lines."""

from typing import Any

from content.structure import Section, register_section
from content.transfer.errors import LineError
from content.transfer.fields import Choice, Flag, Plain, Stream, Whole
from content.transfer.kinds import register
from content.transfer.pages import PageKind
from content.transfer.references import References

from . import transfer_sessions  # noqa: F401 - registers its kind
from .models import (
    CourseIndexPage,
    CoursePage,
    LearningPathIndexPage,
    LearningPathPage,
    LessonPage,
    ModulePage,
)
from .packages import transfer as packages_transfer  # noqa: F401 - registers its values


class Courses(Stream):
    """Keys of courses in their order."""

    def read(self, obj: Any, value: Any, refs: References, path: str) -> None:
        if not isinstance(value or [], list):
            raise LineError(f"{self.name}: a list of keys is expected")
        super().read(obj, [f"course/{key}" for key in value or []], refs, path)

    def write(self, obj: Any, refs: References) -> Any:
        live = [
            child.value for child in getattr(obj, self.attr) if child.value and child.value.live
        ]
        return [course.key for course in live]


register(
    PageKind(
        "course",
        CoursePage,
        Stream("outcomes", text=True),
        Plain("audience", text=True),
        Plain("prerequisites", text=True),
        Choice("level"),
        Flag("require_quizzes"),
        Flag("require_attendance"),
        Flag("gives_certificate"),
        Stream("evaluation", text=True),
        section="courses",
        order=50,
    )
)
register(PageKind("module", ModulePage, parent_kind="course", order=51))
register(
    PageKind(
        "lesson",
        LessonPage,
        Choice("lesson_kind"),
        Whole("minutes"),
        parent_kind="module",
        order=52,
    )
)
register(
    PageKind(
        "path",
        LearningPathPage,
        Stream("outcomes", text=True),
        Plain("audience", text=True),
        Courses("courses"),
        section="paths",
        order=53,
    )
)
register_section(
    Section(
        "paths",
        LearningPathIndexPage,
        {"sv": "Lärvägar", "en": "Learning paths"},
        {"sv": "larvagar", "en": "learning-paths"},
        order=31,
        in_menus=False,
    )
)
register_section(
    Section(
        "courses",
        CourseIndexPage,
        {"sv": "Kurser", "en": "Courses"},
        {"sv": "kurser", "en": "courses"},
        order=30,
    )
)
