"""The training administrator's numbers: who began and completed what, by month, by unit and by course.

Groups of fewer than five people are never shown alone: small units are put together, and if they are too few
even so, the smallest of the others joins them, so that nobody can be worked out from the total.
"""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from content.alphabet import sort_key
from content.models import Membership, OrganisationUnit
from content.organisation import ancestors, current

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
        members = Membership.objects.filter(current(), user__is_active=True)
        rows = members.order_by("-unit__path").values_list("user_id", "unit__path")
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
        for path in ancestors(self.unit.path):
            above, length = path[: -OrganisationUnit.steplen], len(path)
            sizes = Counter(
                each[:length] for each in self._everybody.values() if each.startswith(above)
            )
            if path in put_together(dict(sizes)):
                return True
        return False

    @cached_property
    def _rows(self) -> QuerySet[Enrolment]:
        """All enrolments that the report is about, in any period."""
        if self.unit is None:
            return Enrolment.objects.order_by()
        members = Membership.objects.filter(
            current(),
            user__is_active=True,
            unit__in=within(OrganisationUnit.objects, self.unit.path).order_by(),
        )
        return Enrolment.objects.filter(user_id__in=members.order_by().values("user_id")).order_by()

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
        depth = self.unit.depth + 1 if self.unit else 1
        units = OrganisationUnit.objects.filter(depth=depth).order_by("path")
        if self.unit is not None:
            units = within(units, self.unit.path)
        rows = {unit.path: Row(unit.name, unit=unit) for unit in units}
        rows[""] = Row(_("In none of these units"))
        length = depth * OrganisationUnit.steplen
        of = {
            person: path[:length] if path[:length] in rows else ""
            for person, path in self._places.items()
        }
        for place in of.values():
            rows[place].people += 1
        for person, started, completed in self._by_person():
            if person not in of and self.unit is not None:
                continue  # works elsewhere first
            row = rows[of.get(person, "")]
            row.started += started
            row.completed += completed
            row.people += person not in of
        return without_small([row for row in rows.values() if row.people])

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


def without_small(rows: list[Row]) -> list[Row]:
    """Return the rows with those that are not shown alone put together, or none if these are too few even so."""
    small = put_together({number: row.people for number, row in enumerate(rows)})
    if not small:
        return rows
    together = Row(_("Small units together"))
    for number in small:
        together.add(rows[number])
    if together.people < SMALLEST_GROUP:
        return []
    return [*(row for number, row in enumerate(rows) if number not in small), together]
