"""Whom one may add to the list of those who came to a session: the own line by name, anybody by the whole address.

Nobody learns of people by it whom they do not see elsewhere: an address is what the person at the door says.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from content.people import account_with, people_named

from ..models import TrainingSession
from ..rules import line_of
from .assigning import people_in

MOST_FOUND = 20


@dataclass(frozen=True)
class Found:
    """Somebody whom a search found."""

    person: Any
    listed: bool
    """Whether the person is on the session's list already."""


def find(session: TrainingSession, by: Any, words: str) -> tuple[list[Found], bool]:
    """Return the first people whom somebody may add by these words, and whether there are more; a few queries."""
    if not words.strip():
        return [], False
    named = people_named(people_in(line_of(by)), words)[: MOST_FOUND + 1]
    people = {person.pk: person for person in (*_with_address(words), *named)}
    shown = list(people.values())[:MOST_FOUND]
    listed = set(session.registrations.filter(user__in=shown).values_list("user_id", flat=True))
    return [Found(person, person.pk in listed) for person in shown], len(people) > MOST_FOUND


def addable(by: Any, pk: int, words: str) -> Any:
    """Return the person of this id if somebody may add them by these words, or None."""
    known = (person for person in _with_address(words) if person.pk == pk)
    return next(known, None) or people_in(line_of(by)).filter(pk=pk).first()


def _with_address(words: str) -> Iterable[Any]:
    person = account_with(words.strip()) if "@" in words else None
    return [person] if person else []
