"""What single words are indexed as."""

from __future__ import annotations

import pytest

from search.analysis import Terms, analyse, index_text
from search.analysis.fold import fold


def terms(word: str, language: str = "sv") -> Terms:
    (token,) = analyse(word, language)
    return token.terms


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("kommunernas", "kommun"),
        ("Upphandlingarna", "upphandling"),
        ("böcker", "bok"),
        ("förslagen", "förslag"),
        ("idéer", "ide"),
        ("planer", "plan"),
        ("EU:s", "eu"),
        ("sagoböckerna", "sagobok"),
        ("digitaliseringsstrategierna", "digitaliseringsstrategi"),
    ],
)
def test_an_inflected_form_has_its_lemma(form: str, lemma: str) -> None:
    assert terms(form).word == lemma


@pytest.mark.parametrize(
    ("compound", "parts"),
    [
        ("förbättringsförslagen", {"förbättring", "förslag"}),
        ("innovationsupphandling", {"innovation", "upphandling"}),
        ("gatubelysning", {"gata", "belysning"}),
        ("kyrkogårdar", {"kyrka", "gård"}),
        ("skolbiblioteken", {"skola", "bibliotek"}),
        ("arbetsmarknadsåtgärder", {"arbetsmarknad", "arbete", "marknad", "åtgärd"}),
        ("återbrukscentrum", {"återbruk", "centrum"}),
        ("covidbevis", {"covid", "bevis"}),
    ],
)
def test_a_compound_has_its_parts(compound: str, parts: set[str]) -> None:
    assert parts <= set(terms(compound).parts)


@pytest.mark.parametrize(
    "word",
    ["upphandling", "utbildning", "parlament", "transport", "kontor", "kostnad", "Trollhättan"],
)
def test_a_simple_or_prefixed_word_or_a_name_has_none(word: str) -> None:
    assert terms(word).parts == ()


def test_swedish_letters_are_letters_and_other_accents_fold() -> None:
    assert fold("Åre ÄLV öl") == "åre älv öl"
    assert fold("idé Müller Søren Łódź") == "ide muller sören lodz"
    assert fold("a\u030are") == "åre"
    assert terms("får").word != terms("far").word


@pytest.mark.parametrize(
    "code", ["2016-04012", "KS2024/123", "info@skr.se", "56002", "ISO-56002:2019"]
)
def test_a_code_is_kept_as_it_is_written(code: str) -> None:
    assert terms(code).word == code.lower()


def test_a_code_is_found_by_its_pieces() -> None:
    assert terms("KS2024/123").parts == ("ks2024", "123")


def test_a_hyphen_may_be_left_out() -> None:
    assert terms("e-tjänster").word == terms("etjänst").word == "etjänst"
    assert "tjänst" in terms("e-tjänster").parts


def test_the_first_part_of_an_ellipsis_is_the_word_itself() -> None:
    assert [t.terms.word for t in analyse("hälso- och sjukvård", "sv")] == [
        "hälsa",
        "och",
        "sjukvård",
    ]


def test_english_has_english_rules() -> None:
    assert terms("municipalities", "en").word == "municipality"
    assert terms("proposals", "en-gb").word == "proposal"
    assert terms("sunflower", "en").parts == ()


def test_words_has_one_term_for_each_word_of_the_text() -> None:
    text = "Förslag till e-tjänster (KS2024/123) för Kommunernas äldreomsorg, 2024."
    stored = index_text(text, "sv")
    assert len(stored.words.split(" ")) == len(list(analyse(text, "sv"))) == 8
    assert "omsorg" in stored.parts.split(" ")


def test_an_empty_or_wordless_text_is_stored_as_nothing() -> None:
    assert index_text("", "sv") == index_text(" – … !", "sv")
    assert index_text("", "sv").words == ""


def test_spans_are_places_in_the_text() -> None:
    text = "Ny e-tjänst för Åsas förbättringsförslag."
    for token in analyse(text, "sv"):
        assert text[token.span.start : token.span.end] == token.span.surface


@pytest.mark.parametrize("text", ["x" * 5000, "a-" * 3000, "\x00\ud800", "İstanbul", "'" * 50])
def test_odd_text_does_no_harm(text: str) -> None:
    stored = index_text(text, "sv")
    assert all(0 < len(term) <= 64 for term in stored.words.split())
