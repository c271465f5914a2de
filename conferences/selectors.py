"""Reads that span a conference and its sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone

from content.access import visible
from content.models import BasePage, CatalogueEntry


@dataclass
class Slot:
    """A session as the schedule shows it; times are in the portal's time zone."""

    entry: CatalogueEntry
    starts: datetime

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

    @property
    def speakers(self) -> list[str]:
        return list(self.entry.facts.get("speakers", []))


def sessions_of(conference: BasePage, request: HttpRequest) -> list[Slot]:
    """Return the sessions that the visitor may see, by time and then room. One query."""
    entries = visible(
        CatalogueEntry.objects.filter(kind="session", path__startswith=conference.path), request
    )
    slots = [
        Slot(entry, timezone.localtime(entry.date)) for entry in entries.defer("text", "headings")
    ]
    return sorted(slots, key=lambda slot: (slot.starts, slot.room))


def conference_of(session: BasePage, request: HttpRequest) -> CatalogueEntry | None:
    """Return the entry of the conference that a session belongs to, or None if the visitor may not see it."""
    parent_path = session.path[: -session.steplen]
    return visible(
        CatalogueEntry.objects.filter(path=parent_path, kind="conference"), request
    ).first()
