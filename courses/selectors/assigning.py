"""What can be given to whom: the courses and people that a search finds, and what was given already."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from content.access import visible
from content.models import CatalogueEntry, OrganisationUnit
from content.organisation import memberships_in
from content.people import people_named

from ..models import Assignment

MOST_FOUND = 50


def courses_named(words: str, request: HttpRequest, language: str) -> QuerySet[CatalogueEntry]:
    """Return the courses that the reader may see in a language, with all the words in their titles."""
    rows = visible(CatalogueEntry.objects.filter(kind="course", language=language), request)
    for word in words.replace("\0", " ").split()[:8]:
        rows = rows.filter(title__icontains=word)
    return rows.order_by("title", "pk")


def people_in(line: QuerySet[OrganisationUnit]) -> QuerySet[Any]:
    """Return the accounts of all who work in the units today."""
    members = memberships_in(line).order_by().values("user_id")
    return (
        get_user_model()
        ._default_manager.filter(pk__in=members)
        .order_by("last_name", "first_name", "username")
    )


def found_people(words: str, line: QuerySet[OrganisationUnit]) -> list[Any]:
    """Return the first people of the units in whose names all the words stand; nobody for no words."""
    if not words.strip():
        return []
    return list(people_named(people_in(line), words)[: MOST_FOUND + 1])


def assignments_in(line: QuerySet[OrganisationUnit]) -> QuerySet[Assignment]:
    """Return what the units and the people in them were given, the nearest last day first."""
    members = memberships_in(line).order_by().values("user_id")
    given = Assignment.objects.filter(Q(unit__in=line.order_by()) | Q(user__in=members))
    return given.select_related("unit", "user").order_by("due_on", "pk")
