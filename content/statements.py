"""Querysets that the ORM writes once a connection: only their values change from one request to the next.

To put a queryset together and write its SQL takes longer than to run it, and a page asks the same ten things of
every visitor. What is kept is text; the rows are read anew each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
        given = {
            name: _padded(each) if isinstance(each, list) else each for name, each in values.items()
        }
        sizes = [
            (name, len(each) if isinstance(each, list) else None) for name, each in given.items()
        ]
        # Kept with the connection, which what reads the rows holds: a thread's own, or what a test puts in its place.
        kept = vars(connections[DEFAULT_DB_ALIAS]).setdefault("_statements", {})
        if self not in kept:
            kept[self] = lru_cache(KEPT)(self._write)
        written: _Written = kept[self](shape, tuple(sizes))
        return written, written.filled(given)

    def _write(self, shape: tuple[Any, ...], sizes: tuple[tuple[str, int | None], ...]) -> _Written:
        blanks = {
            name: Blank((name, None))
            if size is None
            else [Blank((name, place)) for place in range(size)]
            for name, size in sizes
        }
        return _Written(self._build(*shape, **blanks))


def _padded(values: list[Any]) -> list[Any]:
    """Return a list with its last value repeated up to a power of two, so that few lengths need a text of their own."""
    if not values:
        return values
    return values + values[-1:] * ((1 << (len(values) - 1).bit_length()) - len(values))


class _Written:
    """What the ORM made of a queryset: its text, and how its rows are read.

    It stands where the queryset's iterable expects a compiler. Django's own would write the text, choose the
    converters and fetch in portions each time, which takes longer than the database does.
    """

    def __init__(self, rows: QuerySet[Any, Any]) -> None:
        self._connection = connections[rows.db]
        compiler: Any = rows.query.get_compiler(rows.db)
        try:
            self._sql, values = compiler.as_sql()
        except EmptyResultSet:
            self._sql = ""
            return
        # A blank's name and place, or nothing and the value that stands there.
        self._values = [each.value if isinstance(each, Blank) else (None, each) for each in values]
        columns = [each[0] for each in compiler.select[: compiler.col_count]]
        self._converters = compiler.get_converters(columns)
        self._apply_converters = compiler.apply_converters
        self.select, self.klass_info = compiler.select, compiler.klass_info
        self.annotation_col_map = compiler.annotation_col_map
        self._queryset = SimpleNamespace(
            db=rows.db,
            query=SimpleNamespace(get_compiler=lambda using: self),
            _known_related_objects={},
        )
        self._iterable: Any = rows._iterable_class

    def filled(self, given: dict[str, Any]) -> Filled | None:
        """Return the text and its values, or None if no row can be meant."""
        if not self._sql:
            return None
        return self._sql, tuple(
            place if name is None else self._adapted(given[name], place)
            for name, place in self._values
        )

    def _adapted(self, value: Any, place: int | None) -> Any:
        found = value if place is None else value[place]
        if isinstance(found, UUID):
            return found if self._connection.features.has_native_uuid_field else found.hex
        return self._connection.ops.adapt_unknown_value(found)

    def rows(self, filled: Filled) -> list[Any]:
        """Return the rows as the queryset would."""
        self._filled = filled
        return list(self._iterable(self._queryset))

    def execute_sql(self, **portions: Any) -> list[Any]:
        """Return all rows as they come; the iterable of objects asks."""
        with self._connection.cursor() as cursor:
            cursor.execute(*self._filled)
            return cursor.fetchall()

    def results_iter(
        self, results: list[Any] | None = None, tuple_expected: bool = False, **portions: Any
    ) -> Iterable[Any]:
        """Return the rows with their values converted; the iterables of values ask for no results before."""
        found: Iterable[Any] = self.execute_sql() if results is None else results
        if self._converters:
            found = self._apply_converters(found, self._converters)
        return map(tuple, found) if tuple_expected else found
