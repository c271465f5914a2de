"""An import never shows what was hidden: restrictions, ends of publication and drafts go along or stay."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction
from wagtail_localize.models import Translation

from content.models import ArticlePage, PortalDocument, PortalImage
from content.transfer.kinds import Outcome
from methods.models import MethodPage
from tests.factories import ArticleFactory, DocumentFactory, ImageFactory, lines, section, translate
from tests.factories.lines import en, give, given, sv, take_all

pytestmark = pytest.mark.django_db
LOGIN = {"type": "login"}


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "media")


def restrict(
    page: Any, kind: str = "login", *groups: str, password: str = ""
) -> PageViewRestriction:
    restriction = PageViewRestriction.objects.create(
        page_id=page.pk, restriction_type=kind, password=password
    )
    restriction.groups.set(Group.objects.filter(name__in=groups))
    return restriction


@pytest.mark.parametrize(
    ("kind", "groups", "access"),
    [
        ("login", [], LOGIN),
        ("groups", ["Editors", "Coaches"], {"type": "groups", "groups": ["Coaches", "Editors"]}),
        ("password", [], LOGIN),
    ],
)
def test_a_restriction_is_given_and_taken(kind, groups, access, client):
    article = ArticleFactory(title="Hemligt", key="a-1")
    restrict(article, kind, *groups, password="x")
    line = given("article", "a-1")
    assert line["access"] == access
    assert take_all(line).outcomes == {Outcome.UNCHANGED: 1}
    assert PageViewRestriction.objects.get().restriction_type == kind
    article.delete()
    take_all(line)
    restriction = PageViewRestriction.objects.get()
    assert restriction.restriction_type == access["type"]
    assert sorted(group.name for group in restriction.groups.all()) == sorted(groups)
    assert client.get("/sv/nyheter/hemligt/").status_code == 302


def test_only_the_page_that_carries_the_restriction_says_so():
    take_all(lines.COURSE | {"access": LOGIN}, lines.MODULE, lines.LESSON)
    assert [line.get("access") for line in give("course", "module", "lesson")] == [
        LOGIN,
        None,
        None,
    ]


def test_a_section_carries_its_restriction():
    restrict(section("news"))
    ArticleFactory(title="Hemligt", key="a-1")
    everything = give("section", "article")
    assert [(line["key"], line["locale"]) for line in everything if "access" in line] == [
        ("news", "sv")
    ]
    PageViewRestriction.objects.all().delete()
    take_all(*everything)
    assert PageViewRestriction.objects.get().page_id == section("news").pk


def test_below_a_restricted_page_that_is_not_given_each_page_carries_the_restriction():
    news = section("news")
    restrict(news)
    ArticleFactory(title="Hemligt", key="a-1")
    news.unpublish()
    assert given("article", "a-1")["access"] == LOGIN


def test_a_line_without_a_restriction_takes_none_away():
    article = ArticleFactory(key="a-1", title="Hemligt")
    restrict(article)
    take_all(sv("article", "a-1", "Nytt namn", date="2026-01-01"))
    assert PageViewRestriction.objects.count() == 1


def test_a_line_can_close_a_page_that_was_open():
    take_all(lines.ARTICLE)
    assert take_all(lines.ARTICLE | {"access": LOGIN}).outcomes == {Outcome.UPDATED: 1}
    assert take_all(lines.ARTICLE | {"access": LOGIN}).outcomes == {Outcome.UNCHANGED: 1}
    assert given("article", "a-1")["access"] == LOGIN


def test_a_translation_of_a_restricted_page_stays_hidden(client):
    take_all(lines.ARTICLE | {"access": LOGIN}, en("article", "a-1", "Canary", text="It."))
    assert client.get("/en/news/nytt/").status_code == 302
    article = ArticlePage.objects.get(locale__language_code="en")
    assert article.live


def test_the_end_of_publication_goes_along():
    take_all(lines.ARTICLE | {"expires": "2029-05-07T09:30"})
    assert given("article", "a-1")["expires"] == "2029-05-07T09:30"
    assert take_all(lines.ARTICLE | {"expires": "2029-05-07T09:30"}).outcomes == {
        Outcome.UNCHANGED: 1
    }
    assert ArticlePage.objects.get().live


def test_a_translation_has_an_end_of_its_own():
    line = en("article", "a-1", "News", text="It.", contact_role="Someone", expires="2029-01-01")
    take_all(lines.ARTICLE, line)
    assert given("article", "a-1", "en")["expires"] == "2029-01-01"
    assert "expires" not in given("article", "a-1")
    assert take_all(line).outcomes == {Outcome.UNCHANGED: 1}


def test_what_has_ended_does_not_come_back():
    take_all(lines.ARTICLE | {"expires": "2020-01-01"})
    assert ArticlePage.objects.get().live is False
    assert give("article") == []
    article = ArticleFactory(title="Slut", key="a-2")
    past = timezone.now() - datetime.timedelta(minutes=1)
    ArticlePage.objects.filter(pk=article.pk).update(expire_at=past)
    assert give("article") == []


def test_drafts_are_not_given_and_a_live_page_is_given_as_readers_see_it():
    ArticleFactory(title="Utkast", key="a-1", live=False)
    page = ArticleFactory(title="Publicerad", key="a-2")
    page.title = "Ändrad men inte publicerad"
    page.save_revision()
    assert [line["title"] for line in give("article")] == ["Publicerad"]


def test_a_document_that_only_a_draft_holds_stays_behind_with_it():
    take_all(lines.DOCUMENT, lines.METHOD | {"image": None, "municipalities": [], "topics": []})
    assert [line["key"] for line in give("document")] == ["doc-1"]
    page = MethodPage.objects.get()
    page.unpublish()
    assert give("document") == []
    page.save_revision().publish()
    assert [line["key"] for line in give("document")] == ["doc-1"]


def test_what_an_editor_took_down_stays_down():
    take_all(lines.ARTICLE)
    article = ArticlePage.objects.get()
    article.unpublish()
    take_all(lines.ARTICLE | {"title": "Nytt namn"})
    article.refresh_from_db()
    assert (article.live, give("article")) == (False, [])


def test_files_of_a_private_collection_stay_private(client):
    private = Collection.get_first_root_node().add_child(name="Intern")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    document = DocumentFactory(key="d-1", collection=private)
    image = ImageFactory(key="i-1", collection=private)
    everything = give("image", "document")
    assert [line["access"] for line in everything] == [LOGIN, LOGIN]
    assert take_all(*everything).outcomes == {Outcome.UNCHANGED: 2}
    document.delete()
    image.delete()
    take_all(*everything)
    document, image = PortalDocument.objects.get(), PortalImage.objects.get()
    assert (document.collection.name, image.collection.name) == ("Import: login",) * 2
    assert client.get(document.url).status_code == 302
    assert [line["access"] for line in give("image", "document")] == [LOGIN, LOGIN]


def test_a_restriction_on_a_translation_is_given_with_it():
    article = ArticleFactory(title="Hemligt", key="a-1")
    english = translate(article, "Secret")
    restrict(english)
    assert given("article", "a-1", "en")["access"] == LOGIN


def test_publishing_a_translation_again_does_not_open_it(client):
    """wagtail-localize would make the translation as open as its source, and with it, by our rule, the source."""
    take_all(lines.ARTICLE, en("article", "a-1", "Canary", text="It.", contact_role="Someone"))
    english = ArticlePage.objects.get(locale__language_code="en")
    restrict(english)
    Translation.objects.get().save_target(publish=True)
    assert PageViewRestriction.objects.get().page_id == english.pk
    assert client.get("/sv/nyheter/nytt/").status_code == 302
    restrict(ArticlePage.objects.get(locale__language_code="sv"), "groups", "Coaches")
    Translation.objects.get().save_target(publish=True)
    kinds = set(PageViewRestriction.objects.values_list("restriction_type", flat=True))
    assert kinds == {"groups"}
