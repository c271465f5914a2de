"""The results page and its JSON twin find what is published, in Swedish, and count it exactly."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from search.engine import database
from tests.factories import ArticleFactory, CaseFactory, MethodFactory

pytestmark = pytest.mark.django_db


def ask(client: Client, q: str, **more: object) -> dict:
    answer = client.get("/api/search/", {"q": q, **more})
    assert answer.status_code == 200, answer.content
    return answer.json()


def titles(answer: dict) -> list[str]:
    return [result["title"] for result in answer["results"]]


def test_other_forms_and_parts_of_compounds_are_found(client):
    CaseFactory(title="Innovationsupphandlingar i norr")
    CaseFactory(title="Matsvinnet mättes")
    assert titles(ask(client, "upphandling")) == ["Innovationsupphandlingar i norr"]
    assert titles(ask(client, "innovationsupphandling")) == ["Innovationsupphandlingar i norr"]
    assert titles(ask(client, "svinn av mat")) == ["Matsvinnet mättes"]


def test_a_word_ranks_before_a_part_and_the_title_before_the_text(client):
    ArticleFactory(title="Brandstationen", summary="En stationär station.")
    ArticleFactory(title="Något annat", summary="Om en station vid vägen.")
    ArticleFactory(title="Station", summary="Kort.")
    assert titles(ask(client, "station"))[0] == "Station"


def test_any_word_may_match_and_more_words_rank_higher(client):
    ArticleFactory(title="Hund och katt")
    ArticleFactory(title="Hund och häst")
    found = ask(client, "Var finns katt eller hund?")
    assert (found["total"], titles(found)[0]) == (2, "Hund och katt")


def test_phrases_and_excluded_words(client):
    ArticleFactory(title="Grön sten")
    ArticleFactory(title="Sten som är grön")
    assert titles(ask(client, '"grön sten"')) == ["Grön sten"]
    assert titles(ask(client, "sten -grön")) == []
    assert titles(ask(client, 'sten -"grön sten"')) == ["Sten som är grön"]


def test_a_misspelt_word_is_corrected_and_said(client):
    ArticleFactory(title="Upphandling")
    found = ask(client, "upphandlign")
    assert (titles(found), found["did_you_mean"]) == (["Upphandling"], ["upphandling"])


def test_facets_count_every_value_and_several_choices_widen(client):
    CaseFactory(title="Kanot ett", topics=["school"], municipalities=["1485"])
    CaseFactory(title="Kanot två", topics=["school"], municipalities=["1480"])
    MethodFactory(title="Kanot tre")
    found = ask(client, "kanot", municipality="1485", kind="case")
    counts = {
        name: {option["value"]: option["count"] for option in options}
        for name, options in found["facets"].items()
    }
    assert found["total"] == 1
    assert counts["municipality"] == {"1485": 1, "1480": 1}
    assert counts["kind"] == {"case": 1}
    assert ask(client, "kanot", municipality=["1485", "1480"])["total"] == 2


def test_the_newest_first_when_asked(client):
    ArticleFactory(title="Kanot kanot", date="2020-01-01")
    ArticleFactory(title="Kanot och annat", date="2026-01-01")
    assert titles(ask(client, "kanot", sort="date")) == ["Kanot och annat", "Kanot kanot"]


def test_what_is_in_another_language_is_offered(client):
    ArticleFactory(title="Canoe trip", language="en")
    found = ask(client, "canoe")
    assert (found["total"], found["other_languages"]) == (0, {"en": 1})


def test_the_page_marks_why_a_hit_was_found_and_escapes_the_rest(client):
    ArticleFactory(title="Svinn", summary="Mindre <b>matsvinn</b> i skolan.")
    page = client.get("/sv/search/", {"q": "svinn <script>"}).content.decode()
    assert "&lt;b&gt;<mark>matsvinn</mark>&lt;/b&gt;" in page
    assert "<script>" not in page.split("<main", 1)[1].split("</main", 1)[0]


def test_one_and_many_hits_cost_the_same_few_queries(client):
    ArticleFactory(title="Ensam zebra")
    for number in range(12):
        ArticleFactory(title=f"Giraff {number}", topics=["school"])

    def cost(word: str) -> int:
        client.get("/api/search/", {"q": word})
        with CaptureQueriesContext(connection) as queries:
            client.get("/api/search/", {"q": word})
        return len(queries)

    assert cost("zebra") == cost("giraff") <= 4


@pytest.mark.parametrize(
    "query",
    [
        {"page": "-1"},
        {"page": "x"},
        {"page": "99999999999999999999"},
        {"page": "²"},
        {"locale": "xx"},
        {"q": "x" * 5000},
        {"sort": "up"},
    ],
)
def test_impossible_parameters_are_refused(client, query):
    assert client.get("/api/search/", query).status_code == 400


@pytest.mark.parametrize(
    "text",
    [
        '"',
        '""',
        "-",
        "--a",
        '-"',
        "*",
        "%",
        "'; drop",
        "\x00a",
        "å̊",
        "a" * 390,
        "^a",
        "🙂",
        "AND OR NOT",
    ],
)
def test_odd_queries_are_answered(client, text):
    ArticleFactory(title="Hund")
    assert ask(client, text)["total"] == 0
    assert client.get("/sv/search/", {"q": text, "kind": "\x00", "page": "7"}).status_code == 200
    assert client.get("/api/search/suggestions/", {"q": text}).status_code == 200


def test_a_page_beyond_the_last_shows_the_last(client):
    ArticleFactory(title="Hund")
    found = ask(client, "hund", page=400)
    assert (found["page"], titles(found)) == (1, ["Hund"])


def test_suggestions_begin_like_words_of_titles(client):
    ArticleFactory(title="Upphandling med småland")
    ArticleFactory(title="Något annat", summary="upphandling")
    found = client.get("/api/search/suggestions/", {"q": "upph"}).json()
    assert [item["title"] for item in found["suggestions"]] == ["Upphandling med småland"]
    assert client.get("/api/search/suggestions/", {"q": "upphandling smål"}).json()["suggestions"]


def test_an_edit_is_found_and_the_text_before_it_is_not(client):
    page = ArticleFactory(title="Zebra", summary="Ett djur.")
    page.title = "Giraff"
    page.save_revision().publish()
    assert (ask(client, "zebra")["total"], ask(client, "giraff")["total"]) == (0, 1)


def test_merged_and_rebuilt_answers_are_the_same(client):
    from search.documents import Catalogue
    from search.engines.database.writing import merge

    gone = ArticleFactory(title="Kanot som försvinner")
    for number in range(3):
        CaseFactory(title=f"Kanot {number}", topics=["school"])
    before = ask(client, "kanot kanott")
    merge()
    assert ask(client, "kanot kanott") == before
    page = CaseFactory(title="Kanot till")
    gone.delete()
    changed = ask(client, "kanot kanott")
    assert changed["total"] == 4
    merge()
    assert ask(client, "kanot kanott") == changed
    list(database().rebuild(["sv", "en"], Catalogue()))
    assert ask(client, "kanot kanott") == changed
    page.unpublish()
    assert ask(client, "kanot")["total"] == 3
    assert re.search("Kanot", str(ask(client, "kanot")))


def test_nothing_found_gives_the_nearest_and_says_where_to_tell(client):
    ArticleFactory(title="Kanotleder")
    page = client.get("/sv/search/", {"q": '"kanotleder hej"'}).content.decode()
    assert "Kanotleder" in page.split("<main", 1)[1]
    begun = client.get("/sv/search/", {"q": "kanotmakare"}).content.decode()
    assert "Kanotleder" in begun.split("<main", 1)[1]


def test_a_search_is_a_feed_of_its_newest_results(client):
    ArticleFactory(title="Kanot", topics=["school"])
    ArticleFactory(title="Kanot två")
    feed = client.get("/sv/search/feed/", {"q": "kanot", "topic": "school"})
    assert feed.status_code == 200
    assert feed.content.decode().count("<item>") == 1
