"""The demo's organisation and a year of its learning: invented people who cannot log in, and what they have done.

All of it follows from one seed, so that every portal's demo is the same but for the day it was made on. What is
there already stays as it is.
"""

from __future__ import annotations

import datetime
import json
import random
import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from content.models import CatalogueEntry, Membership, OrganisationUnit
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
from .demo_reviews import load_reviews

SEED = 1485
BATCH = 2000
SPACE = uuid.UUID("8d7f4a52-2f0c-4d6e-9d53-0f6d7a3a1485")
"""Under which the demo's events and attempts are named, so that a second run meets its own."""
PREFIX = "demo-person-"
DATA = json.loads((Path(__file__).parent / "demo/organisation.json").read_text("utf-8"))
UNITS: list[tuple[str, str, str, int, str, str]] = [tuple(row) for row in DATA["units"]]
"""Key, name, the unit above, number of people, role, and whose unit it is: a demo account's, or an invented person's."""
GIVEN: list[tuple[str, str, int]] = [tuple(row) for row in DATA["given"]]
"""Course, the unit that it was given to, and in how many days from today its last day is."""
PATH = "path-need-to-practice"
FIRST: list[str] = DATA["first_names"].split()
LAST: list[str] = DATA["last_names"].split()


@dataclass
class CourseFacts:
    """A course with its lessons in order and the quizzes of each."""

    key: UUID
    lessons: list[UUID] = field(default_factory=list)
    quizzes: dict[UUID, list[QuizVersion]] = field(default_factory=lambda: defaultdict(list))
    reviews: list[Reflection] = field(default_factory=list)


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
    units = _units()
    people = _people(chance, units)
    _assignments(units, courses, people)
    rows = Rows()
    now = timezone.now()
    for user, path in people:
        for key, days, asked in _wanted(chance, path, units):
            _learn(chance, rows, user, courses[key], days, asked, now)
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


def _units() -> dict[str, OrganisationUnit]:
    there = {unit.key: unit for unit in OrganisationUnit.objects.filter(key__startswith="demo-")}
    for key, name, above, *_rest in UNITS:
        if key not in there:
            unit = OrganisationUnit(key=key, name=name)
            if above:
                OrganisationUnit.objects.get(key=above).add_child(instance=unit)
            else:
                OrganisationUnit.add_root(instance=unit)
            there[key] = unit
    # Paths move when siblings come in order of their names.
    return {unit.key: unit for unit in OrganisationUnit.objects.filter(key__in=list(there))}


def _people(chance: random.Random, units: dict[str, OrganisationUnit]) -> list[tuple[Any, str]]:
    """Return everybody with the path of the unit, managers set; the demo accounts have their places too."""
    account = get_user_model()
    wanted, number, names = [], 0, set()
    for key, _name, _above, size, role, leader in UNITS:
        for place in range(size):
            number += 1
            name = chance.choice(FIRST), chance.choice(LAST)
            while name in names:
                name = chance.choice(FIRST), chance.choice(LAST)
            names.add(name)
            wanted.append(
                (f"{PREFIX}{number:03d}", *name, key, role if place or leader else "Chef")
            )
    unusable = make_password(None)
    account.objects.bulk_create(
        [
            account(
                username=username,
                first_name=first,
                last_name=last,
                email=f"{username}@demo.idesluss.example",
                password=unusable,
            )
            for username, first, last, _key, _role in wanted
        ],
        ignore_conflicts=True,
    )
    names_of = [row[0] for row in wanted] + ["chef", "personal"]
    users = {user.username: user for user in account.objects.filter(username__in=names_of)}
    places = [(users[row[0]], row[3], row[4]) for row in wanted if row[0] in users]
    places += [
        (users[name], "demo-hemtjanst-norr", role)
        for name, role in (("personal", "Undersköterska"),)
        if name in users
    ]
    working = set(Membership.objects.values_list("user_id", flat=True))
    Membership.objects.bulk_create(
        [
            Membership(user=user, unit=units[key], role=role)
            for user, key, role in places
            if user.pk not in working
        ]
    )
    leaders = {key: user for user, key, role in places if role == "Chef"}
    for key, _name, _above, _size, _role, leader in UNITS:
        manager = users.get(leader, leaders.get(key))
        OrganisationUnit.objects.filter(key=key, manager=None).update(manager=manager)
    return [(user, units[key].path) for user, key, _role in places]


def _assignments(
    units: dict[str, OrganisationUnit],
    courses: dict[str, CourseFacts],
    people: list[tuple[Any, str]],
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
    norr = units["demo-hemtjanst-norr"].path
    rows += [
        Assignment(
            course_key=courses["course-procurement"].key,
            user=user,
            due_on=today + datetime.timedelta(days=40),
            mandatory=False,
        )
        for user in [user for user, path in people if path == norr][3:6]
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


def _wanted(
    chance: random.Random, path: str, units: dict[str, OrganisationUnit]
) -> Iterator[tuple[str, int, bool]]:
    """Give the courses that somebody takes, in how many days the last day is, and whether it was asked for."""
    asked = {key: days for key, unit, days in GIVEN if path.startswith(units[unit].path)}
    for key, days in asked.items():
        if chance.random() < (0.9 if days < 0 else 0.6):
            yield key, days, True
    for key in ("course-lead-innovation", "course-testing", "course-spread"):
        if key not in asked and chance.random() < 0.35:
            yield key, 0, False


def _learn(
    chance: random.Random,
    rows: Rows,
    user: Any,
    course: CourseFacts,
    days: int,
    asked: bool,
    now: datetime.datetime,
) -> None:
    """Write how somebody took a course: when it began, how far it came, and what was answered."""
    latest = 20 - min(days, 0)
    ago = chance.triangular(latest, latest + 90, latest + 15) if asked else chance.uniform(5, 360)
    start = now - datetime.timedelta(days=ago, hours=chance.uniform(0, 8))
    full = chance.random() < (0.88 if days < 0 else 0.5)
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
