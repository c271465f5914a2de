"""Talks to Elasticsearch or OpenSearch: time limits, retries, a breaker, and bulk writes in bounded memory."""

from __future__ import annotations

import json
import logging
import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Protocol
from urllib.parse import urlsplit

from .base import EngineDown

logger = logging.getLogger(__name__)

Json = Any
"""What a server answers: nested dicts and lists, whose shape only the request knows."""
Action = tuple[Mapping[str, Any], Mapping[str, Any] | None]
"""One line or two of a bulk request: what to do, and the document."""

CONNECTIONS = 10
"""Kept open to a server by each process: a search takes two."""
BUSY = frozenset({429, 502, 503, 504})
NOT_FOUND = 404
BULK_ACTIONS = 500
BULK_BYTES = 4_000_000
BULK_SECONDS = 60.0
BULK_ATTEMPTS = 6
FAILURES_TO_OPEN = 3
PAUSE_SECONDS = 5.0
LONGEST_PAUSE = 60.0
# What a write finds when another one was faster, or has already taken the document away.
HARMLESS = frozenset({"version_conflict_engine_exception"})
NO_INDEX = "index_not_found_exception"


_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class Refused(Exception):
    """The server understood and said no: a fault of ours, not of its health."""

    def __init__(self, status: int, body: Json) -> None:
        super().__init__(f"{status}: {str(body)[:1000]}")
        self.status = status
        self.body = body


class Unreachable(Exception):
    """No answer: refused, reset or too late."""


class Breaker:
    """After some failures in a row nothing is sent for a while; then one request is let through to try."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._pause = PAUSE_SECONDS
        self._closed_until_retry = 0.0

    @property
    def open(self) -> bool:
        """True while nothing may be sent."""
        return self._failures >= FAILURES_TO_OPEN and self._clock() < self._closed_until_retry

    def enter(self) -> None:
        """Raise EngineDown while open; the first caller after the pause is the one that tries."""
        with self._lock:
            if self._failures < FAILURES_TO_OPEN:
                return
            now = self._clock()
            if now < self._closed_until_retry:
                raise EngineDown("The search engine failed a moment ago.")
            self._closed_until_retry = now + self._pause

    def succeeded(self) -> None:
        with self._lock:
            self._failures, self._pause = 0, PAUSE_SECONDS

    def failed(self) -> None:
        with self._lock:
            self._failures += 1
            if self._failures >= FAILURES_TO_OPEN:
                if self._failures > FAILURES_TO_OPEN:
                    self._pause = min(self._pause * 2, LONGEST_PAUSE)
                self._closed_until_retry = self._clock() + self._pause


class Wire(Protocol):
    """One of the two client libraries."""

    def send(
        self, method: str, path: str, body: bytes | None, mime: str, seconds: float
    ) -> tuple[int, Json]:
        """Return status and body; raise Unreachable."""
        ...


class ElasticsearchWire:
    """The `elasticsearch` package; its answers carry a header that OpenSearch's do not."""

    def __init__(self, address: str) -> None:
        import elasticsearch  # only the client of the engine in use is loaded

        self._errors = elasticsearch
        client = elasticsearch.Elasticsearch(
            address, max_retries=0, retry_on_timeout=False, connections_per_node=CONNECTIONS
        )
        # The client itself makes forty others at each request that has a time limit of its own.
        self._transport = client.transport

    def send(
        self, method: str, path: str, body: bytes | None, mime: str, seconds: float
    ) -> tuple[int, Json]:
        headers = {"accept": "application/json"}
        if body is not None:
            headers["content-type"] = mime
        try:
            answer = self._transport.perform_request(
                method, path, headers=headers, body=body, request_timeout=seconds
            )
        except self._errors.TransportError as problem:
            raise Unreachable(str(problem)) from problem
        return answer.meta.status, answer.body


class OpenSearchWire:
    """The `opensearch-py` package."""

    def __init__(self, address: str) -> None:
        import opensearchpy  # only the client of the engine in use is loaded

        self._errors = opensearchpy.exceptions
        parts = urlsplit(address)
        self._client = opensearchpy.OpenSearch(
            [address],
            max_retries=0,
            retry_on_timeout=False,
            use_ssl=parts.scheme == "https",
            pool_maxsize=CONNECTIONS,
        )

    def send(
        self, method: str, path: str, body: bytes | None, mime: str, seconds: float
    ) -> tuple[int, Json]:
        headers = {} if body is None else {"content-type": mime}
        try:
            answer = self._client.transport.perform_request(
                method, path, body=body, headers=headers, timeout=seconds
            )
        except (self._errors.ConnectionError, self._errors.SerializationError) as problem:
            raise Unreachable(str(problem)) from problem
        except self._errors.TransportError as problem:
            return int(problem.status_code), problem.info
        return 200, answer


class Client:
    """Requests with time limits and retries. One for each process; safe in any thread."""

    def __init__(self, wire: Wire, sleep: Callable[[float], None] = time.sleep) -> None:
        self._wire = wire
        self._sleep = sleep
        self.breaker = Breaker()

    def request(
        self,
        method: str,
        path: str,
        body: Json = None,
        *,
        seconds: float,
        attempts: int = 1,
        accept: Iterable[int] = (),
    ) -> Json:
        """Send JSON (a list of values: one a line) and return the answer's.

        Raise EngineDown when there is none or the server is too busy, Refused on any other error but the
        statuses to `accept`, whose body is returned as it is.
        """
        lines = isinstance(body, list)
        data = None if body is None else encode(body) if lines else dump(body)
        mime = "application/x-ndjson" if lines else "application/json"
        status, answer = self._send(method, path, data, mime, seconds, attempts)
        if status >= 400 and status not in accept:
            raise Refused(status, answer)
        return answer

    def _send(
        self, method: str, path: str, data: bytes | None, mime: str, seconds: float, attempts: int
    ) -> tuple[int, Json]:
        deadline = time.monotonic() + seconds
        reason = ""
        for attempt in range(attempts):
            if attempt:
                self._sleep(backoff(attempt))
            self.breaker.enter()
            left = deadline - time.monotonic()
            if left <= 0:
                break
            try:
                status, answer = self._wire.send(method, path, data, mime, left)
            except Unreachable as problem:
                self.breaker.failed()
                reason = str(problem)
                continue
            if status not in BUSY:
                self.breaker.succeeded()
                return status, answer
            self.breaker.failed()
            reason = f"{status}: {str(answer)[:300]}"
        raise EngineDown(reason or "The search engine did not answer in time.")

    def ping(self, seconds: float) -> bool:
        """Tell whether the server answers; never raises."""
        try:
            self.request("GET", "/_cluster/health?timeout=1s", seconds=seconds)
        except (EngineDown, Refused):
            return False
        return True

    def bulk(self, actions: Iterable[Action]) -> set[str]:
        """Write in requests of bounded size, and what the server had no room for again.

        Return the names of indexes and aliases that are not there, to which nothing was written. Documents that the
        server cannot take raise Refused after all others were written.
        """
        missing: set[str] = set()
        for chunk in chunks(map(line, actions)):
            self._write(chunk, missing)
        return missing

    def write(self, lines: Iterable[bytes]) -> int:
        """Write actions in their written form to indexes that are there, and return their number."""
        number, missing = 0, set[str]()
        for chunk in chunks(lines):
            self._write(chunk, missing)
            number += len(chunk)
        if missing:
            raise Refused(NOT_FOUND, f"There is no {', '.join(sorted(missing))}")
        return number

    def _write(self, chunk: list[bytes], missing: set[str]) -> None:
        waiting = chunk
        broken: Json = None
        for attempt in range(BULK_ATTEMPTS):
            if attempt:
                self._sleep(backoff(attempt))
            body = b"".join(waiting)
            status, answer = self._send(
                "POST", "/_bulk", body, "application/x-ndjson", BULK_SECONDS, BULK_ATTEMPTS
            )
            if status >= 400:
                raise Refused(status, answer)
            waiting, refused = sift(waiting, answer, missing)
            broken = broken or refused
            if not waiting:
                break
        if waiting:
            raise EngineDown(f"The search engine had no room for {len(waiting)} documents.")
        if broken is not None:
            raise Refused(broken["status"], broken)


def sift(lines: list[bytes], answer: Json, missing: set[str]) -> tuple[list[bytes], Json]:
    """Return the actions to send again, and the first result that no repetition would better.

    Names that the server does not know are added to `missing`.
    """
    if not answer["errors"]:
        return [], None
    again, broken = [], None
    results = (next(iter(item.values())) for item in answer["items"])
    for line, result in zip(lines, results, strict=True):
        if result["status"] in BUSY:
            again.append(line)
        elif kind_of(result) == NO_INDEX:
            missing.add(result["_index"])
        elif result["status"] >= 400 and not harmless(result):
            broken = broken or result
    return again, broken


def harmless(result: Json) -> bool:
    """Tell whether a failed write means that the index is right already."""
    return kind_of(result) in {"", *HARMLESS}


def kind_of(result: Json) -> str:
    """Return what sort of failure a write ended in; "" when it did not fail."""
    return str((result.get("error") or {}).get("type", ""))


def backoff(attempt: int) -> float:
    """Return how long to wait before an attempt: longer each time, and not the same for everybody."""
    return float(min(0.1 * 2**attempt, 5.0) * random.uniform(0.5, 1.0))  # noqa: S311  # not a secret


def chunks(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Yield actions in lists of bounded length and size."""
    waiting: list[bytes] = []
    size = 0
    for one in lines:
        if waiting and (len(waiting) >= BULK_ACTIONS or size + len(one) > BULK_BYTES):
            yield waiting
            waiting, size = [], 0
        waiting.append(one)
        size += len(one)
    if waiting:
        yield waiting


def line(action: Action) -> bytes:
    """Return an action in its written form."""
    kind, source = action
    return encode([kind] if source is None else [kind, source])


def dump(value: Json) -> bytes:
    return _JSON.encode(value).encode()


def encode(lines: Iterable[Json]) -> bytes:
    """Return values as lines of JSON."""
    return b"".join(dump(line) + b"\n" for line in lines)


def open_wire(address: str) -> tuple[Wire, str]:
    """Return the connection for an engine's address, and the name that its indexes begin with.

    `elasticsearch://host:9200/name` and `opensearch://host:9200/name` speak HTTP; with `+https` behind the
    first word they speak HTTPS. Name and password may stand before the host.
    """
    parts = urlsplit(address)
    kind, _, scheme = parts.scheme.partition("+")
    wires: dict[str, Callable[[str], Wire]] = {
        "elasticsearch": ElasticsearchWire,
        "opensearch": OpenSearchWire,
    }
    if kind not in wires or scheme not in {"", "http", "https"} or not parts.hostname:
        raise ValueError(
            "SEARCH_URL is elasticsearch://host:9200/name or opensearch://host:9200/name"
        )
    location = parts.netloc if parts.port else f"{parts.netloc}:9200"
    name = parts.path.strip("/") or "idesslussen"
    if not name.replace("-", "").replace("_", "").isalnum() or name != name.lower():
        raise ValueError(
            "The name of the index in SEARCH_URL has small letters, digits, - and _ only"
        )
    return wires[kind](f"{scheme or 'http'}://{location}"), name
