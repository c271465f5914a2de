"""Do at the turn of every minute what the clock decides: publish and withdraw scheduled pages.

`make up` and compose.yaml run this; a server with systemd can use a timer instead (docs/operations.md).
"""

import logging
import os
import signal
import time
from types import FrameType

import django
from django.core.management import call_command
from django.db import Error, close_old_connections

MINUTE = 60
log = logging.getLogger("portal.scheduler")


def tick() -> None:
    """One round. A database that is away now may be back next minute, so it is no reason to end."""
    try:
        call_command("publish_scheduled", verbosity=0)
    except Error:
        log.exception("The scheduled pages could not be looked at; trying again in a minute")
    finally:
        close_old_connections()


def _stop(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


def main() -> None:
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.embedded")
    django.setup()
    while True:
        tick()
        time.sleep(MINUTE - time.time() % MINUTE)


if __name__ == "__main__":
    main()
