"""Wagtail's own search in the database, which the admin uses, with saves that cost the same at any size.

The stock backend weighs titles by their length against the average of all, and at each save it works out the
average anew and looks through the whole table for rows that have no weight yet: at 100,000 pages that was two
thirds of what a save took, three times a publication. Here a row keeps the neutral weight 1 until `update_index`
has weighed all of them.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from modelsearch.backends import database


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802 - the name that Wagtail looks for
    """Return the stock backend of the database in use, with an index that is kept up to date steadily."""
    backend = database.SearchBackend(params)
    backend.index_class = _steady(backend.index_class)
    return backend


@cache
def _steady(index_class: Any) -> Any:
    class SteadyIndex(index_class):
        def _refresh_title_norms(self, full: bool = False) -> None:
            if full:
                super()._refresh_title_norms(full=True)

    return SteadyIndex
