"""What a page costs is a number, and the number does not grow with what is stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from content.models import CatalogueEntry
from tests.factories import (
    ArticleFactory,
    CaseFactory,
    ConferenceFactory,
    CourseFactory,
    IdeaFactory,
    LearningPathFactory,
    LessonFactory,
    MethodFactory,
    ModuleFactory,
    MunicipalityPageFactory,
    OrganisationFactory,
    PersonFactory,
    ProgrammeFactory,
    SessionFactory,
    StandardPageFactory,
    TopicPageFactory,
    fill_catalogue,
    section,
    translate,
)

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]
MOST = 12
SHARED = {"topics": ["school"], "municipalities": ["1485"]}


def queries(client: Client, address: str) -> int:
    """Return the number of queries of a page whose names of topics and places are in the cache."""
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


LISTS = {
    "cases": ("case", 7),
    "methods": ("method", 7),
    "ideas": ("idea", 7),
    "courses": ("course", 8),  # one for its learning paths
    "paths": ("path", 7),
    "conferences": ("conference", 7),
    "news": ("article", 7),
    "organisations": ("organisation", 7),
    "people": ("person", 7),
    "municipalities": ("case", 7),
    "topics": ("case", 7),
}


@pytest.mark.parametrize("key", LISTS)
def test_a_list_costs_the_same_with_3_and_with_300_entries(client, key):
    kind, number = LISTS[key]
    address = section(key).url
    fill_catalogue(3, kind)
    few = queries(client, address)
    fill_catalogue(297, kind)
    assert (few, queries(client, address)) == (number, number)


@pytest.mark.parametrize(
    ("query", "number"),
    [("", 7), ("?topic=school", 8), ("?topic=school&municipality=1485&sort=title&page=2", 9)],
)
def test_each_filter_that_is_set_costs_one_query(client, query, number):
    fill_catalogue(300)
    assert queries(client, f"/sv/fall/{query}") == number


def case() -> Any:
    method, idea = MethodFactory(**SHARED), IdeaFactory(**SHARED)
    return CaseFactory(methods=[method], ideas=[idea], **SHARED)


def lesson() -> Any:
    course = CourseFactory(**SHARED)
    module = ModuleFactory(parent=course)
    LessonFactory(parent=module)
    return LessonFactory(parent=module)


def method() -> Any:
    found = MethodFactory(**SHARED)
    CaseFactory(methods=[found], **SHARED)
    return found


def course() -> Any:
    return lesson().get_parent().get_parent()


def path() -> Any:
    return LearningPathFactory(courses=[course()], **SHARED)


def session() -> Any:
    conference = ConferenceFactory(**SHARED)
    person, story = PersonFactory(), CaseFactory(**SHARED)
    return SessionFactory(parent=conference, speakers=[person], cases=[story], **SHARED)


PAGES: dict[str, tuple[Callable[[], Any], int]] = {
    "home": (lambda: None, 7),
    "case": (case, 9),
    "method": (method, 8),
    "course": (course, 10),  # its sessions and its learning paths
    "path": (path, 10),
    "module": (lambda: lesson().get_parent(), 5),
    "lesson": (lesson, 5),
    "conference": (lambda: session().get_parent(), 9),
    "session": (session, 8),
    "article": (lambda: ArticleFactory(**SHARED), 7),
    "page": (lambda: StandardPageFactory(**SHARED), 4),
    "organisation": (lambda: OrganisationFactory(**SHARED), 8),
    "person": (lambda: PersonFactory(organisation=OrganisationFactory()), 5),
    "municipality": (MunicipalityPageFactory, 8),
    "topic": (TopicPageFactory, 8),
    "programme": (lambda: ProgrammeFactory(**SHARED), 7),
}


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_costs_the_same_whatever_is_stored(client, kind):
    make, number = PAGES[kind]
    page = make()
    address = "/sv/" if kind == "home" else page.url
    if kind != "home":
        translate(page.specific, "In English")
    fill_catalogue(3, "case")
    few = queries(client, address)
    for other in ("case", "idea", "method", "article", "session", "lesson"):
        fill_catalogue(300, other)
    assert (few, queries(client, address)) == (number, number)
    assert number <= MOST


def test_an_idea_costs_the_same_whatever_is_stored(client):
    idea = IdeaFactory(title="Idé", **SHARED)
    CaseFactory(ideas=[idea], **SHARED)
    few = queries(client, "/sv/ideer/ide/")
    fill_catalogue(300, "idea")
    fill_catalogue(300, "case")
    assert (few, queries(client, "/sv/ideer/ide/")) == (9, 9)


def test_restrictions_cost_the_same_whatever_their_number(client):
    open_page = CaseFactory(**SHARED)
    before = queries(client, open_page.url)
    for number in range(12):
        PageViewRestriction.objects.create(
            page_id=CaseFactory(title=f"Privat {number}").pk, restriction_type="login"
        )
    assert queries(client, open_page.url) == before
    assert CatalogueEntry.objects.filter(kind="case").count() == 13
