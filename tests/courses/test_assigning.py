"""Giving courses to people and units of the own line, and to nobody else."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from courses.models import Assignment
from courses.services.assigning import OutsideLine, assign, assign_path, change_due, withdraw
from tests.factories import CourseFactory, LearningPathFactory, UserFactory
from tests.factories.organisation import UnitFactory, join

pytestmark = pytest.mark.django_db

GIVE, GIVEN = "/sv/learning/team/give/", "/sv/learning/team/given/"
DAY = datetime.timedelta(days=1)


@pytest.fixture
def line() -> dict[str, Any]:
    chief, member, stranger = UserFactory(), UserFactory(first_name="Vera"), UserFactory()
    unit, other = UnitFactory(key="min", manager=chief), UnitFactory(key="annans")
    join(unit, member)
    join(other, stranger)
    client = Client()
    client.force_login(chief)
    return {
        "chief": chief, "member": member, "stranger": stranger, "unit": unit, "other": other,
        "client": client, "course": CourseFactory(title="Mäta"),
    }  # fmt: skip


def test_a_course_is_given_once_and_the_last_day_moves(line: dict[str, Any]) -> None:
    key, today = line["course"].translation_key, timezone.localdate()
    first = assign(line["chief"], key, user=line["member"], due_on=today)
    again = assign(line["chief"], key, user=line["member"], due_on=today + DAY)
    assert first.pk == again.pk
    assert Assignment.objects.get().due_on == today + DAY
    assign(line["chief"], key, unit=line["unit"])
    assert Assignment.objects.count() == 2


def test_nobody_gives_or_takes_in_anothers_line(line: dict[str, Any]) -> None:
    key = line["course"].translation_key
    with pytest.raises(OutsideLine):
        assign(line["chief"], key, user=line["stranger"])
    with pytest.raises(OutsideLine):
        assign(line["chief"], key, unit=line["other"])
    given = Assignment.objects.create(course_key=key, unit=line["other"])
    with pytest.raises(OutsideLine):
        withdraw(line["chief"], given)
    with pytest.raises(OutsideLine):
        change_due(line["chief"], given, None)
    admin = UserFactory(is_superuser=True)
    assert assign(admin, key, user=line["stranger"]).pk
    withdraw(admin, given)
    assert not Assignment.objects.filter(unit=line["other"]).exists()


def test_nonsense_is_refused(line: dict[str, Any]) -> None:
    key = line["course"].translation_key
    for wrong in (
        {"course_key": key, "user": line["member"], "unit": line["unit"]},
        {"course_key": key},
        {"course_key": uuid.uuid4(), "user": line["member"]},
        {"course_key": key, "user": line["member"], "due_on": timezone.localdate() - DAY},
    ):
        with pytest.raises(ValidationError):
            assign(line["chief"], **wrong)
    assert not Assignment.objects.exists()


def test_the_form_finds_and_gives(line: dict[str, Any]) -> None:
    html = line["client"].get(f"{GIVE}?person_q=vera&course_q=mät").content.decode()
    assert f'value="{line["member"].pk}"' in html
    assert "Mäta" in html
    due = timezone.localdate() + 30 * DAY
    data = {
        "course": str(line["course"].translation_key),
        "people": [line["member"].pk],
        "due_on": due.isoformat(),
        "mandatory": "on",
    }
    response = line["client"].post(f"{GIVE}?person_q=vera", data, follow=True)
    assert response.redirect_chain[0][0] == GIVEN
    given = Assignment.objects.get()
    assert (given.user, given.unit, given.due_on) == (line["member"], None, due)
    assert given.assigned_by == line["chief"]
    assert "Vera" in response.content.decode()


@pytest.mark.parametrize(
    "change",
    [
        {"course": ""},
        {"course": "nonsense"},
        {"unit": "annans"},
        {"unit": ""},
        {"due_on": "2020-01-01"},
        {"due_on": "i morgon"},
    ],
)
def test_a_wrong_form_gives_nothing_and_says_why(
    line: dict[str, Any], change: dict[str, str]
) -> None:
    good = {"course": str(line["course"].translation_key), "unit": "min", "due_on": ""}
    response = line["client"].post(GIVE, good | change)
    assert response.status_code == 422
    assert "errorlist" in response.content.decode()
    assert not Assignment.objects.exists()


def test_people_of_anothers_line_are_neither_found_nor_given(line: dict[str, Any]) -> None:
    stranger = line["stranger"]
    html = line["client"].get(f"{GIVE}?person_q={stranger.username}").content.decode()
    assert f'value="{stranger.pk}"' not in html
    data = {"course": str(line["course"].translation_key), "people": [stranger.pk]}
    assert line["client"].post(GIVE, data).status_code == 422
    assert not Assignment.objects.exists()


def test_the_last_day_is_moved_and_a_course_taken_back(line: dict[str, Any]) -> None:
    given = assign(line["chief"], line["course"].translation_key, unit=line["unit"])
    address = f"{GIVEN}{given.pk}/"
    due = timezone.localdate() + DAY
    line["client"].post(address, {"due_on": due.isoformat()})
    given.refresh_from_db()
    assert given.due_on == due
    assert line["client"].post(address, {"due_on": "2020-01-01"}).status_code == 422
    line["client"].post(address, {"withdraw": "1"})
    assert not Assignment.objects.exists()


def test_what_another_has_given_is_not_there(line: dict[str, Any]) -> None:
    given = Assignment.objects.create(course_key=line["course"].translation_key, unit=line["other"])
    assert line["client"].get(f"{GIVEN}{given.pk}/").status_code == 404
    assert line["client"].post(f"{GIVEN}{given.pk}/", {"withdraw": "1"}).status_code == 404
    assert f"/given/{given.pk}/" not in line["client"].get(GIVEN).content.decode()
    assert Assignment.objects.filter(pk=given.pk).exists()


# --- Learning paths --------------------------------------------------------------------------------


@pytest.fixture
def path(line: dict[str, Any]) -> Any:
    return LearningPathFactory(
        title="Vägen", courses=[line["course"], CourseFactory(title="Pröva")]
    )


def test_a_path_is_given_as_its_courses_beside_what_was_given_alone(
    line: dict[str, Any], path: Any
) -> None:
    today = timezone.localdate()
    assign(line["chief"], line["course"].translation_key, unit=line["unit"], due_on=today)
    due = today + 30 * DAY
    data = {
        "course": str(path.translation_key), "unit": "min",
        "due_on": due.isoformat(), "mandatory": "on",
    }  # fmt: skip
    html = line["client"].get(GIVE).content.decode()
    assert "Vägen (2 kurser)" in html
    html = line["client"].post(GIVE, data, follow=True).content.decode()
    assert "Lärvägen är tilldelad till" in html
    assert html.count(">Vägen<") <= 1
    assert "Mäta, Pröva" in " ".join(html.split())
    given = Assignment.objects.filter(path_key=path.translation_key)
    assert {row.course_key for row in given} == set(path.course_keys)
    assert {(row.due_on, row.mandatory, row.assigned_by) for row in given} == {
        (due, True, line["chief"])
    }
    assert Assignment.objects.get(path_key=None).due_on == today


def test_a_path_is_one_row_that_moves_and_goes_as_a_whole(line: dict[str, Any], path: Any) -> None:
    for whom in ({"unit": line["unit"]}, {"user": line["member"]}):
        assign_path(line["chief"], path.translation_key, path.course_keys, **whom)
    first, second = Assignment.objects.filter(unit=line["unit"]).order_by("pk")
    html = line["client"].get(GIVEN).content.decode()
    assert html.count(f"{GIVEN}{first.pk}/") == 1
    assert f"{GIVEN}{second.pk}/" not in html
    due = timezone.localdate() + DAY
    line["client"].post(f"{GIVEN}{first.pk}/", {"due_on": due.isoformat()})
    assert set(Assignment.objects.filter(unit=line["unit"]).values_list("due_on")) == {(due,)}
    assert set(Assignment.objects.filter(user=line["member"]).values_list("due_on")) == {(None,)}
    line["client"].post(f"{GIVEN}{first.pk}/", {"withdraw": "1"})
    assert set(Assignment.objects.values_list("user", flat=True)) == {line["member"].pk}


def test_a_path_that_changes_gives_nothing_by_itself_and_says_so(
    line: dict[str, Any], path: Any
) -> None:
    assign_path(line["chief"], path.translation_key, path.course_keys, unit=line["unit"])
    added = CourseFactory(title="Sprida")
    path.courses = [("item", line["course"]), ("item", added)]
    path.save_revision().publish()
    given = Assignment.objects.order_by("pk").first()
    html = line["client"].get(f"{GIVEN}{given.pk}/").content.decode()
    assert "Sprida" in html
    assert "Pröva" in html
    assert f"{GIVE}?course={path.translation_key}" in html
    assert Assignment.objects.filter(course_key=added.translation_key).count() == 0
    data = {"course": str(path.translation_key), "unit": "min"}
    line["client"].post(GIVE, data)
    keys = set(Assignment.objects.values_list("course_key", flat=True))
    assert keys == {line["course"].translation_key, added.translation_key}


def test_what_the_manager_may_not_see_of_a_path_is_not_given(
    line: dict[str, Any], path: Any
) -> None:
    from django.contrib.auth.models import Group
    from wagtail.models import PageViewRestriction

    group = Group.objects.create(name="Andra")
    for page, left in ((line["course"], 1), (path, 0)):
        restriction = PageViewRestriction.objects.create(page=page, restriction_type="groups")
        restriction.groups.add(group)
        Assignment.objects.all().delete()
        line["client"].post(GIVE, {"course": str(path.translation_key), "unit": "min"})
        assert Assignment.objects.count() == left


def test_a_path_is_not_given_in_anothers_line(line: dict[str, Any], path: Any) -> None:
    for whom in ({"unit": line["other"]}, {"user": line["stranger"]}):
        with pytest.raises(OutsideLine):
            assign_path(line["chief"], path.translation_key, path.course_keys, **whom)
    with pytest.raises(ValidationError):
        assign_path(line["chief"], path.translation_key, [], unit=line["unit"])
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_paths_costs_the_same_at_any_size(
    line: dict[str, Any], number: int, django_assert_max_num_queries: Any
) -> None:
    for each in range(number):
        courses = [CourseFactory(title=f"Kurs {each}-{place}") for place in range(number)]
        path = LearningPathFactory(title=f"Väg {each}", courses=courses)
        assign_path(line["chief"], path.translation_key, path.course_keys, unit=line["unit"])
    line["client"].get(GIVEN)
    with django_assert_max_num_queries(14):
        line["client"].get(GIVEN)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_at_any_size(
    line: dict[str, Any], number: int, django_assert_max_num_queries: Any
) -> None:
    for each in range(number):
        course = CourseFactory(title=f"Kurs {each}")
        assign(line["chief"], course.translation_key, unit=line["unit"])
    line["client"].get(GIVEN)
    with django_assert_max_num_queries(11):
        line["client"].get(GIVEN)
