"""Lines become published objects, and objects become the same lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import CasePage
from content.models import CatalogueEntry, PortalDocument, PortalImage, StandardPage
from content.transfer.kinds import Outcome, all_kinds
from methods.models import MethodPage
from tests.factories import lines
from tests.factories.lines import en, give, given, sv, take, take_all

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "media")


def content_of(document: PortalDocument) -> bytes:
    with document.file.open("rb") as file:
        return bytes(file.read())


def test_a_minimal_line_makes_a_published_page(client):
    take_all(
        {"kind": "method", "key": "m-1", "locale": "sv", "title": "Resa", "text": "Ett.\n\nTvå."}
    )
    page = MethodPage.objects.get()
    assert (page.live, page.key, page.slug) == (True, "m-1", "resa")
    assert str(page.body[0].value.source) == "<p>Ett.</p><p>Två.</p>"
    assert client.get("/sv/metoder/resa/").status_code == 200
    assert list(CatalogueEntry.objects.filter(kind="method").values_list("key", flat=True)) == [
        "m-1"
    ]


def test_there_is_a_sample_of_every_kind():
    assert lines.BY_KIND.keys() == {kind.name for kind in all_kinds()} - {"home", "section"}


def test_every_kind_comes_back_as_it_went_in():
    report = take_all(*lines.LINES)
    assert report.outcomes == {Outcome.CREATED: len(lines.LINES)}
    stored = {(line["kind"], line["key"]): line for line in give()}
    for line in lines.LINES:
        assert stored[line["kind"], line["key"]] == line


def test_the_second_run_changes_nothing():
    take_all(*lines.LINES)
    before = list(CatalogueEntry.objects.order_by("pk").values())
    report = take_all(*lines.LINES)
    assert report.outcomes == {Outcome.UNCHANGED: len(lines.LINES)}
    assert list(CatalogueEntry.objects.order_by("pk").values()) == before


def test_what_was_given_is_taken_back_unchanged():
    take_all(*lines.LINES, en("method", "m-1", "Service journey", purpose="See.\n\nDo not guess."))
    everything = give()
    report = take_all(*everything)
    assert report.outcomes == {Outcome.UNCHANGED: len(everything)}
    assert give() == everything


def test_a_changed_line_changes_the_page_and_the_catalogue():
    take_all(lines.ARTICLE)
    report = take_all(lines.ARTICLE | {"title": "Nyare", "slug": "nyare"})
    assert report.outcomes == {Outcome.UPDATED: 1}
    entry = CatalogueEntry.objects.get(kind="article")
    assert (entry.title, entry.url) == ("Nyare", "/sv/nyheter/nyare/")


def test_what_a_line_leaves_out_is_emptied():
    take_all(
        lines.CASE
        | {"methods": [], "ideas": [], "documents": [], "solution": "x", "body": []}
        | {"image": None}
    )
    line = {name: lines.CASE[name] for name in ("kind", "key", "locale", "title")}
    take_all(line | {"status": "running"})
    case = CasePage.objects.get()
    assert (case.problem, case.cost_band, list(case.adoptions.all()), list(case.topics.all())) == (
        "",
        "",
        [],
        [],
    )


def test_a_taken_address_is_numbered_and_stays_so():
    rows = [
        sv("article", f"a-{number}", "Samma", slug="samma", date="2026-01-01")
        for number in (1, 2, 3)
    ]
    take_all(*rows)
    assert [line["slug"] for line in give("article")] == ["samma", "samma-2", "samma-3"]
    assert take_all(*rows).outcomes == {Outcome.UNCHANGED: 3}


def test_the_date_of_publication_can_be_corrected():
    take_all(lines.METHOD | {"documents": [], "image": None})
    take_all(lines.METHOD | {"documents": [], "image": None, "published": "2020-01-02"})
    assert given("method", "m-1")["published"] == "2020-01-02"


def test_a_line_with_another_parent_moves_the_page():
    second = sv("course", "co-2", "Andra kursen")
    take_all(lines.COURSE, second, lines.MODULE, lines.LESSON)
    report = take_all(lines.MODULE | {"parent": "co-2"})
    assert report.outcomes == {Outcome.UPDATED: 1}
    assert given("module", "mo-1")["parent"] == "co-2"
    assert (
        CatalogueEntry.objects.get(kind="lesson").url
        == "/sv/kurser/andra-kursen/del-ett/lektion-ett/"
    )
    assert take_all(lines.MODULE | {"parent": "co-2"}).outcomes == {Outcome.UNCHANGED: 1}


def test_children_keep_the_order_of_the_file():
    rows = [lines.MODULE | {"key": f"mo-{number}", "slug": f"del-{number}"} for number in (3, 1, 2)]
    take_all(lines.COURSE, *rows)
    assert [line["key"] for line in give("module")] == ["mo-3", "mo-1", "mo-2"]


def test_a_line_may_refer_to_a_later_one():
    report = take_all(*reversed(lines.LINES))
    assert report.outcomes == {Outcome.CREATED: len(lines.LINES)}
    for line in lines.LINES:
        assert given(line["kind"], line["key"]) == line


def test_pages_may_refer_to_each_other_in_a_ring():
    one = sv("method", "m-1", "Ett", slug="ett", related_methods=["m-2"])
    two = sv("method", "m-2", "Två", slug="tva", related_methods=["m-1"])
    report = take_all(one, two)
    assert report.outcomes == {Outcome.CREATED: 2}
    assert (
        given("method", "m-1")["related_methods"],
        given("method", "m-2")["related_methods"],
    ) == (
        ["m-2"],
        ["m-1"],
    )
    assert take_all(one, two).outcomes == {Outcome.UNCHANGED: 2}


def test_a_reference_to_nothing_is_reported_and_the_rest_of_the_line_goes_in():
    report = take(sv("method", "m-1", "Ett", related_methods=["m-9"]))
    assert [(fault.number, fault.reason) for fault in report.faults] == [
        (1, "related_methods: there is no method with the key 'm-9'")
    ]
    assert MethodPage.objects.get().live


def test_the_sections_and_the_front_page_can_be_reworded():
    take_all(
        sv("home", "home", "Idéslussen", lead="Hit kommer idéer."),
        sv("section", "cases", "Exempel", summary="Vad andra gjort."),
        {"kind": "section", "key": "cases", "locale": "en", "title": "Stories", "summary": "What."},
    )
    assert given("home", "home")["lead"] == "Hit kommer idéer."
    assert (given("section", "cases")["title"], given("section", "cases", "en")["title"]) == (
        "Exempel",
        "Stories",
    )
    [fault] = take(sv("section", "nothing", "Inget")).faults
    assert fault.reason.startswith("there is no section 'nothing'; use cases, ")


def test_a_section_that_is_a_standard_page_is_given_once():
    about = [line for line in give() if line["key"] == "about" and line["locale"] == "sv"]
    assert [line["kind"] for line in about] == ["section"]


def test_a_link_to_a_section_comes_back():
    text = '<p><a href="ref:section/cases">Fall</a></p>'
    take_all(sv("page", "pg-1", "Sida", slug="sida", text=text))
    assert given("page", "pg-1")["body"] == [{"type": "paragraph", "value": text}]


def test_what_an_editor_wrote_is_given_without_the_editors_marks():
    take_all(sv("page", "pg-1", "Sida", text="Ett stycke."))
    page = StandardPage.objects.get(key="pg-1")
    page.body = [
        ("paragraph", '<p data-block-key="ab1">Ändrat.</p><p data-block-key="cd2">Två.</p>')
    ]
    page.save_revision().publish()
    line = given("page", "pg-1")
    assert line["text"] == "Ändrat.\n\nTvå."
    assert take_all(line).outcomes == {Outcome.UNCHANGED: 1}


def test_a_page_with_a_history_goes_on_with_it():
    take_all(lines.ARTICLE)
    page = CatalogueEntry.objects.get(kind="article")
    from content.models import ArticlePage

    ArticlePage.objects.get(pk=page.object_id).save_revision().publish()
    take_all(lines.ARTICLE | {"title": "Genom en revision", "published": "2024-01-05"})
    stored = ArticlePage.objects.get()
    assert (stored.title, stored.revisions.count(), stored.live_revision_id) == (
        "Genom en revision",
        2,
        stored.latest_revision_id,
    )
    assert given("article", "a-1")["published"] == "2024-01-05"


def test_what_a_line_is_about_is_found_by_its_key_and_not_along_the_tree():
    take_all(*lines.LINES)
    with CaptureQueriesContext(connection) as captured:
        take_all(*lines.LINES)
    by_key = [row["sql"] for row in captured if '."key" = ' in row["sql"]]
    assert by_key
    assert not [sql for sql in by_key if 'ORDER BY "wagtailcore_page"."path"' in sql]


def test_a_dry_run_stores_nothing():
    report = take(*lines.LINES, dry_run=True)
    assert report.outcomes == {Outcome.CREATED: len(lines.LINES)}
    assert (
        MethodPage.objects.count(),
        PortalImage.objects.count(),
        PortalDocument.objects.count(),
    ) == (
        0,
        0,
        0,
    )
    assert not CatalogueEntry.objects.exclude(key="about").exclude(kind__in=["home", "section"])


def test_a_copy_made_in_the_admin_has_a_key_of_its_own():
    take_all(sv("course", "co-1", "Leda"), lines.MODULE, lines.LESSON)
    from courses.models import CoursePage

    source = CoursePage.objects.get()
    copy = source.copy(recursive=True, update_attrs={"slug": "leda-igen", "title": "Leda igen"})
    copy.refresh_from_db()
    copy.get_latest_revision().publish()
    rows = [
        (line["kind"], line["title"], line["key"]) for line in give("course", "module", "lesson")
    ]
    assert len({(kind, key) for kind, _title, key in rows}) == len(rows) == 6
    assert given("course", "co-1")["title"] == "Leda"
    everything = give()
    assert take_all(*everything).outcomes == {Outcome.UNCHANGED: len(everything)}


def test_an_alias_is_not_given_and_does_not_stand_in_for_its_page():
    take_all(lines.PAGE, sv("page", "pg-9", "Annan"))
    page, other = (StandardPage.objects.get(key=key) for key in ("pg-1", "pg-9"))
    page.create_alias(parent=other, update_slug="alias")
    assert len([line for line in give("page") if line["key"] == "pg-1"]) == 1
    take_all(lines.PAGE | {"title": "Omdöpt"})
    page.refresh_from_db()
    assert (page.title, page.key) == ("Omdöpt", "pg-1")


def test_files_are_read_beside_the_lines(tmp_path):
    (tmp_path / "mall.txt").write_text("Hej\n")
    take_all(sv("document", "doc-2", "Mall", path="mall.txt"), folder=tmp_path)
    assert content_of(PortalDocument.objects.get()) == b"Hej\n"


def test_a_new_file_replaces_the_old():
    take_all(lines.DOCUMENT)
    report = take_all(lines.DOCUMENT | {"data": "TnkK"})
    assert report.outcomes == {Outcome.UPDATED: 1}
    assert content_of(PortalDocument.objects.get()) == b"Ny\n"
