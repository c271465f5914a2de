"""The organisation from CSV files and back."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from content.models import Membership, OrganisationUnit
from content.organisation_files import WrongFile, import_members, import_units
from tests.factories import UserFactory
from tests.factories.organisation import UnitFactory, join

pytestmark = pytest.mark.django_db

UNITS = """key;name;parent;municipality;manager
norr;Hemtjänst Norr;omsorg;;vera
omsorg;Omsorgen;;1485;
"""


def units(text: str = UNITS, **options: Any) -> Any:
    return import_units(StringIO(text), **options)


def test_units_come_in_any_order_once() -> None:
    vera = UserFactory(username="vera")
    assert str(units()).startswith("2 new, 0 changed")
    north = OrganisationUnit.objects.get(key="norr")
    assert (north.get_parent().key, north.manager) == ("omsorg", vera)
    assert str(units()).startswith("0 new, 0 changed, 2 as they were")
    report = units("key,name,parent\nnorr,Norra,\n")
    assert (report.updated, report.faults) == (1, [])
    north.refresh_from_db()
    assert (north.is_root(), north.name, north.manager) == (True, "Norra", None)
    assert OrganisationUnit.find_problems() == ([], [], [], [], [])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Å Ä,Namn,,,", "hyphens"),
        ("a,,,,", "name"),
        ("a,A,saknas,,", "no unit 'saknas'"),
        ("a,A,,9999,", "no code"),
        ("a,A,,,ingen", "no account"),
        ("a,A,b,,\nb,B,a,,", "ring"),
    ],
)
def test_a_bad_line_is_refused_with_a_reason_and_the_others_come(line: str, reason: str) -> None:
    from django.utils.translation import override

    with override("en"):
        report = units(f"key,name,parent,municipality,manager\nbra,Bra,,,\n{line}\n")
    assert report.created == 1
    assert reason in report.faults[0][1]
    assert OrganisationUnit.objects.get().key == "bra"


def test_a_trial_changes_nothing() -> None:
    UserFactory(username="vera")
    assert units(dry_run=True).created == 2
    assert not OrganisationUnit.objects.exists()


def test_members_come_once_and_end() -> None:
    unit, user = UnitFactory(key="norr"), UserFactory(email="v@example.test")
    heading = "\ufeffperson,unit,role,from,to\n"
    line = "V@example.test,norr,Undersköterska,2026-01-01,"
    assert import_members(StringIO(f"{heading}{line}\n")).created == 1
    assert import_members(StringIO(f"{heading}{line}\n")).unchanged == 1
    assert import_members(StringIO(f"{heading}{line}2026-06-30\n")).updated == 1
    assert import_members(StringIO(f"{heading}{line}2026-06-30\n")).unchanged == 1
    row = Membership.objects.get()
    assert (row.user, row.unit, row.role, str(row.ended_on)) == (user, unit, "Undersköterska", "2026-06-30")  # fmt: skip
    wrong = "v@example.test,norr,,2026-02-30,\nv@example.test,norr,,2026-02-01,2026-01-01\n"
    assert len(import_members(StringIO(heading + wrong)).faults) == 2


def test_what_is_written_can_be_read_again(tmp_path: Path) -> None:
    top = UnitFactory(key="omsorg", manager=UserFactory(username="vera"))
    join(UnitFactory(key="norr", parent=top), UserFactory(), role="Coach")
    files = {"units": tmp_path / "units.csv", "members": tmp_path / "members.csv"}
    call_command("export_organisation", **files)
    output = StringIO()
    call_command("import_organisation", **files, stdout=output)
    assert output.getvalue().count("0 new, 0 changed") == 2


def test_a_wrong_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongFile):
        units("name;manager\nA;b\n")
    for options in ({}, {"units": tmp_path / "missing.csv"}):
        with pytest.raises(CommandError) as refused:
            call_command("import_organisation", **options)
        assert refused.value.returncode == 2
