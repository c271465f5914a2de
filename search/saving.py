"""Keeps searches for people: everything that is written about them."""

from __future__ import annotations

import datetime
from typing import Any

from django.core import signing
from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import SavedSearch
from .models.saved import LONGEST_QUERY, next_due
from .results import Results

MOST = 50
"""Searches that one person may keep."""
MOST_KNOWN = 1_000
"""Results of one search that are looked through for something new, the newest first."""
SALT = "search.saving.stop"


class Refusal(Exception):
    """A search cannot be kept; the text says why, in the person's language."""


def found_by(search: SavedSearch) -> list[int]:
    """Return ids of what the person finds with the search now, the newest first."""
    return _results(search.user, search.query, search.language).newest(MOST_KNOWN)


def _results(user: Any, query: str, language: str) -> Results:
    return Results(request_of(user, query, language), language)


def request_of(user: Any, query: str = "", language: str = "sv") -> HttpRequest:
    """Return a request as the person would make it, without any password passed."""
    request = HttpRequest()
    request.method = "GET"
    request.path = f"/{language}/search/"
    request.user = user
    request.session = {}  # type: ignore[assignment]  # nobody has passed a password
    request.GET = QueryDict(query)
    return request


@transaction.atomic
def keep(user: Any, name: str, query: str, language: str, frequency: str) -> SavedSearch:
    """Keep a search; one that is kept already gets the new name and frequency.

    Raises:
        Refusal: there is nothing to look for, it is too long, or the person keeps too many.
    """
    results = _results(user, query, language)
    kept = results.kept_query
    if not results.asked:
        raise Refusal(_("There is nothing to look for in this search."))
    if len(kept) > LONGEST_QUERY:
        raise Refusal(_("The search is too long to be saved. Choose fewer filters."))
    mine = SavedSearch.objects.filter(user=user)
    found = mine.filter(language=language, query=kept).first()
    if found is None:
        if mine.count() >= MOST:
            raise Refusal(
                _("You have %(number)d saved searches. Delete one to save another.")
                % {"number": MOST}
            )
        found = SavedSearch(user=user, language=language, query=kept)
    change(found, name or results.query or _("Search"), frequency)
    return found


@transaction.atomic
def change(search: SavedSearch, name: str, frequency: str) -> None:
    """Give a search a name and a frequency. What is found now is known; mail tells what comes later."""
    search.name = " ".join(name.split())[:100] or search.name
    if frequency in SavedSearch.Frequency.values and frequency != search.frequency:
        if search.frequency == SavedSearch.Frequency.NEVER:
            search.known = found_by(search)
        search.frequency = frequency
        search.due = next_due(frequency, timezone.now())
        search.held_until, search.failures = None, 0
        if search.due is None:
            search.waiting, search.waits = [], False
    search.save()


def stop_token(user: Any) -> str:
    """Return what stops all of a person's mails about searches; it does not expire, as mails do not."""
    return signing.dumps(user.pk, salt=SALT)


def user_of(token: str) -> int | None:
    """Return whose mails a token stops, or None if it is none of ours."""
    try:
        return int(signing.loads(token, salt=SALT))
    except (signing.BadSignature, TypeError, ValueError):
        return None


def stop_mail(user_id: int) -> int:
    """Stop all mails to a person about searches and return how many searches that concerns."""
    never = SavedSearch.Frequency.NEVER
    return (
        SavedSearch.objects.filter(user_id=user_id)
        .exclude(frequency=never)
        .update(frequency=never, due=None, waiting=[], waits=False, held_until=None, failures=0)
    )


def look(now: datetime.datetime) -> int:
    """Look for something new in every search that is due, and return how many were.

    The next time is set in the statement that takes the search, so of two schedulers one does. A time that
    was missed is made up once, whenever this runs next.
    """
    done = 0
    for pk in list(SavedSearch.objects.filter(due__lte=now).values_list("pk", flat=True)):
        with transaction.atomic():
            search = SavedSearch.objects.select_related("user").filter(pk=pk, due__lte=now).first()
            if search is None:
                continue
            taken = SavedSearch.objects.filter(pk=pk, due=search.due)
            if not taken.update(due=next_due(search.frequency, now)):
                continue
            found = found_by(search)
            known = set(search.known)
            fresh = [number for number in found if number not in known]
            waiting = list(dict.fromkeys([*fresh, *search.waiting]))[:MOST_KNOWN]
            SavedSearch.objects.filter(pk=pk).update(
                known=list(dict.fromkeys([*found, *search.known]))[: 2 * MOST_KNOWN],
                waiting=waiting,
                waits=bool(waiting),
            )
        done += 1
    return done
