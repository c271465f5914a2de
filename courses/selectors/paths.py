"""Learning paths as somebody meets them: the courses that this reader may see, and how far the reader is in each.

Nothing is kept about paths: how far somebody has come follows from the courses. A course that is restricted, a
draft or gone is neither shown nor counted, and one without lessons is shown and not counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest

from content.access import hidden_paths, outside
from content.links import best_versions
from content.listing import as_cards, section_urls
from content.models import CatalogueEntry, CatalogueFacet
from content.statements import Statement

from .duties import Duties, Duty
from .learning import CourseState, course_states

MOST_PATHS = 20
"""How many paths one course or one person's courses lead to."""


@dataclass
class Step:
    """A course of a path."""

    key: UUID
    state: CourseState
    is_next: bool = False

    @property
    def entry(self) -> CatalogueEntry:
        assert self.state.entry is not None  # noqa: S101 - for mypy: lists of courses have it
        return self.state.entry

    @property
    def counts(self) -> bool:
        return self.is_done or self.state.total > 0

    @property
    def is_done(self) -> bool:
        """Tell whether the course is done; a visitor without an account has done it with its last lesson."""
        state = self.state
        if state.enrolment is not None:
            return state.enrolment.completed_at is not None
        return 0 < state.total == state.done

    @property
    def minutes_left(self) -> int:
        return 0 if self.is_done else self.state.minutes_left


@dataclass
class PathState:
    """The courses of a path in order, as one reader meets them."""

    steps: list[Step]

    def __post_init__(self) -> None:
        if (step := self.next) is not None:
            step.is_next = True

    @property
    def counted(self) -> list[Step]:
        return [step for step in self.steps if step.counts]

    @property
    def total(self) -> int:
        return len(self.counted)

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def minutes(self) -> int:
        return sum(step.state.outline.minutes for step in self.steps)

    @property
    def minutes_left(self) -> int:
        return sum(step.minutes_left for step in self.steps)

    @property
    def next(self) -> Step | None:
        """The first course that is not done."""
        return next((step for step in self.counted if not step.is_done), None)

    @property
    def is_begun(self) -> bool:
        return any(step.is_done or step.state.is_begun for step in self.steps)

    @property
    def is_done(self) -> bool:
        return 0 < self.total == self.done

    def structured_data(self) -> dict[str, Any]:
        """Return what the path's JSON-LD says about its courses."""
        parts = [
            {
                "@type": "Course",
                "name": step.entry.title,
                "description": step.entry.summary,
                "url": f"{settings.BASE_URL}{step.entry.url}",
            }
            for step in self.steps
        ]
        return {"hasPart": parts} | ({"timeRequired": f"PT{self.minutes}M"} if self.minutes else {})


def path_state(keys: Iterable[UUID], request: HttpRequest, language: str) -> PathState:
    """Return the courses of a path as the reader meets them; four queries, however many there are."""
    return _state(keys, course_states(list(keys), request, language))


def _state(keys: Iterable[UUID], states: Mapping[UUID, CourseState]) -> PathState:
    return PathState([Step(key, states[key]) for key in keys if key in states])


@dataclass
class FoundPath:
    """A path with the keys of all its courses, whoever may see them."""

    entry: CatalogueEntry

    @property
    def keys(self) -> list[UUID]:
        return [UUID(key) for key in self.entry.facts.get("courses", ())]


def paths_with(
    courses: Iterable[UUID], request: HttpRequest, language: str, most: int = MOST_PATHS
) -> list[FoundPath]:
    """Return the newest paths that the reader may see and that have one of the courses; one query."""
    keys = [str(key) for key in courses]
    newest = _paths_with(hidden_paths(request), 2 * most, courses=keys)
    return [FoundPath(entry) for entry in [*best_versions(newest, language).values()][:most]]


@Statement
def _paths_with(
    hidden: tuple[str, ...], most: int, *, courses: list[str]
) -> QuerySet[CatalogueEntry]:
    having = CatalogueFacet.objects.filter(kind="path", name="course", value__in=courses)
    rows = outside(CatalogueEntry.objects.filter(pk__in=having.values("entry_id")), hidden)
    return rows.defer("text", "headings").order_by("-date", "-pk")[:most]


@dataclass
class NewestPaths:
    """The newest paths, and where all are listed."""

    entries: list[CatalogueEntry]
    url: str


def newest_paths(request: HttpRequest, language: str, number: int = 2) -> NewestPaths:
    """Return what the courses' section shows of the paths in a language; two queries."""
    entries = _newest_paths(hidden_paths(request), number, language=language)
    return NewestPaths(entries, section_urls(language).get("path", "") if entries else "")


@Statement
def _newest_paths(
    hidden: tuple[str, ...], number: int, *, language: str
) -> QuerySet[CatalogueEntry]:
    rows = outside(CatalogueEntry.objects.filter(kind="path", language=language), hidden)
    return as_cards(rows.order_by("-date", "-pk")[:number])


@dataclass
class MyPath:
    """A path that somebody is on."""

    entry: CatalogueEntry
    state: PathState
    due_on: date | None = None
    """The nearest last day of its courses that are not done."""

    @classmethod
    def under_way(
        cls, paths: Iterable[FoundPath], states: Mapping[UUID, CourseState], duties: Duties
    ) -> list[MyPath]:
        """Return the paths that are begun or asked for as a whole, those that are done last."""
        found = []
        for path in paths:
            state = _state(path.keys, states)
            asked = all(step.is_done or step.key in duties for step in state.counted)
            if state.total and (state.is_begun or asked):
                found.append(cls(path.entry, state, _nearest(state, duties)))
        found.sort(key=lambda mine: (mine.state.is_done, mine.due_on or date.max))
        return found


def _nearest(state: PathState, duties: Duties) -> date | None:
    open_ones: list[Duty] = [
        duties[step.key] for step in state.counted if not step.is_done and step.key in duties
    ]
    return min((duty.due_on for duty in open_ones if duty.due_on), default=None)
