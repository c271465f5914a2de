"""The schema of an empty portal on SQLite, so that a first start need not replay years of migrations.

`python -m scripts.schema` (`make schema`) applies every migration to an empty database and writes what came
of it, tables and first rows, to portal/schema/sqlite.sql. A first start reads that file and applies what has
been added since, so a file that is behind costs time and nothing else. `make test` builds its database from
the migrations and stops if the file says something else.
"""

import os
import re
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

from scripts import console
from scripts.environment import ROOT

FILE = ROOT / "portal" / "schema" / "sqlite.sql"
MOMENT = "2026-01-01 00:00:00"
"""Stands for the moment of migrating, which is another on every machine."""
OWN_TO_EACH = (
    ("wagtailcore_page", "translation_key", "lower(hex(randomblob(16)))"),
    ("django_migrations", "applied", "strftime('%Y-%m-%d %H:%M:%f', 'now')"),
)
"""What no two portals share, and how it is made: table, column, value."""
_MOMENT = re.compile(r"'20\d\d-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?'")
_KEY = re.compile(r"'[0-9a-f]{32}'")


def _objects(database: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """Kind, name and statement of all that the schema has; what a virtual table makes for itself left out."""
    found = database.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' "
        "ORDER BY type = 'trigger', type = 'index', name"
    ).fetchall()
    virtual = [name for _kind, name, sql in found if sql.startswith("CREATE VIRTUAL TABLE")]
    own = {
        f"{name}_{part}"
        for name in virtual
        for part in ("data", "idx", "content", "docsize", "config")
    }
    return [row for row in found if row[1] not in own]


def _rows(database: sqlite3.Connection, table: str) -> Iterator[str]:
    columns = [row[1] for row in database.execute(f'PRAGMA table_info("{table}")')]
    values = " || ', ' || ".join(f'quote("{column}")' for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    for (row,) in database.execute(f'SELECT {values} FROM "{table}" ORDER BY 1'):  # noqa: S608 - our own names
        yield f'INSERT INTO "{table}" ({names}) VALUES ({row});'  # noqa: S608 - likewise


def dump(path: str | Path) -> str:
    """Give a freshly migrated database as statements, the same on every machine."""
    lines: list[str] = []
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        objects = _objects(database)
        lines += [f"{sql};" for kind, _name, sql in objects if kind == "table"]
        for kind, name, sql in objects:
            if kind == "table" and not sql.startswith("CREATE VIRTUAL TABLE"):
                lines += _rows(database, name)
        lines += [f"{sql};" for kind, _name, sql in objects if kind != "table"]
    number = count(1)
    text = _MOMENT.sub(f"'{MOMENT}'", "\n".join(lines))
    return _KEY.sub(lambda _key: f"'{next(number):032x}'", text) + "\n"


def load(path: str | Path) -> None:
    """Make the database at `path`, which must be empty, what the file says; all of it or nothing."""
    changes = "\n".join(
        f'UPDATE "{table}" SET "{column}" = {value};'  # noqa: S608 - our own names
        for table, column, value in OWN_TO_EACH
    )
    with closing(sqlite3.connect(path)) as database:
        database.executescript(f"BEGIN;\n{FILE.read_text()}\n{changes}\nCOMMIT;")


def main() -> int:
    with tempfile.TemporaryDirectory() as data, console.step("Applying every migration"):
        os.environ |= {"PORTAL_DATA": data, "DJANGO_SETTINGS_MODULE": "portal.settings.embedded"}
        os.environ.pop("DATABASE_URL", None)
        import django
        from django.core.management import call_command
        from django.db import connection

        django.setup()
        call_command("migrate", interactive=False, verbosity=0)
        connection.close()
        FILE.write_text(dump(connection.settings_dict["NAME"]))
    console.say(f"  {FILE.relative_to(ROOT)} is written.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
