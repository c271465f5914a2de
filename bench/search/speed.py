"""What searching costs at 10,000 and 100,000 pages: python -m bench.search.speed [PAGES …] [--indexed]

Times are taken around a whole request of the JSON API (words, facets, snippets) through Django's test
client, in one process. "cpu" is the processor time of this process alone: what the request would take
on a machine where nobody else computes, without the database server's own. With --indexed the index is
used as it is.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Iterable
from itertools import pairwise

from bench.search import portal

QUERIES = 200


def percentiles(times: list[float]) -> str:
    ordered = sorted(times)
    middle, high = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    return f"p50 {1e3 * middle:.1f} p95 {1e3 * high:.1f} ms"


def measured(name: str, action: Callable[[str], object], texts: Iterable[str]) -> None:
    wall, cpu = [], []
    for text in texts:
        started, worked = time.perf_counter(), time.process_time()
        action(text)
        wall.append(time.perf_counter() - started)
        cpu.append(time.process_time() - worked)
    print(f"{name}: {percentiles(wall)}; cpu {percentiles(cpu)}", flush=True)


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure_reindex(number: int) -> None:
    from search.documents import Catalogue
    from search.engine import engine

    before, started, worked = peak(), time.perf_counter(), time.process_time()
    for _ in engine().rebuild(["sv"], Catalogue()):
        pass
    passed, cpu = time.perf_counter() - started, time.process_time() - worked
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    print(
        f"reindex: {number / passed:.0f} pages/s (processor time {cpu:.0f} s here and {children:.0f} s "
        f"in helpers, of {passed:.0f} s), memory peak {before:.0f} -> {peak():.0f} MB",
        flush=True,
    )


def run(number: int, *, reindex: bool) -> None:
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
    client = Client()
    asked = queries(QUERIES)
    common = vocabulary()[50:250]

    def ask(text: str) -> object:
        answer = client.get("/api/search/", {"q": text})
        assert answer.status_code == 200
        return answer

    ask(asked[0])
    with CaptureQueriesContext(connection) as captured:
        total = ask(asked[1]).json()["total"]
    print(f"queries of a results view: {len(captured)} ({total} hits)")
    measured("results view", ask, asked)
    measured("results view, one common word", ask, common)
    measured(
        "with a filter", lambda text: client.get("/api/search/", {"q": text, "kind": "case"}), asked
    )
    measured(
        "misspelt", ask, [word[:3] + word[4:] for word in vocabulary()[5000:5100] if len(word) > 6]
    )
    measured("phrase", ask, [f'"{one} {other}"' for one, other in pairwise(common)])

    def suggest(text: str) -> object:
        return client.get("/api/search/suggestions/", {"q": text})

    suggest("ab")
    words = vocabulary()[:QUERIES]
    measured("suggestion", suggest, [word[: 2 + place % 5] for place, word in enumerate(words)])

    def publish(text: str) -> None:
        with transaction.atomic():
            catalogue_changed.send(CatalogueEntry, changed=[int(text)], removed=[])

    measured("index update of one page", publish, [str(entry_id) for entry_id in range(1, 101)])
    measured("results view after 100 updates", ask, asked)


def main() -> None:
    portal.prepare()
    numbers = [int(text) for text in sys.argv[1:] if text.isdigit()]
    for number in numbers or [10_000, 100_000]:
        run(number, reindex="--indexed" not in sys.argv)


if __name__ == "__main__":
    main()
