"""Do what the clock decides: every minute publish and withdraw scheduled pages, every day tidy up.

`make up`, compose.yaml and docs/operations.md run this as one process beside the server.
"""

import datetime
import logging
import os
import signal
import time
from collections.abc import Iterator
from types import FrameType

import django
from django.conf import settings
from django.core.management import call_command
from django.db import close_old_connections

MINUTE = 60
HEAD_START = 15
"""Seconds before the first round: the server that starts beside it is not kept waiting."""
EVERY_MINUTE = [
    ("publish_scheduled",),
    ("search_tidy",),
    ("read_documents", "--seconds", "30"),
    ("send_search_digests",),
    ("send_learning_digest",),
    ("send_session_mail",),
]
EVERY_DAY = [
    ("clearsessions",),
    ("issue_credentials",),
    ("recount_awaiting",),
    ("optimize_database",),
]
WITH_TASKS_IN_THE_DATABASE = [("prune_db_task_results", "--min-age-days", "30")]
log = logging.getLogger("portal.scheduler")


def due(today: datetime.date, tidied: datetime.date | None) -> Iterator[tuple[str, ...]]:
    """The commands of this minute."""
    yield from EVERY_MINUTE
    if today != tidied:
        yield from EVERY_DAY
        if settings.TASKS["default"]["BACKEND"].endswith("DatabaseBackend"):
            yield from WITH_TASKS_IN_THE_DATABASE


def run(command: tuple[str, ...]) -> None:
    """Run one command. Whatever goes wrong with it, the others and the next minute still come."""
    try:
        call_command(*command, verbosity=0)
    except Exception:
        log.exception("%s failed; it comes again", command[0])
    finally:
        close_old_connections()


def _stop(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


def main() -> None:
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.embedded")
    django.setup()
    tidied = None
    time.sleep(HEAD_START)
    while True:
        today = datetime.datetime.now(tz=datetime.UTC).date()
        for command in due(today, tidied):
            run(command)
        tidied = today
        time.sleep(MINUTE - time.time() % MINUTE)


if __name__ == "__main__":
    main()
