"""The demo portal for tests of what visitors meet: pages, links, pictures, a browser's view.

It lives in a database and media folder of its own beside the test database, so that no other test meets its
pages and none of its tests has to fill it. Built once through the import format, then shared by all workers
and, where PORTAL_DATA names a lasting folder, by later runs on the same sources.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from coverage import Coverage
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.test import override_settings

SOURCES = ("*.py", "data/*.csv", "demo/*.json*")


@dataclass(frozen=True)
class DemoPortal:
    """Where the filled portal is: its database's name and its folder."""

    database: str
    folder: Path

    @property
    def media(self) -> Path:
        return self.folder / "media"

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Let this thread work in the demo's database and media, whatever transaction is open in its own."""
        own = connections[DEFAULT_DB_ALIAS]
        theirs = type(own)(own.settings_dict | {"NAME": self.database}, DEFAULT_DB_ALIAS)
        connections[DEFAULT_DB_ALIAS] = theirs
        cache.clear()
        try:
            with override_settings(MEDIA_ROOT=self.media, DEMO=True):
                yield
        finally:
            theirs.close()
            connections[DEFAULT_DB_ALIAS] = own
            cache.clear()


def demo_portal() -> DemoPortal:
    """Return the filled portal, building it if no other worker or run has done so on the same sources."""
    folder = settings.DATA_DIR / f"demo-{connection.vendor}"
    folder.mkdir(parents=True, exist_ok=True)
    portal = DemoPortal(_database_name(folder), folder)
    stamp, wanted = folder / "built", _fingerprint()
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (stamp.exists() and stamp.read_text() == wanted and _exists(portal)):
            stamp.unlink(missing_ok=True)
            _build(portal)
            stamp.write_text(wanted)
    return portal


@contextmanager
def unmeasured() -> Iterator[None]:
    """Leave what runs here out of the coverage, which costs a third of the time: smaller tests measure the same."""
    measuring = Coverage.current()
    if measuring is not None:
        measuring.stop()
    try:
        yield
    finally:
        if measuring is not None:
            measuring.start()


def _build(portal: DemoPortal) -> None:
    from django.contrib.auth.models import Group

    from portal.setup import setup_portal, sync_lists

    shutil.rmtree(portal.media, ignore_errors=True)
    _copy_test_database(portal.database)
    skeleton = connection._test_serialized_contents
    with portal.in_use(), unmeasured():
        if not Group.objects.exists():  # a transactional test had just flushed what was copied
            connection.creation.deserialize_db_from_string(skeleton)
        setup_portal()
        sync_lists()
        call_command("load_demo", verbosity=0)


def _database_name(folder: Path) -> str:
    if connection.vendor == "sqlite":
        return str(folder / "portal.sqlite3")
    # All workers share it, so the number that pytest-xdist gives the test database is left out.
    return f"{connection.settings_dict['NAME'].split('_gw')[0]}_demo"


def _copy_test_database(name: str) -> None:
    """Copy the migrated test database, which saves the half minute that migrating takes."""
    own = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        for path in (name, f"{name}-wal", f"{name}-shm"):
            Path(path).unlink(missing_ok=True)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [name])
        return
    connection.close()
    quote = connection.ops.quote_name
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {quote(name)}")
        cursor.execute(f"CREATE DATABASE {quote(name)} TEMPLATE {quote(own)}")


def _exists(portal: DemoPortal) -> bool:
    if connection.vendor == "sqlite":
        return Path(portal.database).exists()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [portal.database])
        return cursor.fetchone() is not None


def _fingerprint() -> str:
    """Tell one state of the sources that shape the demo from another."""
    digest = hashlib.sha256()
    names = ("portal", "search", "conferences", "courses", "cases", "ideas", "methods", "content")
    for name in names:
        root = Path(apps.get_app_config(name).path)
        for pattern in SOURCES:
            for path in sorted(root.rglob(pattern)):
                state = path.stat()
                digest.update(f"{path} {state.st_mtime_ns} {state.st_size}\n".encode())
    return digest.hexdigest()
