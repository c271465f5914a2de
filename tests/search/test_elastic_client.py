"""What the client does when the server is slow, busy, broken or away: a fake server plays these faults alone."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from search.checks import search_url
from search.engines import elastic_client
from search.engines.base import EngineDown, Prefix
from search.engines.elastic import ElasticEngine
from search.engines.elastic_client import (
    FAILURES_TO_OPEN,
    LONGEST_PAUSE,
    PAUSE_SECONDS,
    Breaker,
    Client,
    Refused,
    chunks,
    line,
    open_wire,
)
from tests.search.elastic import page, query

Reply = tuple[int, Any]
KINDS = ["elasticsearch", "opensearch"]


class Faulty:
    """A server on loopback that answers as the test says; what it was sent is kept."""

    def __init__(self) -> None:
        self.reply: Callable[[str, bytes], Reply] = lambda path, body: (200, {})
        self.sent: list[tuple[str, bytes]] = []
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                owner.sent.append((self.path, body))
                status, value = owner.reply(self.path, body)
                html = isinstance(value, str)
                data = value.encode() if html else json.dumps(value).encode()
                self.send_response(status)
                self.send_header("content-type", "text/html" if html else "application/json")
                self.send_header("content-length", str(len(data)))
                self.send_header("X-Elastic-Product", "Elasticsearch")
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = answer  # noqa: N815  # the library's names

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server.server_port}"

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def faulty() -> Iterator[Faulty]:
    server = Faulty()
    yield server
    server.stop()


@pytest.fixture(params=KINDS)
def engine(request: pytest.FixtureRequest, faulty: Faulty) -> ElasticEngine:
    wire, name = open_wire(f"{request.param}://{faulty.address}/fault")
    return ElasticEngine(Client(wire, sleep=lambda seconds: None), name, request.param)


def with_index(answer: Callable[[bytes], Reply]) -> Callable[[str, bytes], Reply]:
    """A server that has an index, builds no other, and answers bulk requests to the one as given."""

    def reply(path: str, body: bytes) -> Reply:
        if "_refresh" in path:
            return 200, {}
        status, given = answer(body)
        items = iter(given["items"])
        aliases = [json.loads(line)["index"]["_index"] for line in body.splitlines()[::2]]
        woven = [absent(name) if name.endswith("-building") else next(items) for name in aliases]
        return status, {"errors": True, "items": woven}

    return reply


def absent(name: str) -> dict:
    error = {"type": "index_not_found_exception"}
    return {"index": {"_index": name, "status": 404, "error": error}}


def results(*statuses: int) -> dict:
    return {
        "errors": any(status >= 300 for status in statuses),
        "items": [
            {"index": {"status": status, "error": {"type": "some_exception"}}}
            if status >= 300
            else {"index": {"status": status}}
            for status in statuses
        ],
    }


def test_a_slow_server_costs_no_more_than_the_limit(engine: ElasticEngine, faulty, monkeypatch):
    monkeypatch.setattr("search.engines.elastic.SUGGEST_SECONDS", 0.3)
    faulty.reply = lambda path, body: (time.sleep(2), (200, {}))[1]
    begun = time.monotonic()
    with pytest.raises(EngineDown):
        engine._one("sv", {}, 0.3)
    assert time.monotonic() - begun < 1.5


def test_a_server_that_is_away_is_not_asked_for_a_while(engine: ElasticEngine, faulty: Faulty):
    faulty.stop()
    for _ in range(FAILURES_TO_OPEN):
        with pytest.raises(EngineDown):
            engine.search(query("bro"))
    begun = time.monotonic()
    for ask in (
        lambda: engine.search(query("bro")),
        lambda: engine.suggest(Prefix("sv", "br")),
        lambda: engine.put([page(1, "Bro")]),
        lambda: engine.drop([1]),
    ):
        with pytest.raises(EngineDown, match="a moment ago"):
            ask()
    assert not engine.healthy()
    assert time.monotonic() - begun < 0.2


def test_a_busy_server_is_asked_again(engine: ElasticEngine, faulty: Faulty):
    faulty.reply = lambda path, body: (
        (429, {}) if len(faulty.sent) < 2 else (200, {"responses": []})
    )
    answer = engine._client.request("POST", "/_msearch", [{}], seconds=5, attempts=2)
    assert answer == {"responses": []}
    assert len(faulty.sent) == 2


def test_what_a_partial_bulk_had_no_room_for_is_sent_again_alone(engine, faulty):
    bodies: list[bytes] = []

    def bulk(body: bytes) -> Reply:
        bodies.append(body)
        return 200, results(200, 429, 503) if len(bodies) == 1 else results(200, 200)

    faulty.reply = with_index(bulk)
    engine.put([page(1, "Bro"), page(2, "Tunnel"), page(3, "Väg")])
    assert [body.count(b'"fault-sv"') for body in bodies] == [3, 2]
    assert b'"_id":"1"' not in bodies[1]


def test_a_bulk_that_never_gets_room_ends_as_engine_down(engine, faulty):
    faulty.reply = with_index(lambda body: (200, results(429)))
    with pytest.raises(EngineDown, match="no room"):
        engine.put([page(1, "Bro")])


def test_a_document_that_is_refused_does_not_hold_up_the_others(engine, faulty):
    bodies: list[bytes] = []

    def bulk(body: bytes) -> Reply:
        bodies.append(body)
        return 200, results(400, 200, 429) if len(bodies) == 1 else results(200)

    faulty.reply = with_index(bulk)
    with pytest.raises(EngineDown, match="some_exception"):
        engine.put([page(1, "Bro"), page(2, "Tunnel"), page(3, "Väg")])
    assert len(bodies) == 2


def test_a_newer_version_on_the_server_is_no_error(engine: ElasticEngine, faulty: Faulty):
    conflict = {"status": 409, "error": {"type": "version_conflict_engine_exception"}}
    missing = {"status": 404, "result": "not_found"}
    answer = {"errors": True, "items": [{"delete": conflict}, {"delete": missing}]}
    faulty.reply = with_index(lambda body: (200, answer))
    engine.drop([1, 2])


@pytest.mark.parametrize(
    "response",
    [
        {"timed_out": True, "_shards": {"failed": 0}},
        {"timed_out": False, "_shards": {"failed": 1}},
        {"error": {"type": "search_phase_execution_exception"}, "status": 500},
    ],
)
def test_an_answer_in_part_is_none(engine: ElasticEngine, faulty: Faulty, response: dict):
    faulty.reply = lambda path, body: (200, {"responses": [response]})
    with pytest.raises(EngineDown):
        engine.search(query("bro"))


def test_a_refused_search_falls_back_too_and_does_not_open_the_breaker(engine, faulty):
    faulty.reply = lambda path, body: (400, {"error": "parse"})
    for _ in range(FAILURES_TO_OPEN + 1):
        with pytest.raises(EngineDown, match="400"):
            engine.search(query("bro"))
    assert len(faulty.sent) > FAILURES_TO_OPEN
    assert not engine._client.breaker.open


def test_an_answer_that_is_not_json_is_no_500(engine: ElasticEngine, faulty: Faulty):
    faulty.reply = lambda path, body: (502, "<html>")
    with pytest.raises(EngineDown):
        engine.search(query("bro"))
    assert not engine.healthy()


def test_the_breaker_opens_tries_once_after_the_pause_and_closes():
    now = [100.0]
    breaker = Breaker(clock=lambda: now[0])
    for _ in range(FAILURES_TO_OPEN):
        breaker.enter()
        breaker.failed()
    assert breaker.open
    with pytest.raises(EngineDown):
        breaker.enter()
    now[0] += PAUSE_SECONDS + 0.1
    breaker.enter()
    with pytest.raises(EngineDown):  # one tries, the others do not wait for it
        breaker.enter()
    breaker.failed()
    for _ in range(10):
        now[0] += LONGEST_PAUSE + 0.1
        breaker.enter()
        breaker.failed()
    now[0] += LONGEST_PAUSE + 0.1
    breaker.enter()
    breaker.succeeded()
    assert not breaker.open
    breaker.enter()


def test_bulk_requests_are_bounded_in_number_and_size(monkeypatch):
    monkeypatch.setattr(elastic_client, "BULK_ACTIONS", 3)
    monkeypatch.setattr(elastic_client, "BULK_BYTES", 200)
    drawn = []

    def actions():
        for number in range(7):
            drawn.append(number)
            yield {"index": {"_id": str(number)}}, {"text": "x" * (150 if number == 5 else 1)}

    sizes = []
    for chunk in chunks(map(line, actions())):
        sizes.append(len(chunk))
        assert len(drawn) <= sum(sizes) + 1
    assert sizes == [3, 2, 1, 1]


def test_what_the_server_refuses_is_told(faulty: Faulty):
    wire, _ = open_wire(f"elasticsearch://{faulty.address}")
    faulty.reply = lambda path, body: (404, {"error": "no such index"})
    with pytest.raises(Refused, match="no such index"):
        Client(wire).request("GET", "/x", seconds=1)
    assert Client(wire).request("GET", "/x", seconds=1, accept=(404,)) == {"error": "no such index"}


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:9200", "elasticsearch:", "elasticsearch+ftp://host/x", "opensearch://h/Å b"],
)
def test_an_address_that_is_none_is_refused(address: str):
    with pytest.raises(ValueError, match="SEARCH_URL"):
        open_wire(address)


@pytest.mark.parametrize("kind", KINDS)
def test_an_address_may_have_a_password_and_https(kind: str):
    wire, name = open_wire(f"{kind}+https://user:secret@search.example/other")
    assert name == "other"
    assert wire is not None


def test_an_address_that_is_none_is_told_at_start(settings):
    settings.SEARCH_ENGINE = "http://localhost:9200"
    assert [problem.id for problem in search_url()] == ["search.E001"]
    settings.SEARCH_ENGINE = "opensearch://localhost"
    assert search_url() == []
