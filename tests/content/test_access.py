"""What is private stays private on every way out: a canary word must not be found by those who may not see it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from content.models import CatalogueEntry
from content.pictures import picture_url
from tests.factories import (
    ArticleFactory,
    CaseFactory,
    ConferenceFactory,
    CourseFactory,
    DocumentFactory,
    IdeaFactory,
    ImageFactory,
    LessonFactory,
    MethodFactory,
    ModuleFactory,
    MunicipalityPageFactory,
    OrganisationFactory,
    PersonFactory,
    SessionFactory,
    StandardPageFactory,
    TopicPageFactory,
    section,
    translate,
)

pytestmark = pytest.mark.django_db
CANARY = "Kanariegul"


def restrict(
    page: Any, kind: str = "login", *groups: str, password: str = ""
) -> PageViewRestriction:
    restriction = PageViewRestriction.objects.create(
        page_id=page.pk, restriction_type=kind, password=password
    )
    restriction.groups.set(Group.objects.filter(name__in=groups))
    return restriction


def body_of(answer: Any) -> str:
    raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return raw.decode(errors="replace")


class Portal:
    """Open pages around a private case, linked to it in every way that the portal knows."""

    def __init__(self) -> None:
        shared = {"topics": ["school"], "municipalities": ["1485"]}
        self.open_case = CaseFactory(title="Öppet fall", **shared)
        self.method = MethodFactory(title="Öppen metod", **shared)
        self.idea = IdeaFactory(title="Öppen idé", **shared)
        self.private = CaseFactory(
            title=f"{CANARY} fall",
            summary=f"{CANARY} sammanfattning",
            problem=f"<p>{CANARY} problem</p>",
            methods=[self.method],
            ideas=[self.idea],
            show_in_menus=True,
            **shared,
        )
        self.translation = translate(self.private, f"{CANARY} case")
        self.conference = ConferenceFactory(title="Öppen konferens")
        self.session = SessionFactory(
            title="Öppet pass", parent=self.conference, cases=[self.private]
        )
        self.place = MunicipalityPageFactory(title="Uddevalla")
        self.topic = TopicPageFactory(title="Skola")
        self.article = ArticleFactory(
            title="Öppen nyhet",
            body=[("pages", {"title": "Läs mer", "pages": [self.private]})],
            **shared,
        )

    @property
    def addresses(self) -> list[str]:
        pages = [
            self.open_case,
            self.method,
            self.conference,
            self.session,
            self.place,
            self.topic,
            self.article,
        ]
        sections = ["cases", "methods", "ideas", "news", "municipalities", "topics", "conferences"]
        return [
            "/sv/",
            "/en/",
            *(page.url for page in pages),
            *(section(key, language).url for key in sections for language in ("sv", "en")),
            "/sv/ideer/oppen-ide/",
            "/sv/fall/?topic=school&municipality=1485",
            "/sv/fall/feed/",
            "/en/cases/feed/",
            "/sitemap.xml",
            "/sitemap-1.xml",
            "/robots.txt",
            "/sv/finns-inte/",
            f"/sv/search/?q={CANARY}",
            f"/api/search/?q={CANARY}",
        ]

    def leaks(self, client: Client) -> list[str]:
        """Return the addresses whose answers hold the canary word or the private page's address."""
        found = []
        for address in self.addresses:
            answer = client.get(address)
            text = body_of(answer).replace(f"q={CANARY}", "").replace(f'value="{CANARY}"', "")
            words = [CANARY, "kanariegul"]
            if "search" in address:
                words = [f"{CANARY} ", "kanariegul-fall", "kanariegul-case"]
            if answer.status_code != (404 if "finns-inte" in address else 200) or any(
                word in text for word in words
            ):
                found.append(address)
        return found


@pytest.fixture
def portal() -> Portal:
    return Portal()


def test_the_canary_sings_where_it_may(portal, client):
    """Without a restriction the word is found in all these places, so that the tests below can fail."""
    heard = set(portal.leaks(client))
    expected = {
        "/sv/", portal.method.url, portal.session.url, portal.place.url, portal.topic.url, portal.article.url,
        "/sv/ideer/oppen-ide/", section("cases").url, section("cases", "en").url, "/sv/fall/feed/",
        "/en/cases/feed/", "/sitemap-1.xml",
    }  # fmt: skip
    assert expected <= heard


@pytest.mark.parametrize("kind", ["login", "groups", "password"])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_restricted_page_is_nowhere(portal, client, kind, language):
    """Restricted after publishing and translating, in either language: hidden at once in both."""
    page = portal.private if language == "sv" else portal.translation
    restrict(page, kind, "Coaches", password="sesam")
    assert portal.leaks(client) == []
    for address in (portal.private.url, portal.translation.url):
        answer = client.get(address)
        assert answer.status_code == (200 if kind == "password" else 302)
        assert CANARY not in body_of(answer).replace(f"<title>{CANARY}", "")


def test_a_private_section_hides_what_is_below(portal, client):
    restrict(section("cases"))
    assert client.get(portal.private.url).status_code == 302
    assert client.get(section("cases", "en").url).status_code == 302
    assert client.get("/sv/fall/feed/").status_code == 404
    html = body_of(client.get("/sv/"))
    assert (CANARY in html, 'href="/sv/fall/"' in html) == (False, False)
    assert "/sv/fall/" not in body_of(client.get("/sitemap-1.xml"))
    assert CANARY not in body_of(client.get(portal.method.url))


def test_members_see_it_and_others_do_not(portal, sign_in):
    restrict(portal.private, "groups", "Coaches")
    coach, staff, editor = sign_in("Coaches"), sign_in("Staff"), sign_in("Editors")
    assert coach.get(portal.private.url).status_code == 200
    assert CANARY in body_of(coach.get(section("cases").url))
    assert staff.get(portal.private.url).status_code != 200
    assert portal.leaks(staff) == []
    assert portal.leaks(editor) == []


def test_any_signed_in_person_passes_a_login_restriction(portal, sign_in):
    restrict(portal.private, "login")
    assert sign_in("Staff").get(portal.private.url).status_code == 200


def test_a_password_opens_the_page_and_its_translation(portal, client):
    restriction = restrict(portal.private, "password", password="sesam")
    address = f"/sv/private/{restriction.pk}/{portal.private.pk}/"
    client.post(address, {"password": "fel", "return_url": portal.private.url})
    assert "problem" not in body_of(client.get(portal.private.url))
    client.post(address, {"password": "sesam", "return_url": portal.private.url})
    assert f"{CANARY} problem" in body_of(client.get(portal.private.url))
    assert client.get(portal.translation.url).status_code == 200


def test_counts_are_of_what_the_visitor_may_see(portal, client, sign_in):
    restrict(portal.private, "groups", "Coaches")

    def count(visitor: Client) -> tuple[int, dict[str, int]]:
        listing = visitor.get("/sv/fall/").context["listing"]
        topics = next(each for each in listing.facets if each.name == "topic")
        return listing.total, {option.value: option.number for option in topics.options}

    assert count(client) == (1, {"school": 1})
    assert count(sign_in("Coaches")) == (2, {"school": 2})


def test_gathered_pages_count_what_the_visitor_may_see(portal, client):
    def totals() -> dict[str, int]:
        return {group.kind: group.total for group in client.get(portal.place.url).context["groups"]}

    assert totals()["case"] == 2
    restrict(portal.private)
    assert totals()["case"] == 1


def test_a_private_module_hides_its_lessons_and_their_number(client):
    course = CourseFactory(title="Öppen kurs")
    module = ModuleFactory(title=f"{CANARY} modul", parent=course)
    lesson = LessonFactory(title=f"{CANARY} lektion", parent=module)
    LessonFactory(title="Öppen lektion", parent=ModuleFactory(title="Öppen modul", parent=course))
    restrict(module)
    html = body_of(client.get(course.url))
    assert (CANARY in html, "Öppen lektion" in html) == (False, True)
    assert client.get(lesson.url).status_code == 302


def test_a_private_person_is_not_named_by_sessions(client):
    person = PersonFactory(title=f"{CANARY} Person")
    conference = ConferenceFactory(title="Konferens")
    session = SessionFactory(title="Pass", parent=conference, speakers=[person])
    assert CANARY in body_of(client.get(conference.url))
    restrict(person)
    for address in (conference.url, session.url, "/sv/konferenser/", "/sv/"):
        assert CANARY not in body_of(client.get(address))


def test_a_private_organisation_is_not_named_by_its_people(client):
    organisation = OrganisationFactory(title=f"{CANARY} AB")
    person = PersonFactory(title="Kim", organisation=organisation)
    assert CANARY in body_of(client.get(person.url))
    restrict(organisation)
    assert CANARY not in body_of(client.get(person.url))


def test_breadcrumbs_and_language_links_do_not_name_private_pages(client):
    parent = StandardPageFactory(title=f"{CANARY} sida")
    restrict(parent, "groups", "Coaches")
    translate(parent, "Secret")
    child = StandardPageFactory(title="Under", parent=parent)
    assert client.get(child.url).status_code == 302
    article = ArticleFactory(title="Nyhet")
    english = translate(article, f"{CANARY} news")
    restrict(english)
    assert client.get(article.url).status_code == 302


def test_a_new_alias_or_translation_of_a_private_page_is_private(client):
    article = ArticleFactory(title=f"{CANARY} nyhet")
    restrict(article)
    alias = article.create_alias(parent=section("news", "en"), update_slug="alias")
    assert client.get(alias.url).status_code == 302
    english = translate(article, f"{CANARY} news")
    assert client.get(english.url).status_code == 302
    assert CANARY not in body_of(client.get("/en/news/"))


def test_drafts_are_nowhere(portal, client):
    portal.private.unpublish()
    portal.translation.unpublish()
    assert portal.leaks(client) == []
    assert client.get(portal.private.url).status_code == 404


def test_a_draft_over_a_live_page_is_not_shown(client):
    case = CaseFactory(title="Gammal titel")
    case.title = f"{CANARY} titel"
    case.problem = f"<p>{CANARY}</p>"
    case.save_revision()
    for address in (case.url, "/sv/fall/", "/sv/", "/sv/fall/feed/"):
        assert CANARY not in body_of(client.get(address))
    assert "Gammal titel" in body_of(client.get("/sv/fall/"))


def test_an_internal_idea_is_nowhere(client):
    idea = IdeaFactory(title=f"{CANARY} idé", visibility="internal", topics=["school"])
    CaseFactory(title="Fall", ideas=[idea])
    for address in ("/sv/ideer/", "/sv/", "/sv/fall/fall/", "/sv/ideer/feed/", "/sitemap-1.xml"):
        assert CANARY not in body_of(client.get(address))
    assert client.get("/sv/ideer/kanariegul-ide/").status_code == 404


def test_restricted_and_personal_answers_are_never_cached(portal, client, sign_in):
    restrict(portal.private, "login")
    member = sign_in("Staff")
    for visitor, address in [
        (member, portal.private.url),
        (member, section("cases").url),
        (member, "/sv/"),
        (member, "/sv/fall/feed/"),
        (member, "/sitemap-1.xml"),
        (client, portal.private.url),
    ]:
        answer = visitor.get(address)
        assert {"private", "no-store"} & set(answer.headers.get("Cache-Control", "").split(", ")), (
            address
        )


# --- Files -------------------------------------------------------------------------------------------


@pytest.fixture
def private_collection() -> Collection:
    collection = Collection.get_first_root_node().add_child(name="Intern")
    restriction = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type="groups"
    )
    restriction.groups.add(Group.objects.get(name="Coaches"))
    return collection


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def test_private_documents_are_denied_by_their_address(private_collection, client, sign_in):
    document = DocumentFactory(title=CANARY, collection=private_collection)
    assert client.get(document.url).status_code == 302
    answer = sign_in("Staff").get(document.url)
    assert (answer.status_code == 200, CANARY in body_of(answer)) == (False, False)
    answer = sign_in("Coaches").get(document.url)
    assert CANARY in body_of(answer)
    assert "private" in answer.headers["Cache-Control"]


def test_pictures_follow_their_collection_at_once(private_collection, client, sign_in):
    image = ImageFactory()
    address = picture_url(image, "card", 400, "webp")
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/webp")
    body_of(answer)
    image.collection = private_collection
    image.save()
    assert client.get(address).status_code == 404
    answer = sign_in("Coaches").get(address)
    assert (answer.status_code, "no-store" in answer.headers["Cache-Control"]) == (200, True)
    body_of(answer)
    below = private_collection.add_child(name="Djupare")
    image.collection = below
    image.save()
    assert client.get(address).status_code == 404


def test_the_media_folder_is_closed(client, sign_in):
    image = ImageFactory()
    document = DocumentFactory()
    for name in (
        image.file.name,
        document.file.name,
        "../portal.sqlite3",
        "images/../../x",
        "a\0b",
    ):
        assert client.get(f"/media/{name}").status_code in (400, 404)
        assert sign_in("Staff").get(f"/media/{name}").status_code in (400, 404)
    editor = sign_in("Editors")
    assert editor.get(f"/media/{document.file.name}").status_code == 404
    answer = editor.get(f"/media/{image.file.name}")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
    body_of(answer)


def test_unknown_shapes_and_pictures_are_refused(client):
    image = ImageFactory()
    for name in ("card-401.webp", "huge-400.webp", "card-400.bmp1", "card-400.tiff"):
        assert client.get(f"/pictures/{image.pk}-abc/{name}").status_code == 404
    assert client.get("/pictures/999999999-abc/card-400.webp").status_code == 404


def test_a_page_whose_time_is_over_goes_with_the_next_tick(client):
    from django.core.management import call_command

    article = ArticleFactory(title=f"{CANARY} nyhet")
    yesterday = datetime.datetime.now(tz=datetime.UTC) - datetime.timedelta(days=1)
    type(article).objects.filter(pk=article.pk).update(expire_at=yesterday)
    call_command("publish_scheduled")
    assert client.get(article.url).status_code == 404
    assert not CatalogueEntry.objects.filter(kind="article").exists()


def test_numbers_that_are_kept_for_a_minute_are_not_shown_to_others(
    portal, client, sign_in, monkeypatch
):
    monkeypatch.setattr("content.listing.MANY", 0)

    def total(visitor: Client) -> int:
        return visitor.get("/sv/fall/?topic=school").context["listing"].total

    assert (total(client), total(client)) == (2, 2)
    restrict(portal.private, "groups", "Coaches")
    assert (total(client), total(sign_in("Coaches")), total(sign_in("Staff"))) == (1, 2, 1)
