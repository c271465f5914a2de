"""Progress, attempts and completion, also when everything comes twice and at once."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from courses.models import Answer, Attempt, Enrolment, LearningEvent, Progress, QuizVersion
from courses.services.learning import (
    AttemptRefused,
    Lesson,
    NotKept,
    complete_if_done,
    enrol,
    record_progress,
    save_answers,
    start_attempt,
    submit_attempt,
)
from courses.services.progress import checked, complete_lesson
from courses.signals import course_completed
from courses.xapi import statements_of
from tests.courses.conftest import (
    ALL_RIGHT,
    ALL_WRONG,
    CHECKLIST,
    NUMBER,
    QUESTION,
    REFLECTION,
    RIGHT,
    TICKS,
    WORDS,
    SmallCourse,
    at_once,
    at_time,
    quiz_block,
    small_course,
)
from tests.factories import LessonFactory, UserFactory


@pytest.fixture
def completed() -> Any:
    """Enrolments of which it was told that they are completed."""
    told: list[Any] = []

    def listen(enrolment: Any, **kwargs: Any) -> None:
        told.append(enrolment)

    course_completed.connect(listen)
    yield told
    course_completed.disconnect(listen)


# --- Progress --------------------------------------------------------------------------------------


def test_reports_are_put_together_block_by_block(small: SmallCourse, learner: Any) -> None:
    record_progress(learner, small.read, position="p1", activities={CHECKLIST: TICKS})
    record_progress(learner, small.read, activities={REFLECTION: "Vi <b>mäter</b> ”först”."})
    record_progress(learner, small.read, activities={CHECKLIST: TICKS[:1]}, opened=True)

    [row] = Progress.objects.all()
    assert (row.position, row.completed_at) == ("p1", None)
    assert row.activities == {CHECKLIST: TICKS[:1], REFLECTION: "Vi <b>mäter</b> ”först”."}
    [enrolment] = Enrolment.objects.all()
    assert enrolment.last_lesson_key == small.reading.translation_key


def test_what_is_emptied_is_empty(small: SmallCourse, learner: Any) -> None:
    record_progress(learner, small.read, activities={CHECKLIST: TICKS, REFLECTION: "Ord"})
    record_progress(learner, small.read, activities={CHECKLIST: [], REFLECTION: ""})

    assert Progress.objects.get().activities == {CHECKLIST: [], REFLECTION: ""}


def test_a_lesson_is_completed_once_and_stays_so(small: SmallCourse, learner: Any) -> None:
    assert record_progress(learner, small.read, completed=True) is True
    first = Progress.objects.get().completed_at
    assert record_progress(learner, small.read, completed=True) is False
    record_progress(learner, small.read, position="p9")

    assert Progress.objects.get().completed_at == first
    assert LearningEvent.objects.filter(verb="completed", object_kind="lesson").count() == 1


def test_a_lesson_with_a_quiz_is_not_done_by_saying_so(small: SmallCourse, learner: Any) -> None:
    lesson = Lesson(small.testing.translation_key, small.course.translation_key, has_demands=True)

    assert record_progress(learner, lesson, completed=True) is False
    assert Progress.objects.get().completed_at is None


@pytest.mark.parametrize(
    ("position", "activities"),
    [
        ("x" * 65, {}),
        (5, {}),
        ("", []),
        ("", {"other": "text"}),
        ("", {REFLECTION: 5}),
        ("", {REFLECTION: None}),
        ("", {REFLECTION: "x" * 10_001}),
        ("", {CHECKLIST: ["x"] * 201}),
        ("", {CHECKLIST: [5]}),
        ("", {CHECKLIST: {"a": 1}}),
    ],
)
def test_what_a_lesson_cannot_have_is_refused(position: Any, activities: Any) -> None:
    lesson = Lesson(None, None, activities=frozenset({CHECKLIST, REFLECTION}))  # type: ignore[arg-type]
    with pytest.raises(NotKept):
        checked(lesson, position, activities)


# --- Attempts --------------------------------------------------------------------------------------


def test_an_attempt_from_start_to_grade(small: SmallCourse, learner: Any) -> None:
    attempt = start_attempt(learner, small.quiz)
    assert start_attempt(learner, small.quiz) == attempt
    save_answers(learner, attempt.pk, {NUMBER: "3", WORDS: "Mycket"})

    graded = submit_attempt(learner, attempt.pk, ALL_RIGHT)

    assert (graded.score, graded.max_score, graded.passed) == (2, 2, True)
    marks = {str(answer.question_key): answer for answer in graded.answers.all()}
    assert [marks[key].correct for key in (QUESTION, NUMBER, WORDS)] == [True, True, None]
    assert marks[WORDS].response == "Mycket"
    assert Progress.objects.get().completed_at is not None
    assert [event.verb for event in LearningEvent.objects.filter(object_kind="quiz")] == [
        "attempted",
        "passed",
    ]


def test_handing_in_again_changes_nothing(small: SmallCourse, learner: Any) -> None:
    attempt = start_attempt(learner, small.quiz)
    first = submit_attempt(learner, attempt.pk, ALL_WRONG)
    again = submit_attempt(learner, attempt.pk, ALL_RIGHT)
    save_answers(learner, attempt.pk, ALL_RIGHT)

    assert (again.submitted_at, again.score, again.passed) == (first.submitted_at, 0, False)
    assert Answer.objects.get(question_key=NUMBER).response == "3"


def test_another_persons_attempt_is_not_there(small: SmallCourse, learner: Any) -> None:
    attempt = start_attempt(learner, small.quiz)
    for write in (save_answers, submit_attempt):
        with pytest.raises(Attempt.DoesNotExist):
            write(UserFactory(), attempt.pk, ALL_RIGHT)


def test_an_attempt_is_graded_on_the_version_it_began_with(
    small: SmallCourse, learner: Any
) -> None:
    attempt = start_attempt(learner, small.quiz)
    changed = quiz_block()
    changed["value"]["questions"][1]["value"]["answer"] = "99"
    small.testing.body = [changed]
    small.testing.save_revision().publish()

    assert submit_attempt(learner, attempt.pk, ALL_RIGHT).passed is True
    second = start_attempt(learner, small.quiz)
    assert submit_attempt(learner, second.pk, ALL_RIGHT).passed is False
    assert QuizVersion.objects.count() == 2


def test_equal_quizzes_share_one_version(small: SmallCourse) -> None:
    for _person in range(3):
        start_attempt(UserFactory(), small.quiz)
    assert QuizVersion.objects.count() == 1


def test_attempts_run_out(learner: Any) -> None:
    small = small_course(rules={"attempts": 2})
    for _round in range(2):
        submit_attempt(learner, start_attempt(learner, small.quiz).pk, ALL_WRONG)
    with pytest.raises(AttemptRefused) as refused:
        start_attempt(learner, small.quiz)
    assert refused.value.until is None


def test_the_next_attempt_has_to_wait(learner: Any) -> None:
    small = small_course(rules={"wait_minutes": 30})
    with at_time("2026-05-04 10:00:00"):
        submit_attempt(learner, start_attempt(learner, small.quiz).pk, ALL_WRONG)
    with at_time("2026-05-04 10:29:59"), pytest.raises(AttemptRefused) as refused:
        start_attempt(learner, small.quiz)
    assert refused.value.until == datetime.datetime(2026, 5, 4, 10, 30, tzinfo=datetime.UTC)
    with at_time("2026-05-04 10:30:00"):
        assert start_attempt(learner, small.quiz).number == 2


@pytest.mark.parametrize(
    ("begun", "in_time", "late"),
    [
        ("2026-06-01 10:00", "2026-06-01 10:30:14", "2026-06-01 10:30:16"),
        # 25 October 2026 has 25 hours in Sweden: 02:45 summer time, half an hour later it is 02:15.
        ("2026-10-25 00:45", "2026-10-25 01:15:10", "2026-10-25 01:15:16"),
        # 28 March 2027 has 23: 01:45, half an hour later it is 03:15.
        ("2027-03-28 00:45", "2027-03-28 01:15:10", "2027-03-28 01:15:16"),
    ],
)
def test_the_servers_clock_decides_the_deadline(
    learner: Any, begun: str, in_time: str, late: str
) -> None:
    small = small_course(rules={"time_limit": 30})
    with at_time(begun):
        attempt = start_attempt(learner, small.quiz)
        other = UserFactory()
        others = start_attempt(other, small.quiz)
        save_answers(other, others.pk, {QUESTION: RIGHT})
    with at_time(in_time):
        assert submit_attempt(learner, attempt.pk, ALL_RIGHT).passed is True
    with at_time(late):
        graded = submit_attempt(other, others.pk, ALL_RIGHT)
        assert (graded.score, graded.passed) == (1, False)


def test_an_attempt_whose_time_is_over_gives_way_to_the_next(learner: Any) -> None:
    small = small_course(rules={"time_limit": 5})
    with at_time("2026-05-04 10:00"):
        start_attempt(learner, small.quiz)
    with at_time("2026-05-04 11:00"):
        assert start_attempt(learner, small.quiz).number == 2
    assert Attempt.objects.get(number=1).passed is False


# --- Completion ------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_course_is_done_when_its_lessons_and_quizzes_are(completed: Any) -> None:
    small, learner = small_course(), UserFactory()
    record_progress(learner, small.read, completed=True)
    submit_attempt(learner, start_attempt(learner, small.quiz).pk, ALL_WRONG)
    assert Enrolment.objects.get().completed_at is None

    submit_attempt(learner, start_attempt(learner, small.quiz).pk, ALL_RIGHT)

    [enrolment] = completed
    assert enrolment.completed_at == Enrolment.objects.get().completed_at
    assert complete_if_done(learner, small.course.translation_key) is None
    assert LearningEvent.objects.filter(verb="completed", object_kind="course").count() == 1


def test_where_quizzes_need_not_be_passed_handing_in_is_enough(learner: Any) -> None:
    small = small_course(require_quizzes=False)
    record_progress(learner, small.read, completed=True)
    submit_attempt(learner, start_attempt(learner, small.quiz).pk, ALL_WRONG)
    assert Enrolment.objects.get().completed_at is not None


def test_lessons_that_come_later_do_not_undo_and_lessons_that_go_do_not_stop(
    small: SmallCourse, learner: Any
) -> None:
    record_progress(learner, small.read, completed=True)
    submit_attempt(learner, start_attempt(learner, small.quiz).pk, ALL_RIGHT)
    LessonFactory(title="Ny", parent=small.reading.get_parent())
    assert Enrolment.objects.get(user=learner).completed_at is not None

    other = UserFactory()
    record_progress(other, small.read, completed=True)
    small.testing.unpublish()
    assert complete_if_done(other, small.course.translation_key) is None
    for lesson in small.reading.get_siblings(inclusive=False):
        lesson.specific.unpublish()
    assert complete_if_done(other, small.course.translation_key) is not None


# --- At once ---------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_fifty_parallel_submits_give_one_attempt_and_one_completion(completed: Any) -> None:
    small, learner = small_course(), UserFactory()
    record_progress(learner, small.read, completed=True)
    quiz = small.quiz

    def take(place: int) -> Any:
        return submit_attempt(learner, start_attempt(learner, quiz).pk, ALL_RIGHT).passed

    first = start_attempt(learner, quiz)
    results = at_once(50, lambda place: submit_attempt(learner, first.pk, ALL_RIGHT).submitted_at)

    assert len(set(results)) == 1
    assert isinstance(results[0], datetime.datetime)
    assert Attempt.objects.count() == 1
    assert Answer.objects.count() == 3
    assert len(completed) == 1
    verbs = list(LearningEvent.objects.values_list("verb", "object_kind"))
    assert verbs.count(("passed", "quiz")) == verbs.count(("completed", "course")) == 1


@pytest.mark.django_db(transaction=True)
def test_parallel_starts_give_one_attempt() -> None:
    small, learner = small_course(), UserFactory()
    quiz = small.quiz

    results = at_once(20, lambda place: start_attempt(learner, quiz).pk)

    assert len(set(results)) == 1
    assert Attempt.objects.count() == Enrolment.objects.count() == QuizVersion.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_last_lessons_finished_at_once_complete_the_course_once(completed: Any) -> None:
    small, learner = small_course(), UserFactory()
    small.testing.unpublish()
    lessons = [small.read]
    for number in range(5):
        page = LessonFactory(title=f"Del {number}", parent=small.reading.get_parent())
        lessons.append(Lesson(page.translation_key, small.course.translation_key, "sv"))

    results = at_once(
        24, lambda place: record_progress(learner, lessons[place % 6], completed=True)
    )

    assert sorted(results) == [False] * 18 + [True] * 6
    assert len(completed) == 1
    assert Progress.objects.count() == 6
    assert Enrolment.objects.get().completed_at <= timezone.now()
    [event] = LearningEvent.objects.filter(object_kind="module")
    assert event.object_key == small.reading.get_parent().translation_key


def test_a_module_is_done_once_with_its_last_lesson(small: SmallCourse, learner: Any) -> None:
    module = small.reading.get_parent()
    done = LearningEvent.objects.filter(verb="completed", object_kind="module")
    record_progress(learner, small.read, completed=True)
    assert not done.exists()
    complete_lesson(
        learner, Lesson(small.testing.translation_key, small.course.translation_key, "sv")
    )
    [said] = [
        row
        for row in statements_of(learner)
        if row["object"]["id"].endswith(str(module.translation_key))
    ]
    assert said["verb"]["id"] == "http://adlnet.gov/expapi/verbs/completed"
    assert said["object"]["definition"]["type"] == "http://adlnet.gov/expapi/activities/module"
    assert said["object"]["definition"]["name"] == {"sv": "Del"}
    assert said["result"] == {"completion": True}

    later = LessonFactory(title="Senare", parent=module)
    record_progress(
        learner, Lesson(later.translation_key, small.course.translation_key, "sv"), completed=True
    )
    assert done.count() == 1


def test_beginning_twice_is_beginning_once(small: SmallCourse, learner: Any) -> None:
    enrol(learner, small.course.translation_key)
    enrol(learner, small.course.translation_key)
    assert Enrolment.objects.count() == 1
    assert LearningEvent.objects.filter(verb="registered").count() == 1
