"""Courses in the admin."""

from . import (
    admin_credentials,  # noqa: F401 - registers its list and log actions
    admin_sessions,  # noqa: F401 - registers its list and button
    admin_statistics,  # noqa: F401 - registers its report
)
from .evaluations import admin as evaluations_admin  # noqa: F401 - registers its report
from .packages import admin as packages_admin  # noqa: F401 - registers its list
from .question_formats import admin as questions_admin  # noqa: F401 - registers its pages
