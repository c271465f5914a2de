"""The administrator's numbers: right, open to few, and never about a handful of people."""

from __future__ import annotations

import csv
import datetime
import io
from typing import Any

import pytest
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


def test_those_who_were_erased_or_have_no_unit_count(tree: dict[str, Any]) -> None:
    key = tree["course"].translation_key
    for _each in range(5):
        Enrolment.objects.create(user=UserFactory(), course_key=key)
    Enrolment.objects.create(user=None, course_key=key)
    rows = {row.label: row.started for row in report().by_unit}
    assert rows == {"Kommun": 18, "I ingen av enheterna": 6}


def test_months_are_swedish(tree: dict[str, Any]) -> None:
    Enrolment.objects.all().delete()
    Enrolment.objects.create(
        user=UserFactory(),
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
