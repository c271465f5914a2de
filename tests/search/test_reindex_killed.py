"""A process that analyses for a rebuild is killed: the old index serves on, and the next rebuild is whole."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from search.documents import Catalogue
from search.engine import database
from search.engines import helpers
from search.engines.base import Document
from search.indexing import compare
from search.models import Segment
from tests.factories import ArticleFactory

pytestmark = [pytest.mark.django_db, pytest.mark.faults]


def test_a_killed_worker_leaves_the_old_index_serving(client, monkeypatch):
    for number in range(4):
        ArticleFactory(title=f"Kanot {number}")
    call_command("reindex", verbosity=0)
    before = client.get("/api/search/", {"q": "kanot"}).json()
    serving = set(Segment.objects.filter(active=True).values_list("pk", flat=True))
    monkeypatch.setattr(helpers, "PARALLEL_FROM", 1)
    monkeypatch.setattr(helpers, "growing", lambda documents, size: ([one] for one in documents))
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    read, killed = Catalogue.documents, []

    def documents(self: Any, *args: Any, **more: Any) -> Iterator[Document]:
        for place, one in enumerate(read(self, *args, **more)):
            if place == 3 and not killed:
                killed.extend(multiprocessing.active_children())
                for child in killed:
                    os.kill(child.pid, signal.SIGKILL)
            yield one

    with monkeypatch.context() as patched:
        patched.setattr(Catalogue, "documents", documents)
        with pytest.raises(CommandError, match="killed"):
            call_command("reindex", verbosity=0)
    assert killed
    assert client.get("/api/search/", {"q": "kanot"}).json() == before
    assert set(Segment.objects.filter(active=True).values_list("pk", flat=True)) == serving
    ArticleFactory(title="Kanot till")  # meanwhile life goes on
    assert client.get("/api/search/", {"q": "kanot"}).json()["total"] == 5
    call_command("reindex", verbosity=0)
    assert client.get("/api/search/", {"q": "kanot"}).json()["total"] == 5
    assert not Segment.objects.filter(active=False).exists()
    assert not serving & set(Segment.objects.values_list("pk", flat=True))
    assert not compare(database(), "sv")
