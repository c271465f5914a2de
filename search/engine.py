"""The engine of this installation."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from .engines import Engine
from .engines.database import DatabaseEngine

DATABASE = "database"


@cache
def database() -> DatabaseEngine:
    """Return the database engine, which is always kept and answers when another one cannot."""
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
