"""People are found by their names, however these and the search are written."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model

from content.people import account_with, people_named
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def found(words: str) -> set[str]:
    people = people_named(get_user_model().objects.all(), words)
    return set(people.values_list("username", flat=True))


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("åsa", {"one"}),
        ("ÅSA", {"one"}),
        ("öBERG åS", {"one"}),
        ("A\u030asa", {"one"}),
        ("évA", {"two"}),
        ("berg", {"one", "two"}),
        ("B.R.E å", set()),
        ("å.*", set()),
        ("[å]", set()),
        ("Åsa\0", {"one"}),
        ("ek (öst)", {"three"}),
        ("strauß", {"four"}),
    ],
)
def test_letter_case_does_not_count_in_any_alphabet(words: str, names: set[str]) -> None:
    for username, first, last in (
        ("one", "Åsa", "Öberg"),
        ("two", "Éva", "Berg"),
        ("three", "Nils", "Ek (Öst)"),
        ("four", "Mia", "Strauß"),
    ):
        UserFactory(username=username, first_name=first, last_name=last, email=f"{username}@x.se")
    assert found(words) == names


def test_an_address_is_known_in_any_letter_case_and_only_whole() -> None:
    user = UserFactory(email="åsa.öberg@kommun.se")
    EmailAddress.objects.create(user=user, email=user.email, verified=True)
    assert account_with("ÅSA.Öberg@kommun.se") == user
    assert account_with("Öberg@kommun.se") is None
    assert account_with("åsaxöberg@kommun.se") is None
