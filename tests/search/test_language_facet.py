"""One search in another language, or in both: chosen as a facet, counted exactly, never mixed in unasked."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from tests.factories import ArticleFactory, CaseFactory, MunicipalityPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages() -> None:
    ArticleFactory(title="Kanot", date="2024-01-01")
    CaseFactory(title="Kanot kanot")
    ArticleFactory(title="Kanot trip", language="en", date="2025-01-01")


def ask(client: Any, q: str, **more: Any) -> tuple[list[str], dict[str, int], dict[str, int]]:
    answer = client.get("/api/search/", {"q": q, **more}).json()
    counts = {
        name: {option["value"]: option["count"] for option in options}
        for name, options in answer["facets"].items()
    }
    titles = [result["title"] for result in answer["results"]]
    assert len(titles) == answer["total"]
    return titles, counts.get("language", {}), counts.get("kind", {})


def test_the_facet_counts_both_languages_and_chooses_between_them(client, pages):
    both = {"sv": 2, "en": 1}
    assert ask(client, "kanot")[1:] == (both, {"article": 1, "case": 1})
    assert set(ask(client, "kanot")[0]) == {"Kanot", "Kanot kanot"}
    assert ask(client, "kanot", language="en") == (["Kanot trip"], both, {"article": 1})
    titles, languages, kinds = ask(client, "kanot", language="sv,en")
    assert (set(titles), languages) == ({"Kanot", "Kanot kanot", "Kanot trip"}, both)
    assert kinds == {"article": 2, "case": 1}
    assert ask(client, "kanot", language="de")[0] == []


def test_other_filters_and_the_order_hold_in_both_languages(client, pages):
    found = ask(client, "kanot", language=["sv", "en"], kind="article", sort="date")
    assert found[:2] == (["Kanot trip", "Kanot"], {"sv": 1, "en": 1})
    assert ask(client, "", kind="article", language="en")[0] == ["Kanot trip"]
    assert ask(client, '"kanot trip"')[1] == {"en": 1}
    assert ask(client, "kanot -trip")[1] == {"sv": 2}


def test_many_hits_in_both_languages_are_paged_without_gaps(client):
    for number in range(8):
        ArticleFactory(title=f"Kanot {number}")
        ArticleFactory(title=f"Kanot trip {number}", language="en")
    query = {"q": "kanot", "language": "sv,en"}
    seen: list[str] = []
    for page in (1, 2):
        seen += [
            r["url"] for r in client.get("/api/search/", query | {"page": page}).json()["results"]
        ]
    assert len(seen) == len(set(seen)) == 16


def test_the_page_offers_the_languages_and_marks_which_one_a_hit_is_in(client, pages):
    page = client.get("/sv/search/", {"q": "kanot", "language": "en"}).content.decode()
    assert 'name="language"' in page
    main = page.split("<main", 1)[1]
    assert '<h2 class="row-title" lang="en">' in main
    assert "/sv/search/?q=kanot" in main


def test_what_is_restricted_is_in_no_count_of_a_language(client, pages):
    secret = ArticleFactory(title="Kanot secret", language="en")
    assert ask(client, "kanot")[1] == {"sv": 2, "en": 2}
    PageViewRestriction.objects.create(page=secret, restriction_type="login")
    assert ask(client, "kanot")[1] == {"sv": 2, "en": 1}
    assert ask(client, "kanot", language="en")[0] == ["Kanot trip"]


def test_both_languages_cost_at_most_four_queries_also_with_restrictions(client, pages):
    PageViewRestriction.objects.create(
        page=ArticleFactory(title="Privat"), restriction_type="groups"
    )
    for language, most in (("sv", 3), ("en", 3), ("sv,en", 4)):
        query = {"q": "kanot", "language": language}
        client.get("/api/search/", query)
        with CaptureQueriesContext(connection) as queries:
            client.get("/api/search/", query)
        assert len(queries) == most


def test_a_municipality_page_is_found_under_its_municipality(client):
    MunicipalityPageFactory(title="Lysekil", municipality_id="1484")
    answer = client.get("/api/search/", {"q": "lysekil", "municipality": "1484"}).json()
    assert [hit["title"] for hit in answer["results"]] == ["Lysekil"]
    assert [option["value"] for option in answer["facets"]["municipality"]] == ["1484"]
