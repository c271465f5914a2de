"""Units and memberships in the admin: the tree, the search for people, and who may."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content.models import Membership, OrganisationUnit
from tests.factories import UserFactory
from tests.factories.organisation import UnitFactory, join

pytestmark = pytest.mark.django_db

UNITS, MEMBERS = "/admin/snippets/content/organisationunit/", "/admin/snippets/content/membership/"
PEOPLE, CHOOSE = "/admin/person_chooser/", "/admin/unit_chooser/"


def unit_data(**fields: Any) -> dict[str, Any]:
    return {"name": "Norr", "key": "norr", "parent": "", "municipality": "", "manager": ""} | fields


def test_a_unit_is_made_below_another_and_moved(sign_in: Any) -> None:
    client, chief = sign_in(is_superuser=True), UserFactory()
    top, other = UnitFactory(name="Omsorg"), UnitFactory(name="Skola")
    client.post(f"{UNITS}add/", unit_data(parent=top.pk, manager=chief.pk, municipality="1485"))
    unit = OrganisationUnit.objects.get(key="norr")
    assert (unit.get_parent(), unit.manager, unit.municipality_id) == (top, chief, "1485")
    client.post(f"{UNITS}edit/{unit.pk}/", unit_data(name="Norra", parent=other.pk))
    unit.refresh_from_db()
    assert (unit.get_parent(), unit.name, unit.manager) == (other, "Norra", None)
    client.post(f"{UNITS}edit/{unit.pk}/", unit_data())
    unit.refresh_from_db()
    assert unit.is_root()
    assert OrganisationUnit.find_problems() == ([], [], [], [], [])


def test_siblings_stand_in_order_of_their_names(sign_in: Any) -> None:
    client = sign_in(is_superuser=True)
    top = UnitFactory()
    for name in ("B", "A", "C"):
        client.post(f"{UNITS}add/", unit_data(name=name, key=name.lower(), parent=top.pk))
    top.refresh_from_db()
    assert [unit.name for unit in top.get_children()] == ["A", "B", "C"]
    first = OrganisationUnit.objects.get(key="a")
    client.post(f"{UNITS}edit/{first.pk}/", unit_data(name="D", key="a", parent=top.pk))
    top.refresh_from_db()
    assert [unit.name for unit in top.get_children()] == ["B", "C", "D"]


def test_a_unit_cannot_lie_below_itself_and_a_key_is_plain(sign_in: Any) -> None:
    client = sign_in(is_superuser=True)
    top = UnitFactory(name="Omsorg", key="omsorg")
    inner = UnitFactory(parent=top)
    for parent in (top, inner):
        data = unit_data(name="Omsorg", key="omsorg", parent=parent.pk)
        response = client.post(f"{UNITS}edit/{top.pk}/", data)
        assert "under sig själv" in response.content.decode()
    assert client.post(f"{UNITS}add/", unit_data(key="Å ä")).status_code == 200
    assert OrganisationUnit.objects.count() == 2


def test_a_unit_is_deleted_with_what_lies_below(sign_in: Any) -> None:
    top = UnitFactory()
    join(UnitFactory(parent=top), UserFactory())
    sign_in(is_superuser=True).post(f"{UNITS}delete/{top.pk}/")
    assert not OrganisationUnit.objects.exists()
    assert not Membership.objects.exists()


def test_a_membership_is_made_and_its_days_make_sense(sign_in: Any) -> None:
    client, unit, user = sign_in(is_superuser=True), UnitFactory(), UserFactory()
    data = {"user": user.pk, "unit": unit.pk, "role": "Undersköterska"}
    wrong = data | {"started_on": "2026-02-01", "ended_on": "2026-01-01"}
    assert "före den första" in client.post(f"{MEMBERS}add/", wrong).content.decode()
    client.post(f"{MEMBERS}add/", data | {"started_on": "2026-02-01", "ended_on": ""})
    row = Membership.objects.get()
    assert (row.user, row.unit, row.started_on) == (user, unit, datetime.date(2026, 2, 1))
    again = client.post(f"{MEMBERS}add/", data | {"started_on": "", "ended_on": ""})
    assert again.status_code == 200
    assert Membership.objects.count() == 1


def test_people_and_units_are_found_by_all_words(sign_in: Any) -> None:
    client = sign_in(is_superuser=True)
    UserFactory(first_name="Vera", last_name="Kvist")
    UserFactory(first_name="Vera", last_name="Lind")
    UnitFactory(name="Hemtjänst Norr")
    UnitFactory(name="Hemtjänst Söder")
    people = client.get(f"{PEOPLE}results/?q=vera+kvi").content.decode()
    assert "Vera Kvist" in people
    assert "Vera Lind" not in people
    units = client.get(f"{CHOOSE}results/?q=norr").content.decode()
    assert "Norr" in units
    assert "Söder" not in units


@pytest.mark.parametrize("group", ["Editors", "Moderators", "Coaches", "Quality leads"])
def test_names_are_not_for_every_editor(sign_in: Any, group: str) -> None:
    client = sign_in(group)
    for address in (PEOPLE, f"{PEOPLE}results/?q=a", CHOOSE, f"{CHOOSE}results/"):
        assert client.get(address).status_code in {302, 403}, address
    for address in (f"{UNITS}add/", f"{MEMBERS}add/", MEMBERS):
        assert client.get(address).status_code in {302, 403}, address
    assert (client.get(UNITS).status_code == 200) == (group == "Quality leads")


@pytest.mark.parametrize("address", [UNITS, MEMBERS])
def test_the_lists_cost_the_same_at_any_size(sign_in: Any, address: str) -> None:
    client = sign_in(is_superuser=True)
    counts = []
    for number in (1, 2):
        for _each in range(number):
            join(UnitFactory(manager=UserFactory(), municipality_id="1485"), UserFactory())
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
