"""Bad lines are reported with number and reason, and everything else goes in."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from content.models import ArticlePage, PortalDocument, StandardPage
from content.transfer import importing
from tests.factories import lines
from tests.factories.lines import en, encode, sv, take

pytestmark = pytest.mark.django_db
GOOD = sv("page", "good", "Bra")


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "media")


def case(**fields: Any) -> dict[str, Any]:
    return sv("case", "c-9", "Fall") | fields


def page(**fields: Any) -> dict[str, Any]:
    return sv("page", "pg-9", "Sida") | fields


BAD = [
    (b"{", "not JSON: Expecting property name"),
    (b'{"kind": NaN}', "not JSON: NaN is no number of JSON"),
    (b"[" * 100_000, "not JSON: maximum recursion depth exceeded"),
    (b'"\xff"', "not UTF-8 (byte 1)"),
    (b"[]", "a JSON object is expected"),
    (b"null", "a JSON object is expected"),
    (page(kind="pudding"), "kind 'pudding' is not one of article, case, "),
    (page(kind=["page"]), "kind ['page'] is not one of article, "),
    (page(colour="red"), "unknown field 'colour' for the kind 'page'"),
    (page(key="Ö"), "key 'Ö': use a-z, 0-9 and hyphens, 1 to 64 characters"),
    (page(key="a" * 65), "key 'aaaa"),
    (page(key="a\n"), "key 'a\\n': use a-z"),
    (page(key=7), "key 7: use a-z"),
    (page(title=" "), "title: is required"),
    (page(title="x" * 256), "title: at most 255 characters"),
    (page(title={"sv": "Sida"}), "title: is required"),
    (page(locale=None), "locale: is required, sv or en"),
    (page(locale="fi"), "locale 'fi' is not one of en, sv"),
    (page(summary="x" * 301), "summary: 301 characters; at most 300"),
    (page(summary=True), "summary: text is expected, not bool"),
    (page(title="a\0b"), "holds a character that cannot be stored"),
    (
        b'{"kind":"page","key":"k","locale":"sv","title":"a","text":"\\ud800"}',
        "holds a character that",
    ),
    (page(municipalities=["9999"]), "municipalities: '9999' is not in the list of municipalities"),
    (page(municipalities=[1485]), "municipalities: 1485 is not in the list of municipalities"),
    (page(municipalities="1485"), "municipalities: a list is expected"),
    (page(topics=["pudding"]), "topics: 'pudding' is not in the list of topics"),
    (page(last_reviewed="2025-02-30"), "last_reviewed: '2025-02-30' is not a day of the calendar"),
    (page(last_reviewed="yesterday"), "last_reviewed: 'yesterday' is not a date like 2025-03-31"),
    (page(last_reviewed="0001-01-01"), "last_reviewed: the year 1 cannot be meant"),
    (page(published="9999-12-31T23:59"), "published: the year 9999 cannot be meant"),
    (page(expires="soon"), "expires: 'soon' is not a time like 2026-05-07T09:30"),
    (page(access="login"), 'access: {"type": "login"} or '),
    (page(access={"type": "groups", "groups": []}), "access: name the groups, one at least"),
    (page(access={"type": "groups", "groups": ["Nobody"]}), "access: there is no group 'Nobody'"),
    (case(status="sleeping"), "status: 'sleeping' is not one of running, finished, stopped"),
    (case(status=["running"]), "status: ['running'] is not one of running, "),
    (case(status="stopped"), "failed: "),
    (case(started="2025-13"), "started: '2025-13' is not a day of the calendar"),
    (case(started="2025-05", ended="2024-05"), "ended: "),
    (case(ideas="i-1"), "ideas: a list of keys is expected"),
    (case(methods=[3]), "method: a key is text, not int"),
    (case(adoptions=[{"municipality": "0000"}]), "adoptions[0]: municipality '0000' is not known"),
    (
        case(adoptions=[{"municipality": ["1485"]}]),
        "adoptions[0]: municipality ['1485'] is not known",
    ),
    (
        case(adoptions=[{"municipality": "1485", "stage": "x"}]),
        "adoptions[0]: stage is not one of ",
    ),
    (case(adoptions=[{"municipality": "1485", "stage": []}]), "adoptions[0]: stage is not one of "),
    (case(adoptions=[{"municipality": "1485", "year": 3}]), "adoptions[0]: year 3 is not a year"),
    (case(results={"measure": "x"}), "results: a list is expected, not dict"),
    (case(results=[{"measure": "x", "size": 1}]), "0.item: unknown field 'size'; use measure, "),
    (case(results=["x"]), "0.item: an object is expected, not str"),
    (case(results=[{}]), "results: 0: "),
    (sv("lesson", "l-9", "L", parent="mo-x"), "there is no module 'mo-x' in sv to put it under"),
    (sv("lesson", "l-9", "L"), "parent is required: the key of the module"),
    (sv("lesson", "l-9", "L", parent=["x"]), "parent: a key is expected"),
    (
        sv("session", "s-9", "S", parent="conf-x"),
        "starts: is required, for example 2026-05-07T09:30",
    ),
    (sv("lesson", "l-9", "L", minutes=-1), "minutes: a whole number between 0 and 32767"),
    (sv("lesson", "l-9", "L", minutes="5"), "minutes: a whole number between 0 and 32767"),
    (sv("organisation", "o-9", "O"), "organisation_kind: "),
    (
        sv("organisation", "o-9", "O", organisation_kind="company", website="javascript:x"),
        "website: ",
    ),
    (sv("municipality", "mu-9", "M", municipality="1"), "municipality: '1' is not known"),
    (sv("topic", "t-9", "T", topic={}), "topic: {} is not known"),
    (sv("idea", "i-9", "I" * 151), "title: 151 characters; at most 150"),
    (sv("idea", "i-9", "I", stage="parked"), "reason: "),
    (
        sv("idea", "i-9", "I", access={"type": "login"}),
        "unknown field 'access' for the kind 'idea'",
    ),
    (sv("term", "te-9", "T", group="x"), "group: 'x' is not one of area, target, sdg"),
    (sv("term", "te-9", "T", group="area", position="x"), "position: a whole number between 0 and"),
    (sv("term", "te-9", "T", group="area", parent="te-9"), "parent: a term is not its own parent"),
    (page(text=["x"]), "0.paragraph: text is expected, not list"),
    (page(body="x"), "body: a list is expected, not str"),
    (page(body=["x"]), 'body[0]: {"type": …, "value": …} is expected'),
    (page(body=[{"type": "x", "value": 1}]), "body[0]: there is no block 'x'; use heading, "),
    (
        page(body=[{"type": "pages", "value": {"title": "x", "pages": ["x"]}}]),
        "0.pages.pages.0: kind/key",
    ),
    (
        page(body=[{"type": "pages", "value": {"title": "x", "pages": ["idea/i-1"]}}]),
        "idea/i-1: is no page",
    ),
    (
        page(body=[{"type": "pages", "value": {"title": "x", "pages": ["x/y"]}}]),
        "kind 'x' is not one of",
    ),
    (
        page(
            body=[
                {"type": "table", "value": {"caption": "x", "header": ["a"], "rows": [["1", "2"]]}}
            ]
        ),
        "body: ",
    ),
    (
        page(body=[{"type": "image", "value": {"image": "img-9"}}]),
        '0.image.image: the picture needs "alt"',
    ),
    (page(text="<script>alert(1)</script>"), "0.paragraph: the mark '<script>' is not allowed"),
    (page(text='<p onclick="x()">a</p>'), "0.paragraph: the mark '<p onclick="),
    (
        page(text='<a href="java&#115;cript:x()">a</a>'),
        "0.paragraph: the address 'java&#115;cript:x()' is",
    ),
    (
        page(text='<a href="//evil.example/">a</a>'),
        "0.paragraph: the address '//evil.example/' is not",
    ),
    (page(text="<p>a</b>"), "0.paragraph: the mark '</b>' closes nothing"),
    (page(text="<p>a"), "0.paragraph: the mark <p> is not closed"),
    (page(text="<p>a < b</p>"), "0.paragraph: the mark '< b</p>' is not allowed"),
    (page(image="img-1"), 'image: {"image": key, "alt": …} is expected'),
    (sv("image", "im-9", "B"), 'the file is missing: give "path" or "data"'),
    (sv("image", "im-9", "B", path="../../etc/passwd"), "path: '../../etc/passwd' lies outside"),
    (sv("image", "im-9", "B", path="/etc/passwd"), "path: '/etc/passwd' lies outside the folder"),
    (sv("image", "im-9", "B", path="none.png"), "path: 'none.png' cannot be read (No such file"),
    (sv("image", "im-9", "B", path="a\0b"), "holds a character that cannot be stored"),
    (sv("image", "im-9", "B", data="%%%"), "data: is not base64"),
    (sv("image", "im-9", "B", data=5), "data: is not base64"),
    (sv("image", "im-9", "B", data=lines.TEXT_FILE, filename="b.png"), "Ladda upp en giltig bild."),
    (sv("image", "im-9", "B", data=lines.PNG, filename="b.svg"), "Bildformatet stöds inte."),
    (
        sv("image", "im-9", "B", data=lines.PNG, filename="b.png", alt="x" * 256),
        "alt: 256 characters",
    ),
    (sv("document", "d-9", "D", data="", filename="d.txt"), "data: the file is empty"),
    (
        sv("document", "d-9", "D", data=lines.TEXT_FILE, filename="d.html"),
        "file: ",
    ),
    (
        sv("document", "d-9", "D", data=lines.TEXT_FILE, filename="d.txt", accessible="no"),
        "accessible: true or",
    ),
    (en("page", "pg-9", "Page"), "there is no page 'pg-9' in Swedish to be a translation of"),
    (
        en("page", "pg-9", "Page", translations_of="pg-8"),
        "translations_of is 'pg-8'; all language versions",
    ),
]


@pytest.mark.parametrize(("line", "reason"), BAD, ids=range(len(BAD)))
def test_a_bad_line_is_named_and_the_rest_goes_in(line, reason, tmp_path):
    report = take(GOOD, line, GOOD | {"key": "good-2"}, folder=tmp_path)
    assert [fault.number for fault in report.faults] == [2]
    assert report.faults[0].reason.startswith(reason), report.faults[0].reason
    assert sorted(StandardPage.objects.exclude(key="about").values_list("key", flat=True)) == [
        "good",
        "good-2",
    ]


STRANGE = [None, True, -1, 10**30, 1.5, "", "x", "<", "\u2028", "=1+1", "a" * 5000, [], [[]], [None], ["x"],
           [{}], {}, {"x": 1}, {"image": {}}, {"type": [], "value": 1}, [{"type": "heading", "value": {}}]]  # fmt: skip


@pytest.mark.no_cover  # thousands of lines, all the same to coverage
@pytest.mark.parametrize("kind", sorted(lines.BY_KIND))
def test_no_value_makes_the_import_stumble(kind, tmp_path):
    """Every field of every kind takes every strange value: it goes in or is refused with a sentence.

    What all pages share is tried with one kind of them. SQLite, which takes nearly everything, is given a third.
    """
    good, page = lines.BY_KIND[kind], lines.BY_KIND["page"]
    shared = page.keys() if kind != "page" and "last_reviewed" in good else set()
    names = good.keys() - shared - {"kind", "data"}
    values = STRANGE[::3] if connection.vendor == "sqlite" else STRANGE
    rows = [good | {name: value} for name in sorted(names) for value in values]
    report = take(*rows, folder=tmp_path)
    assert [fault for fault in report.faults if "stumbled" in fault.reason] == []
    assert report.faults


def test_a_line_that_is_too_long_is_passed_over(monkeypatch):
    monkeypatch.setattr(importing, "MAX_LINE_BYTES", 200)
    report = take(GOOD, page(text="x" * 1000), GOOD | {"key": "good-2"})
    assert [(fault.number, fault.reason[:18]) for fault in report.faults] == [
        (2, "the line is longer")
    ]
    assert StandardPage.objects.exclude(key="about").count() == 2


def test_a_last_line_without_an_end_and_empty_lines_are_fine():
    report = importing.import_file(io.BytesIO(b"\xef\xbb\xbf" + encode([GOOD, b"", b"  "])[:-1]))
    assert (report.lines, report.faults) == (1, [])


def test_text_that_is_not_html_is_shown_as_it_is(client):
    take(page(text="1 < 2 & <script>alert(1)</script>", title="<i>Titel</i>"))
    html = client.get("/sv/om/ititeli/").content.decode()
    assert "<script>alert(1)" not in html
    assert "1 &lt; 2 &amp; &lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<i>Titel" not in html


def test_the_command_says_what_was_wrong_and_exits_with_1(tmp_path, capsys):
    path = tmp_path / "lines.jsonl"
    path.write_bytes(encode([GOOD, page(kind="pudding")]))
    with pytest.raises(CommandError) as stopped:
        call_command("import_content", str(path))
    out = capsys.readouterr()
    assert stopped.value.returncode == 1
    assert out.err.startswith("line 2: kind 'pudding' is not one of ")
    assert out.out == "2 lines: 1 created, 0 updated, 0 unchanged, 1 not taken\n"


def test_the_command_can_try_without_storing(tmp_path, capsys):
    path = tmp_path / "lines.jsonl"
    path.write_bytes(encode([GOOD]))
    call_command("import_content", str(path), "--dry-run")
    assert capsys.readouterr().out.startswith("dry run, nothing stored: 1 lines: 1 created")
    assert not StandardPage.objects.filter(key="good").exists()


def test_a_file_that_is_not_there_exits_with_2(tmp_path):
    with pytest.raises(CommandError) as stopped:
        call_command("import_content", str(tmp_path / "none.jsonl"))
    assert stopped.value.returncode == 2


def test_an_export_is_whole_or_not_there(tmp_path, monkeypatch):
    path = tmp_path / "out.jsonl"
    call_command("export_content", "-o", str(path))
    assert all(json.loads(line) for line in path.read_text().splitlines())
    with pytest.raises(CommandError) as stopped:
        call_command("export_content", "-o", str(tmp_path / "no" / "out.jsonl"))
    assert stopped.value.returncode == 2
    with pytest.raises(CommandError) as stopped:
        call_command("export_content", "--kind", "pudding")
    assert stopped.value.returncode == 2
    assert [entry.name for entry in tmp_path.iterdir()] == ["out.jsonl"]


def test_a_file_that_was_refused_leaves_nothing_behind(tmp_path):
    take(sv("document", "d-9", "D", data=lines.TEXT_FILE, filename="d.html"))
    assert not PortalDocument.objects.exists()
    assert list((tmp_path / "media").rglob("*.html")) == []


def test_a_line_that_fails_half_way_leaves_nothing_behind():
    report = take(
        sv("article", "a-9", "Nytt", date="2026-01-01", access={"type": "groups", "groups": ["X"]})
    )
    assert len(report.faults) == 1
    assert not ArticlePage.objects.exists()
