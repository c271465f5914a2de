"""Analyses many documents on all processors, in their order and in bounded memory."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from typing import TypeVar

from .base import Document

PARALLEL_FROM = 3_000
"""Documents for which it is worth to start processes that each load the word lists."""
MOST_PROCESSES = 4
AHEAD = 2
"""Batches that wait for a free process, so that none has to wait for us."""

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
    batches = batched(documents, size)
    processes = min(os.cpu_count() or 1, MOST_PROCESSES)
    if number < PARALLEL_FROM or processes == 1:
        for batch in batches:
            yield batch[-1].entry_id, work(batch)
        return
    # Spawned and not forked: a child must not inherit the database connection.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, _end_with_parent) as pool:
        waiting: deque[tuple[int, Future[Result]]] = deque()
        try:
            for batch in batches:
                waiting.append((batch[-1].entry_id, pool.submit(work, batch)))
                if len(waiting) >= processes + AHEAD:
                    last, done = waiting.popleft()
                    yield last, done.result()
            while waiting:
                last, done = waiting.popleft()
                yield last, done.result()
        finally:
            # Whoever stops listening must not wait for what nobody wants any more.
            pool.shutdown(wait=False, cancel_futures=True)


def _end_with_parent() -> None:
    """End this helper when the process that started it is killed and cannot tell it any more."""
    parent = multiprocessing.parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def batched(things: Iterable[Thing], size: int) -> Iterator[list[Thing]]:
    left = iter(things)
    while batch := list(islice(left, size)):
        yield batch
