"""Bring the data folder up to the code: `python -m scripts.prepare assets|database`."""

import gc
import io
import os
import re
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TextIO

import django
from django.core.management import CommandError, call_command

from scripts import console, messages, schema, stamps

COLLECT_EVERY = 20  # migrations


class Counter(io.StringIO):
    """Turns the lines of `migrate` into a count, and collects garbage now and then.

    Every migration builds all models anew. Python's collector, which looks again and again at what is
    still in use, takes a third of the time; without any collecting it takes 900 MB.
    """

    def __init__(self, total: int) -> None:
        super().__init__()
        self.total, self.done = total, 0

    def write(self, text: str) -> int:
        if applied := len(re.findall(r"Applying ", text)):
            self.done += applied
            if self.done % COLLECT_EVERY == 0:
                gc.collect()
            if console.LIVE or self.done % 50 == 0:
                console.update(f"Setting up the database … {self.done} of {self.total}")
        return len(text)


def quietly(command: str) -> str:
    """Run a command; what it said."""
    said = io.StringIO()
    call_command(command, stdout=said)
    return said.getvalue()


def assets() -> None:
    """Compile the catalogues and collect the static files."""
    from django.conf import settings  # after django.setup()

    messages.compile_all()
    done, want, folder = (
        stamps.Stamps(settings.DATA_DIR, "assets"),
        stamps.static(),
        settings.STATIC_ROOT,
    )
    if done["static"] != want or done["folder"] != str(folder) or not Path(folder).is_dir():
        # The old files stay: pages that a reader has open still name them.
        call_command("collectstatic", interactive=False, verbosity=0)
    done["static"], done["folder"] = want, str(folder)
    done["settings"] = stamps.settings(os.environ)


def _migrate() -> bool:
    """Apply the migrations that the database lacks. True if it was empty."""
    from django.db import connection  # after django.setup()
    from django.db.migrations.executor import MigrationExecutor

    empty = not connection.introspection.table_names()
    if empty and connection.vendor == "sqlite" and schema.FILE.exists():
        connection.close()
        schema.load(connection.settings_dict["NAME"])
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    connection.close()
    if plan:
        with console.step(f"Setting up the database: {len(plan)} changes"):
            counter: TextIO = Counter(len(plan))
            gc.disable()
            call_command("migrate", interactive=False, verbosity=1, stdout=counter)
            gc.enable()
    return empty


def _load_demo(done: stamps.Stamps) -> None:
    """Load the demo content once.

    A load that was cut short goes on where it stopped: importing the same line twice changes nothing.
    Otherwise content that is already there is somebody's, and stays as it is.
    """
    resumed = done["demo"] == "started"
    done["demo"] = "started"
    # The import shows its own progress on a terminal.
    with nullcontext() if console.LIVE else console.step("Loading the demo content"):
        call_command("load_demo", *([] if resumed else ["--if-empty"]))
    done["demo"] = "loaded"


def database() -> None:
    """Migrate, set up, and load the demo content once."""
    from django.conf import settings  # after django.setup()
    from django.db import connection  # likewise

    done = stamps.Stamps(settings.DATA_DIR, "database")
    place = "{ENGINE} {HOST}:{PORT} {NAME}".format_map(connection.settings_dict)
    if _migrate() or done["place"] != place:
        done.forget()
        done["place"] = place
    want = stamps.code()
    if done["setup"] != want:
        with console.step("Setting up languages, sections, municipalities, topics and groups"):
            quietly("setup_portal")
        done["setup"] = want
    if settings.DEMO and done["demo"] != "loaded":
        _load_demo(done)
    done["accounts"] = quietly("demo_accounts") if settings.DEMO else ""
    if connection.vendor == "sqlite":
        done["file"] = str(connection.settings_dict["NAME"])
        done["migrated"] = stamps.migrated(done["file"])
    done["settings"] = stamps.settings(os.environ)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.embedded")
    part = {"assets": assets, "database": database}[sys.argv[1]]
    django.setup()
    part()


if __name__ == "__main__":
    try:
        main()
    except CommandError as error:
        console.fail(str(error), error.returncode)
    except KeyboardInterrupt:
        sys.exit(130)
