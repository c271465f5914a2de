"""Mails that tell people what is new in the searches they keep."""

from __future__ import annotations

import datetime
import logging
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext, override

from content.access import visible
from content.models import CatalogueEntry

from .models import SavedSearch
from .saving import look, request_of, stop_token

MOST_SHOWN = 20
"""Results of one search in a mail; a link leads to the rest."""
HOLD = datetime.timedelta(minutes=10)
"""So long whoever sends has a person's searches alone. If it is killed meanwhile, another tries then."""
LONGEST_WAIT = datetime.timedelta(days=1)
log = logging.getLogger(__name__)


@dataclass
class Part:
    """One search of a mail."""

    name: str
    url: str
    entries: list[CatalogueEntry]
    more: int


@dataclass
class Outcome:
    looked: int = 0
    sent: int = 0
    failed: int = 0


def send_digests() -> Outcome:
    """Look for what is new and tell everybody who waits for it; what cannot be sent is tried again later."""
    now = timezone.now()
    outcome = Outcome(looked=look(now))
    waiting = _free(now).values_list("user_id", flat=True).order_by("user_id").distinct()
    for user_id in list(waiting):
        sent = _send_to(user_id)
        outcome.sent += sent is True
        outcome.failed += sent is False
    return outcome


def _free(now: datetime.datetime) -> Any:
    return SavedSearch.objects.filter(waits=True).filter(
        Q(held_until=None) | Q(held_until__lte=now)
    )


def _send_to(user_id: int) -> bool | None:
    """Send one person's digest; None if another does or there is nothing that the person may see."""
    now = timezone.now()
    until = now + HOLD
    # One statement: of two who send at once only one gets the rows, by its own moment.
    if not _free(now).filter(user_id=user_id).update(held_until=until):
        return None
    held = SavedSearch.objects.filter(user_id=user_id, held_until=until, waits=True)
    searches = list(held.order_by("name", "pk"))
    user = get_user_model()._default_manager.filter(pk=user_id, is_active=True).first()
    parts = _parts(user, searches) if user is not None and user.email else []
    if parts:
        try:
            get_connection().send_messages([_mail(user, parts, language_of(user, searches))])
        except OSError as error:  # what smtplib raises, and sockets
            log.warning("A digest could not be sent, it is tried again: %s", error)
            _put_off(searches, now)
            return False
    for search in searches:
        _told(search)
    return True if parts else None


@transaction.atomic
def _told(search: SavedSearch) -> None:
    """Take away what was told; what was found meanwhile stays."""
    now = SavedSearch.objects.select_for_update().filter(pk=search.pk).first()
    if now is not None:
        told = set(search.waiting)
        now.waiting = [number for number in now.waiting if number not in told]
        now.waits, now.held_until, now.failures = bool(now.waiting), None, 0
        now.save(update_fields=["waiting", "waits", "held_until", "failures"])


def _put_off(searches: list[SavedSearch], now: datetime.datetime) -> None:
    for search in searches:
        wait = min(HOLD * 2 ** min(search.failures, 12), LONGEST_WAIT)
        SavedSearch.objects.filter(pk=search.pk).update(
            held_until=now + wait, failures=min(search.failures + 1, 100)
        )


def _parts(user: Any, searches: list[SavedSearch]) -> list[Part]:
    """Return what a mail says: of each search what the person may see at this moment."""
    wanted = {number for search in searches for number in search.waiting}
    rows = visible(CatalogueEntry.objects.filter(pk__in=wanted), request_of(user))
    entries = {row.pk: row for row in rows.defer("text", "headings", "values", "facts")}
    parts = []
    for search in searches:
        found = [entries[number] for number in search.waiting if number in entries]
        if found:
            with override(search.language):
                url = f"{settings.BASE_URL}{reverse('search')}?{search.query}&sort=date"
            parts.append(
                Part(search.name, url, found[:MOST_SHOWN], max(len(found) - MOST_SHOWN, 0))
            )
    return parts


def language_of(user: Any, searches: list[SavedSearch]) -> str:
    """Return the language a person reads: the one chosen in the profile, else that of the search."""
    profile = getattr(user, "wagtail_userprofile", None)
    chosen = profile.preferred_language if profile else ""
    return chosen if chosen in dict(settings.LANGUAGES) else searches[0].language


def _mail(user: Any, parts: list[Part], language: str) -> EmailMessage:
    with override(language):
        number = sum(len(part.entries) + part.more for part in parts)
        stop_url = settings.BASE_URL + reverse("search_stop_mail", args=[stop_token(user)])
        subject = ngettext(
            "%(number)d new result in your searches",
            "%(number)d new results in your searches",
            number,
        ) % {"number": number}
        body = render_to_string(
            "search/digest.txt",
            {
                "parts": parts,
                "base_url": settings.BASE_URL,
                "site_name": settings.WAGTAIL_SITE_NAME,
                "host": urlsplit(settings.BASE_URL).netloc,
                "saved_url": settings.BASE_URL + reverse("search_saved"),
                "stop_url": stop_url,
            },
        )
    return EmailMessage(
        f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}{subject}",
        body,
        to=[user.email],
        headers={
            "List-Unsubscribe": f"<{stop_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
