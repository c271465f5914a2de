"""What can be given to whom: the courses and people that a search finds, and what was given already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from content.access import visible
from content.models import CatalogueEntry, OrganisationUnit
from content.organisation import memberships_in
from content.people import people_named
from content.sql import containing

from ..models import Assignment
from .names import Course, course_names, path_names

MOST_FOUND = 50


def named(kind: str, words: str, request: HttpRequest, language: str) -> QuerySet[CatalogueEntry]:
    """Return the courses or paths that the reader may see in a language, with all the words in their titles."""
    rows = visible(CatalogueEntry.objects.filter(kind=kind, language=language), request)
    for word in words.split()[:8]:
        rows = rows.filter(containing("title", word))
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


def courses_of_path(path_key: UUID) -> list[UUID]:
    """Return the keys of all courses of a published path in order, whoever may see them; one query."""
    rows = CatalogueEntry.objects.filter(kind="path", translation_key=path_key)
    facts = rows.order_by("pk").values_list("facts", flat=True).first() or {}
    return [UUID(key) for key in facts.get("courses", ())]


def seen_courses(paths: Iterable[CatalogueEntry], request: HttpRequest) -> dict[UUID, list[UUID]]:
    """Return for each path the keys of those of its courses that the reader may see, in order; one query."""
    has = {
        path.translation_key: [UUID(key) for key in path.facts.get("courses", ())] for path in paths
    }
    wanted = {key for keys in has.values() for key in keys}
    rows = visible(
        CatalogueEntry.objects.filter(kind="course", translation_key__in=wanted), request
    )
    seen = set(rows.values_list("translation_key", flat=True)) if wanted else set()
    return {path: [key for key in keys if key in seen] for path, keys in has.items()}


def path_to_give(path_key: UUID, request: HttpRequest) -> list[UUID] | None:
    """Return the courses of a path that the reader may see, or None if there is no such path for the reader."""
    rows = visible(CatalogueEntry.objects.filter(kind="path", translation_key=path_key), request)
    found = rows.only("translation_key", "facts").order_by("pk").first()
    return seen_courses([found], request)[path_key] if found else None


def assignments_in(line: QuerySet[OrganisationUnit]) -> QuerySet[Assignment]:
    """Return what the units and the people in them were given, the nearest last day first; a path is one of them.

    A path stands as the first of its assignments.
    """
    members = memberships_in(line).order_by().values("user_id")
    given = Assignment.objects.filter(Q(unit__in=line.order_by()) | Q(user__in=members))
    before = Assignment.objects.filter(
        Q(unit=OuterRef("unit")) | Q(user=OuterRef("user")),
        path_key=OuterRef("path_key"),
        pk__lt=OuterRef("pk"),
    )
    return given.exclude(Exists(before)).select_related("unit", "user").order_by("due_on", "pk")


@dataclass
class Given:
    """A course or a learning path that was given to somebody."""

    assignment: Assignment
    course: Course
    """The course, or the path."""
    courses: list[Course] = field(default_factory=list)
    """The courses that were given with the path; empty for a single course."""
    added: list[Course] = field(default_factory=list)
    """Courses that the path has got since, and that were not given."""

    @property
    def is_path(self) -> bool:
        return self.assignment.path_key is not None


def as_given(rows: list[Assignment], request: HttpRequest, language: str) -> list[Given]:
    """Return assignments of `assignments_in` as the manager reads them; a fixed number of queries."""
    paths = {row.path_key for row in rows if row.path_key}
    together: dict[tuple[Any, ...], list[UUID]] = defaultdict(list)
    now: dict[UUID, list[UUID]] = {}
    if paths:
        people, units = {row.user_id for row in rows}, {row.unit_id for row in rows}
        parts = Assignment.objects.filter(path_key__in=paths).filter(
            Q(user__in=people - {None}) | Q(unit__in=units - {None})
        )
        for path, user, unit, course in parts.order_by("pk").values_list(
            "path_key", "user_id", "unit_id", "course_key"
        ):
            together[path, user, unit].append(course)
        entries = CatalogueEntry.objects.filter(kind="path", translation_key__in=paths)
        now = seen_courses(entries.only("translation_key", "facts"), request)
    keys = {row.course_key for row in rows}
    keys |= {key for each in (*together.values(), *now.values()) for key in each}
    names = course_names(keys, request, language)
    named_paths = path_names({key for key in paths if key}, request, language) if paths else {}
    found = []
    for row in rows:
        if row.path_key is None:
            found.append(Given(row, names[row.course_key]))
            continue
        given = together[row.path_key, row.user_id, row.unit_id]
        added = [key for key in now.get(row.path_key, ()) if key not in given]
        found.append(
            Given(
                row,
                named_paths[row.path_key],
                [names[key] for key in given],
                [names[key] for key in added],
            )
        )
    return found
