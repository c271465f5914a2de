"""Where rows point to an account."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import CASCADE, DO_NOTHING, PROTECT, Field, Model, QuerySet

OURS = ("portal", "search", "conferences", "courses", "cases", "ideas", "methods", "content")


@dataclass(frozen=True)
class Relation:
    """A foreign key to the account."""

    model: type[Model]
    field: Field[Any, Any]

    @property
    def on_delete(self) -> Any:
        return self.field.remote_field.on_delete  # type: ignore[union-attr]  # a foreign key has one

    @property
    def goes(self) -> bool:
        """Tell whether the row goes with the account."""
        return self.on_delete is CASCADE

    @property
    def dangles(self) -> bool:
        """Tell whether the database leaves the row pointing to nobody."""
        return self.on_delete is DO_NOTHING

    @property
    def holds(self) -> bool:
        """Tell whether the account cannot go while the row points to it."""
        return self.on_delete is PROTECT

    @property
    def own(self) -> bool:
        """Tell whether the row is about the person, and not a page or file that they happened to touch."""
        return self.goes or (self.model._meta.app_label in OURS and not hasattr(self.model, "url"))

    def rows(self, user: Any) -> QuerySet[Any]:
        return self.model._base_manager.filter(**{self.field.name: user})


def relations() -> Iterator[Relation]:
    """Yield every foreign key to the account, once, many-to-many tables included."""
    seen = set()
    user = get_user_model()
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy:
            continue
        for field in model._meta.local_fields:
            if field.related_model is user and (model, field.name) not in seen:
                seen.add((model, field.name))
                yield Relation(model, field)


def children(model: type[Model]) -> Iterator[Relation]:
    """Yield the foreign keys by which rows of our own models belong to a row of this one."""
    for child in apps.get_models():
        if child._meta.app_label not in OURS:
            continue
        for field in child._meta.local_fields:
            remote = field.remote_field
            if field.related_model is model and getattr(remote, "on_delete", None) is CASCADE:
                yield Relation(child, field)
