"""Registering for sessions and giving them places: whoever changes a session or its places holds its row alone."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import LearningEvent, SessionNotice, SessionRegistration, TrainingSession
from .session_mail import tell

State = SessionRegistration.State
Kind = SessionNotice.Kind
CALENDAR_FIELDS = (
    "starts_at", "ends_at", "mode", "venue", "address", "link", "cancelled", "cancellation_reason", "note",
)  # fmt: skip
"""What a calendar shows: a change of it counts in SEQUENCE."""
TOLD_FIELDS = ("starts_at", "ends_at", "mode", "venue", "address", "link")
"""A change of these is told to everybody."""


class RegistrationRefused(Exception):
    """Nobody can register or leave so; the message says why, in the reader's language."""


def locked(session_id: UUID) -> TrainingSession:
    """Return a session that nobody else changes until the transaction ends.

    Raises:
        TrainingSession.DoesNotExist: there is none.
    """
    return TrainingSession.objects.select_for_update().get(pk=session_id)


@transaction.atomic
def register(
    user: AbstractBaseUser, session_id: UUID, *, language: str = ""
) -> SessionRegistration:
    """Give a person a place, or the last place of the waiting list; who is registered stays as they are.

    Raises:
        RegistrationRefused: it is cancelled, has begun, or the last day to register is over.
        TrainingSession.DoesNotExist: there is no such session.
    """
    session = locked(session_id)
    mine = session.registrations.filter(user_id=user.pk).first()
    if mine is not None:
        return mine
    if not session.is_open:
        raise RegistrationRefused(why_closed(session))
    mine = session.registrations.create(
        user_id=user.pk, course_key=session.course_key, language=language
    )
    fill(session, newcomer=mine.pk)
    mine.refresh_from_db()
    if not mine.has_place:
        _note(mine, LearningEvent.Verb.REQUESTED)
        tell(session, [user.pk], Kind.WAITING)
    return mine


def why_closed(session: TrainingSession) -> str:
    """Return why nobody can register for a session now."""
    if session.cancelled:
        return _("The session is cancelled.")
    if session.has_begun:
        return _("The session has begun, so registration is closed.")
    return _("The last day to register is over.")


@transaction.atomic
def unregister(user: AbstractBaseUser, session_id: UUID) -> bool:
    """Take a person off a session or its waiting list; a place that comes free goes to the first who waits.

    Return False if the person was not registered.

    Raises:
        RegistrationRefused: the session has begun, or the person has been marked as present at the door: that is a
            record of what happened, which only whoever made it corrects.
        TrainingSession.DoesNotExist: there is no such session.
    """
    session = locked(session_id)
    mine = session.registrations.filter(user_id=user.pk).first()
    if mine is None:
        return False
    if session.has_begun:
        raise RegistrationRefused(_("The session has begun, so you cannot leave it any more."))
    if mine.attended:
        raise RegistrationRefused(
            _(
                "You are marked as present, so you cannot leave the session. Tell the trainer if that is wrong."
            )
        )
    _note(mine, LearningEvent.Verb.LEFT)
    mine.delete()
    fill(session)
    return True


def fill(session: TrainingSession, *, newcomer: int | None = None) -> None:
    """Give the free places of a locked session to those who wait, the first first, and tell them.

    `newcomer` is the registration that is being made: its place is confirmed, those of others are news.
    """
    rows = session.registrations
    placed = rows.filter(state=State.PLACED).count()
    free = 0 if session.cancelled or session.has_begun else max(0, session.places - placed)
    lucky = list(
        rows.filter(state=State.WAITING, user__isnull=False).order_by("pk")[:free] if free else ()
    )
    now = timezone.now()
    rows.filter(pk__in=[row.pk for row in lucky]).update(state=State.PLACED, placed_at=now)
    session.taken = placed + len(lucky)
    session.save(update_fields=["taken"])
    for row in lucky:
        _note(row, LearningEvent.Verb.REGISTERED)
    new = [row.user_id for row in lucky if row.pk == newcomer]
    tell(session, new, Kind.CONFIRMED)
    tell(session, [row.user_id for row in lucky if row.pk != newcomer], Kind.PROMOTED)


def _note(row: SessionRegistration, verb: LearningEvent.Verb) -> None:
    LearningEvent.objects.create(
        user_id=row.user_id,
        verb=verb,
        object_kind="session",
        object_key=row.session_id,
        course_key=row.course_key,
        language=row.language,
    )


@transaction.atomic
def save_session(session: TrainingSession) -> TrainingSession:
    """Store a new or changed session, fill places that were added, and tell those whom a change concerns.

    Raises:
        ValidationError: there would be fewer places than people who have one.
    """
    before = TrainingSession.objects.select_for_update().filter(pk=session.pk).first()
    if before is None:
        session.save(force_insert=True)
        return session
    if session.places < before.taken:
        raise ValidationError({"places": _too_few(before.taken)})
    session.taken = before.taken
    changed = _changed(before, session, CALENDAR_FIELDS)
    session.sequence = before.sequence + bool(changed)
    session.save()
    if session.cancelled and not before.cancelled:
        _tell_all(session, Kind.CANCELLED)
    elif not session.cancelled and (before.cancelled or _changed(before, session, TOLD_FIELDS)):
        _tell_all(session, Kind.CHANGED)
    fill(session)
    return session


def _too_few(taken: int) -> str:
    return ngettext(
        "%(number)s person has a place already. Give at least so many places.",
        "%(number)s people have a place already. Give at least so many places.",
        taken,
    ) % {"number": taken}


def _changed(before: TrainingSession, after: TrainingSession, fields: Collection[str]) -> list[str]:
    return [name for name in fields if getattr(before, name) != getattr(after, name)]


def _tell_all(session: TrainingSession, kind: SessionNotice.Kind) -> None:
    if session.has_begun and kind != Kind.CANCELLED:
        return
    people = session.registrations.filter(user__isnull=False).order_by("pk")
    tell(session, people.values_list("user_id", flat=True), kind)


def leave_coming(user: Any) -> None:
    """Take somebody who goes off all sessions that have not begun, so that others get the places.

    Who is there already stays as a number.
    """
    now = timezone.now()
    coming = SessionRegistration.objects.filter(user=user, session__starts_at__gt=now)
    mine = coming.exclude(attended=True)
    for session_id in mine.order_by("session_id").values_list("session_id", flat=True):
        session = locked(session_id)
        session.registrations.filter(user=user).exclude(attended=True).delete()
        fill(session)
