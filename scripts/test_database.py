"""Build the test database once and copy it for each process of pytest: `python -m scripts.test_database 2`.

pytest would run all migrations in every process; with `--reuse-db` it takes the copies.
"""

import gc
import shutil
import sys
from collections.abc import Iterator

import django
from django.db import connection

from scripts import console, schema


def names(name: str, workers: int) -> Iterator[str]:
    """What pytest-django calls the databases of pytest-xdist's workers."""
    return (f"{name}_gw{number}" for number in range(workers))


def build(workers: int) -> None:
    gc.disable()  # it is short, and the collector takes a third of a migration's time
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()
    if connection.vendor == "sqlite" and schema.dump(name) != schema.FILE.read_text():
        console.fail("portal/schema/sqlite.sql is not what the migrations make. Run: make schema")
    for copy in names(name, workers):
        if connection.vendor == "sqlite":
            shutil.copyfile(name, copy)
        else:
            suffix = copy.removeprefix(f"{name}_")
            connection.creation.clone_test_db(suffix, verbosity=0, autoclobber=True)


if __name__ == "__main__":
    django.setup()
    build(int(sys.argv[1]))
