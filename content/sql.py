"""What the ORM cannot say: unions of queries that each have their own limit, keys of a group in one row; on every database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models import Q, QuerySet
from django.db.models.functions import Cast


def union_of_limited(parts: Iterable[QuerySet[Any, Any]]) -> list[tuple[Any, ...]]:
    """Return the rows of several sliced `values_list` querysets in one query.

    Django's own `union` refuses slices on SQLite; a derived table around each part is understood by all.
    """
    return _union(part.query.sql_with_params() for part in parts)


def union_for_each(
    part: QuerySet[Any, Any], blanks: Sequence[str], rows: Iterable[Sequence[str]]
) -> list[tuple[Any, ...]]:
    """Return the rows of a sliced `values_list` queryset, once for each row of values, in one query.

    `blanks` are texts that the queryset is filtered by where the values of a row belong, in their order. The ORM
    writes the statement once: writing it takes longer than running it.
    """
    sql, values = part.query.sql_with_params()
    places = {blank: place for place, blank in enumerate(blanks)}
    at = [places.get(each) if isinstance(each, str) else None for each in values]
    return _union(
        (
            sql,
            tuple(
                each if place is None else row[place]
                for each, place in zip(values, at, strict=True)
            ),
        )
        for row in rows
    )


def _union(parts: Iterable[tuple[str, tuple[Any, ...]]]) -> list[tuple[Any, ...]]:
    statements: list[str] = []
    params: list[Any] = []
    for number, (sql, values) in enumerate(parts):
        # Not from outside: the text is the ORM's own, its values stay parameters.
        statements.append(f"SELECT * FROM ({sql}) AS part{number}")  # noqa: S608 - see above
        params += values
    if not statements:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(statements), params)
        return cursor.fetchall()


def below(path: str, field: str = "path") -> Q:
    """Return the condition for tree paths at and below one, in the form that each database answers by its index.

    SQLite uses none for Django's LIKE with an escape; PostgreSQL has one made for LIKE, and its order of strings
    is the installation's.
    """
    if connection.vendor == "sqlite":
        return Q(
            **{f"{field}__gte": path, f"{field}__lt": f"{path}~"}
        )  # "~" follows all that paths are made of
    return Q(**{f"{field}__startswith": path})


class Joined(models.Aggregate):
    """Keys of a group one after the other with a comma between them, each as `written`.

    A hundred thousand rows would take longer to fetch than to count.
    """

    function = "STRING_AGG"
    template = "%(function)s(%(expressions)s, ',')"
    output_field = models.TextField()

    def __init__(self, key: str, **extra: Any) -> None:
        super().__init__(Cast(key, models.CharField(max_length=36)), **extra)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        twin = self.copy()
        twin.template = "GROUP_CONCAT(%(expressions)s)"
        return twin.as_sql(compiler, connection, **context)


def written(key: UUID) -> str:
    """Return a key as the database writes it."""
    return key.hex if connection.vendor == "sqlite" else str(key)
