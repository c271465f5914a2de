"""Says at start that SEARCH_URL names no engine, rather than at the first search."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, register

from .engine import engine


@register
def search_url(**kwargs: Any) -> list[CheckMessage]:
    try:
        engine()
    except ValueError as problem:
        return [Error(str(problem), id="search.E001")]
    return []
