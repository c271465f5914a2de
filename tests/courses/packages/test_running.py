"""A package in a lesson: who may run it, what of its reports is kept, and what an origin of its own keeps apart."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from courses.models import LearningEvent, PackageState, Progress
from courses.packages import addresses, recording, storing
from portal.settings import packages as origins
from tests.courses.packages import making
from tests.factories import LessonFactory, UserFactory

pytestmark = pytest.mark.django_db
HOST = "packages.localhost:8000"


def lesson_with(completes: bool = False, **options: Any) -> tuple[Any, str]:
    """Return a lesson with a package and the address at which its script begins."""
    package = storing.store(making.package(**options))
    key = str(uuid.uuid4())
    value = {"title": "Golf", "intro": "", "package": package.pk, "completes": completes}
    lesson = LessonFactory(body=json.dumps([{"type": "package", "value": value, "id": key}]))
    return lesson, f"/sv/learning/packages/{lesson.pk}/{key}/"


def report(
    client: Client, address: str, sitting: str, sequence: int = 1, item: str = "i1", **values: str
) -> Any:
    """Send a message; the names of elements are written with two underscores for a point."""
    message = {
        "sitting": sitting,
        "sequence": sequence,
        "item": item,
        "values": {f"cmi.{name.replace('__', '.')}": value for name, value in values.items()},
    }
    return client.post(f"{address}record/", message, content_type="application/json")


def launch(client: Client, address: str) -> dict[str, Any]:
    answer = client.get(address)
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    data: dict[str, Any] = answer.json()
    return data


def test_a_report_is_kept_and_given_back_on_another_device(learner: Client) -> None:
    _lesson, address = lesson_with()
    sitting = launch(learner, address)["sitting"]
    answer = report(
        learner,
        address,
        sitting,
        core__lesson_status="incomplete",
        core__lesson_location="7",
        suspend_data="half way",
        core__session_time="0000:00:30",
        core__student_name="not kept",
    )
    assert answer.json() == {"sequence": 1, "result": "Påbörjat."}
    again = launch(learner, address)
    assert again["states"] == {
        "i1": {
            "cmi.core.lesson_status": "incomplete",
            "cmi.core.lesson_location": "7",
            "cmi.suspend_data": "half way",
            "seconds": 30,
        }
    }
    assert again["sitting"] != sitting


def test_messages_that_come_twice_late_or_out_of_order_change_nothing(learner: Client) -> None:
    _lesson, address = lesson_with()
    sitting = launch(learner, address)["sitting"]
    report(learner, address, sitting, 2, core__lesson_status="passed", core__score__raw="90")
    for sequence in (1, 2):
        assert report(
            learner, address, sitting, sequence, core__lesson_status="incomplete"
        ).json() == {"sequence": sequence, "result": "Godkänt, 90 procent."}
    row = PackageState.objects.get()
    assert (row.sequence, row.success, row.scaled) == (2, "passed", 0.9)
    assert sorted(LearningEvent.objects.values_list("verb", flat=True)) == [
        "completed",
        "initialized",
        "passed",
    ]


def test_time_of_sittings_is_added_and_that_of_one_is_not_counted_twice(learner: Client) -> None:
    _lesson, address = lesson_with(standard="2004 3rd Edition")
    first = launch(learner, address)["sitting"]
    report(learner, address, first, 1, session_time="PT40S")
    report(learner, address, first, 2, session_time="PT1M")
    second = launch(learner, address)["sitting"]
    report(learner, address, second, 1, session_time="PT30S")
    assert PackageState.objects.get().total_seconds == 90


def test_nobody_spends_more_time_than_has_passed(learner: Client) -> None:
    _lesson, address = lesson_with()
    report(learner, address, launch(learner, address)["sitting"], core__session_time="9999:00:00")
    assert PackageState.objects.get().seconds <= recording.SLACK + 5


def test_a_later_sitting_takes_over(learner: Client, monkeypatch: Any) -> None:
    _lesson, address = lesson_with()
    early = launch(learner, address)["sitting"]
    late_moment = timezone.now() + timedelta(minutes=1)
    monkeypatch.setattr(recording.timezone, "now", lambda: late_moment)
    late = launch(learner, address)["sitting"]
    assert report(learner, address, late, core__lesson_location="9").status_code == 200
    refused = report(learner, address, early, 5, core__lesson_location="1")
    assert refused.status_code == 409
    assert "fönster" in refused.json()["error"]
    assert PackageState.objects.get().data["cmi.core.lesson_location"] == "9"


def test_scorm_12_is_judged_by_its_mastery_score(learner: Client) -> None:
    text = making.manifest(**{"Part 1</title>": "Part 1</title><masteryscore>80</masteryscore>"})
    _lesson, address = lesson_with(files={"imsmanifest.xml": text})
    sitting = launch(learner, address)["sitting"]
    answer = report(learner, address, sitting, core__lesson_status="passed", core__score__raw="79")
    assert answer.json()["result"] == "Inte godkänt, 79 procent."


@pytest.mark.parametrize("completes", [False, True])
def test_the_lesson_is_done_only_if_the_editor_lets_the_package_say_so(
    learner: Client, completes: bool
) -> None:
    lesson, address = lesson_with(completes, parts=2)
    sitting = launch(learner, address)["sitting"]
    report(learner, address, sitting, 1, "i1", core__lesson_status="passed")
    done = Progress.objects.filter(lesson_key=lesson.translation_key, completed_at__isnull=False)
    assert not done.exists()
    answer = report(learner, address, sitting, 2, "i2", core__lesson_status="completed")
    assert answer.json()["result"] == "2 av 2 delar klara."
    assert done.exists() is completes


def test_where_the_package_decides_the_reader_does_not(learner: Client) -> None:
    lesson, address = lesson_with(completes=True)
    page = learner.get(lesson.url)
    shown = page.content.decode()
    assert "data-complete" not in shown
    assert "du har gått igenom paketet" in shown
    ticket = page.context["lesson"].ticket
    learner.post("/sv/learning/progress/", {"ticket": ticket, "completed": "1"})
    done = Progress.objects.filter(lesson_key=lesson.translation_key, completed_at__isnull=False)
    assert not done.exists()
    sitting = launch(learner, address)["sitting"]
    report(learner, address, sitting, core__lesson_status="completed")
    assert done.exists()
    assert "data-complete" in learner.get(lesson_with()[0].url).content.decode()


@pytest.mark.parametrize(
    "message",
    [
        [],
        {"sitting": "x"},
        {"sitting": "x", "sequence": 1, "item": "i1", "values": {}},
        {"sitting": None, "sequence": True, "item": "i1", "values": {}},
        {"sitting": None, "sequence": -1, "item": "i1", "values": {}},
        {"sitting": None, "sequence": 1, "item": "other", "values": {}},
        {"sitting": None, "sequence": 1, "item": "i1", "values": {"evil": "x"}},
        {"sitting": None, "sequence": 1, "item": "i1", "values": {"cmi.location": 3}},
        {"sitting": None, "sequence": 1, "item": "i1", "values": {"cmi.location": "a\0"}},
        {"sitting": None, "sequence": 1, "item": "i1", "values": {"cmi.location": "a\ud800"}},
        {"sitting": None, "sequence": 1, "item": "i1", "values": {"cmi.location\n": "a"}},
        {"sitting": None, "sequence": 1, "item": "i1", "values": {"cmi.location": "a" * 5000}},
        {"sitting": None, "sequence": 1, "item": "i1", "values": {"cmi.suspend_data": "a" * 64001}},
        {
            "sitting": None,
            "sequence": 1,
            "item": "i1",
            "values": {f"cmi.interactions.{n}.id": "" for n in range(3001)},
        },
    ],
)
def test_what_is_not_a_message_of_a_package_is_refused(learner: Client, message: Any) -> None:
    _lesson, address = lesson_with()
    sitting = launch(learner, address)["sitting"]
    if isinstance(message, dict) and message.get("sitting") is None:
        message["sitting"] = sitting
    answer = learner.post(f"{address}record/", message, content_type="application/json")
    assert answer.status_code == 400
    assert "error" in answer.json()
    assert not PackageState.objects.exists()


def test_a_sitting_is_one_persons_and_one_packages(learner: Client) -> None:
    _lesson, address = lesson_with()
    _other, elsewhere = lesson_with()
    sitting = launch(learner, address)["sitting"]
    assert report(learner, elsewhere, sitting).status_code == 400
    learner.force_login(UserFactory())
    assert report(learner, address, sitting).status_code == 400
    assert not PackageState.objects.exists()


def test_without_an_account_a_package_runs_and_nothing_is_kept(client: Client) -> None:
    _lesson, address = lesson_with()
    begun = launch(client, address)
    assert begun["player"].startswith(f"http://{HOST}/")
    assert (begun["sitting"], begun["states"], begun["learner"]["id"]) == ("", {}, "")
    assert report(client, address, "x").status_code == 401


def test_the_package_learns_nothing_of_who_the_person_is(learner: Client) -> None:
    _lesson, address = lesson_with()
    said = json.dumps(launch(learner, address)["learner"])
    user = UserFactory._meta.model.objects.get(pk=learner.session["_auth_user_id"])
    assert user.username not in said
    assert launch(learner, address)["learner"]["name"] == "Kursdeltagare"


def test_drafts_other_blocks_and_closed_lessons_are_not_there(client: Client) -> None:
    lesson, address = lesson_with()
    assert client.get(address.replace(address[-37:-1], str(uuid.uuid4()))).status_code == 404
    PageViewRestriction.objects.create(page=lesson, restriction_type=PageViewRestriction.LOGIN)
    assert client.get(address).status_code == 404
    lesson.unpublish()
    client.force_login(UserFactory())
    assert client.get(address).status_code == 404


def test_the_lesson_says_that_scripts_are_needed(client: Client) -> None:
    lesson, address = lesson_with()
    html = client.get(lesson.url).content.decode()
    assert f'data-launch="{address}"' in html
    assert "JavaScript" in html
    assert (
        "http://packages.localhost:8000"
        in client.get(lesson.url).headers["Content-Security-Policy"]
    )


# --- The packages' origin ---------------------------------------------------------------------------


def sandboxed(client: Client, path: str, **headers: str) -> Any:
    return client.get(path, headers={"Host": HOST, **headers})


def test_the_player_and_its_files_are_on_the_packages_origin_alone(client: Client) -> None:
    _lesson, address = lesson_with()
    player = launch(client, address)["player"].removeprefix(f"http://{HOST}")
    answer = sandboxed(client, player)
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors http://testserver;" in policy
    assert "sandbox allow-scripts" in policy
    assert "unsafe" not in policy
    assert not answer.cookies
    page = sandboxed(client, f"{player}content/p1.html")
    assert b"Read this" in b"".join(page.streaming_content)
    policy = page.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "default-src 'self' data: blob:;" in policy
    assert "allow-top-navigation" not in policy
    assert not page.cookies
    assert client.get(f"{player}content/p1.html").status_code == 404


@pytest.mark.parametrize("path", ["/", "/sv/", "/admin/", "/sv/account/login/", "/healthz"])
def test_no_page_of_the_portal_is_on_the_packages_origin(client: Client, path: str) -> None:
    answer = sandboxed(client, path)
    assert answer.status_code == 404
    assert answer.content.decode() == "There is nothing here." or not answer.cookies


@pytest.mark.parametrize(
    "path",
    [
        "../../../secret.txt",
        "%2e%2e/%2e%2e/secret.txt",
        "..%5csecret.txt",
        "p1.html%00",
        ".",
        "x.php",
    ],
)
def test_nothing_outside_the_package_is_served(client: Client, path: str, tmp_path: Path) -> None:
    _lesson, address = lesson_with()
    (tmp_path / "secret.txt").write_text("canary")
    (tmp_path / "packages" / "secret.txt").write_text("canary")
    player = launch(client, address)["player"].removeprefix(f"http://{HOST}")
    assert sandboxed(client, f"{player}content/{path}").status_code == 404


def test_an_address_grows_old_and_cannot_be_made_up(client: Client, monkeypatch: Any) -> None:
    _lesson, address = lesson_with()
    player = launch(client, address)["player"].removeprefix(f"http://{HOST}")
    assert sandboxed(client, player[:-3] + "xx/").status_code == 404
    monkeypatch.setattr(addresses, "GOOD_FOR", -1)
    assert sandboxed(client, player).status_code == 403


def test_films_are_served_in_parts(client: Client) -> None:
    _lesson, address = lesson_with(files={"film.mp4": b"0123456789"})
    film = launch(client, address)["player"].removeprefix(f"http://{HOST}") + "content/film.mp4"
    part = sandboxed(client, film, Range="bytes=2-4")
    assert (part.status_code, b"".join(part.streaming_content)) == (206, b"234")
    assert part.headers["Content-Range"] == "bytes 2-4/10"
    rest = sandboxed(client, film, Range="bytes=7-")
    assert b"".join(rest.streaming_content) == b"789"
    assert sandboxed(client, film, Range="bytes=20-").status_code == 416


@pytest.mark.parametrize(
    ("origin", "portal", "good"),
    [
        ("", "https://idesluss.example", True),
        ("https://packages.example", "https://idesluss.example", True),
        ("https://idesluss.example", "https://idesluss.example", False),
        ("https://idesluss.example:8443", "https://idesluss.example", False),
        ("http://packages.example", "https://idesluss.example", False),
        ("https://packages.example/files", "https://idesluss.example", False),
        ("packages.example", "https://idesluss.example", False),
    ],
)
def test_an_origin_must_be_another_than_the_portals(origin: str, portal: str, good: bool) -> None:
    assert (origins.faults(origin, portal) == []) is good


def test_a_portal_on_this_machine_has_an_origin_by_itself() -> None:
    assert origins.default_origin("http://127.0.0.1:8000") == "http://packages.localhost:8000"
    assert origins.default_origin("https://idesluss.example") == ""
    assert origins.default_origin("http://192.168.1.5:8000") == ""
