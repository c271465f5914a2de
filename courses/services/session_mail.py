"""Mail about sessions. A notice is written with the change that it tells of, so that none is lost, and sent once.

The first ones are sent as soon as the change is stored; the scheduler sends the rest, and reminders the day before.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterable
from email.mime.text import MIMEText
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from ..calendars import session_file
from ..models import SessionNotice, SessionRegistration, TrainingSession
from ..selectors.names import course_names
from ..selectors.sessions import Shown, place_in_queue
from .digests import HOLD, MOST_FAILURES, OPENS, Outcome, ServerAway, language_of, request_of

AT_ONCE = 5
"""How many mails a request sends itself; the scheduler sends the others within a minute."""
BATCH = 200
DAY = datetime.timedelta(days=1)
Kind = SessionNotice.Kind
log = logging.getLogger(__name__)


def tell(session: TrainingSession, people: Iterable[int | None], kind: SessionNotice.Kind) -> None:
    """Write notices to people in the running transaction, and have them sent when it is through."""
    now = timezone.now()
    rows = [
        SessionNotice(session=session, user_id=person, kind=kind, held_until=now)
        for person in people
        if person is not None
    ]
    if not rows:
        return
    SessionNotice.objects.bulk_create(rows)
    transaction.on_commit(lambda: send_about.enqueue(str(session.pk)), robust=True)


@task()
def send_about(session_id: str) -> None:
    """Send the first notices about a session; what the mail server does not take now, the scheduler sends."""
    waiting = _unsent(timezone.now()).filter(session_id=UUID(session_id))
    try:
        _send(waiting[:AT_ONCE], timezone.now())
    except ServerAway as error:
        log.warning("The mail server does not answer, mail about sessions is sent later: %s", error)


def send_session_mail(now: datetime.datetime | None = None) -> Outcome:
    """Write the reminders that are due and send all that has not been sent; two queries when there is nothing."""
    now = now or timezone.now()
    _remind(now)
    try:
        return _send(_unsent(now)[:BATCH], now)
    except ServerAway as error:
        log.warning("The mail server does not answer, mail about sessions is sent later: %s", error)
        return Outcome(failed=1)


# --- Reminders ---------------------------------------------------------------------------------


def remind_at(session: TrainingSession) -> datetime.datetime:
    """Return when people are reminded: at seven the day before, Swedish time."""
    day = session.day - DAY
    return timezone.make_aware(datetime.datetime(day.year, day.month, day.day) + OPENS)  # noqa: DTZ001 - made aware


def _remind(now: datetime.datetime) -> None:
    """Write a reminder to everybody with a place who got it before reminders went out; once a person and day."""
    near = TrainingSession.objects.filter(
        cancelled=False, starts_at__gt=now, starts_at__lt=now + 3 * DAY
    )
    rows: list[SessionNotice] = []
    for session in near:
        due = remind_at(session)
        if due > now:
            continue
        told = SessionNotice.objects.filter(
            session=session, kind=Kind.REMINDER, day=session.day
        ).values("user_id")
        placed = session.registrations.filter(
            state=SessionRegistration.State.PLACED, placed_at__lt=due, user__is_active=True
        )
        placed = placed.exclude(user__email="").exclude(user_id__in=told)
        rows += [
            SessionNotice(
                session=session,
                user_id=person,
                kind=Kind.REMINDER,
                day=session.day,
                held_until=now,
            )
            for person in placed.order_by("pk").values_list("user_id", flat=True)
        ]
    if rows:
        SessionNotice.objects.bulk_create(rows, ignore_conflicts=True)


# --- Sending -----------------------------------------------------------------------------------


def _unsent(now: datetime.datetime) -> QuerySet[SessionNotice]:
    rows = SessionNotice.objects.filter(
        sent_at=None, held_until__lte=now, failures__lt=MOST_FAILURES
    )
    return rows.select_related("session", "user__wagtail_userprofile").order_by("pk")


def _send(notices: Iterable[SessionNotice], now: datetime.datetime) -> Outcome:
    """Send notices that nobody else is sending.

    Raises:
        ServerAway: the mail server does not answer.
    """
    outcome = Outcome()
    for notice in list(notices):
        free = SessionNotice.objects.filter(pk=notice.pk, sent_at=None, held_until__lte=now)
        # From this mail on, not from the first: a long row of them may take longer than one is held.
        if not free.update(held_until=max(now, timezone.now()) + HOLD):
            continue
        mail = _mail(notice)
        if mail is None:
            notice.delete()
            continue
        mine = SessionNotice.objects.filter(pk=notice.pk)
        try:
            get_connection().send_messages([mail])
        except (SMTPResponseException, SMTPRecipientsRefused) as error:
            log.warning("A mail about a session was refused: %s", error)
            mine.update(failures=notice.failures + 1)
            outcome.failed += 1
        except OSError as error:  # what sockets raise, and the rest of smtplib
            mine.update(held_until=now)
            raise ServerAway(str(error)) from error
        else:
            mine.update(sent_at=timezone.now())
            outcome.sent += 1
    return outcome


def _holds(notice: SessionNotice, mine: SessionRegistration | None) -> bool:
    """Tell whether what a notice says is still so, and its reader still wants to know."""
    session = notice.session
    if mine is None or not notice.user.is_active or not notice.user.email:
        return False
    if notice.kind == Kind.CANCELLED:
        return session.cancelled
    if session.cancelled or session.ends_at < timezone.now():
        return False
    if notice.kind == Kind.WAITING:
        return mine.waits
    if notice.kind == Kind.REMINDER:
        return mine.has_place and notice.day == session.day
    return mine.has_place or notice.kind == Kind.CHANGED


def _mail(notice: SessionNotice) -> EmailMessage | None:
    """Return the mail of a notice in its reader's language, or None if there is nothing to tell any more."""
    session, user = notice.session, notice.user
    mine = session.registrations.filter(user_id=user.pk).first()
    if mine is None or not _holds(notice, mine):
        return None
    language = language_of(user)
    with override(language):
        names = course_names({session.course_key}, request_of(user), language)
        shown = Shown(session, mine, names[session.course_key])
        context = {
            "kind": notice.kind,
            "shown": shown,
            "session": session,
            "queue_place": place_in_queue(mine) if shown.waits else 0,
            "site_name": settings.WAGTAIL_SITE_NAME,
            "url": settings.BASE_URL + reverse("learning_session", args=[session.pk]),
        }
        subject = f"{_subject(notice.kind)}: {names[session.course_key].title}"
        mail = EmailMessage(
            settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + " ".join(subject.split()),
            render_to_string("courses/mail/session.txt", context),
            to=[user.email],
            headers={"Auto-Submitted": "auto-generated"},
        )
        if shown.has_place:
            mail.attach(_calendar(shown))
    return mail


def _subject(kind: str) -> str:
    return {
        Kind.CONFIRMED: _("You have a place"),
        Kind.WAITING: _("You are on the waiting list"),
        Kind.PROMOTED: _("You have got a place"),
        Kind.CHANGED: _("A session has changed"),
        Kind.CANCELLED: _("A session is cancelled"),
        Kind.REMINDER: _("Reminder of a session"),
    }[SessionNotice.Kind(kind)]


def _calendar(shown: Shown) -> Any:
    part = MIMEText(session_file(shown).decode(), "calendar", "utf-8")
    part.set_param("method", "PUBLISH")
    part.add_header("Content-Disposition", "attachment", filename="session.ics")
    return part
