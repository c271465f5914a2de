"""Whose line somebody belongs to, and what people have been asked to learn."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from content.organisation import memberships_in, outermost, units_of
from courses.models import Assignment
from courses.selectors.duties import Duty, duties_of
from tests.factories import UserFactory
from tests.factories.organisation import UnitFactory, join

pytestmark = pytest.mark.django_db

COURSE, OTHER = uuid.uuid4(), uuid.uuid4()
MAY, JUNE = datetime.date(2027, 5, 1), datetime.date(2027, 6, 1)


def test_a_line_is_what_one_leads_and_all_below() -> None:
    chief, boss = UserFactory(), UserFactory()
    top = UnitFactory(name="Kommun", manager=chief)
    care = UnitFactory(name="Omsorg", parent=top, manager=boss)
    inner = UnitFactory(name="Hemtjänst", parent=care, manager=boss)
    school = UnitFactory(name="Skola", parent=top)
    assert set(units_of(chief)) == {top, care, inner, school}
    assert set(units_of(boss)) == {care, inner}
    assert not units_of(UserFactory()).exists()
    assert not units_of(AnonymousUser()).exists()
    assert outermost(["00010002", "0001", "0002"]) == ["0001", "0002"]


def test_only_those_belong_who_work_there_today_and_have_an_open_account() -> None:
    unit, today = UnitFactory(), timezone.localdate()
    day = datetime.timedelta(days=1)
    here, gone, coming, closed = (UserFactory() for _each in range(4))
    join(unit, here, started_on=today, ended_on=today)
    join(unit, gone, ended_on=today - day)
    join(unit, coming, started_on=today + day)
    closed.is_active = False
    closed.save()
    join(unit, closed)
    found = memberships_in(type(unit).objects.filter(pk=unit.pk))
    assert {row.user for row in found} == {here}


def test_duties_come_from_above_and_the_earliest_day_holds() -> None:
    top = UnitFactory()
    unit = UnitFactory(parent=top)
    beside = UnitFactory(parent=top)
    one, two, away = UserFactory(), UserFactory(), UserFactory()
    join(unit, one, two)
    join(beside, away)
    Assignment.objects.create(course_key=COURSE, unit=top, due_on=JUNE, mandatory=False)
    Assignment.objects.create(course_key=COURSE, unit=unit, due_on=MAY)
    Assignment.objects.create(course_key=COURSE, user=one, due_on=None)
    Assignment.objects.create(course_key=OTHER, user=two)
    found = duties_of([one.pk, two.pk, away.pk])
    assert found == {
        one.pk: {COURSE: Duty(MAY, True)},
        two.pk: {COURSE: Duty(MAY, True), OTHER: Duty(None, True)},
        away.pk: {COURSE: Duty(JUNE, False)},
    }
    assert duties_of([two.pk], [OTHER]) == {two.pk: {OTHER: Duty(None, True)}}
    assert duties_of(None) == found


def test_somebody_without_a_unit_has_only_the_own_duties() -> None:
    alone = UserFactory()
    assert duties_of([alone.pk]) == {}
    Assignment.objects.create(course_key=COURSE, user=alone, due_on=MAY)
    assert duties_of([alone.pk]) == {alone.pk: {COURSE: Duty(MAY, True)}}


def test_a_duty_is_late_the_day_after() -> None:
    assert not Duty(MAY, True).late(MAY)
    assert Duty(MAY, True).late(MAY + datetime.timedelta(days=1))
    assert not Duty(None, True).late(MAY)


@pytest.mark.parametrize("people", [1, 3])
def test_two_queries(people: int, django_assert_num_queries: Any) -> None:
    units = [UnitFactory() for _each in range(people)]
    users = [UserFactory() for _each in range(people)]
    for unit, user in zip(units, users, strict=True):
        join(unit, user)
        Assignment.objects.create(course_key=COURSE, unit=unit)
    with django_assert_num_queries(2):
        assert len(duties_of([user.pk for user in users])) == people
