"""What cmi5.xml says is read; what is hostile or lies elsewhere is refused, and nothing of it is on the disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
from django.utils import translation

from courses.models import LearningPackage
from courses.packages import manifest, storing
from courses.packages.cmi5 import structure
from courses.packages.refusal import PackageRefused
from tests.courses.packages.making import PAGE, SPACE, au, cmi5
from tests.courses.packages.making import package as scorm
from tests.courses.packages.making import structure as course

pytestmark = pytest.mark.django_db

DTD = '<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a %s>]>'
BODY = f'<courseStructure xmlns="{SPACE}">&a;</courseStructure>'


def with_text(text: str) -> Callable[[], Any]:
    return lambda: cmi5(files={"cmi5.xml": text})


def deep(levels: int) -> str:
    opening = "".join(f'<block id="https://example.com/b/{level}">' for level in range(levels))
    return opening + au() + "</block>" * levels


HOSTILE: dict[str, tuple[Callable[[], Any], str]] = {
    "entities": (with_text(DTD % '"ha"' + BODY), "entitet"),
    "outside entity": (with_text(DTD % 'SYSTEM "file:///etc/passwd"' + BODY), "entitet"),
    "document type": (with_text(f"<!DOCTYPE courseStructure>{BODY[:-30]}"), "entitet"),
    "not XML": (with_text("<courseStructure"), "XML"),
    "other XML": (with_text("<html/>"), "kursstruktur"),
    "no course": (with_text(f'<courseStructure xmlns="{SPACE}"/>'), "kursstruktur"),
    "no parts": (lambda: cmi5("<objectives/>"), "ingen del"),
    "parts of another namespace": (lambda: cmi5('<au xmlns="x:y" id="a:b"/>'), "ingen del"),
    "huge": (
        with_text(course(f"<!--{token_hex(manifest.MAX_BYTES // 2)}-->")),
        "cmi5.xml” är för stor",
    ),
    "in a folder": (
        lambda: scorm(files={"imsmanifest.xml": None, "a/cmi5.xml": course()}),
        "mapp",
    ),
    "thousands of parts": (
        lambda: cmi5("".join(au(number, url="p1.html") for number in range(3_000))),
        "1500",
    ),
    "too deep": (lambda: cmi5(deep(30)), "djupt"),
    "elsewhere": (lambda: cmi5(au(url="https://evil.example/a.html")), "evil.example"),
    "elsewhere without a scheme": (lambda: cmi5(au(url="//evil.example/p1.html")), "evil.example"),
    "a script": (lambda: cmi5(au(url="javascript:alert(1)")), "ligger någon annanstans"),
    "a document": (lambda: cmi5(au(url="data:text/html,x")), "ligger någon annanstans"),
    "no address": (lambda: cmi5(au(url="http://[")), "ligger någon annanstans"),
    "outside": (lambda: cmi5(au(url="../../settings.html")), "settings.html"),
    "outside in code": (lambda: cmi5(au(url="%2e%2e/settings.html")), "settings.html"),
    "absolute path": (lambda: cmi5(au(url="/etc/passwd")), "passwd"),
    "not there": (lambda: cmi5(au(url="p9.html")), "p9.html"),
    "the same id twice": (lambda: cmi5(au() + au()), "två gånger"),
    "no id": (lambda: cmi5(au().replace("https://example.com/au/1", "")), "två gånger"),
    "an id that is none": (lambda: cmi5(au().replace("https://example.com/", "")), "au/1"),
    "a long id": (lambda: cmi5(au().replace("/au/1", "/" + "a" * 3000)), "aaa"),
    "unknown moveOn": (lambda: cmi5(au(moveOn="Always")), "Always"),
    "unknown launchMethod": (lambda: cmi5(au(launchMethod="TopWindow")), "TopWindow"),
    "a mark of 80": (lambda: cmi5(au(masteryScore="80")), "masteryScore"),
    "a mark that is none": (lambda: cmi5(au(masteryScore="NaN")), "masteryScore"),
    "long parameters": (
        lambda: cmi5(au(inside=f"<launchParameters>{'a' * 5000}</launchParameters>")),
        "launchParameters",
    ),
    "zip slip": (lambda: cmi5(files={"../evil.html": "x"}), "../evil.html"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_course_structure_is_refused_and_leaves_nothing(kind: str, shelf: Path) -> None:
    make, says = HOSTILE[kind]
    with translation.override("sv"), pytest.raises(PackageRefused) as refused:
        storing.store(make())
    with translation.override("sv"):
        assert says in refused.value.messages[0]
    assert [path for path in shelf.rglob("*") if path.is_file()] == []
    assert not LearningPackage.objects.exists()


def test_a_package_is_let_in_with_what_its_structure_says() -> None:
    inside = "<launchParameters> a=1 </launchParameters><entitlementKey>xyz</entitlementKey>"
    options = {"moveOn": "CompletedAndPassed", "masteryScore": "0.85", "launchMethod": "OwnWindow"}
    kept = storing.store(cmi5(au(1, inside, "p1.html?unit=3", **options)))
    kept.refresh_from_db()
    assert (kept.standard, kept.title, kept.identifier, kept.files) == (
        "cmi5",
        "Golf for all",
        "https://example.com/course",
        4,
    )
    assert kept.items == [
        {
            "id": "au-1",
            "title": "Part 1",
            "href": "p1.html?unit=3",
            "launch_data": "a=1",
            "mastery_score": "0.85",
            "iri": "https://example.com/au/1",
            "move_on": "CompletedAndPassed",
            "own_window": True,
            "entitlement_key": "xyz",
            "blocks": [],
        }
    ]


def test_blocks_are_flattened_in_their_order_and_a_thousand_parts_are_let_in() -> None:
    outer, inner = (f'<block id="https://example.com/b/{name}">' for name in "oi")
    body = f"{au(1)}{outer}{au(2)}{inner}{au(3)}</block></block>"
    package = storing.store(cmi5(body))
    package.refresh_from_db()
    assert [(item["title"], item["blocks"]) for item in package.items] == [
        ("Part 1", []),
        ("Part 2", ["https://example.com/b/o"]),
        ("Part 3", ["https://example.com/b/o", "https://example.com/b/i"]),
    ]
    many = "".join(au(number, url="p1.html") for number in range(1_100))
    assert len(structure.read(course(many).encode(), {"p1.html"}).items) == 1_100


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ({"de": "Golf", "en-US": "Golf for all", "sv-SE": "Golf för alla"}, "Golf för alla"),
        ({"de": "Golf auf Deutsch", "en-US": "Golf for all"}, "Golf for all"),
        ({"de": "Golf auf\n  Deutsch", "fr": "Le golf"}, "Golf auf Deutsch"),
        ({"sv": " ", "fr": "Le golf"}, "Le golf"),
        ({}, "Part 1"),
    ],
)
def test_titles_are_in_swedish_else_english_else_the_first(
    lines: dict[str, str], title: str
) -> None:
    said = "".join(f'<langstring lang="{name}">{text}</langstring>' for name, text in lines.items())
    text = course(title=said or "<x/>")
    assert structure.read(text.encode(), {"p1.html"}).title == title


def test_what_others_add_to_the_structure_is_passed_over() -> None:
    more = '<x:au xmlns:x="https://example.com/x" id="x:y"/>'
    read = structure.read(course(more + au(1, more)).encode(), {"p1.html"})
    assert [item.title for item in read.items] == ["Part 1"]


def test_a_package_for_both_is_run_as_scorm() -> None:
    assert storing.store(scorm(files={"cmi5.xml": course(), "p1.html": PAGE})).standard == "1.2"
