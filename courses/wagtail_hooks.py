"""Courses in the admin."""

from .packages import admin as packages_admin  # noqa: F401 - registers its list
