"""Querysets that the ORM writes once a connection: only their values change from one request to the next.

To put a queryset together and write its SQL takes longer than to run it, and a page asks the same ten things of
every visitor. What is kept is text; the rows are read anew each time.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, update_wrapper
from types import SimpleNamespace
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet, Value

Row = TypeVar("Row")
Filled = tuple[str, tuple[Any, ...]]
KEPT = 64
"""How many texts a connection keeps of each statement: one for each page of a list, and each set of hidden paths."""


class Blank(Value):
    """Where a value is going to stand."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [self]


class Statement(Generic[Row]):
    """A function that returns a queryset, made into one that returns its rows.

    What it is given by position becomes a part of the text, and is what the text is kept by. What it is given by
    name stays open in the text: a text, number, UUID or moment, or a list of them for `__in`.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]]) -> None:
        self._build = build
        update_wrapper(self, build)

    def __call__(self, *shape: Any, **values: Any) -> list[Row]:
        """Return the rows, from one query."""
        written, filled = self._filled(shape, values)
        return written.rows(filled) if filled else []

    def text(self, *shape: Any, **values: Any) -> Filled:
        """Return the SQL and its values, to be a part of another statement."""
        _written, filled = self._filled(shape, values)
        if filled is None:
            raise EmptyResultSet
        return filled

    def _filled(
        self, shape: tuple[Any, ...], values: dict[str, Any]
    ) -> tuple[_Written, Filled | None]:
        given = {name: _padded(each) for name, each in values.items()}
        sizes = {
            name: len(each) if isinstance(each, list) else None for name, each in given.items()
        }
        # Kept with the connection, which what reads the rows holds: a thread's own, or what a test puts in its place.
        kept = vars(connections[DEFAULT_DB_ALIAS]).setdefault("_statements", {})
        if self not in kept:
            kept[self] = lru_cache(KEPT)(self._write)
        written: _Written = kept[self](shape, tuple(sizes.items()))
        return written, written.filled(given)

    def _write(self, shape: tuple[Any, ...], sizes: tuple[tuple[str, int | None], ...]) -> _Written:
        blanks = {
            name: Blank((name, None))
            if size is None
            else [Blank((name, place)) for place in range(size)]
            for name, size in sizes
        }
        return _Written(self._build(*shape, **blanks))


def _padded(value: Any) -> Any:
    """Return a list with its last value repeated up to a power of two, so that few lengths need a text of their own."""
    if isinstance(value, list) and value:
        return value + value[-1:] * ((1 << (len(value) - 1).bit_length()) - len(value))
    return value


class _Written:
    """What the ORM made of a queryset: its text, and how its rows are read."""

    def __init__(self, rows: QuerySet[Any, Any]) -> None:
        self._connection = connections[rows.db]
        compiler: Any = rows.query.get_compiler(rows.db)
        try:
            self._sql, self._values = compiler.as_sql()
        except EmptyResultSet:
            self._sql, self._values = "", ()
            return
        converters = compiler.get_converters(
            [each[0] for each in compiler.select[: compiler.col_count]]
        )
        compiler.get_converters = lambda _columns: converters
        # Stands where the iterable expects the queryset, whose query would write its text anew.
        self._compiler = compiler
        self._rows = SimpleNamespace(
            db=rows.db,
            query=SimpleNamespace(get_compiler=lambda using: compiler),
            _known_related_objects={},
        )
        self._iterable: Any = rows._iterable_class

    def filled(self, given: dict[str, Any]) -> Filled | None:
        """Return the text and its values, or None if no row can be meant."""
        if not self._sql:
            return None
        native = self._connection.features.has_native_uuid_field

        def value(each: Any) -> Any:
            if not isinstance(each, Blank):
                return each
            name, place = each.value
            found = given[name] if place is None else given[name][place]
            if isinstance(found, UUID):
                return found if native else found.hex
            return self._connection.ops.adapt_unknown_value(found)

        return self._sql, tuple(value(each) for each in self._values)

    def rows(self, filled: Filled) -> list[Any]:
        """Return the rows as the queryset would."""
        self._compiler.as_sql = lambda: filled
        return list(self._iterable(self._rows))
