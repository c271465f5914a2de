"""Courses: the pages that editors write, and the rows that learners leave behind."""

from .assignments import Assignment
from .credentials import Credential
from .learning import Enrolment, LearningEvent, Progress
from .pages import CourseIndexPage, CoursePage, LessonPage, ModulePage
from .quizzes import Answer, Attempt, QuizVersion

__all__ = [
    "Answer",
    "Assignment",
    "Attempt",
    "CourseIndexPage",
    "CoursePage",
    "Credential",
    "Enrolment",
    "LearningEvent",
    "LessonPage",
    "ModulePage",
    "Progress",
    "QuizVersion",
]
