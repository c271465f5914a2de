"""Says in words what a package has reported, and lets it complete the lesson where the editor wants that."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import LearningPackage, PackageState
from ..services.learning import Lesson, finish_lesson
from .place import PackageInLesson


def summary(package: LearningPackage, kept: list[PackageState]) -> str:
    """Return one line for the learner: what is done and with what result. Empty before anything was reported."""
    begun = [row for row in kept if row.completion != PackageState.Completion.NOT_ATTEMPTED]
    if not begun:
        return ""
    if len(package.items) > 1:
        done = package.done_parts(kept)
        return ngettext(
            "%(done)s of %(total)s part done.",
            "%(done)s of %(total)s parts done.",
            len(package.items),
        ) % {"done": len(done), "total": len(package.items)}
    row = begun[0]
    says = row.get_completion_display()
    if row.success != PackageState.Success.UNKNOWN:
        says = row.get_success_display()
    if row.scaled is None:
        return _("%(state)s.") % {"state": says}
    return _("%(state)s, %(percent)s per cent.") % {
        "state": says,
        "percent": round(row.scaled * 100),
    }


def complete_lesson(
    user: AbstractBaseUser, found: PackageInLesson, kept: list[PackageState]
) -> None:
    """Note the lesson as done if the editor lets the package say so, it does, and nothing else is demanded."""
    if not found.completes or not found.package.is_done(kept):
        return
    lesson = Lesson(
        key=found.lesson.translation_key,
        course_key=found.course.translation_key,
        language=found.lesson.locale.language_code,
    )
    finish_lesson(user, lesson)
