"""How people are named, and found by name and address."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from .sql import containing

MOST_WORDS = 8
"""How many words of a search count."""


def person_name(user: Any) -> str:
    """Return the name that a person goes by: first and last name, or the name of the account."""
    return str(user.get_full_name() or user.get_username())


def people_named(people: QuerySet[Any], words: str) -> QuerySet[Any]:
    """Return the accounts in whose names or address all the words stand."""
    for word in words.split()[:MOST_WORDS]:
        people = people.filter(
            containing("first_name", word)
            | containing("last_name", word)
            | containing("username", word)
            | containing("email", word)
        )
    return people


def account_with(address: str) -> Any:
    """Return the open account whose confirmed address this is, or None."""
    same = containing("email", address, whole=True)
    found = EmailAddress.objects.filter(same, verified=True, user__is_active=True)
    row = found.select_related("user").first()
    if row is not None:
        return row.user
    people = get_user_model()._default_manager.filter(same, is_active=True)
    return people.first() if people.count() == 1 else None
