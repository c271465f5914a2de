"""What the ORM cannot say: the union of queries that each have their own limit, on every database."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet


def union_of_limited(parts: Iterable[QuerySet[Any, Any]]) -> list[tuple[Any, ...]]:
    """Return the rows of several sliced `values_list` querysets in one query.

    Django's own `union` refuses slices on SQLite; a derived table around each part is understood by all.
    """
    statements: list[str] = []
    params: list[Any] = []
    for number, part in enumerate(parts):
        sql, values = part.query.sql_with_params()
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
