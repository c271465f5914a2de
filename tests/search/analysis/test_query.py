"""Queries, what they match, and highlighting."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest

from search.analysis import (
    FTS5_TOKENIZER,
    analyse_query,
    fingerprint,
    index_text,
    language_of,
    matches,
    phrase,
    satisfied,
)
from search.analysis.index import Cache
from search.analysis.terms import Analyser


def found(query: str, text: str) -> bool:
    stored = index_text(text, "sv")
    words = analyse_query(query, "sv")
    return all(satisfied(words, {*stored.words.split(), *stored.parts.split()}))


def highlighted(query: str, text: str) -> list[str]:
    return [span.surface for span in matches(text, "sv", analyse_query(query, "sv"))]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("upphandling", "innovationsupphandlingar"),
        ("innovations upphandling", "Innovationsupphandlingen"),
        ("förslag till förbättring", "förbättringsförslagen"),
        ("förbättringsförslag", "ett förslag till förbättringar"),
        ("omsorg", "äldreomsorgen"),
        ("gator", "gatubelysning"),
    ],
)
def test_compounds_are_found_both_ways(query: str, text: str) -> None:
    assert found(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [("glass", "glasögon"), ("handling", "upphandling"), ("port", "transport"), ("far", "får")],
)
def test_a_word_that_only_looks_like_a_part_is_not_found(query: str, text: str) -> None:
    assert not found(query, text)


def test_function_words_are_left_out_when_others_are_there() -> None:
    words = [word.word for word in analyse_query("Hur gör jag en upphandling?", "sv")]
    assert words == ["upphandling"]
    assert [word.word for word in analyse_query("vad är det", "sv")]


def test_a_phrase_keeps_its_function_words() -> None:
    assert phrase("förslag till förbättringar", "sv") == ["förslag", "till", "förbättring"]


def test_highlighting_shows_lemma_and_compound_matches() -> None:
    text = "Kommunerna lämnar förbättringsförslag om upphandlingen."
    assert highlighted("upphandlingar", text) == ["upphandlingen"]
    assert highlighted("förslag kommun", text) == ["Kommunerna", "förbättringsförslag"]


def test_highlighting_shows_the_words_that_say_what_a_compound_says() -> None:
    text = "Ett förslag som gav förbättring i kommunen"
    assert highlighted("förbättringsförslag", text) == ["förslag", "förbättring"]
    assert highlighted("förbättringsförslag", "Bara ett förslag") == []


def test_locales_choose_the_language() -> None:
    assert [language_of(code) for code in ("sv", "sv-SE", "en_GB", "fi")] == [
        "sv",
        "sv",
        "en",
        "sv",
    ]


def test_sqlite_stores_the_terms_as_they_are() -> None:
    database = sqlite3.connect(":memory:")
    database.execute(
        f'CREATE VIRTUAL TABLE t USING fts5(words, parts, tokenize="{FTS5_TOKENIZER}")'
    )
    stored = index_text("Dnr KS2024/123: gatubelysning åt öbor, info@skr.se", "sv")
    database.execute("INSERT INTO t VALUES (?, ?)", (stored.words, stored.parts))
    database.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, row)")
    kept = {term for (term,) in database.execute("SELECT term FROM v")}
    assert kept == {*stored.words.split(), *stored.parts.split()}


def test_the_fingerprint_is_stable() -> None:
    assert fingerprint() == fingerprint()
    assert len(fingerprint()) == 16


def test_the_cache_is_bounded() -> None:
    cache = Cache(Analyser("en"), limit=10)
    for number in range(100):
        cache[f"word{number}"]
    assert len(cache) <= 20


def test_many_threads_get_the_same_answers() -> None:
    texts = [f"förbättringsförslagen i kommun{n} {chr(97 + n)}gatubelysningar" for n in range(20)]
    expected = [index_text(text, "sv") for text in texts]

    def work(_: int) -> list[object]:
        analyser = Analyser("sv")
        cache = Cache(analyser, limit=7)
        for text in texts:
            for word in text.split():
                assert cache[word] == analyser.terms(word)
        return [index_text(text, "sv") for text in texts]

    with ThreadPoolExecutor(8) as pool:
        assert all(result == expected for result in pool.map(work, range(16)))
