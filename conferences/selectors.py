"""Reads that span a conference and its sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from content.access import hidden_paths, outside
from content.models import BasePage, CatalogueEntry
from content.sql import below
from content.statements import Statement


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
    entries = _sessions(hidden_paths(request), path=conference.path)
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


@Statement
def _sessions(hidden: tuple[str, ...], *, path: str) -> QuerySet[CatalogueEntry]:
    rows = outside(CatalogueEntry.objects.filter(below(path), kind="session"), hidden)
    return rows.defer("text", "headings")


def _speakers_of(
    sessions: list[CatalogueEntry], language: str, request: HttpRequest
) -> dict[str, tuple[str, str]]:
    """Return what the speakers are called, in the language if they have a version in it, by translation key."""
    keys = {UUID(key) for entry in sessions for key in entry.values.get("person", [])}
    rows = _people(hidden_paths(request), keys=list(keys))
    # The reader's language comes last, and so stays.
    ordered = sorted(rows, key=lambda row: row[2] == language)
    return {str(key): (title, code) for key, title, code in ordered}


@Statement
def _people(
    hidden: tuple[str, ...], *, keys: list[UUID]
) -> QuerySet[CatalogueEntry, tuple[UUID, str, str]]:
    people = CatalogueEntry.objects.filter(kind="person", translation_key__in=keys)
    return outside(people, hidden).values_list("translation_key", "title", "language")


def conference_of(session: BasePage, request: HttpRequest) -> CatalogueEntry | None:
    """Return the entry of the conference that a session belongs to, or None if the visitor may not see it."""
    parent_path = session.path[: -session.steplen]
    return next(iter(_conference(hidden_paths(request), path=parent_path)), None)


@Statement
def _conference(hidden: tuple[str, ...], *, path: str) -> QuerySet[CatalogueEntry]:
    return outside(CatalogueEntry.objects.filter(path=path, kind="conference"), hidden)
