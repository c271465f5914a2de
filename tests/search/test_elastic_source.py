"""What Elasticsearch is sent of a document."""

from __future__ import annotations

from collections import Counter

from search.analysis import PARTS_WEIGHT
from search.engines.base import FIELD_WEIGHTS
from search.engines.elastic_mapping import LONGEST_BEGINNING, UNIT
from search.engines.elastic_source import pieces_of, source
from tests.search.elastic import page

TEXT = (
    "Hälso- och sjukvård, EU:s e-tjänster (KS2024/123); anna@kommun.example – förbättringsförslagen. "
    + "a" * 80
)


def test_a_term_stands_in_the_text_as_often_as_it_weighs():
    document = page(1, "Kanot", summary="Kajak", headings="Roddbåt", body="Segla segla")
    text = Counter(source(document)["text"].split())
    words = {"title": "kanot", "summary": "kajak", "headings": "roddbåt"}
    for field, word in words.items():
        assert text[word] == round(FIELD_WEIGHTS[field] * UNIT)
    assert text["segla"] == 2 * round(FIELD_WEIGHTS["body"] * UNIT)
    assert text["båt"] == max(round(FIELD_WEIGHTS["headings"] * UNIT * PARTS_WEIGHT), 1)


def test_a_document_of_many_is_what_it_is_alone():
    documents = [
        page(1, TEXT, body=TEXT),
        page(2, "Kanot", summary=TEXT),
        page(3, "", body="! – ?"),
    ]
    for document in documents:
        alone, among = source(document), source(document, pieces_of("sv"))
        for one in (alone, among):
            one["surface"], one["title"], one["beginnings"] = (
                set(one[name].split()) for name in ("surface", "title", "beginnings")
            )
        assert alone == among


def test_the_words_keep_their_order_and_no_long_one_is_a_correction():
    sent = source(page(1, "Gröna kanoter", body=TEXT))
    assert sent["words"][0] == "grön kanot"
    assert "förbättringsförslagen" in sent["surface"].split()
    assert "a" * 80 not in sent["surface"]


def test_titles_are_found_by_their_beginnings_each_once():
    found = source(page(1, "Förbättringsförslagen"))["beginnings"].split()
    assert len(found) == len(set(found))
    assert {"f", "för", "förbättring", "förslag", "förbättringsfö"} <= set(found)
    assert max(map(len, found)) == LONGEST_BEGINNING
