"""What people have been asked to learn: assignments to them, to their units and to the units above.

A course that is assigned in several ways is one duty: the earliest last day holds, and it is mandatory if
one of them is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from content.models import Membership
from content.organisation import ancestors, current

from ..models import Assignment


@dataclass(frozen=True, slots=True)
class Duty:
    """A course that somebody has been asked to take."""

    due_on: date | None
    """The last day, in Swedish time."""
    mandatory: bool

    def __or__(self, other: Duty) -> Duty:
        days = [day for day in (self.due_on, other.due_on) if day is not None]
        return Duty(min(days, default=None), self.mandatory or other.mandatory)

    def late(self, today: date) -> bool:
        """Tell whether the last day is over; whoever asks knows that the course is not done."""
        return self.due_on is not None and self.due_on < today


Duties = dict[UUID, Duty]
"""Duties by the course's translation key."""
People = Collection[int] | QuerySet[Any, Any]
"""Ids of people, or a query that gives them."""
FEW = 500


def merged(parts: Iterable[Duties]) -> Duties:
    """Return all duties as one table."""
    found: Duties = {}
    for part in parts:
        for course, duty in part.items():
            found[course] = found[course] | duty if course in found else duty
    return found


def duties_of(people: People | None, courses: Collection[UUID] | None = None) -> dict[int, Duties]:
    """Return the duties of people by the person's id, done or not; `None` stands for everybody, for all courses.

    Two queries, whatever the number of people. People who share their units share one table, so the result
    is to be read and not to be changed.
    """
    places = _places(people)
    assignments = Assignment.objects.all()
    if courses is not None:
        assignments = assignments.filter(course_key__in=courses)
    above = {unit for paths in set(places.values()) for path in paths for unit in ancestors(path)}
    by_unit, by_person = _given(assignments, above, people)
    shared = {
        paths: merged(
            by_unit[unit]
            for unit in dict.fromkeys(unit for path in paths for unit in ancestors(path))
            if unit in by_unit
        )
        for paths in set(places.values())
    }
    found = {person: shared[paths] for person, paths in places.items()}
    for person, duties in by_person.items():
        found[person] = merged([found.get(person, {}), duties])
    return found


def _places(people: People | None) -> dict[int, tuple[str, ...]]:
    """Return the tree paths of the units where each person works today."""
    memberships = Membership.objects.filter(current())
    if people is not None:
        memberships = memberships.filter(user_id__in=people)
    places: dict[int, tuple[str, ...]] = {}
    for person, path in memberships.order_by("unit__path").values_list("user_id", "unit__path"):
        places[person] = (*places.get(person, ()), path)
    return places


def _given(
    assignments: QuerySet[Assignment], units: set[str], people: People | None
) -> tuple[dict[str, Duties], dict[int, Duties]]:
    """Return what was given to units, by their tree paths, and what was given to people alone; one query."""
    to_units = assignments.filter(unit__isnull=False)
    if len(units) <= FEW:
        to_units = to_units.filter(unit__path__in=units)
    to_people = assignments.filter(user__isnull=False)
    if people is not None:
        to_people = to_people.filter(user_id__in=people)
    columns = ("unit__path", "user_id", "course_key", "due_on", "mandatory")
    by_unit: dict[str, Duties] = defaultdict(dict)
    by_person: dict[int, Duties] = defaultdict(dict)
    rows = to_units.values_list(*columns).union(to_people.values_list(*columns), all=True)
    for path, person, course, due_on, mandatory in rows:
        if person is not None:
            by_person[person][course] = Duty(due_on, mandatory)
        elif path in units:
            by_unit[path][course] = Duty(due_on, mandatory)
    return by_unit, by_person
