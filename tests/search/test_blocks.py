"""What the helpers of a rebuild work out for many documents is what is stored of each alone."""

from __future__ import annotations

from search.engines.base import Document
from search.engines.blocks import block
from search.engines.columns import pack
from search.engines.postings import Builder
from search.engines.stored import stored

TEXTS = [
    "",
    "Kommunens förbättringsförslag, EU:s hälso- och sjukvård",
    "2016-04012 anna.b@example.org a_b_c Dvořák's co\u00adop e\u0301",
    "ord " * 400,
    "\ufdfa - glass och glasögon",
    "Kanot",
]


def documents() -> list[Document]:
    return [
        Document(
            number,
            "sv",
            "0001",
            text,
            text[:20],
            TEXTS[number - 1],
            f"{text} {TEXTS[number - 2]}",
            1_700_000_000.0 + number,
            number / 10,
            {"kind": ("article",), "topic": tuple(text.split()[:2])},
        )
        for number, text in enumerate(TEXTS)
    ]


def test_a_block_holds_what_is_stored_of_each_document() -> None:
    every = documents()
    one_by_one, in_blocks = Builder(), Builder()
    for document in every:
        one_by_one.add_rows([stored(document)[0]])
    blocks = [block(every[:2]), block(every[2:])]
    for found in blocks:
        in_blocks.add_block(found)
    assert dict(in_blocks.postings()) == dict(one_by_one.postings())
    assert in_blocks.vocabulary == one_by_one.vocabulary
    assert in_blocks.titles == one_by_one.titles
    assert pack(in_blocks.columns()) == pack(one_by_one.columns())
    assert [text for found in blocks for text in found.words] == [stored(one)[1] for one in every]


def test_a_block_without_a_word_is_empty() -> None:
    found = block([Document(1, "sv", "0001", "", "", "", "", 0.0, 0.0, {})])
    assert (found.run.terms, len(found.columns)) == ([], 1)
