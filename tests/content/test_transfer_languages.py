"""Translations come in through wagtail-localize where they can, and as pages of their own where they cannot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from wagtail.models import Locale, ReferenceIndex
from wagtail_localize.models import StringTranslation, Translation

from cases.models import CasePage
from content.models import CatalogueEntry, OrganisationPage
from content.transfer.kinds import Outcome
from courses.models import LessonPage, ModulePage
from ideas.models import Idea
from methods.models import MethodPage
from tests.factories import lines
from tests.factories.lines import en, give, given, sv, take, take_all

pytestmark = pytest.mark.django_db

METHOD = {name: value for name, value in lines.METHOD.items() if name not in ("documents", "image")}
ENGLISH = en(
    "method",
    "m-1",
    "Service journey",
    slug="service-journey",
    summary="Follow a person.",
    purpose="See the whole.\n\nWithout guessing.",
    steps=[
        {"title": "Draw", "text": "Draw it."},
        {"title": "Ask", "text": "<p>Ask <b>all</b>.</p>"},
    ],
    when_to_use="When it hurts.",
    when_not="When you know.",
    materials=["Notes", "Pens"],
    pitfalls=["Guessing"],
    time="Three hours",
    participants="4–8 people",
    contact_role="Strategist",
    text="One paragraph.",
    published="2025-12-01",
)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "media")


def english(model: Any) -> Any:
    return model.objects.get(locale__language_code="en", alias_of=None)


def test_a_parallel_translation_is_tied_string_by_string():
    take_all(METHOD, ENGLISH)
    page = english(MethodPage)
    assert (page.title, page.live, page.url, page.phase, page.key) == (
        "Service journey",
        True,
        "/en/methods/service-journey/",
        "explore",
        "m-1",
    )
    translation = Translation.objects.get()
    total, translated = translation.get_progress()
    assert (translation.enabled, total) == (True, translated)
    found = set(StringTranslation.objects.values_list("translation_of__data", "data"))
    assert {("Tjänsteresa", "Service journey"), ("Utan att gissa.", "Without guessing.")} <= found
    assert ("Lappar", "Notes") in found


def test_the_translation_view_would_make_the_same_page():
    """What was written down for wagtail-localize makes the same page when it publishes again."""
    take_all(METHOD, ENGLISH)
    before = given("method", "m-1", "en")
    Translation.objects.get().save_target(publish=True)
    page = english(MethodPage)
    page.get_latest_revision().publish()
    assert given("method", "m-1", "en") == before


def test_the_translation_view_opens(sign_in, settings):
    settings.MFA_REQUIRED_FOR_EDITORS = False
    take_all(METHOD, ENGLISH)
    client = sign_in("Editors")
    answer = client.get(f"/admin/pages/{english(MethodPage).pk}/edit/")
    assert (answer.status_code, "Service journey" in answer.content.decode()) == (200, True)


def test_a_translation_comes_back_and_changes_nothing_the_second_time():
    take_all(METHOD, ENGLISH)
    line = given("method", "m-1", "en")
    assert line == ENGLISH | {
        "steps": [
            {"title": "Draw", "minutes": 30, "text": "Draw it."},
            {"title": "Ask", "text": "<p>Ask <b>all</b>.</p>"},
        ]
    }
    assert take_all(METHOD, ENGLISH).outcomes == {Outcome.UNCHANGED: 2}
    assert take_all(line).outcomes == {Outcome.UNCHANGED: 1}


def test_a_translation_may_come_before_its_source():
    report = take_all(ENGLISH, METHOD)
    assert report.outcomes == {Outcome.CREATED: 2}
    assert english(MethodPage).title == "Service journey"


def test_a_changed_translation_is_changed_in_both_places():
    take_all(METHOD, ENGLISH)
    assert take_all(ENGLISH | {"purpose": "See all.\n\nNo guesses."}).outcomes == {
        Outcome.UPDATED: 1
    }
    assert given("method", "m-1", "en")["purpose"] == "See all.\n\nNo guesses."
    assert StringTranslation.objects.filter(data="No guesses.").count() == 1
    assert not StringTranslation.objects.filter(data="Without guessing.").exists()


def test_a_changed_source_changes_what_is_shared():
    take_all(METHOD, ENGLISH)
    take_all(METHOD | {"phase": "test"}, ENGLISH | {"title": "Journey"})
    assert (english(MethodPage).phase, english(MethodPage).title) == ("test", "Journey")


def test_a_translation_without_a_date_is_as_old_as_its_source():
    undated = {name: value for name, value in ENGLISH.items() if name != "published"}
    take_all({**METHOD, "published": "2024-03-05"}, undated)
    source = MethodPage.objects.get(locale__language_code="sv")
    assert english(MethodPage).first_published_at == source.first_published_at
    assert source.first_published_at.date().isoformat() == "2024-03-05"


def test_a_changed_source_reaches_a_translation_whose_texts_stay():
    take_all(METHOD, ENGLISH)
    take_all(METHOD | {"phase": "test", "topics": ["planning"]})
    page = english(MethodPage)
    assert (page.phase, [topic.key for topic in page.topics.all()]) == ("test", ["planning"])
    assert take_all(ENGLISH).outcomes == {Outcome.UNCHANGED: 1}


def test_a_reference_that_comes_after_the_translation_reaches_it():
    take_all(METHOD | {"related_methods": ["m-2"]}, ENGLISH, sv("method", "m-2", "Dagbok"))
    page = english(MethodPage)
    assert [method.key for method in page.related_methods.all()] == ["m-2"]
    assert take_all(METHOD | {"related_methods": ["m-2"]}, ENGLISH).outcomes == {
        Outcome.UNCHANGED: 2
    }


def test_the_front_page_says_its_own_in_each_language():
    home = [sv("home", "home", "Hem", lead="Svenska."), en("home", "home", "Home", lead="English.")]
    take_all(*home)
    assert take_all(*home).outcomes == {Outcome.UNCHANGED: 2}


def test_what_refers_to_what_is_noted():
    take_all(lines.ORGANISATION, lines.PERSON)
    organisation = OrganisationPage.objects.get()
    [(person, _references)] = ReferenceIndex.get_grouped_references_to(organisation)
    assert person.title == "Kim Exempel"


def test_a_translation_of_another_structure_stands_on_its_own():
    take_all(METHOD, ENGLISH | {"purpose": "One paragraph instead of two."})
    page = english(MethodPage)
    assert (page.live, page.purpose, page.phase) == (
        True,
        "<p>One paragraph instead of two.</p>",
        "explore",
    )
    assert not Translation.objects.filter(enabled=True).exists()
    again = take_all(METHOD, ENGLISH | {"purpose": "One paragraph instead of two."})
    assert again.outcomes == {Outcome.UNCHANGED: 2}


def test_a_translation_that_left_its_source_is_taken_out_of_the_translation_view():
    take_all(METHOD, ENGLISH)
    take_all(ENGLISH | {"purpose": "One paragraph instead of two."})
    assert english(MethodPage).purpose == "<p>One paragraph instead of two.</p>"
    assert not Translation.objects.filter(enabled=True).exists()
    take_all(ENGLISH)
    assert Translation.objects.filter(enabled=True).count() == 1


def test_children_are_translated_with_their_page():
    case = {
        name: value
        for name, value in lines.CASE.items()
        if name not in ("documents", "image", "ideas", "methods", "body", "solution")
    }
    adoptions = [
        {"municipality": "1421", "adaptation": "Fewer.", "result": "Good."},
        {"municipality": "1427"},
    ]
    take_all(case, en("case", "c-1", "The morning", adoptions=adoptions, failed="Weekends."))
    page = english(CasePage)
    rows = [
        (each.municipality_id, each.stage, each.adaptation, each.locale.language_code)
        for each in page.adoptions.all()
    ]
    assert rows == [("1421", "testing", "Fewer.", "en"), ("1427", "declined", "", "en")]
    assert page.status == "stopped"
    swedish = CasePage.objects.get(locale__language_code="sv")
    assert [each.adaptation for each in swedish.adoptions.all()] == ["Färre.", ""]


def test_an_idea_is_translated():
    take_all(
        lines.IDEA,
        en(
            "idea",
            "i-1",
            "Call instead",
            slug="call-instead",
            text="Call within three days.",
            need="Letters take time.",
            reason="Waiting.",
            summary="Call first.",
            unit="Permits",
        ),
    )
    idea = Idea.objects.get(locale__language_code="en")
    assert (idea.slug, idea.stage, idea.text) == (
        "call-instead",
        "parked",
        "<p>Call within three days.</p>",
    )
    assert CatalogueEntry.objects.get(kind="idea", language="en").url == "/en/ideas/call-instead/"


def test_a_parent_without_a_translation_stands_in_until_its_line_comes():
    lesson = en(
        "lesson", "le-1", "Lesson one", slug="lesson-one", text="Read.", contact_role="Someone"
    )
    take_all(lines.COURSE, lines.MODULE, lines.LESSON, lesson)
    assert english(LessonPage).live
    assert not ModulePage.objects.filter(locale__language_code="en", alias_of=None).exists()
    take_all(en("module", "mo-1", "Part one", slug="part-one", summary="The start."))
    module = english(ModulePage)
    assert (module.title, module.live, english(LessonPage).get_parent().pk) == (
        "Part one",
        True,
        module.pk,
    )
    assert ModulePage.objects.filter(locale=Locale.objects.get(language_code="en")).count() == 1


def test_a_page_may_exist_in_english_alone():
    take_all(
        {"kind": "article", "key": "a-en", "locale": "en", "title": "News", "date": "2026-01-01"}
    )
    line = given("article", "a-en", "en")
    assert ("translations_of" in line, line["date"]) == (False, "2026-01-01")
    [fault] = take(en("article", "a-en2", "News")).faults
    assert fault.reason == "there is no article 'a-en2' in Swedish to be a translation of"


def test_everything_is_given_in_both_languages_and_taken_back():
    take_all(
        METHOD,
        ENGLISH,
        lines.IDEA,
        sv("page", "pg-1", "Sida", text="Text."),
        en("page", "pg-1", "Page", text="T."),
    )
    everything = give()
    assert take_all(*everything).outcomes == {Outcome.UNCHANGED: len(everything)}
