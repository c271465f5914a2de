"""The organisation as two CSV files, as staff systems give it: the units, and who works where.

Both are tables of their own and no lines of the transfer format: a membership names an account, and accounts,
which are personal data, never travel with a portal's content.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TextIO

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.dateparse import parse_date

from .models import Membership, Municipality, OrganisationUnit
from .models.base import key_validator
from .sql import containing

UNIT_COLUMNS = ("key", "name", "parent", "municipality", "manager")
MEMBER_COLUMNS = ("person", "unit", "role", "from", "to")
MOST_LINES = 200_000
Row = dict[str, str]


class Refused(Exception):
    """A line cannot be taken; the message says why."""


class WrongFile(Exception):
    """The file is not a table of this kind."""


@dataclass
class Report:
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    faults: list[tuple[int, str]] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.created} new, {self.updated} changed, {self.unchanged} as they were, {len(self.faults)} refused"


def rows_of(stream: TextIO, columns: tuple[str, ...]) -> Iterator[tuple[int, Row]]:
    """Give the lines of a table by number; commas and semicolons both part its cells.

    Raises:
        WrongFile: a column is missing.
    """
    heading = stream.readline().lstrip("\ufeff")
    delimiter = ";" if heading.count(";") > heading.count(",") else ","
    names = [name.strip().lower() for name in next(csv.reader([heading], delimiter=delimiter), [])]
    missing = [name for name in columns[:2] if name not in names]
    if missing:
        raise WrongFile(f"the first line must name the columns {', '.join(columns)}")
    reader = csv.DictReader(stream, fieldnames=names, delimiter=delimiter, restval="")
    for number, row in enumerate(reader, 2):
        if number > MOST_LINES:
            raise WrongFile(f"more than {MOST_LINES} lines")
        yield number, {name: (row.get(name) or "").strip() for name in columns}


def import_units(stream: TextIO, dry_run: bool = False) -> Report:
    """Make and change units; what lies above a unit may come later in the file."""
    waiting = list(rows_of(stream, UNIT_COLUMNS))
    named = {row["key"] for _number, row in waiting}

    def take(row: Row) -> str | None:
        parent = row["parent"]
        if parent and not OrganisationUnit.objects.filter(key=parent).exists():
            if parent in named:
                return None
            raise Refused(f"there is no unit {parent!r} to put it under")
        return _take_unit(row)

    return _import(waiting, take, dry_run)


def import_members(stream: TextIO, dry_run: bool = False) -> Report:
    """Note who works where; a line with a last day ends what was open."""
    return _import(list(rows_of(stream, MEMBER_COLUMNS)), _take_member, dry_run)


def _import(
    waiting: list[tuple[int, Row]], take: Callable[[Row], str | None], dry_run: bool
) -> Report:
    """Take all lines in one transaction, again and again as long as some that waited could be taken."""
    report = Report()
    with transaction.atomic():
        while waiting:
            later = []
            for number, row in waiting:
                try:
                    with transaction.atomic():
                        outcome = take(row)
                except (Refused, ValidationError) as error:
                    words = error.messages if isinstance(error, ValidationError) else [str(error)]
                    report.faults.append((number, " ".join(map(str, words))))
                    continue
                if outcome is None:
                    later.append((number, row))
                else:
                    setattr(report, outcome, getattr(report, outcome) + 1)
            if len(later) == len(waiting):
                report.faults += [(number, "its units lie in a ring") for number, _row in later]
                break
            waiting = later
        transaction.set_rollback(dry_run)
    report.faults.sort()
    return report


def _take_unit(row: Row) -> str:
    key_validator(row["key"])
    if not row["name"] or len(row["name"]) > 150:
        raise Refused("name: 1 to 150 characters are expected")
    place = None
    if row["municipality"]:
        place = Municipality.objects.filter(pk=row["municipality"]).first()
        if place is None:
            raise Refused(f"municipality: there is no code {row['municipality']!r}")
    manager = person(row["manager"]) if row["manager"] else None
    parent = OrganisationUnit.objects.filter(key=row["parent"]).first() if row["parent"] else None
    unit = OrganisationUnit.objects.filter(key=row["key"]).first()
    if unit is None:
        unit = OrganisationUnit(
            key=row["key"], name=row["name"], municipality=place, manager=manager
        )
        if parent is None:
            OrganisationUnit.add_root(instance=unit)
        else:
            parent.add_child(instance=unit)
        return "created"
    if parent is not None and parent.path.startswith(unit.path):
        raise Refused("a unit cannot lie below itself")
    before = (unit.name, unit.municipality_id, unit.manager_id, unit.get_parent())
    wanted = (row["name"], place.pk if place else None, manager.pk if manager else None, parent)
    if before == wanted:
        return "unchanged"
    unit.name, unit.municipality, unit.manager = row["name"], place, manager
    unit.save()
    if before[0] != wanted[0] or before[3] != parent:
        put_below(unit, parent)
    return "updated"


def put_below(unit: OrganisationUnit, parent: OrganisationUnit | None) -> None:
    """Move a stored unit to its place by name below another, or among the whole organisations."""
    place = OrganisationUnit.objects.get(pk=unit.pk)
    if parent is not None:
        place.move(OrganisationUnit.objects.get(pk=parent.pk), "sorted-child")
    else:
        place.move(OrganisationUnit.get_first_root_node(), "sorted-sibling")


def person(name: str) -> Any:
    """Return the account with a user name or an address.

    Raises:
        Refused: there is none, or several have the address.
    """
    named = Q(username=name) | containing("email", name, whole=True)
    accounts = get_user_model()._default_manager.filter(named)
    found = list(accounts[:2])
    if len(found) != 1:
        raise Refused(f"{'no' if not found else 'more than one'} account is named {name!r}")
    return found[0]


def _day(row: Row, name: str) -> date | None:
    if not row[name]:
        return None
    try:
        found = parse_date(row[name])
    except ValueError:
        found = None
    if found is None:
        raise Refused(f"{name}: {row[name]!r} is not a day like 2026-03-31")
    return found


def _take_member(row: Row) -> str:
    user = person(row["person"])
    unit = OrganisationUnit.objects.filter(key=row["unit"]).first()
    if unit is None:
        raise Refused(f"there is no unit {row['unit']!r}")
    began, ended = _day(row, "from"), _day(row, "to")
    if began and ended and ended < began:
        raise Refused("the last day is before the first")
    if len(row["role"]) > 100:
        raise Refused("role: at most 100 characters")
    of_both = Membership.objects.filter(user=user, unit=unit)
    found = of_both.filter(ended_on=None).first() or of_both.filter(ended_on=ended).first()
    wanted = {"role": row["role"], "started_on": began, "ended_on": ended}
    if found is None:
        Membership.objects.create(user=user, unit=unit, **wanted)
        return "created"
    if all(getattr(found, name) == value for name, value in wanted.items()):
        return "unchanged"
    for name, value in wanted.items():
        setattr(found, name, value)
    found.save()
    return "updated"


def unit_lines() -> Iterable[list[str]]:
    """Give the units as lines of their file, those above first."""
    yield list(UNIT_COLUMNS)
    names: dict[str, str] = {}
    units = OrganisationUnit.objects.select_related("manager").order_by("path")
    for unit in units.iterator(1000):
        names[unit.path] = unit.key
        yield [
            unit.key,
            unit.name,
            names.get(unit.path[: -OrganisationUnit.steplen], ""),
            unit.municipality_id or "",
            unit.manager.get_username() if unit.manager else "",
        ]


def member_lines() -> Iterable[list[str]]:
    """Give the memberships as lines of their file."""
    yield list(MEMBER_COLUMNS)
    rows = Membership.objects.select_related("user", "unit").order_by("unit__path", "pk")
    for row in rows.iterator(1000):
        yield [
            row.user.get_username(),
            row.unit.key,
            row.role,
            row.started_on.isoformat() if row.started_on else "",
            row.ended_on.isoformat() if row.ended_on else "",
        ]
