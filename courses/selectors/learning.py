"""How far somebody is: in one course, and in all that they have begun or been asked to take."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from content.access import hidden_paths, outside
from content.models import CatalogueEntry
from content.sql import below
from content.statements import Statement

from ..models import Attempt, Enrolment, EvaluationGiven, Progress, SessionRegistration
from ..visiting import Row, is_remembered
from ..visiting import rows as rows_of_visitor
from .duties import Duty, duties_of
from .outline import Outline, OutlineLesson
from .plan import source_first

if TYPE_CHECKING:
    from .paths import MyPath

MOST_ENROLMENTS = 1000
MOST_COURSES = 100
"""How many courses "My learning" lists; who has more finds the rest among the courses."""


def anchor(lesson: OutlineLesson | CatalogueEntry, position: str) -> str:
    """Return the address of the exact place in a lesson."""
    return f"{lesson.url}#b-{position}" if position else str(lesson.url)


@dataclass
class CourseState:
    """How far somebody is in a course, lesson by lesson."""

    outline: Outline
    rows: dict[UUID, Row]
    enrolment: Enrolment | None = None
    entry: CatalogueEntry | None = None
    """The course with its picture, in lists of courses."""
    attended: bool = False
    """Whether the person has come to a session of it; lists of courses tell."""

    def __post_init__(self) -> None:
        for lesson in self.outline.counted:
            row = self.rows.get(lesson.entry.translation_key)
            if row is not None:
                lesson.state = "done" if row.completed_at else "begun"

    @property
    def total(self) -> int:
        return len(self.outline.counted)

    @property
    def done(self) -> int:
        return sum(lesson.state == "done" for lesson in self.outline.counted)

    @property
    def minutes_left(self) -> int:
        return sum(lesson.minutes for lesson in self.outline.counted if lesson.state != "done")

    @property
    def is_begun(self) -> bool:
        return self.enrolment is not None or bool(self.rows)

    @property
    def completed_at(self) -> datetime | None:
        return self.enrolment.completed_at if self.enrolment else None

    @property
    def wants_session(self) -> bool:
        """Tell whether the person must still come to a session to be done; lists of courses tell."""
        demands = self.entry is not None and self.entry.facts.get("attendance_required")
        return bool(demands) and not self.attended

    @property
    def awaits_session(self) -> bool:
        """Tell whether all lessons are done and the course is not, for want of a session."""
        begun = self.enrolment is not None and not self.completed_at
        return begun and self.wants_session and self.resume is None

    @property
    def resume(self) -> OutlineLesson | None:
        """The lesson to go on with: the one that was read last if it is not done, else the first that is not."""
        lessons = self.outline.counted
        read = [lesson for lesson in lessons if lesson.state]
        read.sort(key=self._read_at, reverse=True)
        if read and read[0].state != "done":
            return read[0]
        return next((lesson for lesson in lessons if lesson.state != "done"), None)

    def _read_at(self, lesson: OutlineLesson) -> float:
        moment = self.rows[lesson.entry.translation_key].updated_at
        return moment.timestamp() if moment else 0.0

    @property
    def resume_url(self) -> str:
        """Address of the exact place to go on at; of the first lesson if all are done."""
        lesson = self.resume or self.outline.first
        if lesson is None:
            return ""
        row = self.rows.get(lesson.entry.translation_key)
        return anchor(lesson, row.position if row and lesson.state == "begun" else "")


def rows_of(user: AbstractBaseUser, **which: Any) -> list[Row]:
    """Return a person's progress in the lessons that the conditions name."""
    return [
        Row(*values)
        for values in Progress.objects.filter(user_id=user.pk, **which).values_list(
            "lesson_key", "course_key", "position", "activities", "updated_at", "completed_at"
        )
    ]


def course_state(outline: Outline, request: HttpRequest) -> CourseState | None:
    """Return how far the reader is in a course, or None for somebody of whom nothing is kept."""
    if outline.course is None:
        return None
    lessons = [lesson.entry.translation_key for lesson in outline.counted]
    if request.user.is_authenticated:
        rows = rows_of(request.user, lesson_key__in=lessons)
        mine = Enrolment.objects.filter(
            user_id=request.user.pk, course_key=outline.course.translation_key
        )
        return CourseState(outline, {row.lesson_key: row for row in rows}, mine.first())
    if is_remembered(request):
        known = set(lessons)
        rows = [row for row in rows_of_visitor(request) if row.lesson_key in known]
        return CourseState(outline, {row.lesson_key: row for row in rows})
    return None


@dataclass
class QuizState:
    """How a person stands with a quiz: what was tried, and whether more can be."""

    attempts: list[Attempt] = field(default_factory=list)

    @property
    def latest(self) -> Attempt | None:
        return self.attempts[-1] if self.attempts else None

    @property
    def open(self) -> Attempt | None:
        return next((one for one in self.attempts if one.submitted_at is None), None)

    @property
    def handed_in(self) -> list[Attempt]:
        return [one for one in self.attempts if one.submitted_at is not None]

    @property
    def passed(self) -> bool:
        return any(one.passed for one in self.attempts)


def quiz_states(user: AbstractBaseUser, quizzes: Iterable[UUID]) -> dict[UUID, QuizState]:
    """Return how a person stands with quizzes; one query."""
    states: dict[UUID, QuizState] = defaultdict(QuizState)
    attempts = Attempt.objects.filter(user_id=user.pk, quiz_key__in=list(quizzes))
    for attempt in attempts.order_by("number"):
        states[attempt.quiz_key].attempts.append(attempt)
    return states


# --- My learning -----------------------------------------------------------------------------------


@dataclass
class MyCourse:
    """A course that somebody has begun or been asked to take."""

    state: CourseState
    duty: Duty | None = None
    may_evaluate: bool = False
    """True if it is completed and the person has not yet said what it was worth."""

    @property
    def entry(self) -> CatalogueEntry:
        assert self.state.entry is not None  # noqa: S101 - for mypy: lists of courses have it
        return self.state.entry

    @property
    def late(self) -> bool:
        return self.duty is not None and self.duty.late(timezone.localdate())

    @property
    def due_on(self) -> date | None:
        return self.duty.due_on if self.duty else None


@dataclass
class MyLearning:
    """All courses of a person, each in one of three lists, and the learning paths that they belong to."""

    due: list[MyCourse] = field(default_factory=list)
    """Asked for and not done; the earliest last day first."""
    open: list[MyCourse] = field(default_factory=list)
    """Begun and not done; the latest read first."""
    done: list[MyCourse] = field(default_factory=list)
    paths: list[MyPath] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.due or self.open or self.done)


def my_learning(
    request: HttpRequest, language: str, others: Collection[UUID] = ()
) -> tuple[MyLearning, dict[UUID, CourseState]]:
    """Return the courses of the person who has logged in and asks, as far as the person may see them.

    Return beside them how far the person is in each of these, in those of their paths, and in `others`. A fixed
    number of queries, however many courses and lessons there are.
    """
    # They are made of what is here.
    from ..evaluations.inviting import invited
    from .paths import MyPath, paths_with

    user = cast(AbstractBaseUser, request.user)
    mine = list(_enrolments_of(user).order_by("-last_seen_at")[:MOST_ENROLMENTS])
    begun = [row.course_key for row in mine[:MOST_COURSES]]
    duties = duties_of([int(user.pk)]).get(int(user.pk), {})
    own = dict.fromkeys([*begun, *list(duties)[:MOST_COURSES]])
    paths = paths_with(list(own), request, language)
    beside = {*others, *(key for path in paths for key in path.keys)} - own.keys()
    states = _states([*own, *beside], request, language, mine)
    found = MyLearning()
    for key in own:
        if key not in states:
            continue
        course = MyCourse(states[key], duties.get(key))
        if course.state.completed_at:
            found.done.append(course)
        elif course.duty:
            found.due.append(course)
        else:
            found.open.append(course)
    found.due.sort(
        key=lambda mine: (mine.due_on is None, mine.due_on or date.max, mine.entry.title)
    )
    found.done.sort(key=lambda mine: mine.state.completed_at or timezone.now(), reverse=True)
    given = {row.course_key for row in mine if row.evaluated}
    open_evaluations = invited(user, [course.entry for course in found.done], given)
    for course in found.done:
        course.may_evaluate = course.entry.translation_key in open_evaluations
    found.paths = MyPath.under_way(paths, states, duties)
    return found, states


def _enrolments_of(user: AbstractBaseUser) -> QuerySet[Any]:
    """Return what somebody has begun, with whether they have `attended` a session and `evaluated` it."""
    same = {"user_id": OuterRef("user_id"), "course_key": OuterRef("course_key")}
    return Enrolment.objects.filter(user_id=int(user.pk)).annotate(
        attended=Exists(SessionRegistration.objects.filter(**same, attended=True)),
        evaluated=Exists(EvaluationGiven.objects.filter(**same)),
    )


def course_states(
    keys: Collection[UUID], request: HttpRequest, language: str
) -> dict[UUID, CourseState]:
    """Return how far the reader is in each of the courses that the reader may see, in the order of the keys.

    Four queries, however many courses and lessons there are. Somebody of whom nothing is kept has done nothing.
    """
    begun = (
        _enrolments_of(request.user).filter(course_key__in=keys)
        if request.user.is_authenticated
        else ()
    )
    return _states(keys, request, language, begun)


def _states(
    keys: Collection[UUID], request: HttpRequest, language: str, begun: Iterable[Any]
) -> dict[UUID, CourseState]:
    """Return what `course_states` does, from the enrolments of the reader; three queries besides these."""
    courses, sources = _courses(list(keys), request, language)
    outlines = _outlines(courses.values(), sources, request)
    lessons = {
        lesson.entry.translation_key: key
        for key, outline in outlines.items()
        for lesson in outline.counted
    }
    kept: list[Row] = []
    if request.user.is_authenticated and courses:
        kept = rows_of(request.user, course_key__in=list(courses))
    elif is_remembered(request):
        kept = rows_of_visitor(request)
    rows: dict[UUID, dict[UUID, Row]] = defaultdict(dict)
    for row in kept:
        if row.lesson_key in lessons:
            rows[lessons[row.lesson_key]][row.lesson_key] = row
    enrolments = {row.course_key: row for row in begun} if courses else {}
    return {
        key: CourseState(
            outlines[key],
            rows[key],
            enrolments.get(key),
            entry,
            key in enrolments and enrolments[key].attended,
        )
        for key, entry in courses.items()
    }


def _courses(
    keys: list[UUID], request: HttpRequest, language: str
) -> tuple[dict[UUID, CatalogueEntry], dict[UUID, CatalogueEntry]]:
    """Return the courses of the keys in their order, each in the reader's language if it has a version in it.

    Return beside them the versions that say what each consists of; one query.
    """
    best: dict[UUID, CatalogueEntry] = {}
    sources: dict[UUID, CatalogueEntry] = {}
    found = _versions(hidden_paths(request), keys=keys)
    for entry in sorted(found, key=source_first):
        source = sources.setdefault(entry.translation_key, entry)
        if source is entry or entry.language == language:
            best[entry.translation_key] = entry
    return {key: best[key] for key in keys if key in best}, sources


@Statement
def _versions(hidden: tuple[str, ...], *, keys: list[UUID]) -> QuerySet[CatalogueEntry]:
    versions = CatalogueEntry.objects.filter(kind="course", translation_key__in=keys)
    return outside(versions, hidden).defer("text", "headings").select_related("image")


def _outlines(
    courses: Iterable[CatalogueEntry], sources: dict[UUID, CatalogueEntry], request: HttpRequest
) -> dict[UUID, Outline]:
    """Return the outlines of courses; one query for all their modules and lessons."""
    by_path = {entry.path: entry for entry in courses}
    paths = {*by_path, *(source.path for source in sources.values())} if by_path else ()
    parts: dict[str, list[CatalogueEntry]] = defaultdict(list)
    length = len(next(iter(by_path), ""))
    for entry in _inside(hidden_paths(request), paths=list(paths)):
        parts[entry.path[:length]].append(entry)
    outlines = {entry.translation_key: Outline.of(parts[path]) for path, entry in by_path.items()}
    for key, outline in outlines.items():
        source = sources[key].path
        if source not in by_path:
            outline.count_also(parts[source])
    return outlines


@Statement
def _inside(hidden: tuple[str, ...], *, paths: list[str]) -> QuerySet[CatalogueEntry]:
    inside = Q(pk__in=[])
    for path in paths:
        inside |= below(path)
    parts = CatalogueEntry.objects.filter(inside, kind__in=["course", "module", "lesson"])
    return outside(parts, hidden).defer("text", "headings").order_by("path")
