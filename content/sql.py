"""What the ORM cannot say, on every database: unions with limits, keys of a group in one row, words in any letter case."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat


def union_of(parts: Iterable[tuple[str, tuple[Any, ...]]]) -> list[tuple[Any, ...]]:
    """Return the rows of several statements that each have their own limit, in one query.

    Django's own `union` refuses slices on SQLite; a derived table around each part is understood by all.
    """
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


def below(path: Any, field: str = "path") -> Q:
    """Return the condition for tree paths at and below one, in the form that each database answers by its index.

    SQLite uses none for Django's LIKE with an escape; PostgreSQL has one made for LIKE, and its order of strings
    is the installation's.
    """
    if connection.vendor == "sqlite":
        # "~" follows all that paths are made of. A statement's blank is joined to it by the database.
        end = (
            f"{path}~"
            if isinstance(path, str)
            else Concat(path, Value("~"), output_field=CharField())
        )
        return Q(**{f"{field}__gte": path, f"{field}__lt": end})
    return Q(**{f"{field}__startswith": path})


def containing(field: str, word: str, *, whole: bool = False) -> Q:
    """Return the condition for texts with a word in them, or that are the word as a `whole`, in any letter case.

    SQLite knows the cases of a to z alone, and PostgreSQL those that its installation's locale knows; so other letters
    are asked for in both.
    """
    word = unicodedata.normalize("NFC", word.replace("\0", ""))
    if word.isascii():
        return Q(**{f"{field}__{'iexact' if whole else 'icontains'}": word})
    pattern = "".join(map(_either_case, word))
    return Q(**{f"{field}__regex": f"^{pattern}$" if whole else pattern})


def _either_case(letter: str) -> str:
    cases = {letter.lower(), letter.upper()}
    if len(cases) == 1 or any(len(each) > 1 for each in cases):
        return re.escape(letter)
    return f"[{''.join(sorted(cases))}]"


class Joined(models.Aggregate):
    """Keys of a group one after the other with a comma between them, each as `written`.

    A hundred thousand rows would take longer to fetch than to count.
    """

    function = "STRING_AGG"
    template = "%(function)s(%(expressions)s, ',')"
    output_field = models.TextField()

    def __init__(self, key: str, **extra: Any) -> None:
        super().__init__(Cast(key, models.TextField()), **extra)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        twin = self.copy()
        twin.template = "GROUP_CONCAT(%(expressions)s)"
        return twin.as_sql(compiler, connection, **context)


def written(key: UUID) -> str:
    """Return a key as the database writes it."""
    return key.hex if connection.vendor == "sqlite" else str(key)
