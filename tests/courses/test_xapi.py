"""Statements that others' validators accept, and an endpoint that lets an activity speak for itself alone."""

from __future__ import annotations

import base64
import json
import uuid
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses import views_xapi
from courses.models import ActivityLaunch, ActivityState, ActivityStatement, LearningEvent
from courses.services.activities import launch_of, open_activity
from courses.xapi import activity_id, actor, statements_of
from tests.courses.credentialing import certificate, course
from tests.factories import UserFactory
from tests.verifiers.running import node

pytestmark = pytest.mark.django_db

ACTIVITY = uuid.uuid4()
VERB = {"id": "http://adlnet.gov/expapi/verbs/answered", "display": {"en": "answered"}}


class Opened:
    """An activity that somebody has opened, as it calls the portal: with its token and no cookie."""

    def __init__(self, user: Any = None, activity: uuid.UUID = ACTIVITY) -> None:
        self.user = user or UserFactory()
        self.browser = Client()
        self.browser.force_login(self.user)
        request = self.browser.get("/sv/account/email/").wsgi_request
        self.launch, self.token = open_activity(request, activity)
        self.id = activity_id("package", activity)

    def call(self, method: str, name: str, body: Any = None, token: str = "", **query: str) -> Any:
        basic = base64.b64encode(f":{token or self.token}".encode()).decode()
        raw = body if isinstance(body, (bytes, str)) or body is None else json.dumps(body)
        return Client().generic(
            method,
            reverse(name),
            raw or b"",
            content_type="application/json",
            QUERY_STRING="&".join(f"{key}={value}" for key, value in query.items()),
            headers={"Authorization": f"Basic {basic}", "X-Experience-API-Version": "1.0.3"},
        )

    def statement(self, **changes: Any) -> dict[str, Any]:
        return {
            "id": str(uuid.uuid4()),
            "actor": actor(self.user.pk),
            "verb": VERB,
            "object": {"objectType": "Activity", "id": self.id},
            "result": {"success": True, "score": {"scaled": 0.8}},
        } | changes


def test_what_people_did_is_valid_xapi_in_both_versions():
    credential = certificate()
    user, key = credential.user, credential.subject_key
    results = [
        {},
        {"completion": True, "duration": "PT4M"},
        {"score": {"scaled": 0.5, "raw": 1, "max": 2}},
    ]
    for verb in LearningEvent.Verb.values:
        for result in results:
            LearningEvent.objects.create(
                user=user,
                verb=verb,
                object_kind="statement" if verb == "voided" else "lesson",
                object_key=uuid.uuid4(),
                course_key=key,
                language="sv",
                result=result,
            )
    opened = Opened(user)
    opened.call("POST", "xapi_statements", opened.statement())
    said = list(statements_of(user))
    assert len(said) == len(LearningEvent.Verb.values) * 3 + 2
    assert node("statements.mjs", said) == []
    earned = next(one for one in said if one["verb"]["id"].endswith("earned"))
    assert earned["object"]["id"].endswith(f"/xapi/activities/credential/{key}")
    grouped = next(one for one in said if "contextActivities" in one["context"])
    assert grouped["context"]["contextActivities"]["grouping"][0]["definition"]["name"] == {
        "sv": "Leda förändring"
    }
    assert user.email not in json.dumps(said)
    assert {one["version"] for one in statements_of(user, "2.0.0")} == {"2.0.0"}


def test_the_validator_finds_what_is_wrong():
    faults = node("statements.mjs", [{"actor": {}, "verb": {"id": "no iri"}, "object": {}}])
    assert faults


def test_the_export_names_nobody(tmp_path, django_assert_num_queries, capsys):
    page = course()
    for user in (UserFactory(), None):
        LearningEvent.objects.create(
            user=user, verb="completed", object_kind="course", object_key=page.translation_key
        )
    path = tmp_path / "statements.json"
    with django_assert_num_queries(2):
        call_command("export_xapi", "-o", str(path))
    said = json.loads(path.read_text())
    assert [one["actor"]["account"]["name"] for one in said][1] == "erased"
    assert node("statements.mjs", said) == []
    call_command("export_xapi", "--since", "2999-01-01", "-o", str(path))
    assert json.loads(path.read_text()) == []
    for wrong in (["--user", "nobody"], ["--since", "igår"], ["--since", "2026-02-31"]):
        with pytest.raises(CommandError):
            call_command("export_xapi", *wrong)


def test_a_statement_is_kept_once_and_read_back():
    opened = Opened()
    said = opened.statement()
    assert opened.call("PUT", "xapi_statements", said, statementId=said["id"]).status_code == 204
    assert opened.call("PUT", "xapi_statements", said, statementId=said["id"]).status_code == 204
    changed = said | {"result": {"success": False}}
    assert opened.call("POST", "xapi_statements", changed).status_code == 409
    assert ActivityStatement.objects.count() == 1
    back = opened.call("GET", "xapi_statements", statementId=said["id"]).json()
    assert back["result"] == said["result"]
    assert node("statements.mjs", [back]) == []
    two = [opened.statement(), opened.statement()]
    assert opened.call("POST", "xapi_statements", two).json() == [one["id"] for one in two]
    assert len(opened.call("GET", "xapi_statements").json()["statements"]) == 3


def test_an_activity_speaks_for_itself_and_its_person_alone():
    opened, other = Opened(), Opened()
    wrong = [
        opened.statement(object={"id": activity_id("package", uuid.uuid4())}),
        opened.statement(object={"id": "https://example.com/"}),
        opened.statement(object={"id": opened.id + "x"}),
        opened.statement(object={"objectType": "Agent"}),
        opened.statement(actor=actor(other.user.pk)),
        opened.statement(actor={"mbox": "mailto:a@example.com"}),
        opened.statement(actor="x"),
        opened.statement(verb={"id": "javascript:x"}),
        opened.statement(verb=None),
        opened.statement(timestamp="igår"),
        opened.statement(id="1"),
        opened.statement(attachments=[]),
        opened.statement(other=1),
        [],
        "x",
        7,
    ]
    for said in wrong[:-3]:
        assert opened.call("POST", "xapi_statements", said).status_code == 400, said
    for body in ("", "{", "[" * 50000, '"x"', "7"):
        assert opened.call("POST", "xapi_statements", body).status_code == 400, body[:9]
    assert not ActivityStatement.objects.exists()
    good = opened.statement(object={"id": f"{opened.id}/question/1"})
    assert opened.call("POST", "xapi_statements", good).status_code == 200
    assert other.call("GET", "xapi_statements", statementId=good["id"]).status_code == 404
    assert other.call("POST", "xapi_statements", other.statement(id=good["id"])).status_code == 409
    assert other.call("GET", "xapi_statements").json()["statements"] == []


def test_the_token_ends_with_the_session_and_the_account(settings):
    opened = Opened()
    assert launch_of(opened.token) == opened.launch
    assert opened.call("GET", "xapi_statements", token="wrong").status_code == 401
    assert Client().get(reverse("xapi_statements")).status_code == 400
    opened.user.is_active = False
    opened.user.save()
    assert opened.call("GET", "xapi_statements").status_code == 401
    opened.user.is_active = True
    opened.user.save()
    opened.browser.logout()
    assert opened.call("GET", "xapi_statements").status_code == 401
    late = Opened()
    ActivityLaunch.objects.filter(pk=late.launch.pk).update(expires_at=timezone.now())
    assert late.call("GET", "xapi_statements").status_code == 401
    assert late.token not in str(ActivityLaunch.objects.values_list("token_digest"))


def test_a_cookie_lets_nobody_in():
    opened = Opened()
    response = opened.browser.get(
        reverse("xapi_statements"), headers={"X-Experience-API-Version": "1.0.3"}
    )
    assert response.status_code == 401


def test_state_is_kept_joined_and_deleted():
    opened = Opened()
    place = {"activityId": opened.id, "stateId": "bookmark"}
    assert opened.call("GET", "xapi_state", **place).status_code == 404
    assert opened.call("PUT", "xapi_state", {"page": 3}, **place).status_code == 204
    assert opened.call("PUT", "xapi_state", {"page": 4}, **place).status_code == 204
    assert opened.call("POST", "xapi_state", {"score": 1}, **place).status_code == 204
    back = opened.call("GET", "xapi_state", **place)
    assert back.json() == {"page": 4, "score": 1}
    assert back.headers["Content-Security-Policy"] == "sandbox"
    assert opened.call("GET", "xapi_state", activityId=opened.id).json() == ["bookmark"]
    other = Opened()
    assert other.call("GET", "xapi_state", **place).status_code == 404
    foreign = place | {"activityId": activity_id("package", uuid.uuid4())}
    assert opened.call("PUT", "xapi_state", {}, **foreign).status_code == 403
    for wrong in ({"stateId": ""}, {"registration": "x"}, {"agent": "%7B%7D"}, {"agent": "x"}):
        assert opened.call("PUT", "xapi_state", {}, **(place | wrong)).status_code == 400, wrong
    assert opened.call("DELETE", "xapi_state", **place).status_code == 204
    assert not ActivityState.objects.exists()


def test_people_share_no_documents_about_an_activity():
    opened = Opened()
    place = {"activityId": opened.id, "profileId": "shared"}
    assert opened.call("PUT", "xapi_activity_profile", {}, **place).status_code == 403
    assert opened.call("GET", "xapi_activity_profile", **place).status_code == 404
    assert opened.call("GET", "xapi_activity_profile", activityId=opened.id).json() == []


def test_sizes_and_rates_have_limits(monkeypatch):
    opened = Opened()
    large = b'"' + b"x" * views_xapi.MOST_BYTES + b'"'
    place = {"activityId": opened.id, "stateId": "s"}
    assert opened.call("PUT", "xapi_state", large, **place).status_code == 413
    many = [opened.statement() for _ in range(views_xapi.MOST_STATEMENTS + 1)]
    assert opened.call("POST", "xapi_statements", many).status_code == 413
    monkeypatch.setattr("courses.services.activities.MOST_STATES", 2)
    for name, status in (("a", 204), ("b", 204), ("a", 204), ("c", 400)):
        answer = opened.call("PUT", "xapi_state", {}, activityId=opened.id, stateId=name)
        assert answer.status_code == status
    monkeypatch.setattr(views_xapi, "A_MINUTE", 3)
    other = Opened()
    codes = [other.call("GET", "xapi_statements").status_code for _ in range(9)]
    assert codes[:3] == [200] * 3
    assert 429 in codes


def test_any_origin_may_ask_and_nothing_is_kept_on_the_way():
    opened = Opened()
    answers = [
        Client().options(reverse("xapi_statements")),
        opened.call("GET", "xapi_statements"),
        Client().get(reverse("xapi_about")),
    ]
    assert [one.status_code for one in answers] == [204, 200, 200]
    for one in answers:
        assert one.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in one.headers
    assert "no-store" in answers[1].headers["Cache-Control"]
