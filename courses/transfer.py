"""Courses, modules and lessons as lines."""

from content.structure import Section, register_section
from content.transfer.fields import Choice, Flag, Plain, Stream, Whole
from content.transfer.kinds import register
from content.transfer.pages import PageKind

from .models import CourseIndexPage, CoursePage, LessonPage, ModulePage
from .packages import transfer as packages_transfer  # noqa: F401 - registers its values

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
register_section(
    Section(
        "courses",
        CourseIndexPage,
        {"sv": "Kurser", "en": "Courses"},
        {"sv": "kurser", "en": "courses"},
        order=30,
    )
)
