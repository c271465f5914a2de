"""Bring the data folder up to the code: `python -m scripts.prepare assets|database`.

What was done for which state of the code is written in PORTAL_DATA/prepared-*.json, so that a second
start skips it. Migrations are compared with the database itself.
"""

import json
import os
import re
import sys
from pathlib import Path
from typing import TextIO

import django
from django.core.management import call_command

from scripts import console, messages
from scripts.environment import PINS, ROOT, fingerprint

APPS = ("portal", "search", "conferences", "courses", "cases", "ideas", "methods", "content")


class Stamps:
    """Remembers for what state of the code a step was last done."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.values: dict[str, str] = json.loads(path.read_text())
        except (OSError, ValueError):
            self.values = {}

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    def __setitem__(self, name: str, value: str) -> None:
        self.values[name] = value
        partial = self.path.with_suffix(".part")
        partial.write_text(json.dumps(self.values, indent=1))
        partial.replace(self.path)

    def forget(self) -> None:
        self.values = {}


class Counter:
    """Turns the lines of `migrate` into a count."""

    encoding = "utf-8"

    def __init__(self, total: int) -> None:
        self.total, self.done = total, 0

    def write(self, text: str) -> None:
        if applied := len(re.findall(r"Applying ", text)):
            self.done += applied
            if console.LIVE or self.done % 50 == 0:
                console.update(f"Setting up the database … {self.done} of {self.total}")

    def flush(self) -> None:
        """There is nothing to flush; a stream has this method."""

    def isatty(self) -> bool:
        return False


def code_files(*suffixes: str) -> list[Path]:
    return [
        path
        for app in APPS
        for path in (ROOT / app).rglob("*")
        if path.suffix in suffixes and "__pycache__" not in path.parts
    ]


def assets() -> None:
    """Compile the catalogues and collect the static files."""
    from django.conf import settings  # after django.setup()

    messages.compile_all()
    folder = Path(settings.DATA_DIR)
    stamps = Stamps(folder / "prepared-assets.json")
    files = [path for path in (ROOT / "static").rglob("*") if path.is_file()]
    files += [path for app in APPS for path in (ROOT / app / "static").rglob("*") if path.is_file()]
    want = fingerprint([*files, PINS / "base.txt"])
    if stamps["static"] != want or not Path(settings.STATIC_ROOT).exists():
        # The old files stay: pages that a reader has open still name them.
        call_command("collectstatic", interactive=False, verbosity=0)
        stamps["static"] = want


def _migrate() -> bool:
    """Apply the migrations that the database lacks. True if it was empty."""
    from django.db import connection  # after django.setup()
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    empty = not executor.loader.applied_migrations
    connection.close()
    if plan:
        with console.step(f"Setting up the database: {len(plan)} changes"):
            counter: TextIO = Counter(len(plan))  # type: ignore[assignment] # what Django writes to
            call_command("migrate", interactive=False, verbosity=1, stdout=counter)
    return empty


def database() -> None:
    """Migrate, set up, and load the demo content once."""
    from django.conf import settings  # after django.setup()

    stamps = Stamps(Path(settings.DATA_DIR) / "prepared-database.json")
    place = "{ENGINE} {HOST}:{PORT} {NAME}".format_map(
        {"HOST": "", "PORT": "", **settings.DATABASES["default"]}
    )
    if _migrate() or stamps["place"] != place:
        stamps.forget()
        stamps["place"] = place

    want = fingerprint([*code_files(".py", ".csv", ".json"), PINS / "base.txt"])
    if stamps["setup"] != want:
        with console.step("Setting up languages, sections, municipalities, topics and groups"):
            call_command("setup_portal", verbosity=0)
        stamps["setup"] = want

    if settings.DEMO and stamps["demo"] != "loaded":
        # A load that was cut short goes on where it stopped: importing the same line twice changes
        # nothing. Otherwise content that is already there is somebody's, and stays as it is.
        resumed = stamps["demo"] == "started"
        stamps["demo"] = "started"
        console.say("  Loading the demo content:")
        call_command("load_demo", *([] if resumed else ["--if-empty"]))
        stamps["demo"] = "loaded"
    if settings.DEMO:
        console.say()
        call_command("demo_accounts")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.embedded")
    part = {"assets": assets, "database": database}[sys.argv[1]]
    django.setup()
    part()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
