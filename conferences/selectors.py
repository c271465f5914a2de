"""Reads that span a conference and its sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone

from content.access import visible
from content.models import BasePage, CatalogueEntry
from content.sql import below


@dataclass
class Slot:
    """A session as the schedule shows it; times are in the portal's time zone.

    A speaker is a name and the language it is in, since not every person has a page in every language.
    """

    entry: CatalogueEntry
    starts: datetime
    speakers: list[tuple[str, str]]

    @property
    def title(self) -> str:
        return self.entry.title

    @property
    def url(self) -> str:
        return self.entry.url

    @property
    def ends(self) -> datetime:
        return self.starts + timedelta(minutes=int(self.entry.facts.get("minutes") or 0))

    @property
    def room(self) -> str:
        return str(self.entry.facts.get("room", ""))

    @property
    def session_kind(self) -> str:
        return str(self.entry.facts.get("session_kind", ""))


def sessions_of(conference: BasePage, request: HttpRequest) -> list[Slot]:
    """Return the sessions that the visitor may see, by time and then room. Two queries."""
    found = visible(CatalogueEntry.objects.filter(below(conference.path), kind="session"), request)
    entries = list(found.defer("text", "headings"))
    names = _speakers_of(entries, conference.locale.language_code, request)
    slots = [
        Slot(
            entry,
            timezone.localtime(entry.date),
            sorted(names[key] for key in entry.values.get("person", []) if key in names),
        )
        for entry in entries
    ]
    return sorted(slots, key=lambda slot: (slot.starts, slot.room))


def _speakers_of(
    sessions: list[CatalogueEntry], language: str, request: HttpRequest
) -> dict[str, tuple[str, str]]:
    """Return what the speakers are called, in the language if they have a version in it, by translation key."""
    keys = {key for entry in sessions for key in entry.values.get("person", [])}
    people = visible(
        CatalogueEntry.objects.filter(kind="person", translation_key__in=keys), request
    )
    rows = people.values_list("translation_key", "title", "language")
    # The reader's language comes last, and so stays.
    ordered = sorted(rows, key=lambda row: row[2] == language)
    return {str(key): (title, code) for key, title, code in ordered}


def conference_of(session: BasePage, request: HttpRequest) -> CatalogueEntry | None:
    """Return the entry of the conference that a session belongs to, or None if the visitor may not see it."""
    parent_path = session.path[: -session.steplen]
    return visible(
        CatalogueEntry.objects.filter(path=parent_path, kind="conference"), request
    ).first()
