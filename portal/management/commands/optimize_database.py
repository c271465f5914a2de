"""`optimize_database`: let SQLite know how its tables are filled."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

ROWS_LOOKED_AT = 1_000
"""Of each index, so that it takes no longer in a large portal."""


class Command(BaseCommand):
    help = (
        "Let SQLite count what its tables and indexes hold, from which it chooses the way to an answer. PostgreSQL "
        "does so by itself; there this does nothing. Safe to run at any time, and again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor != "sqlite":
            return
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit = {ROWS_LOOKED_AT}")
            cursor.execute("ANALYZE")
        if options["verbosity"]:
            self.stdout.write("SQLite knows how its tables are filled")
