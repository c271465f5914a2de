"""The engine of this installation, and the database that answers when that one cannot."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from functools import cache

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from content.access import outside
from content.models import CatalogueEntry
from content.statements import Statement

from .engines import Answer, Engine, EngineDown, Prefix, Query
from .engines.base import Meanwhile
from .engines.database import DatabaseEngine
from .models import Pending

DATABASE = "database"
MOST_ABSENT = 1_000
"""Entries that an engine outside is asked to leave out; with more of them the database answers."""
log = logging.getLogger(__name__)


@cache
def database() -> DatabaseEngine:
    """Return the database engine, which is always kept up to date."""
    return DatabaseEngine()


@cache
def connect(address: str) -> Engine:
    """Return the engine at an address: `database`, `elasticsearch://…` or `opensearch://…`."""
    if address == DATABASE:
        return database()
    from .engines import elastic  # its clients are loaded only where they are used

    return elastic.connect(address)


def engine() -> Engine:
    return connect(settings.SEARCH_ENGINE or DATABASE)


def external() -> Engine | None:
    """Return the engine outside the database, if the installation has one."""
    chosen = engine()
    return None if chosen.transactional else chosen


@dataclass(frozen=True)
class Found:
    answer: Answer
    reserve: bool
    """True if the database answered in place of the chosen engine."""


def absent(hidden: tuple[str, ...]) -> frozenset[int] | None:
    """Return what a visitor may not see but an engine outside might still show, or None if it is too much.

    A page may have been withdrawn, or moved to where it is hidden, since the last refresh of that engine.
    """
    found = frozenset(_absent(hidden, MOST_ABSENT + 1))
    return found if len(found) <= MOST_ABSENT else None


@Statement
def _absent(hidden: tuple[str, ...], most: int) -> QuerySet[Pending, int]:
    seen = outside(CatalogueEntry.objects.filter(pk=OuterRef("pk")), hidden)
    return Pending.objects.filter(~Exists(seen)).values_list("pk", flat=True)[:most]


def search(query: Query, meanwhile: Meanwhile | None = None) -> Found:
    """Ask the chosen engine, or the database when it is down; `meanwhile` as in `Engine.search`."""
    chosen = engine()
    if chosen.transactional:
        return Found(chosen.search(query), reserve=False)
    left_out = absent(query.hidden)
    if left_out is None:
        return Found(database().search(query), reserve=False)
    others = {code: replace(other, absent=left_out) for code, other in query.elsewhere.items()}
    try:
        asked = replace(query, absent=left_out, elsewhere=others)
        return Found(chosen.search(asked, meanwhile), reserve=False)
    except EngineDown as error:
        log.warning("%s is down, the database answers: %s", chosen.name, error)
        return Found(database().search(query), reserve=True)


def suggest(prefix: Prefix) -> list[int]:
    chosen = engine()
    left_out = frozenset[int]() if chosen.transactional else absent(prefix.hidden)
    if left_out is None:
        return database().suggest(prefix)
    try:
        return chosen.suggest(replace(prefix, absent=left_out))
    except EngineDown:
        return database().suggest(prefix)
