"""A part of a cmi5 package is opened for one person, with what the specification says that it starts from."""

from __future__ import annotations

import json
import uuid
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from courses.models import ActivityLaunch, ActivityStatement, Cmi5Session, LearningPackage
from courses.xapi import actor, statements_of
from tests.courses.packages.making import au
from tests.courses.packages.unit import Unit, lesson_with
from tests.factories import UserFactory
from tests.verifiers.running import node

pytestmark = pytest.mark.django_db
EXTENSIONS = "https://w3id.org/xapi/cmi5/context/extensions/"


def user_of(client: Client) -> int:
    return int(client.session["_auth_user_id"])


def test_a_part_is_launched_with_what_cmi5_says(learner: Client, settings: Any) -> None:
    _lesson, address = lesson_with(au() + au(2))
    given = Unit(learner, address).given
    assert set(given) == {"endpoint", "fetch", "actor", "registration", "activityId"}
    assert given["endpoint"] == "http://testserver/xapi/"
    assert json.loads(given["actor"]) == actor(user_of(learner))
    again, second = Unit(learner, address).given, Unit(learner, address, "au-2").given
    for name in ("actor", "registration", "activityId"):
        assert again[name] == given[name]
    assert second["registration"] == given["registration"]
    assert second["activityId"] != given["activityId"]
    assert given["activityId"].startswith(f"{settings.BASE_URL}/xapi/activities/package/")
    learner.force_login(UserFactory())
    other = Unit(learner, address).given
    assert other["activityId"] == given["activityId"]
    assert other["registration"] != given["registration"]


def test_the_token_is_given_once(learner: Client) -> None:
    unit = Unit(learner, lesson_with()[1])
    assert unit.token
    assert unit.fetch()["error-code"] == "1"
    assert unit.document().status_code == 200
    path = urlsplit(unit.given["fetch"]).path
    assert Client().get(path).status_code == 405
    assert Client().options(path).status_code == 204
    assert Client().post(path[:-3] + "xxx").json()["error-code"] == "2"


def test_the_address_is_worth_nothing_after_the_person_has_left(learner: Client) -> None:
    unit = Unit(learner, lesson_with()[1])
    Cmi5Session.objects.update(fetched_at=None)
    learner.logout()
    assert unit.fetch()["error-code"] == "1"
    assert unit.document().status_code == 401


def test_what_it_starts_from_is_there_before_it_and_stays_as_it_is(learner: Client) -> None:
    inside = "<launchParameters>a=1</launchParameters><entitlementKey>xyz</entitlementKey>"
    options = {"moveOn": "Passed", "masteryScore": "0.85"}
    unit = Unit(learner, lesson_with(au(1, inside, **options))[1])
    data = unit.document().json()
    session = Cmi5Session.objects.get()
    back = data.pop("returnURL")
    assert data == {
        "contextTemplate": {
            "registration": unit.given["registration"],
            "contextActivities": {
                "grouping": [{"objectType": "Activity", "id": "https://example.com/au/1"}]
            },
            "extensions": {f"{EXTENSIONS}sessionid": str(session.pk)},
        },
        "launchMode": "Normal",
        "moveOn": "Passed",
        "masteryScore": 0.85,
        "launchParameters": "a=1",
        "entitlementKey": {"courseStructure": "xyz"},
    }
    closed = Client().get(urlsplit(back).path, headers={"Host": "packages.localhost:8000"})
    assert "Du har lämnat den här delen" in closed.content.decode()
    assert "default-src 'none'" in closed.headers["Content-Security-Policy"]
    for method in ("PUT", "POST", "DELETE"):
        assert unit.document(method, {"launchMode": "Browse"}).status_code == 403
    assert unit.document().json()["launchMode"] == "Normal"


def test_a_part_keeps_documents_of_its_own_registration_alone(learner: Client) -> None:
    unit = Unit(learner, lesson_with()[1])
    assert unit.document("PUT", {"page": 3}, stateId="bookmark").status_code == 204
    assert unit.document(stateId="bookmark").json() == {"page": 3}
    foreign = str(uuid.uuid4())
    assert unit.document("PUT", {}, stateId="x", registration=foreign).status_code == 403
    assert unit.document(registration=foreign).status_code == 403


def test_parts_of_others_and_other_parts_are_not_reached(learner: Client) -> None:
    _lesson, address = lesson_with(au() + au(2))
    first = Unit(learner, address)
    first.document("PUT", {"page": 3}, stateId="bookmark")
    second = Unit(learner, address, "au-2")
    theirs = {"activityId": first.given["activityId"], "stateId": "bookmark"}
    assert second.document(**theirs).status_code == 403
    said = second.statement("initialized", object={"id": first.given["activityId"]})
    assert second.say(said) == [400]
    learner.force_login(UserFactory())
    other = Unit(learner, address)
    assert other.document(stateId="bookmark").status_code == 404
    assert other.document(agent=first.given["actor"]).status_code == 400
    assert other.say(other.statement("initialized", actor=json.loads(first.given["actor"]))) == [
        400
    ]


def test_the_portal_says_what_it_did_and_others_accept_it(learner: Client) -> None:
    options = {"masteryScore": "0.8", "moveOn": "Completed"}
    _lesson, address = lesson_with(au(1, "<launchParameters>a</launchParameters>", **options))
    unit = Unit(learner, address)
    unit.say("initialized")
    Unit(learner, address).say("initialized", "completed", "terminated")
    said = list(statements_of(user_of(learner)))
    assert node("statements.mjs", said) == []
    own = [
        one
        for one in said
        if one["verb"]["id"].rpartition("/")[2] in ("launched", "abandoned", "satisfied")
    ]
    verbs = [one["verb"]["id"] for one in own]
    assert verbs == [
        "http://adlnet.gov/expapi/verbs/launched",
        "https://w3id.org/xapi/adl/verbs/abandoned",
        "http://adlnet.gov/expapi/verbs/launched",
        "https://w3id.org/xapi/adl/verbs/satisfied",
    ]
    extensions = own[0]["context"]["extensions"]
    assert extensions.pop(f"{EXTENSIONS}launchurl").endswith("/content/p1.html")
    assert extensions.pop(f"{EXTENSIONS}sessionid")
    assert extensions == {
        f"{EXTENSIONS}launchmode": "Normal",
        f"{EXTENSIONS}moveon": "Completed",
        f"{EXTENSIONS}masteryscore": 0.8,
        f"{EXTENSIONS}launchparameters": "a",
    }
    assert own[1]["result"]["duration"].startswith("PT")


def test_opening_another_part_ends_the_one_before(learner: Client) -> None:
    _lesson, address = lesson_with(au() + au(2))
    first = Unit(learner, address)
    said = first.statement("initialized")
    first.say(said)
    second = Unit(learner, address, "au-2")
    assert first.say(said) == [401]
    assert second.say("initialized") == [200]
    Unit(learner, lesson_with()[1])
    assert second.document().status_code == 200


def test_preferences_say_the_language_and_are_not_the_parts_to_change(learner: Client) -> None:
    unit = Unit(learner, lesson_with()[1])
    query = {"agent": unit.given["actor"], "profileId": "cmi5LearnerPreferences"}
    assert unit.call("GET", "xapi_profile", **query).json() == {
        "languagePreference": "sv,en",
        "audioPreference": "on",
    }
    assert unit.call("PUT", "xapi_profile", {}, **query).status_code == 403
    assert unit.call("GET", "xapi_profile", **(query | {"profileId": "x"})).status_code == 404
    other = json.dumps(actor(UserFactory().pk))
    for agent in (other, "", "{"):
        assert unit.call("GET", "xapi_profile", **(query | {"agent": agent})).status_code == 400
    assert unit.call("GET", "xapi_profile", agent=unit.given["actor"]).json() == [
        "cmi5LearnerPreferences"
    ]


def test_without_an_account_one_is_asked_to_log_in(client: Client) -> None:
    lesson, address = lesson_with()
    html = client.get(lesson.url).content.decode()
    assert "Logga in för att öppna den här delen" in html
    assert "data-launch" not in html
    for answer in (client.get(address), client.post(f"{address}open/", {"item": "au-1"})):
        assert answer.status_code == 401
        assert "Logga in" in answer.json()["error"]
    assert not ActivityLaunch.objects.exists()


def test_what_is_not_a_part_is_not_opened(learner: Client) -> None:
    _lesson, address = lesson_with()
    for item in ("", "au-2", "https://example.com/au/1"):
        assert learner.post(f"{address}open/", {"item": item}).status_code == 400
    assert learner.get(f"{address}open/").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(UserFactory())
    assert strict.post(f"{address}open/", {"item": "au-1"}).status_code == 403
    assert not ActivityStatement.objects.exists()


def test_only_parts_of_cmi5_may_leave_the_packages_origin(learner: Client) -> None:
    _lesson, address = lesson_with()
    player = urlsplit(learner.get(address).json()["player"]).path
    host = {"Host": "packages.localhost:8000"}
    page = Client().get(player, headers=host)
    assert "cmi5-player.js" in page.content.decode()
    file = Client().get(f"{player}content/p1.html", headers=host)
    file.close()
    policy = file.headers["Content-Security-Policy"]
    assert "connect-src 'self' data: blob: http://testserver/xapi/;" in policy


def test_a_package_that_is_taken_away_hears_nothing_more(learner: Client) -> None:
    unit = Unit(learner, lesson_with()[1])
    LearningPackage.objects.get().delete()
    assert unit.say({"verb": {}}) == [401]
    assert not ActivityLaunch.objects.exists()


def test_what_has_run_out_is_forgotten(learner: Client) -> None:
    _lesson, address = lesson_with()
    Unit(learner, address)
    ActivityLaunch.objects.update(expires_at=timezone.now())
    Unit(learner, address)
    assert Cmi5Session.objects.count() == 1
