"""The training administrator's numbers: who began and completed what, by month, by unit and by course.

Groups of fewer than five people are never shown alone: small units are put together, and if they are too few
even so, the smallest of the others joins them, so that nobody can be worked out from the total. Those who work in no
unit are not counted at all if they are so few. Everybody counts in one place, so that every number is the sum of those
below it, and what a number says beyond what is shown below it is about five people or nobody.
"""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from content.alphabet import sort_key
from content.models import Membership, OrganisationUnit
from content.organisation import ancestors, current
from content.sql import below

from ..models import Enrolment
from .names import Course, course_names
from .team import within

SMALLEST_GROUP = 5
MOST_MONTHS = 24


def month_start(day: datetime.date, months: int = 0) -> datetime.date:
    """Return the first day of a month, `months` after the one that a day lies in."""
    number = day.year * 12 + day.month - 1 + months
    return datetime.date(number // 12, number % 12 + 1, 1)


def moment(day: datetime.date) -> datetime.datetime:
    """Return when a day begins in Swedish time."""
    return timezone.make_aware(datetime.datetime(day.year, day.month, day.day))  # noqa: DTZ001 - made aware


@dataclass
class Row:
    """Numbers of a month, a unit or a course."""

    label: str
    started: int = 0
    completed: int = 0
    people: int = 0
    """People in the unit, or who have begun the course."""
    day: datetime.date | None = None
    unit: OrganisationUnit | None = None
    course: Course | None = None

    def add(self, other: Row) -> None:
        self.started += other.started
        self.completed += other.completed
        self.people += other.people


@dataclass(frozen=True)
class Period:
    """Whole months, from the first day of one to the last of another."""

    first: datetime.date
    last: datetime.date
    """The first day of the last month."""

    @property
    def months(self) -> list[datetime.date]:
        found: list[datetime.date] = []
        month = self.first
        while month <= self.last and len(found) < MOST_MONTHS:
            found.append(month)
            month = month_start(month, 1)
        return found

    @property
    def begins(self) -> datetime.datetime:
        return moment(self.first)

    @property
    def ends(self) -> datetime.datetime:
        return moment(month_start(self.months[-1], 1))

    def within(self, field: str) -> Q:
        return Q(**{f"{field}__gte": self.begins, f"{field}__lt": self.ends})


def last_twelve_months() -> Period:
    today = timezone.localdate()
    return Period(month_start(today, -11), month_start(today))


def _working() -> QuerySet[Membership]:
    return Membership.objects.filter(current(), user__is_active=True).order_by()


class Report:
    """Enrolments and completions in a period, of everybody or of the people who now work in a unit and below."""

    def __init__(
        self,
        period: Period,
        request: HttpRequest,
        language: str,
        unit: OrganisationUnit | None = None,
    ) -> None:
        self.period, self.request, self.language, self.unit = period, request, language, unit

    @cached_property
    def _everybody(self) -> dict[int, str]:
        """The unit's path for each person who works anywhere; who works in several counts in the first."""
        rows = _working().order_by("-unit__path").values_list("user_id", "unit__path")
        return {person: str(path) for person, path in rows}

    @cached_property
    def _places(self) -> dict[int, str]:
        """The same for the people of the chosen part."""
        if self.unit is None:
            return self._everybody
        top = self.unit.path
        return {pk: path for pk, path in self._everybody.items() if path.startswith(top)}

    @cached_property
    def too_small(self) -> bool:
        """Tell whether nothing may be shown of the chosen unit alone.

        So it is if it has too few people, or if it or a unit above it is put together with others where all
        are listed: the total less what is shown would tell the rest.
        """
        if self.unit is None:
            return False
        if len(self._places) < SMALLEST_GROUP:
            return True
        step = OrganisationUnit.steplen
        return any(
            path in put_together(self._sizes(path[:-step])) for path in ancestors(self.unit.path)
        )

    @cached_property
    def _outside(self) -> int:
        """How many who work in no unit have begun a course; of those who were erased at least so many as began one."""
        known = get_user_model()._default_manager.exclude(pk__in=_working().values("user_id"))
        begun = known.filter(Exists(Enrolment.objects.filter(user_id=OuterRef("pk")))).count()
        erased = Enrolment.objects.filter(user=None).order_by().values("course_key")
        numbers = erased.annotate(number=Count("pk")).values_list("number", flat=True)
        return begun + max(numbers, default=0)

    def _sizes(self, above: str) -> dict[str, int]:
        """Return how many people are in each unit one step below a path, and under that path itself who are in none.

        The empty path stands for the whole.
        """
        length = len(above) + OrganisationUnit.steplen
        places = self._everybody.values()
        sizes = Counter(path[:length] for path in places if path.startswith(above))
        if not above and self._outside >= SMALLEST_GROUP:
            sizes[above] = self._outside
        return sizes

    @cached_property
    def _rows(self) -> QuerySet[Enrolment]:
        """All enrolments that the report is about, in any period."""
        rows = Enrolment.objects.order_by()
        if self.unit is None and (self._outside == 0 or self._outside >= SMALLEST_GROUP):
            return rows
        first = _working().values("user_id").annotate(first=Min("unit__path"))
        if self.unit is not None:
            first = first.filter(below(self.unit.path, "first"))
        return rows.filter(user_id__in=first.values("user_id"))

    @property
    def total(self) -> Row:
        """All months together."""
        months = self.by_month
        started, completed = (
            sum(getattr(row, name) for row in months) for name in ("started", "completed")
        )
        return Row(_("Total"), started, completed, len(self._places))

    @cached_property
    def by_month(self) -> list[Row]:
        """One row a month, without gaps; one query.

        It counts what came before each month begins, which is half the work of counting between two moments.
        """
        months = self.period.months
        ends = [*map(moment, months), self.period.ends]
        found = self._rows.aggregate(
            **{
                f"{name}_{number}": Count("pk", filter=Q(**{f"{name}_at__lt": end}))
                for number, end in enumerate(ends)
                for name in ("started", "completed")
            }
        )

        def between(name: str, number: int) -> int:
            return int(found[f"{name}_{number + 1}"] - found[f"{name}_{number}"])

        return [
            Row(
                month.strftime("%Y-%m"),
                between("started", number),
                between("completed", number),
                day=month,
            )
            for number, month in enumerate(months)
        ]

    @cached_property
    def by_course(self) -> list[Row]:
        """The courses that somebody has begun or completed in the period, by title; one query and their names."""
        recent = self.period.within("started_at") | self.period.within("completed_at")
        rows = (
            self._rows.filter(recent)
            .values_list("course_key")
            .annotate(
                began=Count("pk", filter=self.period.within("started_at")),
                done=Count("pk", filter=self.period.within("completed_at")),
            )
        )
        counts: dict[UUID, tuple[int, int]] = {key: (began, done) for key, began, done in rows}
        names = course_names(set(counts), self.request, self.language) if counts else {}
        found = [
            Row(names[key].title, began, done, course=names[key])
            for key, (began, done) in counts.items()
        ]
        return sorted(found, key=lambda row: sort_key(row.label))

    @cached_property
    def by_unit(self) -> list[Row]:
        """The units one step below the chosen one, each with all below it, small ones put together."""
        above = self.unit.path if self.unit else ""
        length = len(above) + OrganisationUnit.steplen
        units = OrganisationUnit.objects.filter(depth=length // OrganisationUnit.steplen)
        named = {unit.path: unit for unit in within(units, above)}
        sizes = self._sizes(above)
        rows = {}
        for path in sorted(sizes, key=lambda path: (path == above, path)):
            unit = named.get(path)
            label = unit.name if unit else _("In none of these units")
            rows[path] = Row(label, people=sizes[path], unit=unit)
        for person, started, completed in self._by_person():
            row = rows.get(self._places.get(person, "")[:length])
            if row is not None:  # else somebody came between two queries
                row.started += started
                row.completed += completed
        together = Row(_("Small units together"))
        for path in put_together(sizes):
            together.add(rows.pop(path))
        if not together.people:
            return list(rows.values())
        return [*rows.values(), together] if together.people >= SMALLEST_GROUP else []

    def _by_person(self) -> Any:
        recent = self.period.within("started_at") | self.period.within("completed_at")
        return (
            self._rows.filter(recent)
            .values_list("user_id")
            .annotate(
                began=Count("pk", filter=self.period.within("started_at")),
                done=Count("pk", filter=self.period.within("completed_at")),
            )
        )


def put_together(sizes: dict[Any, int]) -> set[Any]:
    """Return those groups that are not shown alone, by their numbers of people.

    They are at least two and hold at least five people together: if the small ones are fewer, the smallest of the
    others joins them.
    """
    small = {key for key, size in sizes.items() if 0 < size < SMALLEST_GROUP}
    others = sorted(
        (key for key, size in sizes.items() if size >= SMALLEST_GROUP),
        key=lambda key: (sizes[key], str(key)),
    )
    while small and others:
        if len(small) > 1 and sum(sizes[key] for key in small) >= SMALLEST_GROUP:
            break
        small.add(others.pop(0))
    return small
