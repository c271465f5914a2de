"""The learner's pages over HTTP: without scripts, with the script's reports, as somebody else, and what they cost."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.models import Answer, Assignment, Attempt, CalendarFeed, Enrolment, Progress
from courses.services.learning import record_progress, start_attempt, submit_attempt
from courses.services.sessions import register
from tests.courses.conftest import (
    ALL_RIGHT,
    CHECKLIST,
    NUMBER,
    QUESTION,
    REFLECTION,
    TICKS,
    WORDS,
    SmallCourse,
    small_course,
)
from tests.courses.evaluating import evaluation
from tests.courses.sessioning import session
from tests.factories import CourseFactory, LearningPathFactory, LessonFactory, UserFactory
from tests.factories.organisation import UnitFactory, join

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(learner: Any) -> Client:
    client = Client()
    client.force_login(learner)
    return client


def ticket_in(html: str) -> str:
    found = re.search(r'data-ticket="([^"]+)"', html)
    assert found, "the page has no ticket"
    return found[1]


def report(client: Client, **body: Any) -> Any:
    return client.post("/sv/learning/progress/", json.dumps(body), content_type="application/json")


def test_a_lesson_without_scripts(small: SmallCourse, client: Client) -> None:
    html = client.get(small.reading.url).content.decode()
    ticket = ticket_in(html)

    answer = client.post(
        "/sv/learning/progress/", {"ticket": ticket, "block": CHECKLIST, "tick": TICKS[:1]}
    )
    assert (answer.status_code, answer["Location"]) == (302, f"{small.reading.url}#b-{CHECKLIST}")
    client.post(
        "/sv/learning/progress/", {"ticket": ticket, "block": REFLECTION, "text": "<script>x"}
    )
    answer = client.post("/sv/learning/progress/", {"ticket": ticket, "completed": "1"})
    assert answer["Location"] == f"{small.reading.url}#done"

    html = client.get(small.reading.url).content.decode()
    assert f'value="{TICKS[0]}" checked' in html
    assert f'value="{TICKS[1]}" checked' not in html
    assert "&lt;script&gt;x</textarea>" in html
    assert "<script>x" not in html
    assert Progress.objects.get().completed_at is not None


def test_what_is_too_long_is_shown_again_with_the_reason(
    small: SmallCourse, client: Client
) -> None:
    ticket = ticket_in(client.get(small.reading.url).content.decode())
    text = "ordet " * 2000
    answer = client.post(
        "/sv/learning/progress/", {"ticket": ticket, "block": REFLECTION, "text": text}
    )
    assert answer.status_code == 422
    assert text.strip() in answer.content.decode()
    assert "12000" in answer.content.decode()


def test_reports_are_acknowledged_and_may_come_twice(small: SmallCourse, client: Client) -> None:
    ticket = ticket_in(client.get(small.reading.url).content.decode())
    body = {
        "id": "1",
        "ticket": ticket,
        "opened": True,
        "position": REFLECTION,
        "activities": {REFLECTION: "Ord", CHECKLIST: TICKS},
    }
    for _round in range(2):
        answer = report(client, **body)
        assert (answer.status_code, answer.json()) == (200, {"id": "1", "saved": True})
        assert "no-store" in answer["Cache-Control"]
    row = Progress.objects.get()
    assert (row.position, row.activities) == (REFLECTION, {REFLECTION: "Ord", CHECKLIST: TICKS})

    html = client.get(small.course.url).content.decode()
    assert "Fortsätt där du var" in html
    answer = client.post(f"/sv/learning/courses/{small.course.translation_key}/begin/")
    assert answer["Location"] == f"{small.reading.url}#b-{REFLECTION}"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 403),
        ({"ticket": "x"}, 403),
        ({"ticket": 5}, 403),
        ({"ticket": None, "activities": {}}, 403),
    ],
)
def test_reports_without_a_ticket_are_refused(client: Client, body: Any, status: int) -> None:
    answer = report(client, **body)
    assert (answer.status_code, answer.json()["saved"]) == (status, False)
    for junk in ("[]", "{", "null", "x" * 300_000):
        answer = client.post("/sv/learning/progress/", junk, content_type="application/json")
        assert answer.status_code == 403


def test_reports_that_a_lesson_cannot_have_are_refused(small: SmallCourse, client: Client) -> None:
    ticket = ticket_in(client.get(small.reading.url).content.decode())
    for body in ({"activities": {"x": "y"}}, {"position": 5}, {"activities": [1]}):
        answer = report(client, ticket=ticket, **body)
        assert answer.status_code == 400
        assert answer.json()["message"]
    assert not Progress.objects.exists()


def test_a_ticket_is_its_owners(small: SmallCourse, client: Client, sign_in: Any) -> None:
    ticket = ticket_in(client.get(small.reading.url).content.decode())
    assert report(sign_in(), ticket=ticket, completed=True).status_code == 403
    assert report(Client(), ticket=ticket, completed=True).status_code == 403


def test_reading_is_no_writing_and_posts_need_their_token(small: SmallCourse, learner: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(learner)
    client.get(small.reading.url)
    assert not Progress.objects.exists()
    attempt = start_attempt(learner, small.quiz)
    key, quiz = small.testing.translation_key, small.quiz.key
    for address in (
        "/sv/learning/progress/",
        f"/sv/learning/courses/{small.course.translation_key}/begin/",
        f"/sv/learning/lessons/{key}/quizzes/{quiz}/start/",
        f"/sv/learning/attempts/{attempt.pk}/",
        "/sv/learning/remember/",
    ):
        assert client.post(address).status_code == 403
        if "attempts" not in address and "remember" not in address:
            assert client.get(address).status_code == 405


# --- Visitors --------------------------------------------------------------------------------------


def test_a_visitors_pages_stay_open_to_caches(small: SmallCourse) -> None:
    client = Client()
    for page in (small.course, small.reading, small.testing):
        answer = client.get(page.url)
        assert not answer.cookies
        assert "private" not in answer.get("Cache-Control", "")
        assert "no-store" not in answer.get("Cache-Control", "")
        assert "csrfmiddlewaretoken" not in answer.content.decode()


def test_what_a_visitor_did_comes_along_at_login(small: SmallCourse, learner: Any) -> None:
    client = Client()
    address = small.reading.url
    answer = client.post(
        f"/sv/learning/remember/?{urlencode({'next': address})}", {"next": address}
    )
    assert answer["Location"] == address
    ticket = ticket_in(client.get(address).content.decode())
    assert report(client, ticket=ticket, activities={REFLECTION: "Mitt", CHECKLIST: TICKS}).json()[
        "saved"
    ]
    client.post("/sv/learning/progress/", {"ticket": ticket, "completed": "1"})
    assert "Mitt</textarea>" in client.get(address).content.decode()
    assert not Progress.objects.exists()
    record_progress(learner, small.read, activities={REFLECTION: "Redan skrivet"})

    learner.set_password("en lång hemlighet")
    learner.save()
    client.post("/sv/account/login/", {"login": learner.username, "password": "en lång hemlighet"})

    row = Progress.objects.get()
    assert row.user == learner
    assert row.activities == {REFLECTION: "Redan skrivet", CHECKLIST: TICKS}
    assert row.completed_at is not None
    assert Enrolment.objects.get().user == learner


def test_a_visitor_is_forgotten_on_demand(small: SmallCourse) -> None:
    client = Client()
    client.post("/sv/learning/remember/", {"next": "//elsewhere.example"})
    assert "data-ticket" in client.get(small.reading.url).content.decode()
    answer = client.post("/sv/learning/remember/", {"next": "//elsewhere.example", "forget": "1"})
    assert answer["Location"] == "/sv/"
    assert "data-ticket" not in client.get(small.reading.url).content.decode()


def test_quizzes_and_my_learning_need_an_account(small: SmallCourse) -> None:
    client = Client()
    key, quiz = small.testing.translation_key, small.quiz.key
    for answer in (
        client.post(f"/sv/learning/lessons/{key}/quizzes/{quiz}/start/"),
        client.get("/sv/learning/"),
    ):
        assert answer.status_code == 302
        assert "/sv/account/login/" in answer["Location"]


# --- Quizzes ---------------------------------------------------------------------------------------


def begin(client: Client, small: SmallCourse) -> str:
    key, quiz = small.testing.translation_key, small.quiz.key
    return client.post(f"/sv/learning/lessons/{key}/quizzes/{quiz}/start/")["Location"]


def test_a_quiz_without_scripts(small: SmallCourse, client: Client) -> None:
    assert "Starta provet" in client.get(small.testing.url).content.decode()
    address = begin(client, small)
    html = client.get(address).content.decode()
    assert "Rätt svar" in html
    for secret in ("Just det.", "Därför är det så.", "Tolv."):
        assert secret not in html

    answer = client.post(address, {f"q-{QUESTION}": "0", f"q-{NUMBER}": "tolv", f"q-{WORDS}": "Jo"})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert 'value="tolv"' in html
    assert html.count('aria-invalid="true"') == 1
    assert "Jo</textarea>" in html

    answer = client.post(address, {f"q-{QUESTION}": "0", f"q-{NUMBER}": "12,4"})
    assert answer.status_code == 422
    assert 'name="confirm"' in answer.content.decode()
    answer = client.post(address, {f"q-{QUESTION}": "0", f"q-{NUMBER}": "12,4", "confirm": "1"})
    assert answer.status_code == 302

    html = client.get(address).content.decode()
    for shown in ("Godkänt", "Just det.", "Därför är det så.", "2 av 2 poäng, 100&nbsp;%"):
        assert shown in html
    assert "De rätta svaren visas när" not in html
    assert Progress.objects.get().completed_at is not None


def test_right_answers_stay_hidden_while_there_are_attempts(
    small: SmallCourse, client: Client
) -> None:
    address = begin(client, small)
    client.post(address, {f"q-{QUESTION}": "1", f"q-{NUMBER}": "3", f"q-{WORDS}": "x"})
    html = client.get(address).content.decode()
    assert "Nej, för att." in html
    assert "Just det." not in html
    assert "12 st" not in html
    assert "Försök igen" in html
    assert "De rätta svaren visas när du är godkänd" in html


def test_answers_on_the_way_are_kept(small: SmallCourse, client: Client) -> None:
    address = begin(client, small)
    body = {"id": "7", "answers": {NUMBER: ["12"], WORDS: ["halv"]}, "submit": False}
    for _round in range(2):
        answer = client.post(address, json.dumps(body), content_type="application/json")
        assert answer.json() == {"id": "7", "saved": True, "submitted": False, "url": address}
    assert 'value="12"' in client.get(address).content.decode()
    assert begin(client, small) == address

    body = {"id": "8", "answers": {QUESTION: ["0"], NUMBER: ["12"], WORDS: [""]}, "submit": True}
    answer = client.post(address, json.dumps(body), content_type="application/json")
    assert answer.json()["submitted"] is False
    for _round in range(2):
        answer = client.post(
            address, json.dumps(body | {"confirm": True}), content_type="application/json"
        )
        assert answer.json()["submitted"] is True
    assert Attempt.objects.get().passed is True
    for junk in ("{}", "[]", '{"answers": 5}'):
        assert client.post(address, junk, content_type="application/json").status_code == 400


def test_save_and_go_on_later(small: SmallCourse, client: Client) -> None:
    address = begin(client, small)
    answer = client.post(address, {f"q-{NUMBER}": "12", "save": "1"})
    assert answer["Location"] == f"{small.testing.url}#b-{small.quiz.key}"
    assert Answer.objects.get(question_key=NUMBER).response == "12"
    assert "Fortsätt provet" in client.get(small.testing.url).content.decode()


def test_another_persons_attempt_is_404(small: SmallCourse, client: Client, sign_in: Any) -> None:
    address = begin(client, small)
    other = sign_in()
    assert other.get(address).status_code == 404
    assert other.post(address, {f"q-{NUMBER}": "12"}).status_code == 404
    body = json.dumps({"answers": {NUMBER: ["1"]}, "submit": True})
    assert other.post(address, body, content_type="application/json").status_code == 404
    assert not Answer.objects.exists()


def test_a_quiz_in_a_restricted_lesson_is_404(small: SmallCourse, client: Client) -> None:
    from django.contrib.auth.models import Group
    from wagtail.models import PageViewRestriction

    group = Group.objects.create(name="Andra")
    PageViewRestriction.objects.create(page=small.course, restriction_type="groups").groups.add(
        group
    )
    key, quiz = small.testing.translation_key, small.quiz.key
    assert client.post(f"/sv/learning/lessons/{key}/quizzes/{quiz}/start/").status_code == 404
    assert (
        client.post(f"/sv/learning/courses/{small.course.translation_key}/begin/").status_code
        == 404
    )


def test_answers_are_escaped(small: SmallCourse, client: Client) -> None:
    address = begin(client, small)
    evil = "<img src=x onerror=alert(1)>"
    client.post(
        address, {f"q-{QUESTION}": "0", f"q-{NUMBER}": "12", f"q-{WORDS}": evil, "confirm": "1"}
    )
    html = client.get(address).content.decode()
    assert "<img src=x" not in html
    assert "&lt;img src=x" in html


def test_attempts_that_have_run_out_are_told(client: Client, learner: Any) -> None:
    small = small_course(rules={"attempts": 1})
    submit_attempt(learner, start_attempt(learner, small.quiz).pk, {})
    assert begin(client, small) == f"{small.testing.url}#b-{small.quiz.key}"
    assert "Du har använt alla dina försök" in client.get(small.testing.url).content.decode()


# --- My learning, and what it costs ----------------------------------------------------------------


def test_my_learning(client: Client, learner: Any) -> None:
    due, opened, done = (small_course(title=title, slug=title) for title in ("due", "open", "done"))
    Assignment.objects.create(
        course_key=due.course.translation_key, user=learner, due_on="2020-01-31"
    )
    record_progress(learner, opened.read)
    record_progress(learner, done.read, completed=True)
    submit_attempt(learner, start_attempt(learner, done.quiz).pk, ALL_RIGHT)

    html = client.get("/sv/learning/").content.decode()

    places = [html.index(text) for text in ("Försenad", "Påbörjade", ">Klara<")]
    assert places == sorted(places)
    assert html.count("1 av 2") == 0
    assert html.count("0 av 2") == 2


def test_my_learning_is_an_invitation_when_it_is_empty(client: Client) -> None:
    assert "Du har inte börjat på någon kurs" in client.get("/sv/learning/").content.decode()


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    own = [
        one["sql"] for one in captured.captured_queries if "portal_usersession" not in one["sql"]
    ]
    return len(own)


@pytest.mark.parametrize("number", [1, 3])
def test_the_cost_of_my_learning_is_fixed(client: Client, learner: Any, number: int) -> None:
    unit = UnitFactory(manager=learner)
    join(unit, learner)
    CalendarFeed.objects.create(user=learner)
    for place in range(number):
        small = small_course(slug=f"kurs-{place}", require_attendance=True)
        LearningPathFactory(title=f"Väg {place}", courses=[small.course, CourseFactory()])
        record_progress(learner, small.read, completed=True)
        Assignment.objects.create(course_key=small.course.translation_key, user=learner)
        Assignment.objects.create(course_key=small.course.translation_key, unit=unit)
        session(small.course, trainer=learner)
        register(learner, session(small.course).pk)
        done = CourseFactory(title=f"Klar {place}", evaluation=evaluation())
        Enrolment.objects.create(
            user=learner, course_key=done.translation_key, completed_at=timezone.now()
        )
    html = client.get("/sv/learning/").content.decode()
    assert html.count(reverse("course_evaluation", args=[done.translation_key])) == 1
    assert reverse("team") in html
    assert queries(client, "/sv/learning/") <= 14


@pytest.mark.parametrize("number", [1, 3])
def test_the_cost_of_a_lesson_is_fixed(client: Client, learner: Any, number: int) -> None:
    small = small_course()
    for place in range(number):
        LessonFactory(title=f"Extra {place}", parent=small.reading.get_parent())
    record_progress(learner, small.read, completed=True)
    submit_attempt(learner, start_attempt(learner, small.quiz).pk, ALL_RIGHT)
    assert queries(client, small.testing.url) <= 12
    assert queries(client, small.course.url) <= 12


def test_other_peoples_learning_is_not_in_mine(small: SmallCourse, client: Client) -> None:
    record_progress(UserFactory(), small.read, activities={REFLECTION: "hemligt kanarieord"})
    for address in (small.reading.url, small.course.url, "/sv/learning/"):
        assert "kanarieord" not in client.get(address).content.decode()
