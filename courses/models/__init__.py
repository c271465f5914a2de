"""Courses: the pages that editors write, and the rows that learners leave behind."""

from .activities import ActivityLaunch, ActivityState, ActivityStatement
from .assignments import Assignment
from .claims import MethodClaim
from .credentials import Credential, StatusEntry
from .digests import DigestRun, LearningDigest
from .evaluations import (
    EvaluationBatch,
    EvaluationGiven,
    EvaluationResponse,
    EvaluationVersion,
)
from .learning import Enrolment, LearningEvent, Progress
from .packages import Cmi5Session, LearningPackage, PackageState
from .pages import CourseIndexPage, CoursePage, LessonPage, ModulePage
from .paths import LearningPathIndexPage, LearningPathPage
from .quizzes import Answer, Attempt, QuizVersion
from .reviews import Review, Submission
from .sessions import CalendarFeed, SessionNotice, SessionRegistration, TrainingSession

__all__ = [
    "ActivityLaunch",
    "ActivityState",
    "ActivityStatement",
    "Answer",
    "Assignment",
    "Attempt",
    "CalendarFeed",
    "Cmi5Session",
    "CourseIndexPage",
    "CoursePage",
    "Credential",
    "DigestRun",
    "Enrolment",
    "EvaluationBatch",
    "EvaluationGiven",
    "EvaluationResponse",
    "EvaluationVersion",
    "LearningDigest",
    "LearningEvent",
    "LearningPackage",
    "LearningPathIndexPage",
    "LearningPathPage",
    "LessonPage",
    "MethodClaim",
    "ModulePage",
    "PackageState",
    "Progress",
    "QuizVersion",
    "Review",
    "SessionNotice",
    "SessionRegistration",
    "StatusEntry",
    "Submission",
    "TrainingSession",
]
