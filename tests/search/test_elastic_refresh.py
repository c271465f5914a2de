"""What was written is found when this process searches, or soon; many writes cost few refreshes."""

from __future__ import annotations

import threading
import time

from search.engines.elastic_refresh import Refresher


def test_a_search_calls_for_what_was_written_and_waits_for_it(monkeypatch):
    monkeypatch.setattr("search.engines.elastic_refresh.DELAY", 60)
    done: list[list[str]] = []
    refresher = Refresher(done.append)
    refresher.wait(1)
    assert done == []
    refresher.written(["sv"])
    refresher.written(["en", "sv"])
    refresher.wait(10)
    assert done == [["en", "sv"]]
    refresher.wait(10)
    assert done == [["en", "sv"]]


def test_without_a_search_it_comes_after_a_moment_once_for_all_writes(monkeypatch):
    monkeypatch.setattr("search.engines.elastic_refresh.DELAY", 0.1)
    done, came = [], threading.Event()
    refresher = Refresher(lambda languages: (done.append(languages), came.set()))
    for _ in range(20):
        refresher.written(["sv"])
    assert came.wait(10)
    assert done == [["sv"]]


def test_what_is_written_during_a_refresh_gets_one_of_its_own(monkeypatch):
    monkeypatch.setattr("search.engines.elastic_refresh.DELAY", 0)
    begun, go_on, done = threading.Event(), threading.Event(), []

    def refresh(languages):
        begun.set()
        assert go_on.wait(10)
        done.append(languages)

    refresher = Refresher(refresh)
    refresher.written(["sv"])
    assert begun.wait(10)
    refresher.written(["en"])
    go_on.set()
    refresher.wait(10)
    assert done == [["sv"], ["en"]]


def test_a_search_waits_no_longer_than_it_may():
    held = threading.Event()
    refresher = Refresher(lambda _: held.wait(10) and None)
    refresher.written(["sv"])
    began = time.monotonic()
    refresher.wait(0.05)
    assert time.monotonic() - began < 5
    held.set()
    refresher.wait(10)
