"""Lets searches find what was written, without a wait for whoever wrote it.

A refresh is most of what a write costs the server, whatever the size of the index. So it comes a moment after the
first of some writes, for all of them: searches of this process do not wait for that moment but call for it, and those
of others find the change when it has passed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Event, Lock

DELAY = 0.2
"""Seconds."""


class Refresher:
    """One for each engine; safe in any thread."""

    def __init__(self, refresh: Callable[[list[str]], None]) -> None:
        """Take what refreshes the indexes of some languages and raises nothing."""
        self._refresh = refresh
        self._lock = Lock()
        self._languages: set[str] = set()
        self._called = Event()
        self._last: Future[None] | None = None
        # One after the other: who has waited for the last has waited for all.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="search-refresh")

    def written(self, languages: Iterable[str]) -> None:
        """Note that something was written."""
        with self._lock:
            if not self._languages:
                self._called = Event()
                self._last = self._thread.submit(self._run, self._called)
            self._languages.update(languages)

    def wait(self, seconds: float) -> None:
        """Return when all that was written is found, or after some seconds."""
        with self._lock:
            last, called = self._last, self._called
        if last is not None:
            called.set()
            wait([last], seconds)

    def _run(self, called: Event) -> None:
        called.wait(DELAY)
        with self._lock:
            languages, self._languages = sorted(self._languages), set()
        self._refresh(languages)
