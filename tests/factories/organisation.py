"""Units and who works in them. `UnitFactory(parent=…)` goes below another unit."""

from __future__ import annotations

from typing import Any

import factory
from factory.django import DjangoModelFactory

from content.models import Membership, OrganisationUnit


class UnitFactory(DjangoModelFactory):
    class Meta:
        model = OrganisationUnit

    key = factory.Sequence(lambda number: f"unit-{number}")
    name = factory.Sequence(lambda number: f"Enhet {number}")

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        parent = kwargs.pop("parent", None)
        unit = model_class(**kwargs)
        if parent is None:
            model_class.add_root(instance=unit)
        else:
            model_class.objects.get(pk=parent.pk).add_child(instance=unit)
        return model_class.objects.get(pk=unit.pk)


def join(unit: OrganisationUnit, *people: Any, **fields: Any) -> None:
    """Let people work in a unit."""
    Membership.objects.bulk_create(Membership(unit=unit, user=user, **fields) for user in people)
