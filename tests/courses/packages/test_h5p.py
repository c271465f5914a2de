"""H5P packages: what is let in, the page that plays them, and that their results are kept as those of SCORM are."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from courses.models import LearningEvent, LearningPackage, PackageState, Progress
from courses.packages import storing
from courses.packages.h5p import content
from courses.packages.refusal import PackageRefused
from tests.courses.packages import test_running
from tests.courses.packages.making import h5p, library
from tests.courses.packages.test_running import HOST, launch, report, sandboxed
from tests.factories import LessonFactory

pytestmark = pytest.mark.django_db
TEE = "H5P.Tee-1.2.7/library.json"
GOLF = "H5P.Golf-1.4/library.json"


def lesson_with(completes: bool = False, **options: Any) -> tuple[Any, str]:
    package = storing.store(h5p(**options))
    key = str(uuid.uuid4())
    value = {"title": "Golf", "intro": "", "package": package.pk, "completes": completes}
    lesson = LessonFactory(body=json.dumps([{"type": "package", "value": value, "id": key}]))
    return lesson, f"/sv/learning/packages/{lesson.pk}/{key}/"


def test_a_package_is_let_in_with_what_it_plays_and_loads() -> None:
    package = storing.store(h5p())
    package.refresh_from_db()
    assert (package.standard, package.title) == ("h5p", "Golf & hål")
    assert package.items[0] == {
        "id": "h5p",
        "title": "Golf & hål",
        "href": "h5p/",
        "launch_data": "",
        "mastery_score": "",
        "library": "H5P.Golf 1.4",
        "folders": {"H5P.Tee-1.2": "H5P.Tee-1.2.7", "H5P.Golf-1.4": "H5P.Golf-1.4"},
        "scripts": ["H5P.Tee-1.2.7/tee.js", "H5P.Golf-1.4/js/golf.js"],
        "styles": ["H5P.Tee-1.2.7/tee.css"],
        "full_screen": True,
    }


def test_what_stands_on_one_another_and_is_only_mentioned_is_loaded_once() -> None:
    round_again = json.dumps(library("H5P.Tee", 2, ("H5P.Golf", 4)))
    club = json.dumps(library("H5P.Club", 0, preloadedJs=[{"path": "club.js"}]))
    files = {TEE: round_again, "H5P.Club-1.0/library.json": club, "H5P.Club-1.0/club.js": "1"}
    package = storing.store(h5p(files, bag=[{"library": "H5P.Club 1.0", "params": {}}]))
    assert package.items[0]["scripts"] == ("H5P.Golf-1.4/js/golf.js", "H5P.Club-1.0/club.js")


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a library is missing": ({TEE: None}, "biblioteket ”H5P.Tee 1.2”"),
    "another edition is there": ({TEE: json.dumps(library("H5P.Tee", 3))}, "”H5P.Tee 1.2”"),
    "a part's library is missing": (
        {"content/content.json": json.dumps({"a": [{"library": "H5P.Club 1.0"}]})},
        "”H5P.Club 1.0”",
    ),
    "a film lies elsewhere": (
        {"content/content.json": json.dumps({"a": {"files": [{"path": "https://evil.example/"}]}})},
        "”https://evil.example/”",
    ),
    "a script is missing": ({"H5P.Golf-1.4/js/golf.js": None}, "”H5P.Golf-1.4/js/golf.js”"),
    "a script lies outside": (
        {TEE: json.dumps(library("H5P.Tee", 2, preloadedJs=[{"path": "../../evil.js"}]))},
        "”../evil.js”",
    ),
    "no content": ({"content/content.json": None}, "”content/content.json”"),
    "content that is no JSON": ({"content/content.json": "{"}, "”content/content.json”"),
    "content that is deep": ({"content/content.json": "[" * 100_000}, "”content/content.json”"),
    "a list for an object": ({TEE: "[]"}, f"”{TEE}”"),
    "words for a list": (
        {GOLF: json.dumps(library("H5P.Golf", 4, preloadedJs="golf.js"))},
        f"”{GOLF}”",
    ),
    "a name that is none": (
        {TEE: json.dumps(library("<script>", 2))},
        f"”{TEE}”",
    ),
    "nothing to play": ({"h5p.json": json.dumps(library("", 0))}, "”h5p.json”"),
    "in a folder": ({"h5p.json": None, "golf/h5p.json": "{}"}, "mapp"),
    "a server's script": ({"H5P.Golf-1.4/run.php": "<?php"}, "run.php"),
    "outside": ({"../evil.js": "x"}, "evil.js"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_played_is_refused_and_leaves_nothing(kind: str, shelf: Path) -> None:
    files, says = REFUSED[kind]
    with translation.override("sv"), pytest.raises(PackageRefused) as refused:
        storing.store(h5p(files))
    with translation.override("sv"):
        assert says in refused.value.messages[0]
    assert [path for path in shelf.rglob("*") if path.is_file()] == []
    assert not LearningPackage.objects.exists()


@pytest.mark.parametrize(
    ("limit", "says"), [("MAX_LIBRARIES", "fler än 1 bibliotek"), ("MAX_LIBRARY", "för stor")]
)
def test_more_than_anybody_needs_is_refused_unread(limit: str, says: str, monkeypatch: Any) -> None:
    monkeypatch.setattr(content, limit, 1)
    with pytest.raises(PackageRefused, match=says):
        storing.store(h5p())


def test_the_page_that_plays_is_on_the_packages_origin_in_the_readers_language(
    client: Client, django_assert_num_queries: Any
) -> None:
    _lesson, address = lesson_with(files={"h5p.json": h5p_json(title="</script><b>")})
    for language, words in (("sv", "Rättigheter"), ("en", "Rights of use")):
        begun = launch(client, address.replace("/sv/", f"/{language}/"))
        player = begun["player"].removeprefix(f"http://{HOST}")
        assert b"js/h5p-player.js" in sandboxed(client, player).content
        with django_assert_num_queries(1):
            page = sandboxed(client, f"{player}h5p/")
        said = page.content.decode()
        assert f'lang="{language}"' in said
        assert "<b>" not in said
        assert json.dumps(words) in said
        assert said.index("tee.js") < said.index("golf.js")
        policy = page.headers["Content-Security-Policy"]
        assert "sandbox allow-scripts" in policy
        assert "connect-src 'self' data: blob:;" in policy
        assert not page.cookies
        script = sandboxed(client, f"{player}content/H5P.Golf-1.4/js/golf.js")
        assert b"H5P.Golf" in b"".join(script.streaming_content)
        assert client.get(f"{player}h5p/").status_code == 404


def h5p_json(**more: Any) -> str:
    return json.dumps(library("", 0, ("H5P.Golf", 4)) | {"mainLibrary": "H5P.Golf"} | more)


def test_other_packages_have_no_such_page(client: Client) -> None:
    _lesson, address = test_running.lesson_with()
    player = launch(client, address)["player"].removeprefix(f"http://{HOST}")
    assert sandboxed(client, f"{player}h5p/").status_code == 404


@pytest.mark.parametrize("completes", [False, True])
def test_a_result_is_kept_and_completes_the_lesson_only_if_the_editor_says_so(
    learner: Client, completes: bool
) -> None:
    lesson, address = lesson_with(completes)
    sitting = launch(learner, address)["sitting"]
    report(
        learner, address, sitting, 1, "h5p", completion_status="incomplete", suspend_data='{"a":1}'
    )
    answer = report(
        learner,
        address,
        sitting,
        2,
        "h5p",
        completion_status="completed",
        success_status="passed",
        score__raw="2",
        score__max="2",
        score__min="0",
        session_time="PT5S",
        suspend_data='{"a":2}',
        location="not kept",
    )
    assert answer.json()["result"] == "Godkänt, 100 procent."
    state = launch(learner, address)["states"]["h5p"]
    assert state["cmi.suspend_data"] == '{"a":2}'
    assert "cmi.location" not in state
    assert PackageState.objects.get().total_seconds == 5
    events = LearningEvent.objects.filter(object_kind="package")
    assert sorted(events.values_list("verb", flat=True)) == ["completed", "initialized", "passed"]
    assert events.get(verb="passed").result == {
        "duration": "PT5S",
        "score": {"scaled": 1.0, "raw": 2.0, "min": 0.0, "max": 2.0},
    }
    done = Progress.objects.filter(lesson_key=lesson.translation_key, completed_at__isnull=False)
    assert done.exists() is completes
