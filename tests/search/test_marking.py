"""The fast marking finds what the analysis of every word would find."""

from __future__ import annotations

import pytest

from search.analysis import analyse_query, matches
from search.marking import Marker
from search.snippets import snippet

TEXTS = [
    "Innovationsupphandlingar och förslag till förbättring i kommunen.",
    "Idéer från äldre män: de gick hem. Hälso- och sjukvård, e-tjänster och EU:s stöd.",
    "Kommunens förbättringsförslag, KS2024/123 och anna@kommun.example i hemtjänsten.",
    "Hon skrev och har sprungit; de försvann. Läkemedlets museer, tjänstemännen och dataskyddsombudet.",
    "ÅÄÖ é ü ß İstanbul \u00adoch sten.",
]
QUERIES = [
    "upphandling", "förbättringsförslag", "förslag", "idé", "man", "gå", "hälsa", "e-tjänst", "EU",
    "KS2024/123", "hemtjänst", "hem", "äldre", "sten kommun", "istanbul",
    "skriva", "springa", "försvinna", "läkemedel", "museum", "tjänsteman", "skydd",
]  # fmt: skip


@pytest.mark.parametrize("query", QUERIES)
def test_the_same_places(query):
    words = analyse_query(query, "sv")
    for text in TEXTS:
        assert Marker(words, "sv").spans(text)[0] == matches(text, "sv", words), text


def test_a_snippet_begins_near_the_match_and_escapes():
    text = "Ord " * 200 + "<i>kanoter</i> " + "ord " * 200
    found = snippet("Fall", "Kort.", text, Marker(analyse_query("kanot", "sv"), "sv"))
    assert "&lt;i&gt;<mark>kanoter</mark>" in found
    assert found.startswith("… ")
    assert len(found) < 400


def test_a_word_that_is_in_the_title_alone_is_not_sought_in_all_words_of_the_text(monkeypatch):
    monkeypatch.setattr("search.marking.matches", None)
    marker = Marker(analyse_query("kanot", "sv"), "sv")
    assert snippet("Kanoter", "Kort.", "Ord " * 20, marker) == "Kort."
