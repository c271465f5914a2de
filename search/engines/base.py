"""What every search engine does, and the words in which it is asked and answers.

An engine stores `Document`s and answers `Query`s with entry ids and counts; everything that a person sees
is read from the catalogue afterwards, so an engine never decides what a hit looks like. An engine must
leave out what lies below `hidden` paths from hits, counts, corrections and suggestions alike.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from search.analysis import IndexText, QueryWord, fingerprint, index_text

FIELD_WEIGHTS = {"title": 2.0, "summary": 1.2, "headings": 1.2, "body": 1.0}
"""What a word counts in each field. Its `parts` count `search.analysis.PARTS_WEIGHT` of that."""

K1 = 1.2
B = 0.75
"""BM25 over all fields as one (BM25F, Elasticsearch's `combined_fields`): one frequency, one length."""

FACETS = ("kind", "topic", "municipality", "county", "status", "evidence", "year")
"""The filters of the results page. `Document.facets` may hold more names (links of the spine)."""

RECENCY_WEIGHT = 0.05
RECENCY_HALF_LIFE_DAYS = 365.0
EVIDENCE_WEIGHT = 0.05
"""The gentle signals: score *= 1 + RECENCY_WEIGHT * 2 ** (-age / half-life) + EVIDENCE_WEIGHT * evidence.

`Document.evidence` is between 0 and 1.
"""

MAX_CORRECTIONS = 3
MIN_FUZZY_LENGTH = 5
"""A word of this length that nobody may see in any document is also looked for at edit distance 1."""


class EngineDown(Exception):
    """The engine cannot answer now; ask the database instead and try again later."""


@dataclass(frozen=True)
class Document:
    """One catalogue entry as engines know it: `entry_id` is the primary key of CatalogueEntry."""

    entry_id: int
    language: str
    path: str
    title: str
    summary: str
    headings: str
    body: str
    date: float
    """Seconds since 1970, for sorting and recency."""
    evidence: float
    facets: Mapping[str, tuple[str, ...]]
    """Values by facet name; `kind` and `year` among them, each facet's values in order."""

    @cached_property
    def fields(self) -> dict[str, IndexText]:
        """The analysed text of each of FIELD_WEIGHTS, to be stored split at spaces."""
        texts = {
            "title": self.title,
            "summary": self.summary,
            "headings": self.headings,
            "body": self.body,
        }
        return {name: index_text(text, self.language) for name, text in texts.items()}

    @cached_property
    def digest(self) -> str:
        """Names the content and the analysis; the doctor compares it with what the engine stored.

        The path is no content: an engine that stores it is told of every move.
        """
        content = [
            fingerprint(),
            self.language,
            self.title,
            self.summary,
            self.headings,
            self.body,
            self.date,
            self.evidence,
            sorted((name, *values) for name, values in self.facets.items()),
        ]
        return hashlib.blake2b(json.dumps(content).encode(), digest_size=8).hexdigest()


@dataclass(frozen=True)
class Query:
    """What somebody looks for in one language.

    A document matches if any of `words` (see `search.analysis.satisfied`) is in it, all of `phrases` are
    (terms that follow one another in the `words` of one field), none of `excluded` and `excluded_phrases`
    is, and for each of `chosen` it has one of the values. With neither words nor phrases every document
    matches. The words of a phrase are also among `words`, for the rank.
    """

    language: str
    words: tuple[QueryWord, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[QueryWord, ...] = ()
    excluded_phrases: tuple[tuple[str, ...], ...] = ()
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facet_names: tuple[str, ...] = FACETS
    hidden: tuple[str, ...] = ()
    """Tree paths; whatever lies at or below one of them does not exist for this visitor."""
    absent: frozenset[int] = frozenset()
    """Entries that do not exist for this visitor, though the engine may not know it yet."""
    sort: str = "relevance"
    """`relevance` or `date` (newest first). Ties: the newest, then the highest entry id."""
    offset: int = 0
    limit: int = 10
    elsewhere: Mapping[str, Query] = field(default_factory=dict)
    """The same query for other languages: only the number of its matches is wanted."""


@dataclass(frozen=True)
class Hit:
    entry_id: int
    score: float
    date: float = 0.0
    """Seconds since 1970, as the document's."""


@dataclass(frozen=True)
class Correction:
    """A word of the query that nothing visible holds, and words that were looked for in its place."""

    surface: str
    replacements: tuple[str, ...]
    """Best first, in lower case, as they are written in documents the visitor may see."""


@dataclass(frozen=True)
class Answer:
    total: int
    hits: list[Hit]
    facets: dict[str, dict[str, int]]
    """For each of `facet_names` the number of documents per value, all values, each facet counted as if
    nothing were chosen in it."""
    corrections: list[Correction] = field(default_factory=list)
    elsewhere: dict[str, int] = field(default_factory=dict)


Meanwhile = Callable[[list[Hit], list[Correction]], None]
"""What may be done with the hits of an answer while its numbers are still awaited."""


@dataclass(frozen=True)
class Prefix:
    """The beginning of a query, for suggestions while it is written: its last word may be unfinished."""

    language: str
    text: str
    hidden: tuple[str, ...] = ()
    limit: int = 8
    absent: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Progress:
    done: int
    total: int
    language: str = ""


class Source(Protocol):
    """Where a rebuild gets its documents: the catalogue, in order of entry id."""

    def count(self, language: str) -> int: ...

    def documents(self, language: str, after: int = 0) -> Iterator[Document]:
        """Yield all documents of a language with an entry id above `after`, in bounded memory."""
        ...


class Engine(Protocol):
    """One way of storing and finding documents."""

    name: str
    transactional: bool
    """True if `put` and `drop` belong to the open database transaction; otherwise they are called after
    its commit, may raise EngineDown, and are repeated until they succeed."""

    def search(self, query: Query, meanwhile: Meanwhile | None = None) -> Answer:
        """Answer a query. `meanwhile` may be called once with the list of hits that the answer will have.

        Even if it was, there may be no such answer in the end.
        """
        ...

    def suggest(self, prefix: Prefix) -> list[int]:
        """Return ids of entries whose title holds all words of the prefix, the best first."""
        ...

    def put(self, documents: Iterable[Document]) -> None:
        """Add or replace documents; found by the next search of this process.

        An engine that is not transactional may let other processes find them a moment later.
        """
        ...

    def drop(self, entry_ids: Iterable[int]) -> None:
        """Remove documents; unknown ids are no error."""
        ...

    def rebuild(
        self, languages: Iterable[str], source: Source, *, resume: bool = False
    ) -> Iterator[Progress]:
        """Index everything anew beside what is in use and switch at once when done.

        Documents that are put or dropped meanwhile are right afterwards. With `resume` an interrupted
        rebuild goes on where it stopped. Leftovers of earlier rebuilds are removed.
        """
        ...

    def contents(self, language: str) -> Iterator[tuple[int, str]]:
        """Yield entry id and digest of everything stored, for the doctor."""
        ...

    def outdated(self) -> bool:
        """Tell whether what is in use was made by other rules than today's, so that it must be rebuilt."""
        ...

    def healthy(self) -> bool:
        """Tell quickly whether the engine can be asked now; never raises."""
        ...


EngineFactory = Callable[[str], Engine]
"""An engine is made from its address: `database`, `elasticsearch://host:9200/name`, `opensearch://…`.

`search.engines.elastic.connect(url)` is the factory of the last two.
"""
