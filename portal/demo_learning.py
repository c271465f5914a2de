"""A year of learning in the demo's organisation: what its invented people have done.

All of it follows from one seed, so that every portal's demo is the same but for the day it was made on. What is
there already stays as it is.
"""

from __future__ import annotations

import datetime
import random
import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from content.models import CatalogueEntry, OrganisationUnit
from content.sql import below
from courses.freezing import Quiz, freeze, quizzes_on, version_of
from courses.grading import draw, grade, passes, points_of
from courses.models import (
    Answer,
    Assignment,
    Attempt,
    Enrolment,
    LearningEvent,
    LessonPage,
    Progress,
    QuizVersion,
)
from courses.parts import reflections_on
from courses.services.reviews import Reflection

from .demo_evaluation import load_demo_evaluation
from .demo_organisation import DATA, PREFIX, load_people, load_units
from .demo_reviews import load_reviews

SEED = 1485
BATCH = 2000
SPACE = uuid.UUID("8d7f4a52-2f0c-4d6e-9d53-0f6d7a3a1485")
"""Under which the demo's events and attempts are named, so that a second run meets its own."""
GIVEN: list[tuple[str, str, int]] = [tuple(row) for row in DATA["given"]]
"""Course, the unit that it was given to, and in how many days from today its last day is."""
RECOMMENDED = ("course-procurement", "demo-hemtjanst-norr", 40)
"""As above, to a few people of the unit; they could not come to the session that is over."""
PATH = "path-need-to-practice"


@dataclass
class CourseFacts:
    """A course with its lessons in order and the quizzes of each."""

    key: UUID
    lessons: list[UUID] = field(default_factory=list)
    quizzes: dict[UUID, list[QuizVersion]] = field(default_factory=lambda: defaultdict(list))
    reviews: list[Reflection] = field(default_factory=list)


@dataclass(frozen=True)
class Wish:
    """A course that somebody takes."""

    key: str
    days: int = 0
    """In how many days the last day is."""
    asked: bool = True
    missed_session: bool = False
    """Whether the person was not at the session that the course demands, and waits for the next one."""


@dataclass
class Rows:
    """What is to be written."""

    enrolments: list[Enrolment] = field(default_factory=list)
    progress: list[Progress] = field(default_factory=list)
    events: list[LearningEvent] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)


class NoCourses(Exception):
    """The demo's courses are not there."""


@transaction.atomic
def load_demo_learning() -> str:
    """Write what is missing and return what there is now, as a sentence.

    Raises:
        NoCourses: the demo's courses have not been loaded.
    """
    chance = random.Random(SEED)  # noqa: S311 - invented people, no secrets
    courses = _courses()
    if any(key not in courses for key, _unit, _days in GIVEN):
        raise NoCourses
    units = load_units()
    people = load_people(chance, units)
    few = _few(people, units)
    _assignments(units, courses, people, few)
    rows = Rows()
    now = timezone.now()
    for user, path in people:
        for wish in _wanted(chance, path, units):
            _learn(chance, rows, user, courses[wish.key], wish, now)
    for user in few:
        key, _unit, days = RECOMMENDED
        _learn(chance, rows, user, courses[key], Wish(key, days, missed_session=True), now)
    _write(rows)
    evaluated = load_demo_evaluation(PREFIX, SEED)
    load_reviews([each for course in courses.values() for each in course.reviews], rows.progress)
    return (
        f"{len(units)} units, {len(people)} people, {len(rows.enrolments)} courses begun, "
        f"{len(rows.attempts)} attempts, {evaluated} evaluations"
    )


def _courses() -> dict[str, CourseFacts]:
    """Return the demo's courses by key."""
    found: dict[str, CourseFacts] = {}
    entries = CatalogueEntry.objects.filter(language="sv", kind="course", key__startswith="course-")
    for entry in entries.only("key", "translation_key", "path"):
        facts = found[entry.key] = CourseFacts(entry.translation_key)
        pages = LessonPage.objects.filter(below(entry.path)).live().order_by("path")
        for page in pages:
            facts.lessons.append(page.translation_key)
            for block in quizzes_on(page):
                quiz = Quiz(
                    UUID(block.id), page.translation_key, facts.key, "sv", freeze(block.value)
                )
                facts.quizzes[page.translation_key].append(version_of(quiz))
            facts.reviews += reflections_on(page, facts.key)
    return found


def _few(people: list[tuple[Any, str]], units: dict[str, OrganisationUnit]) -> list[Any]:
    """Return those to whom a course was recommended."""
    _key, unit, _days = RECOMMENDED
    return [user for user, path in people if path == units[unit].path][3:6]


def _assignments(
    units: dict[str, OrganisationUnit],
    courses: dict[str, CourseFacts],
    people: list[tuple[Any, str]],
    few: list[Any],
) -> None:
    today = timezone.localdate()
    given = set(Assignment.objects.values_list("course_key", "unit_id", "user_id"))
    rows = [
        Assignment(
            course_key=courses[key].key,
            unit=units[unit],
            due_on=today + datetime.timedelta(days=days),
            created_at=timezone.now() - datetime.timedelta(days=max(60, 60 - days)),
        )
        for key, unit, days in GIVEN
    ]
    key, _unit, days = RECOMMENDED
    rows += [
        Assignment(
            course_key=courses[key].key,
            user=user,
            due_on=today + datetime.timedelta(days=days),
            mandatory=False,
        )
        for user in few
    ]
    Assignment.objects.bulk_create(
        row for row in rows if (row.course_key, row.unit_id, row.user_id) not in given
    )
    _give_path([user for user, _path in people if user.username == "personal"])


def _give_path(people: list[Any]) -> None:
    """Give a learning path to people who have not got it."""
    path = CatalogueEntry.objects.filter(kind="path", key=PATH, language="sv").first()
    if path is None or Assignment.objects.filter(path_key=path.translation_key).exists():
        return
    due = timezone.localdate() + datetime.timedelta(days=90)
    Assignment.objects.bulk_create(
        Assignment(
            course_key=UUID(key), path_key=path.translation_key, user=user, due_on=due, mandatory=False
        )
        for user in people
        for key in path.facts["courses"]
    )  # fmt: skip


def _wanted(chance: random.Random, path: str, units: dict[str, OrganisationUnit]) -> Iterator[Wish]:
    """Give the courses that somebody takes: most of what was asked for, and some besides."""
    asked = {key: days for key, unit, days in GIVEN if path.startswith(units[unit].path)}
    for key, days in asked.items():
        if chance.random() < (0.9 if days < 0 else 0.6):
            yield Wish(key, days)
    for key in ("course-lead-innovation", "course-testing", "course-spread"):
        if key not in asked and chance.random() < 0.35:
            yield Wish(key, asked=False)


def _learn(
    chance: random.Random,
    rows: Rows,
    user: Any,
    course: CourseFacts,
    wish: Wish,
    now: datetime.datetime,
) -> None:
    """Write how somebody took a course: when it began, how far it came, and what was answered."""
    latest = 20 - min(wish.days, 0)
    ago = (
        chance.triangular(latest, latest + 90, latest + 15)
        if wish.asked
        else chance.uniform(5, 360)
    )
    start = now - datetime.timedelta(days=ago, hours=chance.uniform(0, 8))
    full = wish.missed_session or chance.random() < (0.88 if wish.days < 0 else 0.5)
    done = course.lessons if full else course.lessons[: chance.randrange(1, len(course.lessons))]
    moment = start
    for lesson in done:
        began = moment + datetime.timedelta(days=chance.expovariate(0.5))
        moment = began + datetime.timedelta(minutes=chance.uniform(6, 30))
        if moment > now:
            moment, full = now, False
            break
        rows.progress.append(
            Progress(
                user=user, course_key=course.key, lesson_key=lesson, started_at=began,
                updated_at=moment, completed_at=moment,
            )
        )  # fmt: skip
        for version in course.quizzes.get(lesson, []):
            full &= _attempts(chance, rows, user, version, moment)
    full &= not wish.missed_session
    last = rows.progress[-1].lesson_key if rows.progress and moment > start else None
    rows.enrolments.append(
        Enrolment(
            user=user, course_key=course.key, started_at=start, last_seen_at=moment,
            completed_at=moment if full else None, last_lesson_key=last,
        )
    )  # fmt: skip
    verbs = [(LearningEvent.Verb.REGISTERED, start)]
    verbs += [(LearningEvent.Verb.COMPLETED, moment)] if full else []
    for verb, at in verbs:
        rows.events.append(
            LearningEvent(
                id=uuid.uuid5(SPACE, f"{user.pk} {verb} {course.key}"), user=user, verb=verb,
                object_kind="course", object_key=course.key, course_key=course.key, language="sv",
                result={"completion": True} if verb == LearningEvent.Verb.COMPLETED else {}, timestamp=at,
            )
        )  # fmt: skip


def _attempts(
    chance: random.Random, rows: Rows, user: Any, version: QuizVersion, moment: datetime.datetime
) -> bool:
    """Write one or two attempts at a quiz, and tell whether it was passed in the end."""
    skill = chance.betavariate(6, 2)
    for number in (1, 2):
        papers = draw(version.content, chance)
        known = {question["id"]: question for question in version.content["questions"]}
        attempt = Attempt(
            id=uuid.uuid5(SPACE, f"{user.pk} {version.quiz_key} {number}"), user=user, version=version,
            quiz_key=version.quiz_key, course_key=version.course_key, number=number, questions=papers,
            started_at=moment - datetime.timedelta(minutes=4), submitted_at=moment,
        )  # fmt: skip
        score = most = Decimal(0)
        for paper in papers:
            question = known[paper["id"]]
            response = _response(chance, question, skill + 0.15 * (number - 1))
            mark = grade(question, response)
            score, most = score + mark.points, most + points_of(question)
            rows.answers.append(
                Answer(
                    attempt=attempt, question_key=UUID(question["id"]), response=response,
                    points=mark.points, correct=mark.correct,
                )
            )  # fmt: skip
        attempt.score, attempt.max_score = score, most
        attempt.passed = passes(score, most, version.content["pass_percent"])
        rows.attempts.append(attempt)
        if attempt.passed:
            return True
    return False


def _response(chance: random.Random, question: dict[str, Any], skill: float) -> Any:
    """Return what somebody of a skill from 0 to 1 answers: right, or one of the wrong answers."""
    knows = chance.random() < skill
    kind = question["type"]
    if kind == "single_choice":
        choices = [part for part in question["choices"] if part["correct"] == knows]
        return (chance.choice(choices) if choices else question["choices"][0])["id"]
    if kind == "multiple_choice":
        right = [part["id"] for part in question["choices"] if part["correct"]]
        return right if knows else [chance.choice(question["choices"])["id"]]
    if kind == "ordering":
        items = [part["id"] for part in question["items"]]
        return items if knows else items[::-1]
    if kind == "matching":
        pairs = [part["id"] for part in question["pairs"]]
        return dict(zip(pairs, pairs if knows else [*pairs[1:], pairs[0]], strict=True))
    if kind == "numeric":
        return question["answer"] if knows else str(Decimal(question["answer"]) * 2 + 1)
    if kind == "short_text":
        return question["accepted"][0] if knows else "vet inte"
    return None


def _write(rows: Rows) -> None:
    Enrolment.objects.bulk_create(rows.enrolments, batch_size=BATCH, ignore_conflicts=True)
    Progress.objects.bulk_create(rows.progress, batch_size=BATCH, ignore_conflicts=True)
    LearningEvent.objects.bulk_create(rows.events, batch_size=BATCH, ignore_conflicts=True)
    there = set(
        Attempt.objects.filter(user__username__startswith=PREFIX).values_list("pk", flat=True)
    )
    Attempt.objects.bulk_create(
        [row for row in rows.attempts if row.pk not in there],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    stored = set(
        Attempt.objects.filter(pk__in=[row.pk for row in rows.attempts]).values_list(
            "pk", flat=True
        )
    )
    Answer.objects.bulk_create(
        [row for row in rows.answers if row.attempt_id in stored - there],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
