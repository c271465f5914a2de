"""Builds new indexes beside those in use, and switches all languages in one step.

A rebuild may be killed at any point: the indexes in use are not touched before the switch. What it had
filled stays under the alias `…-building`, where `resume` finds it with how far it came; a rebuild that does
not resume removes it. Writes go to both indexes meanwhile (`ElasticEngine.put`) with a version above
REBUILD_VERSION, so a copy that the rebuild read earlier never replaces them.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any

from search.analysis.index import language_of

from .base import Document, EngineDown, Progress, Source
from .elastic_client import Client, Refused, line
from .elastic_mapping import index_body, meta
from .elastic_names import Names
from .elastic_source import pieces_of, source
from .helpers import analysed

logger = logging.getLogger(__name__)

REBUILD_VERSION = 1
BATCH = 500
SENDERS = 2
"""Batches that the server takes at the same time."""
CHECKPOINT = 5_000
"""Documents between two notes of how far it came."""
SECONDS = 60.0
ATTEMPTS = 6


class Rebuild:
    """One run over some languages."""

    def __init__(
        self, client: Client, names: Names, languages: Iterable[str], source: Source
    ) -> None:
        self._client = client
        self._names = names
        self._languages = list(languages)
        self._source = source

    def run(self, resume: bool) -> Iterator[Progress]:
        indexes = {language: self._start(language, resume) for language in self._languages}
        self._remove_orphans()
        for language, (index, after) in indexes.items():
            yield from self._fill(language, index, after)
        for index, _ in indexes.values():
            self._open(index)
        self._switch({language: index for language, (index, _) in indexes.items()})
        self._merge([index for index, _ in indexes.values()])

    def _start(self, language: str, resume: bool) -> tuple[str, int]:
        """Return the index to fill and the entry to go on after."""
        alias = self._names.building(language)
        begun = [index for index, aliases in self._names.all().items() if alias in aliases]
        if resume and len(begun) == 1:
            found = self._request("GET", f"/{begun[0]}/_mapping")[begun[0]]["mappings"]["_meta"]
            if found == meta(language, found.get("after", 0)):
                return begun[0], found["after"]
        for index in begun:
            self._request("DELETE", f"/{index}")
        index = self._names.new(language)
        self._request("PUT", f"/{index}", {**index_body(language), "aliases": {alias: {}}})
        return index, 0

    def _remove_orphans(self) -> None:
        """Remove indexes of these languages that have no alias: left by a rebuild that was cut short."""
        for index, aliases in self._names.all().items():
            if not aliases and self._names.language(index) in self._languages:
                self._request("DELETE", f"/{index}")

    def _fill(self, language: str, index: str, after: int) -> Iterator[Progress]:
        """Analyse on all processors while the server takes what is ready."""
        number = self._source.count(language)
        done = self._count(index) if after else 0
        noted = confirmed = done
        documents = self._source.documents(language, after)
        work = partial(written, index)
        with ThreadPoolExecutor(SENDERS) as sender:
            sending: deque[tuple[int, Future[int]]] = deque()
            yield Progress(done, max(number, done), language)
            for last, lines in analysed(documents, number - done, BATCH, work):
                if len(sending) == SENDERS:
                    after, amount = self._sent(*sending.popleft())
                    confirmed += amount
                    if confirmed - noted >= CHECKPOINT:
                        self._note(language, index, after)
                        noted = confirmed
                sending.append((last, sender.submit(self._client.write, lines)))
                done += len(lines)
                yield Progress(done, max(number, done), language)
            while sending:
                after, _ = self._sent(*sending.popleft())
        self._note(language, index, after)

    @staticmethod
    def _sent(last: int, sending: Future[int]) -> tuple[int, int]:
        """Wait for a batch; return its last entry, behind which a rebuild may go on, and its size."""
        try:
            return last, sending.result()
        except Refused as problem:
            raise EngineDown(f"The search engine refused a document: {problem}") from problem

    def _note(self, language: str, index: str, after: int) -> None:
        self._request("PUT", f"/{index}/_mapping", {"_meta": meta(language, after)})

    def _count(self, index: str) -> int:
        self._request("POST", f"/{index}/_refresh")
        return int(self._request("GET", f"/{index}/_count")["count"])

    def _open(self, index: str) -> None:
        """Make a filled index ready for searches."""
        settings = {"refresh_interval": "1s", "gc_deletes": "60s"}
        self._request("PUT", f"/{index}/_settings", {"index": settings})
        self._request("POST", f"/{index}/_refresh")

    def _switch(self, indexes: dict[str, str]) -> None:
        """Let searches find the new indexes and remove the old ones, all at once or not at all."""
        actions: list[dict[str, Any]] = []
        existing = self._names.all()
        for language, index in indexes.items():
            building, live = self._names.building(language), self._names.live(language)
            if building not in existing.get(index, ()):
                raise EngineDown("Another rebuild has taken this one's place.")
            actions += [
                {"remove": {"index": index, "alias": building}},
                {"add": {"index": index, "alias": live}},
            ]
            actions += [
                {"remove_index": {"index": old}}
                for old, aliases in existing.items()
                if live in aliases and old != index
            ]
        self._request("POST", "/_aliases", {"actions": actions})

    def _merge(self, indexes: list[str]) -> None:
        """Let the server make one piece of each index while it is in use: searches then take half the time."""
        path = f"/{','.join(indexes)}/_forcemerge?max_num_segments=1&wait_for_completion=false"
        try:
            self._client.request("POST", path, seconds=SECONDS)
        except (EngineDown, Refused) as problem:
            logger.warning("The new indexes stay in pieces: %s", problem)

    def _request(self, method: str, path: str, body: Any = None) -> Any:
        try:
            return self._client.request(method, path, body, seconds=SECONDS, attempts=ATTEMPTS)
        except Refused as problem:
            raise EngineDown(f"{method} {path} was refused: {problem}") from problem


def written(index: str, documents: list[Document]) -> list[bytes]:
    """Return what is sent of each document. Other processes do this part."""
    version = {"version": REBUILD_VERSION, "version_type": "external"}
    pieces = pieces_of(language_of(documents[0].language))
    return [
        line(
            ({"index": {"_index": index, "_id": str(one.entry_id), **version}}, source(one, pieces))
        )
        for one in documents
    ]
