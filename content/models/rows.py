"""Objects that are what their row says, for what a page reads by the dozen."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypeVar

from django.db.models import Model
from django.db.models.base import ModelState

Stored = TypeVar("Stored", bound=Model)


def as_stored(
    model: type[Stored], db: str | None, field_names: Collection[str], values: Collection[Any]
) -> Stored:
    """Return an object of a row, for `from_db` of a model to which being made is nothing more.

    Django's way passes every field, read or not, through `__init__` and tells two signals of it: most of what a
    list of cards costs. Here nothing may listen to them.
    """
    made = model.__new__(model)
    vars(made).update(zip(field_names, values, strict=True))
    made._state = ModelState()
    made._state.adding = False
    made._state.db = db
    return made
