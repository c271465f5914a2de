"""What it can take to be done with a course besides its lessons and quizzes.

A course names its conditions (`CoursePage.requirements`). Whoever keeps the rows that answer one registers it here.
A condition that nobody has registered is never met: a certificate is not given for what nobody has checked.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

Condition = Callable[[int, UUID], bool]
"""Takes a user's id and a course's translation key, and tells whether the condition is met."""

_conditions: dict[str, Condition] = {}


def register(name: str, condition: Condition) -> None:
    """Let a condition (`attendance`, `review`) be answered."""
    _conditions[name] = condition


def met(name: str, user_id: int, course_key: UUID) -> bool:
    condition = _conditions.get(name)
    return condition is not None and condition(user_id, course_key)
