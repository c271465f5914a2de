"""All that learners do, by name: the writes behind their pages, the demo and the tests."""

from .attempts import AttemptRefused, save_answers, start_attempt, submit_attempt
from .demands import finish_lesson
from .enrolling import complete_if_done, enrol
from .progress import Lesson, NotKept, record_progress

__all__ = [
    "AttemptRefused",
    "Lesson",
    "NotKept",
    "complete_if_done",
    "enrol",
    "finish_lesson",
    "record_progress",
    "save_answers",
    "start_attempt",
    "submit_attempt",
]
