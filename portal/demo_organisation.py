"""The demo's organisation: units of one municipality, and invented people in them who cannot log in."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password

from content.models import Membership, OrganisationUnit

PREFIX = "demo-person-"
DATA = json.loads((Path(__file__).parent / "demo/organisation.json").read_text("utf-8"))
UNITS: list[tuple[str, str, str, int, str, str]] = [tuple(row) for row in DATA["units"]]
"""Key, name, the unit above, number of people, role, and whose unit it is: a demo account's, or an invented person's."""
FIRST: list[str] = DATA["first_names"].split()
LAST: list[str] = DATA["last_names"].split()


def load_units() -> dict[str, OrganisationUnit]:
    there = {unit.key: unit for unit in OrganisationUnit.objects.filter(key__startswith="demo-")}
    for key, name, above, *_rest in UNITS:
        if key not in there:
            unit = OrganisationUnit(key=key, name=name)
            if above:
                OrganisationUnit.objects.get(key=above).add_child(instance=unit)
            else:
                OrganisationUnit.add_root(instance=unit)
            there[key] = unit
    # Paths move when siblings come in order of their names.
    return {unit.key: unit for unit in OrganisationUnit.objects.filter(key__in=list(there))}


def load_people(chance: random.Random, units: dict[str, OrganisationUnit]) -> list[tuple[Any, str]]:
    """Return everybody with the path of the unit, managers set; the demo accounts have their places too."""
    account = get_user_model()
    wanted, number, names = [], 0, set()
    for key, _name, _above, size, role, leader in UNITS:
        for place in range(size):
            number += 1
            name = chance.choice(FIRST), chance.choice(LAST)
            while name in names:
                name = chance.choice(FIRST), chance.choice(LAST)
            names.add(name)
            wanted.append(
                (f"{PREFIX}{number:03d}", *name, key, role if place or leader else "Chef")
            )
    unusable = make_password(None)
    account.objects.bulk_create(
        [
            account(
                username=username,
                first_name=first,
                last_name=last,
                email=f"{username}@demo.idesluss.example",
                password=unusable,
            )
            for username, first, last, _key, _role in wanted
        ],
        ignore_conflicts=True,
    )
    names_of = [row[0] for row in wanted] + ["chef", "personal"]
    users = {user.username: user for user in account.objects.filter(username__in=names_of)}
    places = [(users[row[0]], row[3], row[4]) for row in wanted if row[0] in users]
    places += [
        (users[name], "demo-hemtjanst-norr", role)
        for name, role in (("personal", "Undersköterska"),)
        if name in users
    ]
    working = set(Membership.objects.values_list("user_id", flat=True))
    Membership.objects.bulk_create(
        [
            Membership(user=user, unit=units[key], role=role)
            for user, key, role in places
            if user.pk not in working
        ]
    )
    leaders = {key: user for user, key, role in places if role == "Chef"}
    for key, _name, _above, _size, _role, leader in UNITS:
        manager = users.get(leader, leaders.get(key))
        OrganisationUnit.objects.filter(key=key, manager=None).update(manager=manager)
    return [(user, units[key].path) for user, key, _role in places]
