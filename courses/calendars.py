"""Sessions as iCalendar (RFC 5545): one at a time, and all of a person's in a feed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from icalendar import Calendar, Event, vCalAddress

from .models import SessionRegistration
from .selectors.names import course_names
from .selectors.sessions import Shown, in_feed, sessions_of
from .services.digests import language_of, request_of

CONTENT_TYPE = "text/calendar; charset=utf-8"
ZONE = ZoneInfo(settings.TIME_ZONE)


def uid_of(shown: Shown) -> str:
    """Return the name by which calendars know a session, wherever they met it."""
    return f"session-{shown.session.pk}@{urlsplit(settings.BASE_URL).hostname}"


def _event(shown: Shown) -> Event:
    session = shown.session
    title = shown.course.title if shown.course else ""
    event = Event()
    event.add("uid", uid_of(shown))
    event.add("sequence", session.sequence)
    event.add("dtstamp", session.updated_at)
    event.add("last-modified", session.updated_at)
    event.add("dtstart", session.starts_at.astimezone(ZONE))
    event.add("dtend", session.ends_at.astimezone(ZONE))
    if session.cancelled:
        event.add("status", "CANCELLED")
        event.add("summary", _("Cancelled: %(title)s") % {"title": title})
    elif shown.waits:
        event.add("status", "TENTATIVE")
        event.add("summary", _("Waiting list: %(title)s") % {"title": title})
    else:
        event.add("status", "CONFIRMED")
        event.add("summary", title)
    if not shown.has_place or session.cancelled:
        event.add("transp", "TRANSPARENT")
    if place := shown.link or session.location:
        event.add("location", place)
    address = settings.BASE_URL + reverse("learning_session", args=[session.pk])
    event.add("url", address)
    words = [session.cancellation_reason if session.cancelled else "", session.note, address]
    event.add("description", "\n\n".join(text for text in words if text))
    organiser = vCalAddress(f"mailto:{settings.DEFAULT_FROM_EMAIL.rpartition('<')[2].rstrip('>')}")
    organiser.params["CN"] = settings.WAGTAIL_SITE_NAME
    event.add("organizer", organiser)
    return event


def calendar(sessions: Iterable[Shown], name: str = "") -> bytes:
    """Return sessions as a calendar that carries the rules of Swedish time."""
    book = Calendar()
    book.add("prodid", f"-//{settings.WAGTAIL_SITE_NAME}//SV")
    book.add("version", "2.0")
    book.add("calscale", "GREGORIAN")
    book.add("method", "PUBLISH")
    if name:
        book.add("x-wr-calname", name)
        book.add("x-published-ttl", "PT1H")
    days: list[date] = []
    for shown in sessions:
        book.add_component(_event(shown))
        days += [shown.session.day]
    if days:
        year = timedelta(days=366)
        book.add_missing_timezones(first_date=min(days) - year, last_date=max(days) + year)
    return bytes(book.to_ical())


def session_file(shown: Shown) -> bytes:
    """Return one session as a calendar file."""
    return calendar([shown])


def feed_of(user: Any) -> bytes:
    """Return a person's sessions as their calendar reads them, in the person's language."""
    return _calendar_of(user, in_feed(user))


def calendar_of(user: Any) -> bytes:
    """Return all sessions that a person has been registered for."""
    return _calendar_of(user, sessions_of(user))


def _calendar_of(user: Any, rows: Iterable[SessionRegistration]) -> bytes:
    language, rows = language_of(user), list(rows)
    with override(language):
        keys = {row.course_key for row in rows}
        names = course_names(keys, request_of(user), language) if keys else {}
        sessions = [Shown(row.session, row, names[row.course_key]) for row in rows]
        return calendar(sessions, _("My sessions, %(site)s") % {"site": settings.WAGTAIL_SITE_NAME})
