"""The one statement that a query reads: what is valid, the postings of its terms, and what is hidden.

One statement sees one state of the database, so segments, changes and postings always fit together,
whatever is committed meanwhile.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from content.access import below_any
from content.models import CatalogueEntry

from ...models import Change, Posting, Segment
from .snapshot import Keeper, Names, Snapshot, read_segment

SEGMENT, CHANGE, POSTING, HIDDEN = range(4)
EMPTY = {"postgresql": "''::bytea", "sqlite": "x''"}
ATTEMPTS = 5
ANY = ""
"""The language of a removal: when an entry is gone, nobody knows its language any more."""


@dataclass
class State:
    """What the statement read."""

    segments: dict[str, Names] = field(default_factory=dict)
    changes: dict[str, Names] = field(default_factory=dict)
    postings: dict[str, dict[str, list[tuple[int, bytes]]]] = field(default_factory=dict)
    """By language and term: segment and posting."""
    hidden: list[int] = field(default_factory=list)


def read(terms: Mapping[str, Iterable[str]], hidden: tuple[str, ...] = ()) -> State:
    """Read the state and the postings of the terms of each language."""
    nothing = EMPTY[connection.vendor]
    segment, change, posting = (model._meta.db_table for model in (Segment, Change, Posting))
    # Not from outside: only names of our own tables are put into the text, values stay parameters.
    parts = [
        f"SELECT {SEGMENT}, id, generation, language, {nothing} FROM {segment} WHERE active",  # noqa: S608 - see above
        f"SELECT {CHANGE}, entry_id, stamp, language, {nothing} FROM {change}",  # noqa: S608 - see above
    ]
    params: list[Any] = []
    owners: dict[tuple[int, str], bytes] = {}
    for language, asked in terms.items():
        wanted = sorted(set(asked))
        if wanted:
            marks = ", ".join(["%s"] * len(wanted))
            parts.append(
                f"SELECT {POSTING}, p.segment_id, 0, p.term, p.data FROM {posting} p "  # noqa: S608 - see above
                f"WHERE p.segment_id IN (SELECT id FROM {segment} WHERE active AND language = %s) "
                f"AND p.term IN ({marks})"
            )
            params += [language, *wanted]
    if hidden:
        rows = CatalogueEntry.objects.filter(below_any(hidden)).order_by().values_list("id")
        sql, values = rows.query.sql_with_params()
        parts.append(f"SELECT {HIDDEN}, hidden.id, 0, '', {nothing} FROM ({sql}) AS hidden")  # noqa: S608 - see above
        params += values
    state = State()
    segments: dict[str, list[tuple[int, int]]] = defaultdict(list)
    changes: dict[str, list[tuple[int, int]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        for sort, number, other, name, data in cursor.fetchall():
            if sort == POSTING:
                owners[number, name] = data
            elif sort == CHANGE:
                changes[name].append((number, other))
            elif sort == SEGMENT:
                segments[name].append((number, other))
            else:
                state.hidden.append(number)
    languages = {number: name for name, rows in segments.items() for number, _ in rows}
    for (number, term), data in sorted(owners.items()):
        found = state.postings.setdefault(languages[number], {})
        found.setdefault(term, []).append((number, data))
    state.segments = {name: tuple(sorted(rows)) for name, rows in segments.items()}
    removals = changes.pop(ANY, [])
    state.changes = {
        name: tuple(sorted([*changes.get(name, []), *removals])) for name in {*terms, *changes}
    }
    return state


def load(keeper: Keeper, segments: list[int], stamps: list[int]) -> None:
    """Read segments and changes that the worker does not have yet; some may be gone already."""
    if segments:
        for row in Segment.objects.filter(pk__in=segments).values_list(
            "id", "generation", "columns", "dead"
        ):
            keeper.segments[row[0]] = read_segment(*row)
    for start in range(0, len(stamps), 500):
        chunk = stamps[start : start + 500]
        for stamp, removed, data in Change.objects.filter(stamp__in=chunk).values_list(
            "stamp", "removed", "data"
        ):
            keeper.changes[stamp] = None if removed else data


def snapshots(
    keeper: Keeper, terms: Mapping[str, Iterable[str]], hidden: tuple[str, ...] = ()
) -> tuple[State, dict[str, Snapshot]]:
    """Return one state with its snapshot of each language; no other query when nothing changed."""
    for _ in range(ATTEMPTS):
        state = read(terms, hidden)
        found: dict[str, Snapshot] = {}
        for language in terms:
            names = (state.segments.get(language, ()), state.changes.get(language, ()))
            snapshot = keeper.ready(language, *names)
            if snapshot is None:
                missing = keeper.missing(*names)
                if any(missing):
                    load(keeper, *missing)
                snapshot = keeper.make(language, *names)
            if snapshot is None:
                break  # merged away between the statements: begin again with what is valid now
            found[language] = snapshot
        else:
            return state, found
    raise RuntimeError("The index changes faster than it can be read")
