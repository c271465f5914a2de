"""The engine against real Elasticsearch and OpenSearch nodes: what is found, counted, hidden and suggested."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest

from search.engines.base import EngineDown, Prefix, Query
from search.engines.elastic import ElasticEngine, connect
from tests.search.elastic import fill, ids, page, query, quoted


def test_inflections_and_compounds_are_found_both_ways(engine: ElasticEngine):
    engine.put([page(1, "Innovationsupphandlingar i norr"), page(2, "Glasögon")])
    assert ids(engine.search(query("upphandlingen"))) == [1]
    assert ids(engine.search(query("innovationsupphandling"))) == [1]
    engine.put([page(3, "Förslag till förbättring av vården")])
    assert ids(engine.search(query("förbättringsförslag"))) == [3]
    assert ids(engine.search(query("glass"))) == []


def test_a_word_ranks_before_a_part_and_a_title_before_the_text(engine: ElasticEngine):
    engine.put(
        [page(1, "Brandstation"), page(2, "Annat", "En station."), page(3, "Station", "Ord.")]
    )
    assert ids(engine.search(query("station"))) == [3, 2, 1]


def test_any_word_matches_and_more_words_rank_higher(engine: ElasticEngine):
    engine.put([page(1, "Hund och katt"), page(2, "Hund och häst"), page(3, "Båt")])
    answer = engine.search(query("Var finns en katt eller hund?"))
    assert (answer.total, ids(answer)) == (2, [1, 2])


def test_swedish_letters_are_letters(engine: ElasticEngine):
    engine.put([page(1, "Vår båt"), page(2, "Var bat")])
    assert ids(engine.search(query("båt"))) == [1]


def test_phrases_hold_within_one_field_and_minus_excludes(engine: ElasticEngine):
    engine.put([page(1, "Grön sten"), page(2, "Sten som är grön"), page(3, "Grön", summary="Sten")])
    words = query("grön sten")
    assert ids(engine.search(replace(words, phrases=(quoted("grön sten"),)))) == [1]
    assert set(ids(engine.search(replace(words, excluded_phrases=(quoted("grön sten"),))))) == {
        2,
        3,
    }
    stone = query("sten", excluded=query("grön").words)
    assert engine.search(stone).total == 0


def test_facets_have_all_values_and_each_counts_without_its_own_choice(engine: ElasticEngine):
    documents = [
        page(
            number,
            "Sida",
            facets={
                "kind": ("case" if number % 2 else "idea",),
                "municipality": (f"{number:04d}", "9999"),
            },
        )
        for number in range(1, 61)
    ]
    fill(engine, documents)
    everything = query("sida", facet_names=("kind", "municipality", "topic"))
    answer = engine.search(everything)
    assert answer.total == 60
    assert answer.facets["kind"] == {"case": 30, "idea": 30}
    assert len(answer.facets["municipality"]) == 61
    assert answer.facets["municipality"]["9999"] == 60
    assert answer.facets["topic"] == {}
    chosen = {"kind": ("case",), "municipality": ("0001", "0002", "0003")}
    answer = engine.search(replace(everything, chosen=chosen))
    assert set(ids(answer)) == {1, 3}
    assert answer.facets["kind"] == {"case": 2, "idea": 1}
    assert answer.facets["municipality"]["0059"] == 1
    assert "0002" not in answer.facets["municipality"]
    assert answer.facets["municipality"]["9999"] == 30


def test_without_words_everything_comes_newest_first_and_pages_follow(engine: ElasticEngine):
    engine.put([page(number, "Sida", date=1e9 + number % 3) for number in range(1, 8)])
    assert ids(engine.search(Query("sv"))) == [5, 2, 7, 4, 1, 6, 3]
    assert ids(engine.search(Query("sv", offset=2, limit=3))) == [7, 4, 1]
    assert ids(engine.search(query("sida", sort="date", limit=1))) == [5]
    far = engine.search(Query("sv", offset=999_990, limit=10))
    assert (far.total, far.hits) == (7, [])


def test_recency_and_evidence_are_gentle(engine: ElasticEngine):
    engine.put(
        [
            page(1, "Vatten", date=1e9),
            page(2, "Vatten", date=time.time()),
            page(3, "Vatten", date=time.time(), evidence=1.0),
        ]
    )
    hits = engine.search(query("vatten")).hits
    scores = {hit.entry_id: hit.score for hit in hits}
    assert scores[2] / scores[1] == pytest.approx(1.05, abs=0.001)
    assert scores[3] / scores[1] == pytest.approx(1.10, abs=0.001)


def test_what_is_hidden_is_in_no_count_facet_correction_or_suggestion(engine: ElasticEngine):
    engine.put(
        [
            page(1, "Öppen kanariefågel", facets={"kind": ("case",)}),
            page(2, "Hemlig zebrafinkarna", path="00010009", facets={"kind": ("secret",)}),
            page(3, "Hemlig kanariefågel", path="000100090001", facets={"kind": ("secret",)}),
        ]
    )
    hidden = ("00010009",)
    everything = query("kanariefågel zebrafinkarna", facet_names=("kind",))
    assert engine.search(everything).total == 3
    answer = engine.search(replace(everything, hidden=hidden))
    assert (answer.total, ids(answer), answer.facets) == (1, [1], {"kind": {"case": 1}})
    answer = engine.search(query("zebrafinkarnx", hidden=hidden))
    assert (answer.total, answer.corrections) == (0, [])
    assert engine.search(query("zebrafinkarnx")).corrections[0].replacements == ("zebrafinkarna",)
    assert engine.suggest(Prefix("sv", "heml", hidden)) == []
    assert set(engine.suggest(Prefix("sv", "heml"))) == {2, 3}
    elsewhere = Query("en", elsewhere={"sv": replace(everything, hidden=hidden)})
    assert engine.search(elsewhere).elsewhere == {"sv": 1}


@pytest.mark.parametrize("typo", ["upphandlign", "uphandling", "xpphandling", "upphanddling"])
def test_a_misspelt_word_finds_what_was_meant(engine: ElasticEngine, typo: str):
    engine.put([page(1, "Upphandling"), page(2, "Omställning", "Ord om annat.")])
    answer = engine.search(query(typo))
    assert ids(answer) == [1]
    assert [(c.surface, c.replacements) for c in answer.corrections] == [(typo, ("upphandling",))]


def test_a_known_word_is_not_corrected(engine: ElasticEngine):
    engine.put([page(1, "Kaffe"), page(2, "Kaffa", "Kaffet")])
    assert engine.search(query("kaffet")).corrections == []


def test_suggestions_hold_all_words_and_finish_the_last(engine: ElasticEngine):
    engine.put(
        [
            page(1, "Innovationsupphandling av vård"),
            page(2, "Upphandling"),
            page(3, "Vårdplan", "Upphandling"),
        ]
    )
    assert engine.suggest(Prefix("sv", "upp")) == [2, 1]
    assert engine.suggest(Prefix("sv", "vård upph")) == [1]
    assert engine.suggest(Prefix("sv", "upphandlingar ")) == [2, 1]
    assert engine.suggest(Prefix("sv", '"')) == []
    assert engine.suggest(Prefix("sv", "")) == []


def test_languages_are_apart_and_the_other_one_is_counted(engine: ElasticEngine):
    engine.put([page(1, "Vård"), page(2, "Care for the elderly", language="en")])
    answer = engine.search(query("care", elsewhere={"en": query("care", "en")}))
    assert (answer.total, answer.elsewhere) == (0, {"en": 1})


def test_a_write_is_found_at_once_and_removing_an_unknown_entry_is_no_error(engine: ElasticEngine):
    engine.put([page(1, "Bro")])
    engine.put([page(1, "Tunnel")])
    assert engine.search(query("bro")).total == 0
    assert engine.search(query("tunnel")).total == 1
    engine.drop([1, 77])
    assert engine.search(query("tunnel")).total == 0


def test_the_contents_are_told_with_their_digests(engine: ElasticEngine):
    documents = [page(2, "Bro"), page(1, "Tunnel"), page(3, "Road", language="en")]
    engine.put(documents)
    assert list(engine.contents("sv")) == [(1, documents[1].digest), (2, documents[0].digest)]
    assert list(engine.contents("en")) == [(3, documents[2].digest)]


def test_odd_queries_are_answered(engine: ElasticEngine):
    engine.put([page(1, "Bro")])
    many = " ".join(f"ord{number}a" for number in range(3000)) + " bro"
    for text in ["*:*", 'AND "', "\x00", "😀", "a" * 5000, '{"query":{}}', "bro OR (", "/.*/"]:
        engine.search(query(text))
    assert engine.search(query(many)).total == 1
    hidden = tuple(f"0002{number:04d}" for number in range(400))
    assert engine.search(query("bro", hidden=hidden)).total == 1


def test_the_same_number_of_requests_whatever_is_found(engine: ElasticEngine, monkeypatch):
    sent: list[str] = []
    wire = engine._client._wire
    send = wire.send
    monkeypatch.setattr(wire, "send", lambda *args: sent.append(args[1]) or send(*args))
    for number in (1, 100):
        fill(engine, [page(one, "Sida om bro") for one in range(1, number + 1)])
        sent.clear()
        assert engine.search(query("bro sida", chosen={"kind": ("article",)})).total == number
        assert sent == ["/_msearch", "/_msearch"]


def test_hits_are_given_before_the_numbers_come(engine: ElasticEngine, monkeypatch):
    engine.put([page(1, "Bro"), page(2, "Brott")])
    heard, ask = threading.Event(), ElasticEngine._ask

    def patient(self, language, bodies, *args):
        if any("aggs" in body for _, body in bodies):
            assert heard.wait(10)
        return ask(self, language, bodies, *args)

    monkeypatch.setattr(ElasticEngine, "_ask", patient)
    given = []

    def meanwhile(hits, corrections):
        given.append((hits, corrections))
        heard.set()

    answer = engine.search(query("bro"), meanwhile)
    assert given == [(answer.hits, [])]
    assert given[0][0] is answer.hits
    assert (ids(answer), answer.total) == ([1], 1)


def test_without_the_numbers_there_is_no_answer(engine: ElasticEngine, monkeypatch):
    engine.put([page(1, "Bro")])
    monkeypatch.setattr("search.engines.elastic.counts_body", lambda *_: {"query": {"none": {}}})
    with pytest.raises(EngineDown):
        engine.search(query("bro"))


def test_an_engine_without_an_index_is_down_and_says_what_to_do(node_url: str):
    empty = connect(f"{node_url}/test-never-built")
    for ask in (
        lambda: empty.search(query("bro")),
        lambda: empty.suggest(Prefix("sv", "br")),
        lambda: empty.put([page(1, "Bro")]),
        lambda: list(empty.contents("sv")),
    ):
        with pytest.raises(EngineDown, match="reindex"):
            ask()
    assert empty.healthy()
