"""Counts searches without saying whose: by day and words, gathered in the worker and written now and then.

A search must not wait for a write, so a worker that is killed may lose the last half minute of counts.
"""

from __future__ import annotations

import datetime
import logging
import re
import threading
import time
from collections import Counter
from typing import Any

from django.db import Error
from django.db.models import F
from django.utils import timezone

from .models import SearchCount

FLUSH_SECONDS = 30
FLUSH_SIZE = 50
LONGEST = 100
KEPT_DAYS = 180
_PERSONAL = re.compile(r"@|(?:\d[ -]?){6}")
"""Mail addresses, telephone and personal numbers: such a search is not counted at all."""
_lock = threading.Lock()
_waiting: Counter[tuple[str, str, str]] = Counter()
_flushed = time.monotonic()
log = logging.getLogger(__name__)


def count(what: str, text: str, language: str) -> None:
    """Count a search, an empty one or a click: `what` is a field of SearchCount."""
    query = text.lower()[:LONGEST]
    if not query or _PERSONAL.search(query):
        return
    with _lock:
        _waiting[language, query, what] += 1
    if len(_waiting) >= FLUSH_SIZE or time.monotonic() - _flushed > FLUSH_SECONDS:
        flush()


def flush() -> None:
    """Write what this worker has counted."""
    global _flushed  # noqa: PLW0603 - one clock for the worker
    with _lock:
        waiting = dict(_waiting)
        _waiting.clear()
        _flushed = time.monotonic()
    try:
        for (language, query, what), number in waiting.items():
            row: dict[str, Any] = {
                "day": timezone.localdate(),
                "language": language,
                "query": query,
            }
            SearchCount.objects.get_or_create(**row)
            SearchCount.objects.filter(**row).update(**{what: F(what) + number})
    except Error:
        log.warning("Counts of searches are lost", exc_info=True)


def forget_old() -> None:
    """Delete counts that are too old to act on."""
    SearchCount.objects.filter(
        day__lt=timezone.localdate() - datetime.timedelta(days=KEPT_DAYS)
    ).delete()
