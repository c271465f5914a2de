"""The administrator's numbers: right, open to few, and never about a handful of people."""

from __future__ import annotations

import csv
import datetime
import io
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import RequestFactory
from django.utils import timezone
from openpyxl import load_workbook

from courses.models import Enrolment
from courses.selectors.reports import Period, Report, last_twelve_months, month_start, put_together
from tests.factories import CourseFactory, UserFactory
from tests.factories.organisation import UnitFactory, join

pytestmark = pytest.mark.django_db

REPORTS = "/sv/learning/reports/"


def people(unit: Any, number: int, course: Any, *, done: int = 0, **fields: Any) -> None:
    """Let people work in a unit and begin a course; some complete it."""
    users = [UserFactory() for _each in range(number)]
    join(unit, *users)
    Enrolment.objects.bulk_create(
        Enrolment(
            user=user,
            course_key=course.translation_key,
            completed_at=timezone.now() if place < done else None,
            **fields,
        )
        for place, user in enumerate(users)
    )


@pytest.fixture
def tree() -> dict[str, Any]:
    top, course = UnitFactory(name="Kommun", key="kommun"), CourseFactory(title="Leda")
    sizes = {"Stor": 9, "Mellan": 6, "Liten": 3}
    units = {}
    for name, size in sizes.items():
        units[name] = UnitFactory(name=name, key=name.lower(), parent=top)
        people(units[name], size, course, done=2)
    for unit in (top, *units.values()):
        unit.refresh_from_db()  # paths move when siblings come in order of their names
    return {"top": top, "course": course, **units}


def report(unit: Any = None) -> Report:
    request = RequestFactory().get(REPORTS)
    request.user = UserFactory(is_superuser=True)
    return Report(last_twelve_months(), request, "sv", unit)


def test_numbers_by_month_unit_and_course(tree: dict[str, Any]) -> None:
    found = report()
    assert (found.total.started, found.total.completed) == (18, 6)
    assert [(row.started, row.completed) for row in found.by_month][-1] == (18, 6)
    assert len(found.by_month) == 12
    assert [(row.label, row.started, row.completed) for row in found.by_course] == [("Leda", 18, 6)]
    assert [(row.label, row.people, row.started) for row in found.by_unit] == [("Kommun", 18, 18)]


def test_a_small_unit_is_put_together_with_the_next(tree: dict[str, Any]) -> None:
    rows = report(tree["top"]).by_unit
    assert [(row.label, row.people, row.completed) for row in rows] == [
        ("Stor", 9, 2),
        ("Små enheter tillsammans", 9, 4),
    ]
    assert report(tree["Liten"]).too_small
    assert report(tree["Mellan"]).too_small, "the total less what is shown would tell of Liten"
    assert not report(tree["Stor"]).too_small
    assert not report(tree["top"]).too_small


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ({"a": 9, "b": 5}, set()),
        ({"a": 9, "b": 4}, {"a", "b"}),
        ({"a": 9, "b": 4, "c": 4}, {"b", "c"}),
        ({"a": 9, "b": 1, "c": 1}, {"a", "b", "c"}),
        ({"a": 9, "b": 6, "c": 3}, {"b", "c"}),
        ({"a": 9, "b": 0}, set()),
        ({"a": 3}, {"a"}),
    ],
)
def test_groups_that_are_not_shown_alone(sizes: dict[str, int], expected: set[str]) -> None:
    assert put_together(sizes) == expected


@pytest.mark.parametrize(
    ("outside", "total", "rows"),
    [
        (0, 25, {"Kommun": 25}),
        (3, 25, {"Kommun": 25}),
        (5, 30, {"Kommun": 25, "I ingen av enheterna": 5}),
    ],
)
def test_fewer_than_five_in_no_unit_cannot_be_worked_out(
    sign_in: Any, outside: int, total: int, rows: dict[str, int]
) -> None:
    top, course = UnitFactory(name="Kommun", key="kommun"), CourseFactory(title="Leda")
    people(top, 25, course)
    for _each in range(outside):
        Enrolment.objects.create(user=UserFactory(), course_key=course.translation_key)
    whole = report()
    assert whole.total.started == sum(row.started for row in whole.by_month) == total
    assert [row.started for row in whole.by_course] == [total]
    assert {row.label: row.started for row in whole.by_unit} == rows
    assert report(top).total.started == 25
    book = load_workbook(
        io.BytesIO(sign_in("Quality leads").get(f"{REPORTS}learning.xlsx").content)
    )
    assert book["Kurs"]["B2"].value == total


def test_of_the_erased_at_least_as_many_count_as_began_one_course(tree: dict[str, Any]) -> None:
    keys = [tree["course"].translation_key, CourseFactory(title="En annan").translation_key]
    for key in keys:
        Enrolment.objects.bulk_create(Enrolment(course_key=key) for _each in range(4))
    assert report().total.started == 18
    Enrolment.objects.create(course_key=keys[0])
    assert report().total.started == 18 + 9


def test_whoever_works_in_two_units_counts_in_the_first_alone(tree: dict[str, Any]) -> None:
    twice = Enrolment.objects.filter(user__memberships__unit=tree["Stor"]).first()
    second = UnitFactory(name="Zon", key="zon", parent=tree["top"])
    people(second, 5, tree["course"])
    join(second, twice.user)
    second.refresh_from_db()
    assert (report(second).total.started, report(second).total.people) == (5, 5)
    assert report(tree["Stor"]).total.started == 9


SHAPES: list[dict[str, int]] = [
    {"a": 25},
    {"a": 0, "a/b": 25},
    {"a": 1, "a/b": 25},
    {"a": 25, "b": 3},
    {"a": 25, "b": 3, "c": 2, "d": 7},
    {"a": 1, "a/b": 9, "a/c": 9, "a/c/d": 3, "a/c/e": 6},
    {"a": 2, "a/b": 3, "a/b/c": 8, "a/d": 4, "a/d/e": 1, "b": 30},
    {"a": 0, "a/b": 6, "a/c": 6, "a/d": 2, "a/b/e": 5, "a/b/f": 5},
    {"a": 4, "b": 4, "c": 4},
    {"a": 1, "a/b": 1, "a/b/c": 1, "a/b/c/d": 40},
]
"""How many work in each unit itself, by its place in the tree."""


@pytest.mark.parametrize("outside", [0, 3, 6])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_no_difference_of_numbers_is_about_fewer_than_five(
    shape: dict[str, int], outside: int
) -> None:
    """Whatever is shown beyond the units that are named below it is about five people or nobody."""
    units: dict[str, Any] = {}
    for place, size in shape.items():
        above = place.rpartition("/")[0]
        units[place] = UnitFactory(name=place, parent=units.get(above))
        join(units[place], *(UserFactory() for _each in range(size)))
    key = CourseFactory().translation_key
    Enrolment.objects.bulk_create(
        Enrolment(user=user, course_key=key)
        for user in [
            *get_user_model().objects.filter(memberships__isnull=False),
            *(UserFactory() for _each in range(outside)),
        ]
    )
    shown = {"": report()}
    for place, unit in units.items():
        unit.refresh_from_db()
        shown[place] = report(unit)
    for place, each in shown.items():
        if each.too_small:
            continue
        total = each.total.started
        named = [row for row in each.by_unit if row.unit]
        assert total == 0 or total >= 5
        assert all(row.people == row.started >= 5 for row in named)
        beyond = total - sum(row.started for row in named)
        assert beyond == 0 or beyond >= 5, (place, beyond)
        for row in named:
            assert not shown[row.label].too_small
            assert shown[row.label].total.started == row.started
    for place, each in shown.items():
        if place and not each.too_small:
            above = shown[place.rpartition("/")[0]]
            assert place in {row.label for row in above.by_unit}, (
                "what is above it is shown with it"
            )


def test_those_who_were_erased_or_have_no_unit_count(tree: dict[str, Any]) -> None:
    key = tree["course"].translation_key
    for _each in range(5):
        Enrolment.objects.create(user=UserFactory(), course_key=key)
    Enrolment.objects.create(user=None, course_key=key)
    rows = {row.label: row.started for row in report().by_unit}
    assert rows == {"Kommun": 18, "I ingen av enheterna": 6}


def test_months_are_swedish(tree: dict[str, Any]) -> None:
    Enrolment.objects.all().delete()
    user = UserFactory()
    join(tree["Stor"], user)
    Enrolment.objects.create(
        user=user,
        course_key=tree["course"].translation_key,
        started_at=datetime.datetime(2026, 6, 30, 22, 30, tzinfo=datetime.UTC),
    )
    request = RequestFactory().get(REPORTS)
    request.user = UserFactory(is_superuser=True)
    june, july = datetime.date(2026, 6, 1), datetime.date(2026, 7, 1)
    rows = Report(Period(june, july), request, "sv").by_month
    assert [(row.day, row.started) for row in rows] == [(june, 0), (july, 1)]
    assert month_start(datetime.date(2026, 12, 9), 1) == datetime.date(2027, 1, 1)


def test_only_those_who_read_reports_find_them(tree: dict[str, Any], sign_in: Any) -> None:
    for address in (REPORTS, f"{REPORTS}learning.csv", f"{REPORTS}learning.xlsx"):
        for group in ("Staff", "Managers", "Editors", "Coaches"):
            assert sign_in(group).get(address).status_code == 404, (group, address)
        assert sign_in("Quality leads").get(address).status_code == 200, address
        assert sign_in(is_superuser=True).get(address).status_code == 200, address


def test_the_page_and_the_files_agree(tree: dict[str, Any], sign_in: Any) -> None:
    client = sign_in("Quality leads")
    html = client.get(f"{REPORTS}?unit=kommun").content.decode()
    assert "Små enheter tillsammans" in html
    assert ">Liten<" not in html.split("<section", 1)[1]
    text = b"".join(
        client.get(f"{REPORTS}learning.csv?unit=kommun&table=unit").streaming_content
    ).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text)))[1] == ["Stor", "9", "2", "9"]
    book = load_workbook(io.BytesIO(client.get(f"{REPORTS}learning.xlsx?unit=kommun").content))
    assert len(book.sheetnames) == 3
    assert book["Kurs"]["B2"].value == 18
    for address in (f"{REPORTS}?unit=liten", f"{REPORTS}?unit=mellan"):
        assert "för få personer" in client.get(address).content.decode()
    csv_of_small = client.get(f"{REPORTS}learning.csv?unit=liten&table=month")
    assert len(b"".join(csv_of_small.streaming_content).splitlines()) == 1


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("unit=saknas", 404),
        ("since=2026-01&until=2025-01", 422),
        ("since=2020-01&until=2026-01", 422),
        ("since=nonsense", 422),
        ("since=2026-01&until=2026-03", 200),
    ],
)
def test_a_wrong_choice_is_told(tree: Any, sign_in: Any, query: str, status: int) -> None:
    assert sign_in("Quality leads").get(f"{REPORTS}?{query}").status_code == status


@pytest.mark.parametrize("number", [1, 3])
def test_the_report_costs_the_same_at_any_size(
    sign_in: Any, number: int, django_assert_max_num_queries: Any
) -> None:
    top = UnitFactory()
    for each in range(number):
        people(UnitFactory(parent=top), 5, CourseFactory(title=f"Kurs {each}"))
    client = sign_in("Quality leads")
    client.get(REPORTS)
    with django_assert_max_num_queries(16):
        client.get(REPORTS)
