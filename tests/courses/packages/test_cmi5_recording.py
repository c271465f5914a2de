"""What a part of a cmi5 package says decides how far its learner is, by the rules of the specification alone."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from courses.models import (
    ActivityLaunch,
    ActivityStatement,
    Cmi5Session,
    LearningEvent,
    PackageState,
    Progress,
)
from courses.packages import recording
from courses.packages.cmi5 import launching
from courses.xapi import activity_id
from tests.courses.conftest import at_once
from tests.courses.packages.making import au
from tests.courses.packages.unit import CATEGORIES, RESULTS, VERBS, Unit, lesson_with
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
SATISFIED = "https://w3id.org/xapi/adl/verbs/satisfied"


def result_of(learner: Client, address: str) -> str:
    said: str = learner.get(address).json()["result"]
    return said


def satisfied() -> list[str]:
    rows = ActivityStatement.objects.filter(statement__verb__id=SATISFIED)
    return sorted(row.statement["object"]["definition"]["type"].rpartition("/")[2] for row in rows)


def test_what_is_said_is_kept_as_for_scorm(learner: Client) -> None:
    lesson, address = lesson_with(au(moveOn="CompletedAndPassed", masteryScore="0.8"))
    unit = Unit(learner, address)
    assert result_of(learner, address) == ""
    assert unit.say("initialized") == [200]
    assert result_of(learner, address) == "Påbörjat."
    assert unit.say("passed", "completed", "terminated") == [200] * 3
    assert result_of(learner, address) == "Godkänt, 90 procent."
    assert "Godkänt, 90 procent." in learner.get(lesson.url).content.decode()
    row = PackageState.objects.get()
    assert (row.item, row.completion, row.success, row.scaled) == (
        "au-1",
        "completed",
        "passed",
        0.9,
    )
    assert (row.total_seconds, row.lesson_key) == (30, lesson.translation_key)
    assert sorted(LearningEvent.objects.values_list("verb", flat=True)) == [
        "completed",
        "initialized",
        "passed",
    ]
    assert satisfied() == ["course"]


def test_the_same_again_changes_nothing(learner: Client) -> None:
    unit = Unit(learner, lesson_with(au(moveOn="Passed"))[1])
    said = [unit.statement(verb) for verb in ("initialized", "passed")]
    assert unit.say(*said, *said) == [200] * 4
    assert unit.call("POST", "xapi_statements", said).status_code == 200
    assert unit.say(said[1] | {"result": RESULTS["failed"]}) == [409]
    assert LearningEvent.objects.count() == 2
    assert ActivityStatement.objects.count() == 4  # launched and satisfied besides
    put = unit.statement("completed")
    for _time in range(2):
        answer = unit.call("PUT", "xapi_statements", put, statementId=put["id"])
        assert answer.status_code == 204
    assert PackageState.objects.get().completion == "completed"


def test_several_at_once_are_kept_all_or_none(learner: Client) -> None:
    unit = Unit(learner, lesson_with()[1])
    three = [unit.statement(verb) for verb in ("initialized", "completed", "terminated")]
    wrong = [*three, unit.statement("passed", result={"success": True})]
    assert unit.call("POST", "xapi_statements", wrong).status_code == 403
    assert not PackageState.objects.exists()
    assert not LearningEvent.objects.exists()
    # In whatever order they come, their timestamps say what was first.
    assert unit.call("POST", "xapi_statements", three[::-1]).status_code == 200
    assert PackageState.objects.get().completion == "completed"


@pytest.mark.parametrize(
    ("rule", "verbs", "done"),
    [
        ("Passed", ["completed"], False),
        ("Passed", ["passed"], True),
        ("Completed", ["passed"], False),
        ("Completed", ["failed", "completed"], True),
        ("CompletedAndPassed", ["completed"], False),
        ("CompletedAndPassed", ["completed", "passed"], True),
        ("CompletedOrPassed", ["failed"], False),
        ("CompletedOrPassed", ["passed"], True),
        ("CompletedOrPassed", ["completed"], True),
        ("NotApplicable", [], True),
    ],
)
def test_the_lesson_is_done_when_the_rule_is_met_and_the_editor_lets_it(
    learner: Client, rule: str, verbs: list[str], done: bool
) -> None:
    for completes in (True, False):
        lesson, address = lesson_with(au(moveOn=rule), completes=completes)
        unit = Unit(learner, address)
        assert set(unit.say("initialized", *verbs)) == {200}
        finished = Progress.objects.filter(
            lesson_key=lesson.translation_key, completed_at__isnull=False
        )
        assert finished.exists() is (done and completes)
    assert satisfied() == ["course", "course"] * done


def test_blocks_and_the_course_are_satisfied_once_each(learner: Client) -> None:
    block = '<block id="https://example.com/b">'
    body = f"{block}{au(1, moveOn='Passed')}</block>{au(2, moveOn='Completed')}{au(3)}"
    _lesson, address = lesson_with(body)
    Unit(learner, address).say("initialized", "passed", "terminated")
    assert satisfied() == ["block"]
    assert result_of(learner, address) == "2 av 3 delar klara."
    Unit(learner, address, "au-2").say("initialized", "completed", "terminated")
    assert satisfied() == ["block", "course"]
    Unit(learner, address, "au-3").say("initialized", "terminated")
    assert satisfied() == ["block", "course"]
    assert result_of(learner, address) == "3 av 3 delar klara."


def test_what_is_against_the_rules_is_refused(learner: Client) -> None:
    unit = Unit(learner, lesson_with(au(masteryScore="0.8"))[1])
    assert unit.say("completed", "terminated") == [403, 403]
    assert unit.say("initialized") == [200]
    passed, good = RESULTS["passed"], unit.statement("passed")

    def scored(verb: str = "passed", **score: Any) -> dict[str, Any]:
        return unit.statement(verb, result=RESULTS[verb] | {"score": score})

    context = good["context"]
    wrong = [
        unit.statement("initialized"),
        unit.statement("launched"),
        unit.statement("waived"),
        unit.statement("satisfied"),
        unit.statement("passed", verb={"id": "https://example.com/verbs/passed"}),
        scored(scaled=0.79),
        scored("failed", scaled=0.8),
        scored(scaled=1.1),
        scored(scaled=-0.1),
        scored(scaled="0.9"),
        scored(scaled=True),
        scored(scaled=10**400),
        scored(raw=9),
        scored(raw=11, min=0, max=10),
        scored(points=1),
        unit.statement("passed", result=passed | {"score": []}),
        unit.statement("passed", result=passed | {"success": False}),
        unit.statement("passed", result=passed | {"success": "true"}),
        unit.statement("passed", result=passed | {"completion": True}),
        unit.statement("passed", result=passed | {"duration": "soon"}),
        unit.statement("passed", result={"success": True}),
        unit.statement("passed", result="x"),
        unit.statement("completed", result=RESULTS["completed"] | {"score": {"scaled": 1}}),
        unit.statement("completed", result={"completion": False, "duration": "PT1S"}),
        unit.statement("terminated", result={}),
        unit.statement("passed", object={"id": f"{unit.given['activityId']}/1"}),
        {name: value for name, value in good.items() if name != "context"},
        {name: value for name, value in good.items() if name != "timestamp"},
        good | {"context": []},
        good | {"context": context | {"registration": str(uuid.uuid4())}},
        good | {"context": context | {"extensions": {}}},
        good
        | {
            "context": context
            | {"contextActivities": {"category": context["contextActivities"]["category"]}}
        },
        good
        | {
            "context": context
            | {
                "contextActivities": context["contextActivities"]
                | {"category": {"id": f"{CATEGORIES}cmi5"}}
            }
        },
        good | {"timestamp": (datetime.now(UTC) - timedelta(hours=1)).isoformat()},
    ]
    for said in wrong:
        assert unit.say(said | {"id": str(uuid.uuid4())}) == [403], said
    row = PackageState.objects.get()
    assert (row.success, row.completion) == ("unknown", "incomplete")
    assert unit.say(scored(scaled=0.8)) == [200]


def test_what_no_database_keeps_is_refused(learner: Client) -> None:
    unit = Unit(learner, lesson_with()[1])
    unit.say("initialized")
    base = unit.statement("interacted", context=unit.statement("completed")["context"])
    base["context"]["contextActivities"].pop("category")
    for result in ({"response": "\0"}, {"response": "\ud800"}, {"score": {"raw": float("nan")}}):
        assert unit.say(base | {"result": result, "id": str(uuid.uuid4())}) == [400]


def test_other_statements_are_kept_and_mean_nothing(learner: Client) -> None:
    unit = Unit(learner, lesson_with(au(moveOn="Passed"))[1])

    def own(verb: str) -> dict[str, Any]:
        said = unit.statement("passed", id=str(uuid.uuid4()), verb={"id": f"{VERBS}{verb}"})
        said["context"]["contextActivities"]["category"] = [{"id": "https://example.com/own"}]
        return said | {"object": {"id": f"{unit.given['activityId']}/question/1"}}

    assert unit.say(own("answered")) == [403]
    assert unit.say("initialized") == [200]
    assert unit.say(own("answered"), own("passed"), own("answered")) == [200] * 3
    # Publishers name their questions themselves, but never as another activity of the portal.
    named = own("answered") | {"object": {"id": "https://publisher.example/q/1"}}
    assert unit.say(named) == [200]
    for address in (activity_id("lesson", uuid.uuid4()), "q1", "", None, 7):
        assert unit.say(own("answered") | {"object": {"id": address}}) == [400], address
    assert PackageState.objects.get().success == "unknown"
    assert unit.say("terminated") == [200]
    assert unit.say(own("answered")) == [403]


def test_what_was_said_in_the_registration_is_not_said_again(learner: Client) -> None:
    _lesson, address = lesson_with()
    first = Unit(learner, address)
    assert first.say("initialized", "failed", "passed", "terminated") == [200, 200, 403, 200]
    second = Unit(learner, address)
    assert second.say("initialized", "passed", "completed", "terminated") == [200] * 4
    third = Unit(learner, address)
    assert third.say("initialized", "completed", "passed", "failed") == [200, 403, 403, 403]
    row = PackageState.objects.get()
    assert (row.success, row.completion, row.total_seconds) == ("passed", "completed", 60)


def test_the_last_word_ends_the_session_after_a_moment(learner: Client) -> None:
    _lesson, address = lesson_with()
    unit = Unit(learner, address)
    late = unit.statement("initialized"), unit.statement("completed")
    assert unit.say(late[0], "terminated") == [200, 200]
    assert unit.say(late[1], unit.statement("passed")) == [200, 403]
    assert ActivityLaunch.objects.get().expires_at <= timezone.now() + launching.GRACE
    ActivityLaunch.objects.update(expires_at=timezone.now())
    assert unit.document().status_code == 401
    Unit(learner, address)
    assert "abandoned" not in str(list(ActivityStatement.objects.values_list("statement")))


def test_what_was_left_without_a_word_has_its_time(learner: Client, monkeypatch: Any) -> None:
    _lesson, address = lesson_with()
    unit = Unit(learner, address)
    later = timezone.now() + timedelta(seconds=90)
    monkeypatch.setattr("courses.packages.cmi5.keeping.timezone.now", lambda: later)
    unit.say("initialized")
    Unit(learner, address)
    assert 85 <= PackageState.objects.get().seconds <= 91
    said = ActivityStatement.objects.get(statement__verb__id__endswith="abandoned").statement
    assert said["result"]["duration"].startswith(("PT89", "PT90"))


def test_nobody_spends_more_time_than_has_passed(learner: Client) -> None:
    unit = Unit(learner, lesson_with()[1])
    unit.say("initialized", unit.statement("terminated", result={"duration": "PT9999H"}))
    assert PackageState.objects.get().seconds <= recording.SLACK + 5


def test_a_message_of_scorm_is_not_one_of_cmi5(learner: Client) -> None:
    _lesson, address = lesson_with()
    message = {
        "sitting": learner.get(address).json()["sitting"],
        "sequence": 1,
        "item": "au-1",
        "values": {"cmi.completion_status": "completed"},
    }
    answer = learner.post(f"{address}record/", message, content_type="application/json")
    assert answer.status_code == 400
    assert not PackageState.objects.exists()


def test_reporting_costs_the_same_for_any_number_of_statements_and_blocks(
    learner: Client, django_assert_max_num_queries: Any
) -> None:
    body = "".join(
        f'<block id="https://example.com/b/{number}">{au(number, url="p1.html")}</block>'
        for number in range(1, 40)
    )
    unit = Unit(learner, lesson_with(body)[1])
    unit.say("initialized")
    assert len(satisfied()) == 40
    said = unit.statement("interacted", context=unit.statement("initialized")["context"])
    said["context"]["contextActivities"].pop("category")
    for count in (1, 20):
        several = [said | {"id": str(uuid.uuid4())} for _time in range(count)]
        with django_assert_max_num_queries(30):
            assert unit.call("POST", "xapi_statements", several).status_code == 200


# --- At once ---------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_what_comes_at_once_counts_once_and_one_session_is_open() -> None:
    user = UserFactory()
    browsers = [Client() for _place in range(8)]
    for browser in browsers:
        browser.force_login(user)
    _lesson, address = lesson_with()
    unit = Unit(browsers[0], address)
    unit.say("initialized")

    def send(said: dict[str, Any]) -> int:
        return unit.say(said)[0]

    same = unit.statement("completed")
    assert at_once(8, lambda place: send(same)) == [200] * 8
    others = [unit.statement("passed") for _place in range(8)]
    assert sorted(at_once(8, lambda place: send(others[place]))) == [200] + [403] * 7
    assert sorted(LearningEvent.objects.values_list("verb", flat=True)) == [
        "completed",
        "initialized",
        "passed",
    ]
    # Half of them report while the others open the part anew.
    last = unit.statement("terminated")
    answers = at_once(
        8,
        lambda place: (
            browsers[place].post(f"{address}open/", {"item": "au-1"}).status_code
            if place % 2
            else send(last)
        ),
    )
    assert set(answers[1::2]) == {200}
    assert set(answers[::2]) <= {200, 401, 403}
    assert ActivityLaunch.objects.filter(expires_at__gt=timezone.now()).count() <= 2
    live = [
        row for row in Cmi5Session.objects.all() if not {"abandoned", "terminated"} & set(row.said)
    ]
    assert len(live) == 1
