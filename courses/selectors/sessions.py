"""Reads about sessions: which are coming, who has a place, who came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from content.models import CatalogueEntry
from content.statements import Statement

from ..models import SessionRegistration, TrainingSession
from .names import Course, course_names, names_among

MOST_SHOWN = 10
"""How many coming sessions the page of a course shows."""
MOST_MINE = 50
MOST_DROP_INS = 200
"""How many people one session can have who came without having registered."""
SHOWN_AFTER = timedelta(days=30)
"""For how long a trainer finds what is over: attendance may be marked late."""
MOST_IN_FEED = 500
KEPT_IN_FEED = timedelta(days=365)
"""For how long a calendar shows what is over."""
State = SessionRegistration.State


def has_attended(user: AbstractBaseUser, course_key: UUID) -> bool:
    """Tell whether somebody has come to a session of a course."""
    mine = SessionRegistration.objects.filter(user_id=user.pk, course_key=course_key)
    return mine.filter(attended=True).exists()


def wants_session(course_key: UUID, user: Any) -> bool:
    """Tell whether somebody who has logged in has not come to any session of a course yet."""
    return user.is_authenticated and not has_attended(user, course_key)


@dataclass
class Shown:
    """A session as one person sees it."""

    session: TrainingSession
    mine: SessionRegistration | None = None
    course: Course | None = None
    waiting: int = 0
    """How many wait for a place."""

    @property
    def has_place(self) -> bool:
        return self.mine is not None and self.mine.has_place

    @property
    def waits(self) -> bool:
        return self.mine is not None and self.mine.waits

    @property
    def can_register(self) -> bool:
        return self.mine is None and self.session.is_open

    @property
    def can_leave(self) -> bool:
        return self.mine is not None and not self.mine.attended and not self.session.has_begun

    @property
    def link(self) -> str:
        """The link to the meeting, for those who have a place."""
        return self.session.link if self.session.is_online and self.has_place else ""


@dataclass
class Coming:
    """The coming sessions of a course, the first of them."""

    shown: list[Shown] = field(default_factory=list)
    more: bool = False

    def __bool__(self) -> bool:
        return bool(self.shown)

    def __iter__(self) -> Iterator[Shown]:
        return iter(self.shown)


def _with_waiting(sessions: QuerySet[TrainingSession]) -> QuerySet[Any]:
    return sessions.annotate(
        waiting=Count("registrations", filter=Q(registrations__state=State.WAITING))
    )


def coming_sessions(course_key: UUID, user: Any) -> Coming:
    """Return the sessions of a course that have not begun, the next first, as somebody sees them; two queries."""
    found = _coming(course=course_key, after=timezone.now())
    mine = {}
    if found and user.is_authenticated:
        own = SessionRegistration.objects.filter(user_id=user.pk, session__in=found)
        mine = {row.session_id: row for row in own}
    return Coming(
        [Shown(row, mine.get(row.pk), waiting=row.waiting) for row in found[:MOST_SHOWN]],
        more=len(found) > MOST_SHOWN,
    )


@Statement
def _coming(*, course: UUID, after: datetime) -> QuerySet[Any]:
    rows = TrainingSession.objects.filter(course_key=course, starts_at__gt=after)
    return _with_waiting(rows).order_by("starts_at", "pk")[: MOST_SHOWN + 1]


def session_for(session: TrainingSession, request: HttpRequest, language: str) -> Shown:
    """Return one session as the reader sees it, with its course; three queries."""
    names = course_names({session.course_key}, request, language)
    mine = None
    if request.user.is_authenticated:
        mine = session.registrations.filter(user_id=request.user.pk).first()
    waiting = session.registrations.filter(state=State.WAITING).count()
    return Shown(session, mine, names[session.course_key], waiting)


def place_in_queue(mine: SessionRegistration) -> int:
    """Return which place somebody has on the waiting list, from 1."""
    queue = SessionRegistration.objects.filter(session_id=mine.session_id, state=State.WAITING)
    return queue.filter(pk__lte=mine.pk).count()


@dataclass
class MySessions:
    """The sessions of one person."""

    coming: list[Shown] = field(default_factory=list)
    """Those with a place or a wait, the next first."""
    led: list[Shown] = field(default_factory=list)
    """Those that the person leads, with the latest that are over."""

    @property
    def course_keys(self) -> set[UUID]:
        return {shown.session.course_key for shown in (*self.coming, *self.led)}

    def name(self, entries: Iterable[CatalogueEntry], request: HttpRequest, language: str) -> None:
        """Say which courses the sessions are of, from those that the reader may see."""
        names = names_among(entries, self.course_keys, request, language)
        for shown in (*self.coming, *self.led):
            shown.course = names[shown.session.course_key]


def my_sessions(user: AbstractBaseUser) -> MySessions:
    """Return what somebody is registered for and leads, yet without the courses; two queries."""
    now = timezone.now()
    own = SessionRegistration.objects.filter(user_id=user.pk, session__ends_at__gt=now)
    rows = own.select_related("session").order_by("session__starts_at", "pk")[:MOST_MINE]
    led = TrainingSession.objects.filter(trainer_id=user.pk, ends_at__gt=now - SHOWN_AFTER)
    return MySessions(
        [Shown(row.session, row) for row in rows],
        [Shown(row) for row in led.order_by("starts_at", "pk")[:MOST_MINE]],
    )


def sessions_of(user: Any) -> QuerySet[SessionRegistration]:
    """Return all registrations of a person, the first session first, each with its session."""
    rows = SessionRegistration.objects.filter(user_id=user.pk).select_related("session")
    return rows.order_by("session__starts_at", "pk")


def in_feed(user: Any) -> QuerySet[SessionRegistration]:
    """Return the registrations that a person's calendar shows."""
    since = timezone.now() - KEPT_IN_FEED
    return sessions_of(user).filter(session__ends_at__gt=since)[:MOST_IN_FEED]


def participants(session: TrainingSession) -> list[SessionRegistration]:
    """Return who dropped in, who has a place and who waits, each in their order; at most what fits twice."""
    rows = session.registrations.filter(user__isnull=False).select_related("user", "marked_by")
    return list(rows.order_by("state", "pk")[: 2 * session.places + MOST_DROP_INS])
