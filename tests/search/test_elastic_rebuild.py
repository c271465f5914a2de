"""A rebuild beside what is in use: one switch, nothing lost, nothing left behind."""

from __future__ import annotations

import time

import pytest

from search.engines import elastic_rebuild
from search.engines.base import EngineDown, Query
from search.engines.elastic import ElasticEngine
from search.engines.elastic_client import Client
from tests.search.elastic import (
    LANGUAGES,
    Listed,
    fill,
    ids,
    page,
    query,
)


class Killed(Exception):
    """Ends a rebuild in the middle."""


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(elastic_rebuild, "BATCH", 2)
    monkeypatch.setattr(elastic_rebuild, "CHECKPOINT", 2)
    # One after the other, so that a test knows what was sent when.
    monkeypatch.setattr(elastic_rebuild, "SENDERS", 1)


def pages(number: int, title: str = "Bro") -> list:
    return [page(one, title) for one in range(1, number + 1)]


def test_the_old_index_serves_until_the_switch_and_is_removed_by_it(engine: ElasticEngine):
    fill(engine, [*pages(3, "Gammal"), page(9, "Old", language="en")])
    before = set(engine._names.all())
    new = Listed([*pages(5, "Nyhet"), page(8, "New", language="en")])
    for _ in engine.rebuild(LANGUAGES, new):
        assert engine.search(query("gammal")).total == 3
        assert engine.search(query("old", "en")).total == 1
        assert engine.search(query("nyhet")).total == 0
    assert engine.search(query("gammal")).total == 0
    assert engine.search(query("nyhet")).total == 5
    assert engine.search(query("new", "en")).total == 1
    after = engine._names.all()
    assert not before & set(after)
    assert sorted(aliases for index in after.values() for aliases in index) == sorted(
        engine._names.live(language) for language in LANGUAGES
    )


def test_progress_tells_how_far_it_is(engine: ElasticEngine):
    told = list(engine.rebuild(["sv"], Listed(pages(5))))
    assert [(one.done, one.total, one.language) for one in told] == [
        (0, 5, "sv"),
        (2, 5, "sv"),
        (4, 5, "sv"),
        (5, 5, "sv"),
    ]


def test_writes_meanwhile_are_right_afterwards(engine: ElasticEngine):
    fill(engine, pages(9, "Gammal"))
    seen: list[int] = []

    def meanwhile(entry_id: int) -> None:
        # Entry 5 has been read but not sent when these happen; 1 was sent, 8 was not read yet.
        seen.append(entry_id)
        if entry_id == 6:
            engine.put([page(number, "Nyhet") for number in (1, 5, 8, 20)])
            engine.drop([2, 6])
            assert engine.search(query("nyhet")).total == 4

    for _ in engine.rebuild(["sv"], Listed(pages(9, "Gammal"), meanwhile)):
        pass
    assert 6 in seen
    # 6 is read before its removal is known, and not written again.
    assert set(ids(engine.search(query("nyhet", limit=50)))) == {1, 5, 8, 20}
    assert set(ids(engine.search(query("gammal", limit=50)))) == {3, 4, 7, 9}


def test_a_write_makes_no_index(engine: ElasticEngine):
    for index in engine._names.all():
        engine._client.request("DELETE", f"/{index}", seconds=10)
    with pytest.raises(EngineDown, match="reindex"):
        engine.put([page(1, "Bro")])
    assert not engine._names.all()
    for _ in engine.rebuild(["sv"], Listed(pages(2))):
        pass
    engine.put([page(3, "Tunnel"), page(4, "Bridge", language="en")])
    assert engine.search(query("tunnel")).total == 1
    assert {engine._names.language(index) for index in engine._names.all()} == {"sv"}


def test_killed_midway_the_old_index_serves_and_resume_goes_on(engine: ElasticEngine):
    fill(engine, pages(3, "Gammal"))

    def die(entry_id: int) -> None:
        if entry_id == 7:
            raise Killed

    with pytest.raises(Killed):
        list(engine.rebuild(["sv"], Listed(pages(9, "Nyhet"), die)))
    other = connect_again(engine)
    assert other.search(query("gammal")).total == 3
    other.put([page(30, "Nyhet")])
    rest = Listed(pages(9, "Nyhet"))
    told = list(other.rebuild(["sv"], rest, resume=True))
    assert rest.begun_after == [4]
    assert told[0].done >= 4
    assert other.search(query("nyhet")).total == 10
    assert other.search(query("gammal")).total == 0
    assert len(other._names.all()) == 2


def test_killed_midway_and_begun_anew_nothing_is_left(engine: ElasticEngine):
    def die(entry_id: int) -> None:
        raise Killed

    for _ in range(2):
        with pytest.raises(Killed):
            list(engine.rebuild(LANGUAGES, Listed(pages(3), die)))
    # A folder of an interrupted deletion, as it were: an index of ours without an alias.
    orphan = engine._names.new("sv")
    engine._client.request("PUT", f"/{orphan}", {}, seconds=10)
    foreign = f"{orphan}-kept"
    engine._client.request("PUT", f"/{foreign}", {}, seconds=10)
    fill(engine, pages(3))
    assert len(engine._names.all()) == len(LANGUAGES)
    assert orphan not in engine._names.all()
    engine._client.request("DELETE", f"/{foreign}", seconds=10)


def test_an_interrupted_rebuild_under_other_rules_is_not_resumed(engine, monkeypatch):
    def die(entry_id: int) -> None:
        if entry_id == 5:
            raise Killed

    with pytest.raises(Killed):
        list(engine.rebuild(["sv"], Listed(pages(6), die)))
    monkeypatch.setattr("search.engines.elastic_mapping.fingerprint", lambda: "other")
    again = Listed(pages(6))
    list(engine.rebuild(["sv"], again, resume=True))
    assert again.begun_after == [0]
    assert engine.search(Query("sv")).total == 6


def test_an_index_of_other_rules_is_outdated(engine: ElasticEngine, monkeypatch):
    assert not engine.outdated()
    fill(engine, pages(3))
    assert not engine.outdated()
    monkeypatch.setattr("search.engines.elastic_mapping.SCHEMA", 999)
    assert engine.outdated()
    fill(engine, pages(3))
    assert not engine.outdated()


def test_of_two_rebuilds_the_later_one_wins(engine: ElasticEngine):
    fill(engine, pages(1, "Gammal"))
    first = engine.rebuild(["sv"], Listed(pages(6, "Ett")))
    next(first)
    fill(engine, pages(2, "Två"))
    with pytest.raises(EngineDown):
        list(first)
    assert engine.search(query("två")).total == 2
    fill(engine, pages(2, "Två"))
    assert len(engine._names.all()) == len(LANGUAGES)


def connect_again(engine: ElasticEngine) -> ElasticEngine:
    """The same index as another process sees it."""
    return ElasticEngine(Client(engine._client._wire), engine._names._name, engine.name)


def test_a_new_index_is_merged_while_it_serves(engine: ElasticEngine):
    def ask(method: str, path: str):
        return engine._client.request(method, path, seconds=10)

    building, live = engine._names.building("sv"), engine._names.live("sv")
    piece_by_piece = Listed(pages(20), lambda _: ask("POST", f"/{building}/_refresh"))
    for _ in engine.rebuild(LANGUAGES, piece_by_piece):
        pass
    assert engine.search(query("bro")).total == 20
    until = time.monotonic() + 20
    while len(ask("GET", f"/_cat/segments/{live}?format=json")) > 1:
        assert time.monotonic() < until
        time.sleep(0.1)
    assert engine.search(query("bro")).total == 20
