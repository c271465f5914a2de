"""What was prepared, and for which state of the code: so that a second start skips what is done.

Standard library alone, so that `make up` can look before it loads anything.
"""

import json
import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from scripts.environment import PINS, ROOT, fingerprint

APPS = ("portal", "search", "conferences", "courses", "cases", "ideas", "methods", "content")
SETTINGS = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "PORTAL_DEMO", "STATIC_ROOT")


class Stamps:
    """A small file of remembered values in the data folder."""

    def __init__(self, data: Path, name: str) -> None:
        self.path = data / f"prepared-{name}.json"
        try:
            self.values: dict[str, str] = json.loads(self.path.read_text())
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


def _files(folder: Path, *suffixes: str) -> list[Path]:
    return [
        path
        for path in folder.rglob("*")
        if path.is_file()
        and (not suffixes or path.suffix in suffixes)
        and "__pycache__" not in path.parts
    ]


def code() -> str:
    """The state of what sets the database up: models, migrations, lists, packages."""
    files = [path for app in APPS for path in _files(ROOT / app, ".py", ".csv", ".json")]
    return fingerprint([*files, PINS / "base.txt"])


def static() -> str:
    """The state of the static files, ours and the packages'."""
    folders = [ROOT / "static", *(ROOT / app / "static" for app in APPS)]
    return fingerprint(
        [*(path for folder in folders for path in _files(folder)), PINS / "base.txt"]
    )


def settings(env: Mapping[str, str]) -> str:
    return " ".join(f"{name}={env.get(name, '')}" for name in SETTINGS)


def outdated_catalogues(root: Path = ROOT) -> list[Path]:
    """Sources of catalogues that are newer than what was compiled from them, as make sees it."""
    return [
        source
        for source in sorted(root.glob("locale/**/LC_MESSAGES/*.po"))
        if not (target := source.with_suffix(".mo")).exists()
        or target.stat().st_mtime_ns < source.stat().st_mtime_ns
    ]


def migrated(database: str) -> str:
    """The mark of an SQLite database's migrations: another database, or an older one, has another."""
    question = "SELECT count(*), max(id), max(applied) FROM django_migrations"
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            return repr(connection.execute(question).fetchone())
    except sqlite3.Error:
        return ""


def ready(data: Path, env: Mapping[str, str] = os.environ) -> str | None:
    """The account list to print, if everything is prepared for this code; None if that is not certain.

    Only of an SQLite database can it be known without loading the portal.
    """
    database, assets = Stamps(data, "database"), Stamps(data, "assets")
    prepared = (
        database["settings"] == assets["settings"] == settings(env)
        and database["migrated"]
        and database["migrated"] == migrated(database["file"])
        and not outdated_catalogues()
        and database["setup"] == code()
        and assets["static"] == static()
        and Path(assets["folder"]).is_dir()
    )
    return database["accounts"] if prepared else None
