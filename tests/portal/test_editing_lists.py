"""The search field, the two lists, the ideas' list, the report and the first page."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django import forms
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale
from wagtail_localize.models import Translation, TranslationSource

import content.widgets
from cases.models import CasePage
from content.choices import label, offered
from content.models import Municipality, Topic
from content.widgets import SearchSelect
from ideas.models import Idea
from portal.review import drafts, due_for_review, translations_behind
from tests.factories import CaseFactory, IdeaFactory, MethodFactory, UserFactory, translate

pytestmark = pytest.mark.django_db

IDEAS = "/admin/snippets/ideas/idea/"
YESTERDAY = datetime.timedelta(days=1)


def rendered(queryset: Any, value: Any = ()) -> str:
    field = forms.ModelMultipleChoiceField(queryset, widget=SearchSelect)
    return str(field.widget.render("rows", [str(item) for item in value], {"id": "id_rows"}))


# --- The search field --------------------------------------------------------------------------


def test_few_choices_are_all_in_the_page_and_work_without_a_script() -> None:
    html = rendered(Municipality.objects.all(), ["1421"])
    assert html.count("<option") == Municipality.objects.filter(removed=False).count()
    assert '<option value="1421" selected>Orust (Västra Götalands län)</option>' in html
    assert "data-address" not in html


def test_topics_stand_in_groups() -> None:
    assert rendered(Topic.objects.all()).count("<optgroup") == len(Topic.Group)


def test_many_choices_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    ideas = [IdeaFactory(title=f"Idé nummer {number}") for number in range(5)]
    monkeypatch.setattr(content.widgets, "MAX_OPTIONS", 3)
    html = rendered(Idea.objects.all(), [ideas[0].pk])
    assert html.count("<option") == 1
    assert 'data-address="/admin/choices/ideas/idea/"' in html


def test_of_two_languages_the_original_is_offered() -> None:
    case = CaseFactory(title="Svenskt fall")
    twin = translate(case, "English case")
    assert list(offered(CasePage.objects.all())) == [case]
    html = rendered(CasePage.objects.all(), [twin.pk])
    assert f'value="{twin.pk}" selected' in html, "what was chosen before stays"


def test_drafts_say_that_they_are(django_assert_max_num_queries: Any) -> None:
    CaseFactory(live=False, title="Hemligt ännu")
    assert "Hemligt ännu (" in label(offered(CasePage.objects.all()).get())
    for number in range(4):
        MethodFactory(title=f"Metod {number}")
    with django_assert_max_num_queries(3):
        rendered(offered(CasePage.objects.all()))


def test_the_answer_is_bounded_and_matches_all_words(sign_in: Any) -> None:
    for number in range(40):
        IdeaFactory(title=f"Karta över lokaler {number}")
    IdeaFactory(title="Något annat")
    client = sign_in("Editors")
    found = client.get("/admin/choices/ideas/idea/?q=lokal+KARTA").json()["choices"]
    assert len(found) == 30
    assert all("Karta" in row["label"] for row in found)
    assert client.get("/admin/choices/ideas/idea/?q=%00zzz%25_").json()["choices"] == []


def test_nothing_else_is_answered_and_nobody_else(sign_in: Any) -> None:
    answer = sign_in("Editors").get("/admin/choices/auth/user/?q=a", follow=True)
    assert answer.status_code == 404
    assert Client().get("/admin/choices/ideas/idea/?q=a").status_code == 302
    assert sign_in("Staff").get("/admin/choices/ideas/idea/?q=a").status_code == 403


# --- The ideas' list ---------------------------------------------------------------------------


def titles(response: Any) -> set[str]:
    return {row.title for row in response.context["object_list"]}


def test_ideas_are_filtered_and_found(sign_in: Any) -> None:
    IdeaFactory(title="En", stage="captured", municipalities=["1421"])
    IdeaFactory(title="Två", stage="tested", municipalities=["1485"])
    client = sign_in("Coaches")
    assert titles(client.get(IDEAS)) == {"En", "Två"}
    assert titles(client.get(f"{IDEAS}?stage=tested")) == {"Två"}
    assert titles(client.get(f"{IDEAS}?municipalities=1421")) == {"En"}
    assert titles(client.get(f"{IDEAS}?locale=en")) == set()
    assert titles(client.get(f"{IDEAS}?q=två")) == {"Två"}


def test_the_list_costs_the_same_for_one_and_for_many(sign_in: Any) -> None:
    client = sign_in("Coaches")
    IdeaFactory(municipalities=["1421"])
    client.get(IDEAS)
    with CaptureQueriesContext(connection) as one:
        client.get(IDEAS)
    for _number in range(8):
        IdeaFactory(municipalities=["1421", "1485"])
    with CaptureQueriesContext(connection) as many:
        client.get(IDEAS)
    assert len(many) == len(one)


# --- What needs review -------------------------------------------------------------------------


def test_the_report_lists_what_is_due_of_every_kind(sign_in: Any) -> None:
    today = timezone.localdate()
    late = CaseFactory(title="Sen", review_by=today - YESTERDAY)
    soon = MethodFactory(title="Snart", review_by=today + 20 * YESTERDAY)
    CaseFactory(title="Utkast", review_by=today - YESTERDAY, live=False)
    idea = IdeaFactory(title="Idén", review_by=today - 2 * YESTERDAY)
    editor, coach = UserFactory(in_groups=["Editors"]), UserFactory(in_groups=["Coaches"])
    assert [row["title"] for row in due_for_review(editor, today)] == ["Idén", "Sen"]
    assert [row["title"] for row in due_for_review(coach, today)] == ["Idén"]
    assert list(due_for_review(editor, today, "en")) == []
    client = sign_in("Editors")
    text = client.get("/admin/reports/review/?days=30").content.decode()
    for page in (late, soon):
        assert f"/admin/pages/{page.pk}/edit/" in text
    assert f"{IDEAS}edit/{idea.pk}/" in text
    assert "Snart" not in client.get("/admin/reports/review/").content.decode()


def test_the_report_is_paginated_and_exported_whole(sign_in: Any) -> None:
    day = timezone.localdate() - YESTERDAY
    for number in range(53):
        IdeaFactory(title=f"Idé {number:02}", review_by=day)
    client = sign_in("Editors")
    assert len(client.get("/admin/reports/review/").context["object_list"]) == 50
    assert len(client.get("/admin/reports/review/?p=2").context["object_list"]) == 3
    export = client.get("/admin/reports/review/?export=csv")
    assert len(export.getvalue().decode().splitlines()) == 54


def test_the_first_page_says_what_needs_a_look(sign_in: Any) -> None:
    client = sign_in("Editors")
    assert "needs-review" in client.get("/admin/").content.decode()
    CaseFactory(title="Halvfärdig", live=False)
    CaseFactory(title="Gammal", review_by=timezone.localdate() - YESTERDAY)
    text = client.get("/admin/").content.decode()
    assert "Halvfärdig" in text
    assert "Gammal" in text


def test_translations_that_fell_behind_are_told() -> None:
    editor = UserFactory(in_groups=["Editors"])
    case, untranslated = CaseFactory(title="Först"), CaseFactory(title="Bara svensk")
    source, _created = TranslationSource.update_or_create_from_instance(case)
    Translation.objects.create(source=source, target_locale=Locale.objects.get(language_code="en"))
    assert list(translations_behind(editor)) == []
    for page in (case, untranslated):
        page.title = "Sedan"
        page.save_revision()
    assert {page.pk for page in drafts(editor)} == {case.pk, untranslated.pk}
    assert list(translations_behind(editor)) == [], "not before the change is published"
    for page in (case, untranslated):
        page.get_latest_revision().publish()
    assert [page.pk for page in translations_behind(editor)] == [case.pk]
    source.update_from_db()
    assert list(translations_behind(editor)) == []
