"""Who came to a session: marked, corrected, and what follows for the course."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from ..models import Credential, LearningEvent, SessionRegistration, TrainingSession
from ..selectors.sessions import MOST_DROP_INS
from .credentials import AlreadyRevoked, learners_language, revoke
from .enrolling import complete_if_done, enrol, note, undo_completion, void
from .sessions import locked


class AttendanceRefused(Exception):
    """Attendance cannot be marked; the message says why, in the reader's language."""


def happened_at(session: TrainingSession) -> datetime:
    """Return when somebody who came has attended a session: at its end, or now if that is still to come."""
    return min(session.ends_at, timezone.now())


@transaction.atomic
def mark_attendance(
    by: Any, session_id: UUID, *, shown: Collection[int], came: Collection[int]
) -> int:
    """Note who of the registrations that were shown came and who did not; return how many were changed.

    Whoever came begins the course, and is done with it if this was the last that it took. A correction takes
    that back, and the certificate with it. Those who were not on the list are left as they are.

    Raises:
        AttendanceRefused: the session is cancelled or not yet near.
        TrainingSession.DoesNotExist: there is no such session.
    """
    session = _under_way(session_id)
    rows = session.registrations.filter(pk__in=shown, user__isnull=False).select_related("user")
    return sum(_mark(session, row, row.pk in came, by) for row in rows.order_by("pk"))


@transaction.atomic
def add_drop_in(by: Any, session_id: UUID, user: AbstractBaseUser) -> bool:
    """Note that somebody came who had not registered, however full it is; False if that was noted already.

    Whoever is on the list after all is ticked there. A drop-in who is unticked later is off the list.

    Raises:
        AttendanceRefused: the session is cancelled or not yet near, or has more of them than a room holds.
        TrainingSession.DoesNotExist: there is no such session.
    """
    session = _under_way(session_id)
    row = session.registrations.filter(user_id=user.pk).first()
    if row is None:
        dropped_in = session.registrations.filter(state=SessionRegistration.State.DROP_IN)
        if dropped_in.count() >= MOST_DROP_INS:
            raise AttendanceRefused(_("No more people can be added to this session."))
        row = session.registrations.create(
            user_id=user.pk,
            course_key=session.course_key,
            state=SessionRegistration.State.DROP_IN,
            language=learners_language(user, session.course_key),
        )
    return _mark(session, row, True, by)


def _under_way(session_id: UUID) -> TrainingSession:
    """Return a session, locked, at which people can have come."""
    session = locked(session_id)
    if session.cancelled:
        raise AttendanceRefused(_("The session was cancelled, so nobody can have come."))
    if not session.attendance_is_open:
        raise AttendanceRefused(_("You can mark who came when the session is about to begin."))
    return session


def _mark(session: TrainingSession, row: SessionRegistration, came: bool, by: Any) -> bool:
    """Note whether one person came, with what follows; False if that was known."""
    before, row.attended = row.attended, came
    if row.attended == before:
        return False
    row.marked_at, row.marked_by = timezone.now(), by
    row.save(update_fields=["attended", "marked_at", "marked_by"])
    if came:
        _came(session, row)
    elif before:
        _did_not_come(session, row, by)
    if row.dropped_in and not came:  # only coming had put it there
        row.delete()
    return True


def _person(row: SessionRegistration) -> AbstractBaseUser:
    """Return whose registration it is; rows of erased people are never marked."""
    assert row.user is not None  # noqa: S101 - for the reader and mypy, not for safety
    return row.user


def _came(session: TrainingSession, row: SessionRegistration) -> None:
    at, user = happened_at(session), _person(row)
    enrol(user, row.course_key, language=row.language)
    note(
        user,
        LearningEvent.Verb.ATTENDED,
        "session",
        session.pk,
        course_key=row.course_key,
        language=row.language,
        at=at,
        completion=True,
    )
    complete_if_done(user, row.course_key, language=row.language, at=at)


def _did_not_come(session: TrainingSession, row: SessionRegistration, by: Any) -> None:
    user = _person(row)
    void(user, LearningEvent.Verb.ATTENDED, session.pk, course_key=row.course_key)
    # What was done before anybody could be marked was not done by coming.
    if undo_completion(user, row.course_key, since=session.attendance_from) is None:
        return
    given = Credential.objects.filter(
        user_id=user.pk,
        kind=Credential.Kind.COURSE,
        subject_key=row.course_key,
        revoked_at=None,
    )
    with override(learners_language(user, row.course_key)):
        reason = _("The attendance at a session was corrected.")
    for credential in given:
        try:
            revoke(credential, reason, by)
        except AlreadyRevoked:
            continue
