"""Everything about a person can be had, and erased: numbers stay, and nothing that names anybody."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import JSONField, TextField
from django.db.models.fields import CharField
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log as log_action
from wagtail.models import ModelLogEntry

from content.models import Membership, OrganisationUnit
from courses.models import (
    ActivityLaunch,
    ActivityState,
    ActivityStatement,
    Answer,
    Assignment,
    Attempt,
    CalendarFeed,
    Credential,
    Enrolment,
    LearningEvent,
    MethodClaim,
    Progress,
    QuizVersion,
    StatusEntry,
    TrainingSession,
)
from courses.services.credentials import issue
from courses.services.sessions import register
from portal.data_rights.erasing import NeedsSuccessor, erase, look
from portal.data_rights.exporting import everything
from portal.data_rights.relations import relations
from portal.models import UserSession
from search.models import Promotion
from tests.courses.credentialing import completed, course
from tests.courses.sessioning import session
from tests.factories import ArticleFactory, UserFactory

pytestmark = pytest.mark.django_db

CANARY = "Kvittfågel"
EMAIL = "kvittfagel@example.test"


def a_life(user: Any) -> dict[str, Any]:
    """Give somebody a row of everything; their own words hold the canary."""
    other = UserFactory()
    page = course(title="Leda")
    enrolment = completed(page, user)
    issue(enrolment)
    lesson, quiz, free, choice = (uuid.uuid4() for _ in range(4))
    key = page.translation_key
    Progress.objects.create(user=user, course_key=key, lesson_key=lesson, activities={"a": CANARY})
    version = QuizVersion.objects.create(
        quiz_key=quiz,
        lesson_key=lesson,
        course_key=key,
        language="sv",
        digest="d",
        content={
            "questions": [
                {"id": str(free), "type": "free_text"},
                {"id": str(choice), "type": "single_choice"},
            ]
        },
    )
    attempt = Attempt.objects.create(
        user=user, version=version, quiz_key=quiz, course_key=key, number=1, score=1, passed=True
    )
    Answer.objects.create(attempt=attempt, question_key=free, response=CANARY)
    Answer.objects.create(attempt=attempt, question_key=choice, response="id-b", points=1)
    LearningEvent.objects.create(
        user=user,
        verb="answered",
        object_kind="question",
        object_key=free,
        course_key=key,
        result={"response": CANARY, "success": True},
    )
    unit = OrganisationUnit.add_root(key="u", name="Enheten", manager=user)
    Membership.objects.create(user=user, unit=unit)
    Assignment.objects.create(course_key=key, user=user, assigned_by=other)
    Assignment.objects.create(course_key=key, user=other, assigned_by=user)
    mine = {"method_key": uuid.uuid4(), "case_key": uuid.uuid4(), "language": "sv"}
    MethodClaim.objects.create(user=user, text=CANARY, colleague_email=other.email, **mine)
    MethodClaim.objects.create(
        user=other, text="x", colleague_email=EMAIL, confirmer=user, comment=CANARY, **mine
    )
    ActivityLaunch.objects.create(
        user=user,
        activity_key=lesson,
        token_digest="t",
        session_key="hemlig-session",
        expires_at=timezone.now(),
    )
    ActivityState.objects.create(
        user=user,
        activity_key=lesson,
        state_id="s",
        content_type="text/plain",
        content=CANARY.encode(),
    )
    ActivityStatement.objects.create(
        user=user,
        activity_key=lesson,
        digest="d",
        statement={
            "verb": {"id": "http://adlnet.gov/expapi/verbs/answered"},
            "object": {"id": "x"},
            "result": {"response": CANARY, "score": {"scaled": 1}},
            "context": {"instructor": CANARY},
        },
    )
    register(user, session(page, trainer=user).pk)
    CalendarFeed.objects.create(user=user, token="hemlig-kalender")
    EmailAddress.objects.create(user=user, email=EMAIL, verified=True)
    Authenticator.objects.create(user=user, type="totp", data={"secret": "hemlig-nyckel"})
    article = ArticleFactory(title="Skriven av någon")
    article.owner = user
    article.save()
    log_action(article, "wagtail.edit", user=user)
    log_action(user, "wagtail.edit", user=other)
    client = Client()
    client.force_login(user)
    return {"course": page, "attempt": attempt, "client": client, "article": article}


@pytest.fixture
def person() -> Any:
    return UserFactory(
        username="kvittfagel",
        email=EMAIL,
        first_name=CANARY,
        last_name="Nordanvind",
        password="hemligt-losenord",
    )


def texts() -> Iterator[tuple[str, str]]:
    """Yield every text in the database with where it stands."""
    for model in apps.get_models(include_auto_created=True):
        fields = [
            field.name
            for field in model._meta.local_concrete_fields
            if isinstance(field, (CharField, TextField, JSONField))
        ]
        for row in model._base_manager.values(*fields) if fields else ():
            for name, value in row.items():
                yield (
                    f"{model._meta.label}.{name}",
                    json.dumps(value, ensure_ascii=False, default=str),
                )


def test_erasing_leaves_no_word_and_no_orphan_and_keeps_the_numbers(person):
    life = a_life(person)
    number = person.pk
    before = Enrolment.objects.count()
    erase(person, reason="På egen begäran")
    assert not get_user_model().objects.filter(pk=number).exists()
    found = [
        where
        for where, text in texts()
        if any(trace in text for trace in (CANARY, EMAIL, "kvittfagel", "Nordanvind"))
    ]
    assert found == []
    for relation in relations():
        column = relation.field.attname
        assert not relation.model._base_manager.filter(**{column: number}).exists(), relation
    connection.check_constraints()
    assert Enrolment.objects.count() == before
    assert Enrolment.objects.get(course_key=life["course"].translation_key).completed_at
    attempt = Attempt.objects.get(pk=life["attempt"].pk)
    assert (attempt.user, attempt.score, attempt.passed) == (None, 1, True)
    assert {answer.response for answer in attempt.answers.all()} == {None, "id-b"}
    assert LearningEvent.objects.get(verb="answered").result == {"success": True}
    assert ActivityStatement.objects.get().statement["result"] == {"score": {"scaled": 1}}
    assert not Credential.objects.exists()
    assert StatusEntry.objects.count() == 1, "its place is never given out again"
    assert OrganisationUnit.objects.get(key="u").manager is None
    left = TrainingSession.objects.get()
    assert (left.trainer, left.taken, left.registrations.count()) == (None, 0, 0)
    life["article"].refresh_from_db()
    assert life["article"].live


def test_erasing_ends_sessions_and_is_logged_without_a_name(person, client):
    life = a_life(person)
    assert life["client"].get(reverse("my_credentials")).status_code == 200
    admin = UserFactory(is_superuser=True)
    number = person.pk
    erase(person, by=admin, reason="På egen begäran")
    assert life["client"].get(reverse("my_credentials")).status_code == 302
    assert UserSession.objects.count() == 0
    entry = ModelLogEntry.objects.get(action="portal.erase_person")
    assert (entry.user, entry.object_id, entry.label) == (admin, str(number), f"#{number}")
    assert entry.data["reason"] == "På egen begäran"
    assert entry.data["gone"]["courses.Credential"] == 1


def test_every_key_to_an_account_is_told_of_and_can_be_let_go():
    for relation in relations():
        assert relation.goes or relation.holds or relation.field.null, (
            f"{relation}: a row that stays must be able to stay without a name"
        )
    labels = {relation.model._meta.label for relation in relations()}
    assert {"courses.Enrolment", "content.Membership", "mfa.Authenticator"} <= labels
    assert {"wagtailcore.PageLogEntry", "auth.User_groups"} <= labels


def test_what_must_have_an_owner_gets_another(person):
    promotion = Promotion.objects.create(
        language="sv",
        words="sluss",
        page=ArticleFactory(),
        owner=person,
        expires=timezone.localdate(),
    )
    with pytest.raises(NeedsSuccessor, match=r"search\.Promotion"):
        erase(person)
    assert get_user_model().objects.filter(pk=person.pk).exists()
    with pytest.raises(CommandError, match="--successor"):
        call_command("erase_user", person.username, "--yes")
    heir = UserFactory()
    call_command("erase_user", person.username, "--yes", "--successor", heir.username)
    promotion.refresh_from_db()
    assert promotion.owner == heir


def test_the_command_shows_first_and_does_only_when_told(person, capsys):
    a_life(person)
    call_command("erase_user", person.username)
    said = capsys.readouterr().out
    assert "Goes: courses.Credential: 1" in said
    assert "Stays without a name: courses.Enrolment: 1" in said
    assert get_user_model().objects.filter(pk=person.pk).exists()
    call_command("erase_user", person.username, "--yes")
    assert not get_user_model().objects.filter(pk=person.pk).exists()
    with pytest.raises(CommandError, match="no account"):
        call_command("erase_user", person.username, "--yes")


def test_the_export_has_everything_and_no_secret(person, tmp_path):
    a_life(person)
    path = tmp_path / "person.zip"
    call_command("export_user", person.username, "-o", str(path))
    assert path.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        data = json.loads(archive.read("data.json"))
        said = json.loads(archive.read("learning-xapi.json"))
        readme = archive.read("README.txt").decode()
        calendar = archive.read("sessions.ics").decode()
    [credential] = Credential.objects.all()
    assert f"badges/{credential.number}.json" in names
    kept = {
        f"{relation.model._meta.label_lower}.{relation.field.name}"
        for relation in relations()
        if relation.rows(person).exists()
    }
    assert set(data["records"]) == kept
    assert data["account"]["email"] == EMAIL
    [attempt] = data["records"]["courses.attempt.user"]["rows"]
    assert {answer["response"] for answer in attempt["answer"]} == {CANARY, "id-b"}
    assert "Leda" in data["titles"].values()
    assert len(said) == LearningEvent.objects.filter(user=person).count() + 1
    assert "kvittfagel" in readme
    everything_said = json.dumps(data)
    assert "Leda" in calendar
    for secret in ("hemlig-nyckel", "hemlig-session", "hemlig-kalender", person.password):
        assert secret not in everything_said
    entry = ModelLogEntry.objects.get(action="portal.export_person")
    assert entry.object_id == str(person.pk)


def test_the_page_gives_ones_own_data(person):
    a_life(person)
    Authenticator.objects.all().delete()
    client = Client()
    assert client.get(reverse("my_data")).status_code == 302
    person.set_password("ett-bra-losenord")
    person.save()
    client.post(
        reverse("account_login"), {"login": person.username, "password": "ett-bra-losenord"}
    )
    page = client.get(reverse("my_data"))
    assert page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"]
    asked = client.post(reverse("my_data")).url
    response = client.post(
        asked, {"password": "ett-bra-losenord"}
    )  # and goes on with what was asked
    assert response.headers["Content-Type"] == "application/zip"
    assert "no-store" in response.headers["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        assert json.loads(archive.read("data.json"))["account"]["email"] == EMAIL


def test_whoever_finds_an_open_session_must_show_who_they_are(person, client):
    client.force_login(person)
    response = client.post(reverse("my_data"))
    assert response.status_code == 302
    assert "reauthenticate" in response.url


def test_the_size_of_a_life_does_not_change_the_number_of_queries(person):
    from django.test.utils import CaptureQueriesContext

    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            everything(person)
        return len(counted)

    page = course()
    completed(page, person)
    one = queries()
    for title in ("Två", "Tre"):
        completed(course(title=title), person)
    assert queries() == one
    assert look(person).anonymous["courses.Enrolment"] == 3
