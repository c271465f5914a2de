"""Analyses many documents on all processors, in their order and in bounded memory."""

from __future__ import annotations

import multiprocessing
import os
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from pathlib import Path
from typing import TypeVar

from search.analysis.index import cache_for, language_of

from .base import Document
from .shared_terms import SharedTerms

PARALLEL_FROM = 3_000
"""Documents for which it is worth to start processes that each load the word lists."""
MOST_PROCESSES = 4
AHEAD = 2
"""Batches that wait for a free process, so that none has to wait for us."""
SMALLEST = 16
"""The first batch is this part of a whole one."""

Thing = TypeVar("Thing")
Result = TypeVar("Result")


def analysed(
    documents: Iterable[Document],
    number: int,
    size: int,
    work: Callable[[list[Document]], Result],
) -> Iterator[tuple[int, Result]]:
    """Yield for each batch of documents its last entry, and what `work` makes of it.

    `number` is about how many documents there are, `size` how many make a batch. `work` is a function of a
    module that other processes can import without the portal's settings.
    """
    processes = min(os.cpu_count() or 1, MOST_PROCESSES)
    if number < PARALLEL_FROM or processes == 1:
        for batch in batched(documents, size):
            yield batch[-1].entry_id, work(batch)
        return
    # Spawned and not forked: a child must not inherit the database connection.
    context = multiprocessing.get_context("spawn")
    with (
        tempfile.TemporaryDirectory(prefix="portal-terms-") as folder,
        ProcessPoolExecutor(processes, context, _begin, (folder,)) as pool,
    ):
        waiting: deque[tuple[int, Future[Result]]] = deque()
        try:
            for batch in growing(documents, size):
                waiting.append((batch[-1].entry_id, pool.submit(_sharing, work, batch)))
                if len(waiting) >= processes + AHEAD:
                    last, done = waiting.popleft()
                    yield last, done.result()
            while waiting:
                last, done = waiting.popleft()
                yield last, done.result()
        finally:
            # Whoever stops listening must not wait for what nobody wants any more.
            pool.shutdown(wait=False, cancel_futures=True)


def batched(things: Iterable[Thing], size: int) -> Iterator[list[Thing]]:
    left = iter(things)
    while batch := list(islice(left, size)):
        yield batch


def growing(documents: Iterable[Document], size: int) -> Iterator[list[Document]]:
    """Yield small batches first: while most words are new the helpers should hear of each other often."""
    left, now = iter(documents), max(size // SMALLEST, 1)
    while batch := list(islice(left, now)):
        yield batch
        now = min(now + now // 4 + 1, size)


# --- In a helper ---------------------------------------------------------------------------------

_folder = Path()
_shared: dict[str, SharedTerms] = {}


def _begin(folder: str) -> None:
    global _folder  # noqa: PLW0603 - the executor has no other place for what belongs to a process
    _folder = Path(folder)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this helper when the process that started it is killed and cannot tell it any more."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _sharing(work: Callable[[list[Document]], Result], batch: list[Document]) -> Result:
    language = language_of(batch[0].language)
    if language not in _shared:
        cache = cache_for(language)
        cache.analyser = _shared[language] = SharedTerms(cache.analyser, _folder / language)
    result = work(batch)
    _shared[language].exchange()
    return result
