"""Courses: the pages that editors write, and the rows that learners leave behind."""

from .activities import ActivityLaunch, ActivityState, ActivityStatement
from .assignments import Assignment
from .claims import MethodClaim
from .credentials import Credential, StatusEntry
from .digests import DigestRun, LearningDigest
from .learning import Enrolment, LearningEvent, Progress
from .packages import PackageState, ScormPackage
from .pages import CourseIndexPage, CoursePage, LessonPage, ModulePage
from .quizzes import Answer, Attempt, QuizVersion
from .reviews import Review, Submission

__all__ = [
    "ActivityLaunch",
    "ActivityState",
    "ActivityStatement",
    "Answer",
    "Assignment",
    "Attempt",
    "CourseIndexPage",
    "CoursePage",
    "Credential",
    "DigestRun",
    "Enrolment",
    "LearningDigest",
    "LearningEvent",
    "LessonPage",
    "MethodClaim",
    "ModulePage",
    "PackageState",
    "Progress",
    "QuizVersion",
    "Review",
    "ScormPackage",
    "StatusEntry",
    "Submission",
]
