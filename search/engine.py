"""The engine of this installation, and the database that answers when that one cannot."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import cache

from django.conf import settings

from .engines import Answer, Engine, EngineDown, Prefix, Query
from .engines.database import DatabaseEngine

DATABASE = "database"
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


def search(query: Query) -> Found:
    """Ask the chosen engine, or the database when it is down."""
    chosen = engine()
    try:
        return Found(chosen.search(query), reserve=False)
    except EngineDown as error:
        log.warning("%s is down, the database answers: %s", chosen.name, error)
        return Found(database().search(query), reserve=True)


def suggest(prefix: Prefix) -> list[int]:
    try:
        return engine().suggest(prefix)
    except EngineDown:
        return database().suggest(prefix)
