"""The engine on Elasticsearch 8 or OpenSearch 2: one index for each language, reached through an alias.

Nothing here looks at the database. With the server away every method raises EngineDown within its time
limit, at once while the breaker is open; the caller then asks the database engine.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from search.analysis import QueryWord

from .base import (
    MAX_CORRECTIONS,
    Answer,
    Correction,
    Document,
    EngineDown,
    Meanwhile,
    Prefix,
    Progress,
    Query,
    Source,
)
from .elastic_client import NOT_FOUND, Action, Client, Refused, open_wire
from .elastic_mapping import meta
from .elastic_names import Names
from .elastic_query import (
    Body,
    Candidates,
    count_body,
    counts,
    counts_body,
    doubtful,
    hits,
    hits_body,
    known_body,
    near_body,
    suggest_body,
    total,
)
from .elastic_rebuild import Rebuild
from .elastic_refresh import Refresher
from .elastic_source import source

logger = logging.getLogger(__name__)

SEARCH_SECONDS = 3.0
SUGGEST_SECONDS = 1.0
PING_SECONDS = 0.5
COUNTERS = 8
"""Searches of this process whose numbers are asked for at the same time."""
LIST_SECONDS = 30.0
LIST_PAGE = 5_000


class ElasticEngine:
    """One for each process; safe in any thread."""

    transactional = False

    def __init__(self, client: Client, name: str, kind: str) -> None:
        self.name = kind
        self._client = client
        self._names = Names(client, name)
        self._refresher = Refresher(self._refresh)
        self._counting = ThreadPoolExecutor(COUNTERS, thread_name_prefix="search-count")

    # --- Asking --------------------------------------------------------------------------------

    def search(self, query: Query, meanwhile: Meanwhile | None = None) -> Answer:
        """Two requests side by side, for hits and for numbers; two or four more when a word is misspelt."""
        counting = self._count(query)
        doubted = doubtful(query)
        found, *known = self._ask(
            query.language,
            [(query.language, hits_body(query))]
            + [(query.language, known_body(word, query)) for word in doubted],
        )
        unknown = [
            word for word, answer in zip(doubted, known, strict=True) if not total(_whole(answer))
        ]
        corrections: list[Correction] = []
        recounting = counting
        if unknown:
            corrections, added = self._corrected(query, unknown)
            if added:
                recounting = self._count(replace(query, elsewhere={}), added)
                found = self._one(query.language, hits_body(query, added))
        shown = hits(found)
        if meanwhile:
            meanwhile(shown, corrections)
        counted = recounting.result()[0]
        return Answer(
            total=total(counted),
            hits=shown,
            facets=counts(counted, query.facet_names),
            corrections=corrections,
            elsewhere={
                language: 0 if answer.get("status") == NOT_FOUND else total(_whole(answer))
                for language, answer in zip(query.elsewhere, counting.result()[1:], strict=True)
            },
        )

    def _count(self, query: Query, added: Sequence[QueryWord] = ()) -> Future[list[Body]]:
        """Ask for the numbers, while others ask for the hits and read them."""
        bodies = [(query.language, counts_body(query, added))]
        bodies += [(language, count_body(other)) for language, other in query.elsewhere.items()]
        return self._counting.submit(self._ask, query.language, bodies)

    def _corrected(
        self, query: Query, unknown: list[QueryWord]
    ) -> tuple[list[Correction], list[QueryWord]]:
        """Return what misspelt words may have meant, and the words to look for besides."""
        near = self._one(query.language, near_body(unknown))
        candidates = Candidates.read(unknown, near, query.language)
        if not candidates.written:
            return [], []
        visible = self._one(query.language, candidates.visible_body(query))
        return candidates.choose(visible, MAX_CORRECTIONS)

    def suggest(self, prefix: Prefix) -> list[int]:
        body = suggest_body(prefix)
        if body is None:
            return []
        return [hit.entry_id for hit in hits(self._one(prefix.language, body, SUGGEST_SECONDS))]

    def _one(self, language: str, body: Body, seconds: float = SEARCH_SECONDS) -> Body:
        return self._ask(language, [(language, body)], seconds)[0]

    def _ask(
        self, language: str, bodies: list[tuple[str, Body]], seconds: float = SEARCH_SECONDS
    ) -> list[Body]:
        """Send several searches in one request; the first must be answered in full."""
        self._refresher.wait(seconds)
        lines: list[Any] = []
        for where, body in bodies:
            lines += [{"index": self._names.live(where)}, body]
        # Again when the index was switched away between the alias and the search.
        for _ in range(2):
            try:
                answer = self._client.request(
                    "POST", "/_msearch", lines, seconds=seconds, attempts=2
                )
            except Refused as problem:
                logger.exception("The search engine refused a search")
                raise EngineDown(str(problem)) from problem
            responses: list[Body] = answer["responses"]
            if responses[0].get("status") != NOT_FOUND:
                break
        else:
            raise EngineDown(f"There is no index for {language} yet: run `manage.py reindex`.")
        _whole(responses[0])
        return responses

    # --- Writing -------------------------------------------------------------------------------

    def put(self, documents: Iterable[Document]) -> None:
        """Write to the index in use, and to the one that is being built beside it.

        Both are named by their alias, which the server follows in the moment of the write. A language that has no
        index yet is left out: its rebuild will read what is here.
        """
        version = now()
        languages: set[str] = set()

        def actions() -> Iterator[Action]:
            for document in documents:
                body = source(document)
                languages.add(document.language)
                for alias in self._names.both(document.language):
                    yield action("index", alias, document.entry_id, version, by_alias=True), body

        missing = self._write(actions(), languages)
        if missing >= set(map(self._names.live, languages)) and not self._names.targets():
            raise EngineDown("There is no index yet: run `manage.py reindex`.")

    def drop(self, entry_ids: Iterable[int]) -> None:
        targets = self._names.targets()
        indexes = [index for found in targets.values() for index in found]
        version = now()
        self._write(
            (
                (action("delete", index, entry_id, version), None)
                for entry_id in entry_ids
                for index in indexes
            ),
            targets,
        )

    def _write(self, actions: Iterable[Action], languages: Iterable[str]) -> set[str]:
        """Write, and return the indexes and aliases that are not there."""
        try:
            missing = self._client.bulk(actions)
        except Refused as problem:
            logger.exception("The search engine refused a document")
            raise EngineDown(str(problem)) from problem
        self._refresher.written(languages)
        return missing

    def _refresh(self, languages: list[str]) -> None:
        names = ",".join(map(self._names.live, languages))
        path = f"/{names}/_refresh?ignore_unavailable=true"
        try:
            self._client.request("POST", path, seconds=SEARCH_SECONDS)
        except (EngineDown, Refused) as problem:
            logger.warning("Changes are found a second later: %s", problem)

    def rebuild(
        self, languages: Iterable[str], source: Source, *, resume: bool = False
    ) -> Iterator[Progress]:
        yield from Rebuild(self._client, self._names, languages, source).run(resume)

    # --- Looking after -------------------------------------------------------------------------

    def contents(self, language: str) -> Iterator[tuple[int, str]]:
        after = 0
        while True:
            body = {
                "size": LIST_PAGE,
                "sort": [{"entry_id": "asc"}],
                "search_after": [after],
                "stored_fields": "_none_",
                "docvalue_fields": ["digest"],
                "track_total_hits": False,
            }
            found = self._one(language, body, LIST_SECONDS)["hits"]["hits"]
            for hit in found:
                yield int(hit["sort"][0]), hit["fields"]["digest"][0]
            if len(found) < LIST_PAGE:
                return
            after = found[-1]["sort"][0]

    def outdated(self) -> bool:
        for index, aliases in self._names.all().items():
            language = self._names.language(index)
            if self._names.live(language) not in aliases:
                continue
            # A rebuild may take the index away meanwhile: then it is nobody's any more.
            mapping = self._client.request(
                "GET", f"/{index}/_mapping", seconds=SEARCH_SECONDS, accept=(NOT_FOUND,)
            )
            found = mapping.get(index, {}).get("mappings", {}).get("_meta")
            if found and found != meta(language, found.get("after", 0)):
                return True
        return False

    def healthy(self) -> bool:
        return not self._client.breaker.open and self._client.ping(PING_SECONDS)


def action(
    kind: str, index: str, entry_id: int, version: int, *, by_alias: bool = False
) -> dict[str, Any]:
    """Name a write. The server keeps the highest version, in whatever order writes arrive.

    Without `by_alias` it would make an index of that name where there is none.
    """
    how: dict[str, Any] = {"version": version, "version_type": "external"}
    if by_alias:
        how["require_alias"] = True
    return {kind: {"_index": index, "_id": str(entry_id), **how}}


def now() -> int:
    """Return the version of a write: later ones win over earlier ones and over every rebuild's."""
    return time.time_ns() // 1_000


def _whole(response: Body) -> Body:
    """Refuse an answer that some of the index did not take part in: its counts would be wrong."""
    if response.get("error"):
        raise EngineDown(str(response["error"])[:1000])
    if response.get("timed_out") or response["_shards"]["failed"]:
        raise EngineDown("The search engine answered in part only.")
    return response


def connect(url: str) -> ElasticEngine:
    """Return the engine at an address; nothing is sent before it is asked."""
    wire, name = open_wire(url)
    return ElasticEngine(Client(wire), name, url.partition(":")[0].partition("+")[0])
