"""Reads of the organisation tree: who leads what, who works where, and what lies above and below a unit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from .models import Membership, OrganisationUnit
from .sql import below


def outermost(paths: Iterable[str]) -> list[str]:
    """Return the tree paths without those that lie below another of them."""
    found: list[str] = []
    for path in sorted(paths):
        if not found or not path.startswith(found[-1]):
            found.append(path)
    return found


def at_or_below(paths: Iterable[str], field: str = "path") -> Q:
    """Return the condition for units at and below the paths; true for none if there are no paths."""
    condition = Q(pk__in=[])
    for path in outermost(paths):
        condition |= below(path, field)
    return condition


def units_of(manager: Any) -> QuerySet[OrganisationUnit]:
    """Return the own line of a manager: the units that the person leads and all below them, in tree order."""
    paths = (
        OrganisationUnit.objects.filter(manager_id=manager.pk).values_list("path", flat=True)
        if manager.is_authenticated
        else []
    )
    return OrganisationUnit.objects.filter(at_or_below(paths)).order_by("path")


def current(day: date | None = None, prefix: str = "") -> Q:
    """Return the condition for memberships that hold on a day, by default today in Swedish time."""
    day = day or timezone.localdate()
    began = Q(**{f"{prefix}started_on__isnull": True}) | Q(**{f"{prefix}started_on__lte": day})
    lasts = Q(**{f"{prefix}ended_on__isnull": True}) | Q(**{f"{prefix}ended_on__gte": day})
    return began & lasts


def memberships_in(units: QuerySet[OrganisationUnit]) -> QuerySet[Membership]:
    """Return today's memberships in the units, of people whose accounts are open or were never opened."""
    return Membership.objects.filter(current(), unit__in=units, user__is_active=True)


def ancestors(path: str) -> list[str]:
    """Return the path of a unit and of every unit above it, the topmost first."""
    step = OrganisationUnit.steplen
    return [path[:end] for end in range(step, len(path) + 1, step)]
