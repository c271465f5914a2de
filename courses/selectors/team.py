"""How far the people of a manager's line are with the courses that they have been asked to take.

Names and states alone: what somebody answers is nobody else's business, and neither is what somebody reads
without having been asked to. Everything is worked out in memory from a handful of queries, so that the page
costs the same whatever is filtered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from content.alphabet import sort_key
from content.models import CatalogueEntry, Membership, OrganisationUnit
from content.organisation import at_or_below, current
from content.sql import Joined, written

from ..models import Enrolment
from .duties import Duties, Duty, duties_of
from .names import Course, names_among
from .plan import sources_among

MOST_UNITS = 500
"""How many units a filter offers."""
LANE = 32
"""How many bits of a set of courses each course has. The first is 1 if it is in the set; the others leave room to add
up the sets of all people, which gives how many have each course."""

Courses = int
"""A set of courses: some thousands of people with fifty each are soon joined and counted so."""


class Lanes(dict[str, Courses]):
    """Courses as sets of one, by their keys; what nobody was asked to take is the empty set."""

    def __missing__(self, key: str) -> Courses:
        return 0


class State(models.TextChoices):
    """How far somebody is with a course, the most urgent first."""

    LATE = "late", pgettext_lazy("course past its last day", "Late")
    NOT_BEGUN = "not_begun", gettext_lazy("Not begun")
    UNDER_WAY = "under_way", gettext_lazy("Under way")
    AWAITING = "awaiting", gettext_lazy("Waiting for a session")
    """All is done but coming to a session, which the course demands."""
    DONE = "done", pgettext_lazy("course", "Done")


PLOTTED = (State.DONE, State.AWAITING, State.UNDER_WAY, State.NOT_BEGUN, State.LATE)
"""The states in the order in which a bar shows them."""


@dataclass(slots=True)
class Person:
    """Somebody in the line with the names of the units there."""

    pk: int
    name: str
    units: list[str] = field(default_factory=list)

    @property
    def unit(self) -> str:
        return ", ".join(self.units)


@dataclass(slots=True)
class Cell:
    """One person and one course."""

    person: Person
    course: Course
    state: State
    due_on: date | None
    completed_at: datetime | None


@dataclass
class Tally:
    """How many are in each state."""

    counts: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        return self.counts[State.DONE]

    @property
    def under_way(self) -> int:
        return self.counts[State.UNDER_WAY]

    @property
    def awaiting(self) -> int:
        return self.counts[State.AWAITING]

    @property
    def late(self) -> int:
        return self.counts[State.LATE]

    @property
    def not_begun(self) -> int:
        return self.counts[State.NOT_BEGUN]

    @property
    def parts(self) -> Iterator[tuple[State, int]]:
        """The states that occur, in the order of a bar, each with its number."""
        return ((state, self.counts[state]) for state in PLOTTED if self.counts[state])


place_of = lru_cache(20_000)(sort_key)
"""The place of a name in the alphabet; people share names, and a page's people come again on the next."""


class Team:
    """The people of some units, their duties and how far they are."""

    def __init__(
        self,
        units: QuerySet[OrganisationUnit],
        request: HttpRequest,
        language: str,
        person: int | None = None,
    ) -> None:
        """Take the people of `units`, or one person of them."""
        self.request, self.language = request, language
        self.today = timezone.localdate()
        members = Membership.objects.filter(current(), unit__in=units, user__is_active=True)
        if person is not None:
            members = members.filter(user_id=person)
        self._members = members

    @cached_property
    def people(self) -> list[Person]:
        """Everybody, in the order of the Swedish alphabet by last name."""
        rows = self._members.order_by("unit__path", "pk").values_list(
            "user_id", "user__first_name", "user__last_name", "user__username", "unit__name"
        )
        found: dict[int, Person] = {}
        places: dict[int, tuple[str, str]] = {}
        for pk, first, last, username, unit in rows:
            person = found.get(pk)
            if person is None:
                person = found[pk] = Person(pk, f"{first} {last}".strip() or username)
                places[pk] = place_of(last or username), place_of(first)
            if unit not in person.units:
                person.units.append(unit)
        return sorted(found.values(), key=lambda person: (places[person.pk], person.pk))

    @cached_property
    def duties(self) -> dict[int, Duties]:
        found = duties_of(self._members.order_by().values("user_id"))
        # Only what the same moment sees of both: somebody may have come or gone between two queries.
        here = {person.pk for person in self.people}
        return {pk: duties for pk, duties in found.items() if pk in here and duties}

    @cached_property
    def _keys(self) -> set[UUID]:
        """The courses that somebody here has been asked to take."""
        tables = {id(duties): duties for duties in self.duties.values()}
        return {key for duties in tables.values() for key in duties}

    @cached_property
    def _entries(self) -> list[CatalogueEntry]:
        """Their versions in the catalogue, also those that the reader may not see."""
        rows = CatalogueEntry.objects.filter(kind="course", translation_key__in=self._keys)
        return list(rows.only("translation_key", "language", "title", "url", "path", "facts"))

    @cached_property
    def courses(self) -> list[Course]:
        """The courses that somebody here has been asked to take, by title."""
        found = names_among(self._entries, self._keys, self.request, self.language)
        named = found.values()
        return sorted(named, key=lambda course: (sort_key(course.title), str(course.key)))

    @cached_property
    def _lanes(self) -> dict[UUID, Courses]:
        """Each course as a set of its own."""
        return {course.key: 1 << LANE * number for number, course in enumerate(self.courses)}

    @cached_property
    def _enrolled(self) -> dict[int, tuple[Courses, ...]]:
        """For each person the courses that are done, that are begun and not done, and that wait for a session."""
        lane = Lanes({written(key): lane for key, lane in self._lanes.items()}).__getitem__
        # Not limited to the courses asked for: a person's whole range of the index is read faster than looked up.
        rows = (
            Enrolment.objects.filter(user_id__in=self._members.order_by().values("user_id"))
            .order_by()
            .values_list("user_id")
            .annotate(
                done=Joined("course_key", filter=Q(completed_at__isnull=False)),
                begun=Joined("course_key", filter=Q(completed_at=None)),
                waits=Joined("course_key", filter=Q(completed_at=None, awaits_session=True)),
            )
        )
        return {
            person: tuple(sum(map(lane, keys.split(","))) if keys else 0 for keys in parts)
            for person, *parts in rows
        }

    @cached_property
    def _seated(self) -> Courses:
        """The courses that one must come to a session of."""
        sources = sources_among(self._entries).items()
        return sum(
            self._lanes[key] for key, source in sources if source.facts.get("attendance_required")
        )

    @property
    def has_sessions(self) -> bool:
        """Tell whether anybody here can be waiting for a session."""
        return bool(self._seated)

    @cached_property
    def states(self) -> dict[int, dict[State, Courses]]:
        """For each person the courses in each state."""
        tables: dict[int, tuple[Courses, Courses]] = {}
        found = {}
        for person, duties in self.duties.items():
            table = tables.get(id(duties))
            if table is None:
                table = tables[id(duties)] = (
                    sum(self._lanes[key] for key in duties),
                    sum(self._lanes[key] for key, duty in duties.items() if duty.late(self.today)),
                )
            asked, past = table
            completed, begun, waits = self._enrolled.get(person, (0, 0, 0))
            done = asked & completed
            late = past & ~done
            rest = asked & ~done & ~late
            awaiting = rest & waits & self._seated
            found[person] = {
                State.LATE: late,
                State.NOT_BEGUN: rest & ~begun,
                State.UNDER_WAY: rest & begun & ~awaiting,
                State.AWAITING: awaiting,
                State.DONE: done,
            }
        return found

    @cached_property
    def by_course(self) -> list[tuple[Course, Tally]]:
        """Every course with the number of people in each state."""
        sums = {state: sum(states[state] for states in self.states.values()) for state in State}
        most = (1 << LANE) - 1
        return [
            (
                course,
                Tally(
                    Counter({state.value: sums[state] >> LANE * number & most for state in State})
                ),
            )
            for number, course in enumerate(self.courses)
        ]

    @cached_property
    def total(self) -> Tally:
        """All pairs of a person and a course by state."""
        found: Counter[str] = Counter()
        for _course, tally in self.by_course:
            found.update(tally.counts)
        return Tally(found)

    def of(self, person: Person) -> Tally:
        """Return how many courses of a person are in each state."""
        states = self.states.get(person.pk, {})
        return Tally(
            Counter({state.value: courses.bit_count() for state, courses in states.items()})
        )

    def having(self, state: State | None = None, course: UUID | None = None) -> list[Person]:
        """Return the people who have been asked to take a course, or any, and have one of these in a state."""
        states = self.states
        if state is None and course is None:
            return [person for person in self.people if person.pk in states]
        wanted = -1 if course is None else self._lanes.get(course, 0)
        places = State if state is None else (state,)
        return [
            person
            for person in self.people
            if person.pk in states and any(states[person.pk][each] & wanted for each in places)
        ]

    def cells(
        self, people: list[Person], state: State | None = None, course: UUID | None = None
    ) -> Iterator[Cell]:
        """Give what these people have been asked to take: one course or all, in one state or all. One query."""
        wanted = [each for each in self.courses if course in {None, each.key}]
        completed = {
            (person, key): moment
            for person, key, moment in Enrolment.objects.filter(
                user_id__in=[person.pk for person in people],
                course_key__in=[each.key for each in wanted],
                completed_at__isnull=False,
            ).values_list("user_id", "course_key", "completed_at")
        }
        for person in people:
            states = self.states.get(person.pk, {})
            for each in wanted:
                lane = self._lanes[each.key]
                place = next((one for one, courses in states.items() if courses & lane), None)
                if place is not None and state in {None, place}:
                    duty: Duty = self.duties[person.pk][each.key]
                    moment = completed.get((person.pk, each.key))
                    yield Cell(person, each, place, duty.due_on, moment)


def named_in_tree(line: QuerySet[OrganisationUnit]) -> list[OrganisationUnit]:
    """Return the first units of a line, one more than a list shows, each with the `indent` of its place below others."""
    units = list(line[: MOST_UNITS + 1])
    above: list[str] = []
    for unit in units:
        while above and not unit.path.startswith(above[-1]):
            above.pop()
        unit.indent = "\u2003" * len(above)
        above.append(unit.path)
    return units


def within(units: QuerySet[OrganisationUnit], path: str) -> QuerySet[OrganisationUnit]:
    """Return those of the units that are one unit or lie below it."""
    return units.filter(at_or_below([path]))


def person_in(units: QuerySet[OrganisationUnit], pk: int) -> Any:
    """Return the account of somebody who works in one of the units today, or None."""
    members = Membership.objects.filter(current(), unit__in=units, user__is_active=True)
    return (
        get_user_model()
        ._default_manager.filter(pk=pk, pk__in=members.order_by().values("user_id"))
        .first()
    )
