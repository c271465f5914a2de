"""Run the server on an application that is loaded once: `python -m scripts.serve [--with-scheduler] OPTIONS`.

granian loads the application in every worker. Loaded before the workers are forked it starts in half the
time, a worker that died is back at once, and the workers share the memory. OPTIONS are granian's.
"""

import gc
import importlib
import os
import sys

import django.urls
from django.db import connections
from granian.cli import entrypoint

from scripts import scheduler
from scripts.processes import end_with_parent

APPLICATION = "portal.wsgi"


def load() -> None:
    """Import what a request needs, and leave nothing open that the workers must not share."""
    importlib.import_module(APPLICATION)
    _ = django.urls.get_resolver().url_patterns
    connections.close_all()
    gc.collect()
    gc.freeze()  # what is here stays, so collecting garbage need not touch, and thus copy, its memory


def main() -> None:
    load()
    if "--with-scheduler" in sys.argv:
        sys.argv.remove("--with-scheduler")
        if os.fork() == 0:
            end_with_parent()
            scheduler.main()
    sys.argv[1:] = ["--interface", "wsgi", *sys.argv[1:], f"{APPLICATION}:application"]
    entrypoint()


if __name__ == "__main__":
    main()
