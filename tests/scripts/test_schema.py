"""The schema of an empty portal as a file: what it gives, and what it leaves to each portal."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from scripts import schema


@pytest.fixture
def portals(tmp_path: Path) -> tuple[Path, Path]:
    first, second = tmp_path / "first.sqlite3", tmp_path / "second.sqlite3"
    schema.load(first)
    schema.load(second)
    return first, second


def ask(path: Path, question: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(question).fetchall()


def test_what_is_loaded_is_what_was_written(portals: tuple[Path, Path]) -> None:
    assert schema.dump(portals[0]) == schema.FILE.read_text()


def test_it_is_sound_and_has_every_migration(portals: tuple[Path, Path]) -> None:
    assert ask(portals[0], "PRAGMA integrity_check") == [("ok",)]
    assert ask(portals[0], "PRAGMA foreign_key_check") == []
    names = {row[0] for row in ask(portals[0], "SELECT DISTINCT app FROM django_migrations")}
    assert {"content", "courses", "search", "wagtailcore"} <= names


def test_no_two_portals_share_a_key(portals: tuple[Path, Path]) -> None:
    first, second = (
        {row[0] for row in ask(path, "SELECT translation_key FROM wagtailcore_page")}
        for path in portals
    )
    assert len(first | second) == len(first) + len(second)


def test_a_database_that_has_something_is_left_as_it_was(
    portals: tuple[Path, Path], tmp_path: Path
) -> None:
    before = ask(portals[0], "SELECT translation_key FROM wagtailcore_page ORDER BY id")
    with pytest.raises(sqlite3.OperationalError):
        schema.load(portals[0])
    assert ask(portals[0], "SELECT translation_key FROM wagtailcore_page ORDER BY id") == before


def test_another_table_is_seen(portals: tuple[Path, Path]) -> None:
    with closing(sqlite3.connect(portals[0])) as database:
        database.execute("CREATE TABLE other (id integer)")
        database.commit()
    assert schema.dump(portals[0]) != schema.FILE.read_text()
