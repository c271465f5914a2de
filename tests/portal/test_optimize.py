"""What is done for a database that does not count its tables by itself."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

pytestmark = pytest.mark.django_db


def test_sqlite_knows_how_its_tables_are_filled(capsys):
    for _ in range(2):
        call_command("optimize_database")
    if connection.vendor != "sqlite":
        assert capsys.readouterr().out == ""
        return
    assert "SQLite" in capsys.readouterr().out
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT stat FROM sqlite_stat1 WHERE tbl = 'wagtailcore_page' AND idx LIKE '%locale%'"
        )
        [[stat], *_rest] = cursor.fetchall()
    rows, alike = map(int, stat.split()[:2])
    assert rows >= alike > 1
