"""What the tests of the Elasticsearch engine share: documents, a source of them, and a node or a reason."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from search.analysis import analyse_query, phrase
from search.engines.base import Answer, Document, Query
from search.engines.elastic import ElasticEngine
from search.node import NodeUnavailable, SearchNode

LANGUAGES = ["sv", "en"]


def start_node(distribution: str) -> SearchNode:
    """Start a node or skip, with the reason; in CI a missing node is a failure."""
    try:
        return SearchNode(distribution).start()
    except NodeUnavailable as problem:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(problem))


class Listed:
    """A source of given documents that can do something when it comes to one of them."""

    def __init__(self, documents: list[Document], at: Callable[[int], None] | None = None) -> None:
        self.listed = sorted(documents, key=lambda one: one.entry_id)
        self.at = at
        self.begun_after: list[int] = []

    def count(self, language: str) -> int:
        return sum(one.language == language for one in self.listed)

    def documents(self, language: str, after: int = 0) -> Iterator[Document]:
        self.begun_after.append(after)
        for one in self.listed:
            if one.language == language and one.entry_id > after:
                if self.at:
                    self.at(one.entry_id)
                yield one


def fill(engine: ElasticEngine, documents: list[Document]) -> None:
    for _ in engine.rebuild(LANGUAGES, Listed(documents)):
        pass


def page(entry_id: int, title: str, body: str = "", **more: object) -> Document:
    fields: dict = {
        "language": "sv",
        "path": f"0001{entry_id:04d}",
        "summary": "",
        "headings": "",
        "date": 1_700_000_000.0,
        "evidence": 0.0,
        "facets": {"kind": ("article",)},
    }
    return Document(entry_id, title=title, body=body, **{**fields, **more})


def query(text: str, language: str = "sv", **more: object) -> Query:
    return Query(language, tuple(analyse_query(text, language)), **more)


def quoted(text: str, language: str = "sv") -> tuple[str, ...]:
    return tuple(phrase(text, language))


def ids(answer: Answer) -> list[int]:
    return [hit.entry_id for hit in answer.hits]
