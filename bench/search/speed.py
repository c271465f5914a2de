"""What searching costs at 10,000 and 100,000 pages: python -m bench.search.speed [PAGES …] [--indexed]

Times are taken around a whole request of the JSON API (words, facets, snippets) through Django's test
client, in one process. "cpu" is the processor time of this process alone: what the request would take
on a machine where nobody else computes, without a server's own. BENCH_SERVER_PID names the process of
the database or search server, whose processor time is then told beside it. Ratios are figure to
requirement, for a reindex requirement to figure, so that 1 or less is good enough.
"""

from __future__ import annotations

import argparse
import os
import resource
import time
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from bench.search import portal
from bench.search.measures import (
    SERVER,
    Times,
    family,
    measure,
    memory,
    server_seconds,
    settled,
    told,
)

if TYPE_CHECKING:
    from django.test import Client

QUERIES = 200
CORES = 2
RESULTS = {
    "sqlite": (20, 120),
    "postgresql": (25, 120),
    "elasticsearch": (15, 60),
    "opensearch": (15, 60),
}
"""Required of a results view at 100,000 pages, p50 and p95 in ms."""
SUGGESTION = 15
UPDATE = 20
PAGES_A_SECOND = 1_000
GROWTH = 3


def measure_reindex(number: int) -> None:
    from search.documents import Catalogue
    from search.engine import engine

    started, worked, server = time.perf_counter(), time.process_time(), server_seconds()
    own = before = memory(os.getpid())
    helper = 0.0
    for _ in engine().rebuild(["sv"], Catalogue()):
        own = max(own, memory(os.getpid()))
        helpers = family(os.getpid()) - {os.getpid()}
        helper = max([helper, *map(memory, helpers)])
    passed, cpu = time.perf_counter() - started, time.process_time() - worked
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    children, served = used.ru_utime + used.ru_stime, server_seconds() - server
    every = (cpu + children + served) / CORES
    print(
        f"reindex: {number / passed:.0f} pages/s in {passed:.0f} s, {number / every:.0f} if both cores "
        f"were ours (cpu {cpu:.0f} s here, {children:.0f} s in helpers"
        + (f", {served:.0f} s in the server" if SERVER else "")
        + f"); required >= {PAGES_A_SECOND}: {PAGES_A_SECOND * passed / number:.2f} "
        f"(cpu alone {PAGES_A_SECOND * every / number:.2f}); "
        f"memory {before:.0f} MB, at most {own:.0f} here and {helper:.0f} in each helper",
        flush=True,
    )


def run(number: int, *, reindex: bool) -> Times:
    from django.db import connection, transaction
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from bench.search.corpus import documents, queries, vocabulary
    from content.catalogue import catalogue_changed
    from content.models import CatalogueEntry
    from search.engine import engine

    print(f"--- {number} pages, {engine().name}, {connection.vendor}", flush=True)
    if CatalogueEntry.objects.count() != number:
        portal.empty()
        portal.fill(documents(number))
        connection.cursor().execute("ANALYZE")
    if reindex:
        measure_reindex(number)
        if SERVER:
            print(f"the server went on by itself for {settled():.0f} s", flush=True)
    client = Client()
    asked = queries(QUERIES)
    common = vocabulary()[50:250]

    def ask(text: str) -> Any:
        answer = client.get("/api/search/", {"q": text})
        assert answer.status_code == 200
        return answer

    ask(asked[0])
    with CaptureQueriesContext(connection) as captured:
        total = ask(asked[1]).json()["total"]
    print(f"queries of a results view: {len(captured)} ({total} hits)")
    name = engine().name
    view = measure(ask, asked)
    required = RESULTS[connection.vendor if name == "database" else name]
    told("results view", view, *required)
    told("results view, one common word", measure(ask, common))
    told("with a filter", measure(lambda text: filtered(client, text), asked))
    misspelt = [word[:3] + word[4:] for word in vocabulary()[5000:5100] if len(word) > 6]
    told("misspelt", measure(ask, misspelt))
    told("phrase", measure(ask, [f'"{one} {other}"' for one, other in pairwise(common)]))

    def suggest(text: str) -> object:
        return client.get("/api/search/suggestions/", {"q": text})

    suggest("ab")
    words = vocabulary()[:QUERIES]
    begun = [word[: 2 + place % 5] for place, word in enumerate(words)]
    told("suggestion", measure(suggest, begun), None, SUGGESTION)

    def publish(text: str) -> None:
        with transaction.atomic():
            catalogue_changed.send(CatalogueEntry, changed=[int(text)], removed=[])

    def publish_and_ask(text: str) -> None:
        publish(text)
        ask(asked[int(text)])

    publish("1")
    pages = [str(entry_id) for entry_id in range(1, 101)]
    told("index update of one page", measure(publish, pages), UPDATE)
    told("the same with the next results view", measure(publish_and_ask, pages))
    told("results view after 200 updates", measure(ask, asked))
    return view


def filtered(client: Client, text: str) -> object:
    return client.get("/api/search/", {"q": text, "kind": "case"})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*", type=int, default=[10_000, 100_000])
    parser.add_argument("--indexed", action="store_true", help="use the index as it is")
    options = parser.parse_args()
    portal.prepare()
    views = {number: run(number, reindex=not options.indexed) for number in options.pages}
    for (few, small), (many, large) in pairwise(views.items()):
        growth = large.p95 / small.p95
        print(
            f"results view, p95 from {few} to {many} pages: {growth:.1f} times "
            f"(cpu alone {large.cpu95 / small.cpu95:.1f}); required <= {GROWTH}: {growth / GROWTH:.2f}"
        )


if __name__ == "__main__":
    main()
