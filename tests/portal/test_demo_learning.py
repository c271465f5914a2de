"""The demo's organisation: the same every time, believable, and nobody in it can log in."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from content.models import Membership, OrganisationUnit
from content.organisation import units_of
from courses.models import (
    Answer,
    Assignment,
    Attempt,
    Enrolment,
    EvaluationBatch,
    EvaluationGiven,
    EvaluationResponse,
    LearningEvent,
    Progress,
    Review,
    SessionRegistration,
    Submission,
    TrainingSession,
)
from courses.selectors.reports import Report, last_twelve_months
from courses.selectors.reviews import reviewable
from courses.selectors.team import State, Team
from portal.demo_accounts import create_demo_accounts
from portal.demo_evaluation import COURSE
from portal.demo_learning import GIVEN
from portal.demo_organisation import PREFIX
from tests.factories import CourseFactory, LessonFactory, ModuleFactory
from tests.skeleton import bring_back

pytestmark = pytest.mark.django_db

MODELS = (
    OrganisationUnit,
    Membership,
    Assignment,
    Enrolment,
    Progress,
    LearningEvent,
    Attempt,
    Answer,
    TrainingSession,
    SessionRegistration,
    Submission,
    Review,
    EvaluationBatch,
    EvaluationGiven,
    EvaluationResponse,
)
REFLECTION = {"question": "Vem?", "help": "", "review": "coach", "criteria": "En roll."}


def stored(kind: str, value: dict[str, Any]) -> dict[str, Any]:
    """Return a block as the import and the editor's form write it: with an id of its own."""
    return {"type": kind, "value": value, "id": str(uuid4())}


def a_quiz() -> dict[str, Any]:
    """Return a quiz of one question: another one each time, for no two lessons hold the same."""
    choices = [
        stored("item", {"text": "Rätt", "correct": True, "feedback": ""}),
        stored("item", {"text": "Fel", "correct": False, "feedback": ""}),
    ]
    question = {"question": "Vad?", "explanation": "", "points": 1, "choices": choices}
    rules = {
        "pass_percent": 80,
        "attempts": 0,
        "wait_minutes": 0,
        "time_limit": 0,
        "draw": 0,
        "shuffle": True,
    }
    return stored(
        "quiz",
        {"title": "Prov", "intro": "", "questions": [stored("single_choice", question)]} | rules,
    )


EVALUATION = [
    {
        "type": "item",
        "value": {
            "intro": "",
            "questions": [
                stored("scale", {"question": "Hur nyttig?", "required": True, "low": "", "high": ""}),
                stored("free_text", {"question": "Vad mer?", "required": False, "help": ""}),
            ],
        },
    }
]  # fmt: skip


def make_courses() -> None:
    create_demo_accounts()
    for key in {key for key, _unit, _days in GIVEN} | {"course-lead-innovation"}:
        asked = EVALUATION if key == COURSE else []
        seated = key == "course-procurement"
        course = CourseFactory(title=key, key=key, evaluation=asked, require_attendance=seated)
        module = ModuleFactory(parent=course)
        LessonFactory(parent=module, title="Ett")
        LessonFactory(parent=module, title="Två", body=[a_quiz(), stored("reflection", REFLECTION)])


def load() -> dict[str, int]:
    call_command("load_demo_learning", stdout=StringIO())
    return {model.__name__: model.objects.count() for model in MODELS}


def test_a_second_run_changes_nothing(settings: Any) -> None:
    settings.DEMO = True
    make_courses()
    first = load()
    assert all(first.values()), first
    assert load() == first


def test_only_a_demo_with_courses_takes_it(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError) as refused:
        load()
    assert refused.value.returncode == 2
    settings.DEMO = True
    with pytest.raises(CommandError) as refused:
        load()
    assert refused.value.returncode == 1
    assert not OrganisationUnit.objects.exists()


@pytest.fixture(scope="class")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The organisation, loaded once: each test of the class leaves it as it was."""
    with django_db_blocker.unblock(), override_settings(DEMO=True), transaction.atomic():
        bring_back()
        make_courses()
        load()
        yield
        transaction.set_rollback(True)


@pytest.mark.usefixtures("loaded")
class TestOrganisation:
    def test_the_managers_unit_has_25_people_in_every_state(self, rf: Any) -> None:
        chief = get_user_model().objects.get(username="chef")
        request = rf.get("/")
        request.user = chief
        team = Team(units_of(chief), request, "sv")
        assert len(team.people) == 25
        assert all(team.total.counts[state] for state in State)

    def test_the_first_view_of_the_report_tells_units_apart(self, rf: Any) -> None:
        request = rf.get("/")
        request.user = get_user_model().objects.get(username="kvalitet")
        rows = Report(last_twelve_months(), request, "sv").by_unit
        assert len(rows) == 5
        assert all(row.unit and row.people >= 5 and row.completed for row in rows)
        assert sum(row.people for row in rows) == 146
        # Somebody who works nowhere and tries a course is not counted, so that nobody can tell what that one did.
        before = sum(row.started for row in rows)
        Enrolment.objects.create(user=request.user, course_key=Enrolment.objects.first().course_key)
        report = Report(last_twelve_months(), request, "sv")
        assert len(report.by_unit) == 5
        assert sum(row.started for row in report.by_unit) == report.total.started == before

    def test_nobody_invented_can_log_in(self) -> None:
        people = get_user_model().objects.filter(username__startswith=PREFIX)
        assert people.count() > 100
        assert not any(person.has_usable_password() for person in people)
        assert len({person.get_full_name() for person in people}) == people.count()

    def test_a_year_of_it_and_nothing_in_the_future(self) -> None:
        now = timezone.now()
        moments = list(Enrolment.objects.values_list("started_at", "completed_at", "last_seen_at"))
        assert all(began <= seen <= now for began, _done, seen in moments)
        assert all(done is None or began <= done <= now for began, done, _seen in moments)
        assert (now - min(began for began, *_rest in moments)).days > 180
        assert not Progress.objects.filter(completed_at__gt=now).exists()

    def test_a_course_with_a_failed_quiz_is_not_done(self) -> None:
        failed = Attempt.objects.filter(passed=False, number=2)
        for attempt in failed:
            assert not Enrolment.objects.filter(
                user=attempt.user, course_key=attempt.course_key, completed_at__isnull=False
            ).exists()

    def test_sessions_come_and_the_one_that_is_over_agrees_with_its_course(self) -> None:
        now = timezone.now()
        coming = TrainingSession.objects.filter(starts_at__gt=now).order_by("starts_at")
        assert [(row.free, row.registrations.count()) for row in coming] == [
            (0, 15),
            (22, 8),
            (1, 9),
        ]
        over = TrainingSession.objects.get(ends_at__lt=now)
        came = set(over.registrations.filter(attended=True).values_list("user_id", flat=True))
        done = Enrolment.objects.filter(course_key=over.course_key, completed_at__isnull=False)
        assert {row.user_id for row in done} <= came
        assert all(row.completed_at >= over.ends_at for row in done)
        for row in TrainingSession.objects.all():
            assert row.taken == row.registrations.filter(state="placed").count()

    def test_what_is_done_is_approved_and_some_waits_for_the_coach(self, rf: Any) -> None:
        coach = get_user_model().objects.get(username="coach")
        request = rf.get("/")
        request.user = coach
        assert 4 <= len(reviewable(request)) <= 40
        keys = Submission.objects.values("lesson_key")
        done = Progress.objects.filter(lesson_key__in=keys, completed_at__isnull=False)
        approved = Submission.objects.filter(state="approved")
        assert set(done.values_list("user", "lesson_key")) == set(
            approved.values_list("user", "lesson_key")
        )

    def test_what_people_thought_stands_in_whole_groups(self) -> None:
        assert 20 <= EvaluationResponse.objects.count() == EvaluationGiven.objects.count()
        assert all(batch.responses.count() >= 5 for batch in EvaluationBatch.objects.all())
