"""The weekly mail about learning: to those who have something to finish, to managers about their line, to coaches.

It goes out from Monday at seven, Swedish time; a run that was missed is made up on whatever day comes next. One
person gets one mail a week, however many send at once: who has written the row sends it.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, get_connection
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from content.models import OrganisationUnit
from content.organisation import units_of

from ..models import DigestRun, Enrolment, LearningDigest, LearningEvent, Submission
from ..rules import coaches, reviews_reflections
from ..selectors.duties import Duty, duties_of
from ..selectors.names import Course, course_names
from ..selectors.reviews import reviewable
from ..selectors.team import Tally, Team

SOON = datetime.timedelta(days=14)
"""What is due within this time is told."""
OPENS = datetime.timedelta(hours=7)
"""A week begins on Monday at this time of the day."""
HOLD = datetime.timedelta(minutes=10)
MOST_FAILURES = 5
"""A mail that the server has refused so often is given up until next week."""
BATCH = 500
log = logging.getLogger(__name__)


class ServerAway(Exception):
    """The mail server does not answer: nothing can be sent now, to anybody."""


@dataclass
class Outcome:
    sent: int = 0
    failed: int = 0
    finished: bool = False
    """True when all mails of the week are sent, now or before."""


@dataclass(frozen=True)
class Task:
    """A course that the reader has to finish."""

    course: Course
    due_on: datetime.date
    late: bool

    @property
    def url(self) -> str:
        return f"{settings.BASE_URL}{self.course.url}" if self.course.url else ""


@dataclass
class Content:
    """What one mail says."""

    tasks: list[Task] = field(default_factory=list)
    line: list[tuple[Course, Tally]] = field(default_factory=list)
    to_review: int = 0
    """How many reflections wait for a coach."""

    def __bool__(self) -> bool:
        return bool(self.tasks or self.line or self.to_review)


def week_of(moment: datetime.datetime) -> datetime.date:
    """Return the Monday whose mails are due at a moment."""
    day = timezone.localtime(moment - OPENS).date()
    return day - datetime.timedelta(days=day.weekday())


def send_digests(now: datetime.datetime | None = None) -> Outcome:
    """Send what has not been sent this week; one query when all of it has."""
    now = now or timezone.now()
    week = week_of(now)
    outcome = Outcome(finished=DigestRun.objects.filter(week=week).exists())
    if outcome.finished:
        return outcome
    waiting = False
    try:
        for user in _readers(week):
            sent = _send_to(user, week, now)
            outcome.sent += sent is True
            outcome.failed += sent is False
            waiting |= sent is not True and not _settled(user.pk, week)
    except ServerAway as error:
        log.warning("The mail server does not answer, the digests are sent later: %s", error)
        outcome.failed += 1
        return outcome
    if not waiting:
        DigestRun.objects.get_or_create(week=week)
        outcome.finished = True
    return outcome


def _readers(week: datetime.date) -> Iterable[Any]:
    """Give the people who may have something to read and have not got this week's mail."""
    until = timezone.localdate() + SOON
    told = set(
        LearningDigest.objects.filter(week=week, sent_at__isnull=False).values_list(
            "user_id", flat=True
        )
    )
    asked = {
        person: {key for key, duty in duties.items() if duty.due_on and duty.due_on <= until}
        for person, duties in duties_of(None).items()
    }
    leading = set(
        OrganisationUnit.objects.filter(manager__isnull=False).values_list("manager_id", flat=True)
    )
    reviewing = set()
    if Submission.objects.filter(state=Submission.State.WAITING).exists():
        reviewing = set(coaches().values_list("pk", flat=True))
    people = sorted(({pk for pk, keys in asked.items() if keys} | leading | reviewing) - told)
    accounts = get_user_model()._default_manager.select_related("wagtail_userprofile")
    for first in range(0, len(people), BATCH):
        part = people[first : first + BATCH]
        done = set(
            Enrolment.objects.filter(user_id__in=part, completed_at__isnull=False).values_list(
                "user_id", "course_key"
            )
        )
        for user in accounts.filter(pk__in=part, is_active=True).exclude(email="").order_by("pk"):
            open_keys = {key for key in asked.get(user.pk, ()) if (user.pk, key) not in done}
            if open_keys or user.pk in leading | reviewing:
                yield user


def _send_to(user: Any, week: datetime.date, now: datetime.datetime) -> bool | None:
    """Send one person's mail; None if another does or there is nothing to say, False if it was refused.

    Raises:
        ServerAway: the mail server does not answer.
    """
    language = language_of(user)
    with override(language):
        content = content_for(user, language)
        if not content or not _hold(user.pk, week, now):
            return None
        mail = _mail(user, content)
    mine = LearningDigest.objects.filter(user_id=user.pk, week=week)
    try:
        get_connection().send_messages([mail])
    except (SMTPResponseException, SMTPRecipientsRefused) as error:
        log.warning("A digest was refused: %s", error)
        mine.update(failures=mine.get().failures + 1)
        return False
    except OSError as error:  # what sockets raise, and the rest of smtplib
        mine.update(held_until=now)
        raise ServerAway(str(error)) from error
    mine.update(sent_at=timezone.now())
    return True


def _hold(user_id: int, week: datetime.date, now: datetime.datetime) -> bool:
    """Take this mail for oneself; False if it is sent, given up, or being sent by another."""
    until = now + HOLD
    try:
        with transaction.atomic():
            LearningDigest.objects.create(user_id=user_id, week=week, held_until=until)
        return True
    except IntegrityError:
        free = LearningDigest.objects.filter(
            user_id=user_id,
            week=week,
            sent_at=None,
            held_until__lte=now,
            failures__lt=MOST_FAILURES,
        )
        return bool(free.update(held_until=until))


def _settled(user_id: int, week: datetime.date) -> bool:
    """Tell whether nothing more is to be done: no mail was begun, or it is sent or given up."""
    mail = LearningDigest.objects.filter(user_id=user_id, week=week).first()
    return mail is None or mail.sent_at is not None or mail.failures >= MOST_FAILURES


# --- What a mail says --------------------------------------------------------------------------


def request_of(user: Any) -> HttpRequest:
    """Return a request as if the person were looking, for what the person may see."""
    request = HttpRequest()
    request.user = user
    request.session = {}  # type: ignore[assignment]  # nobody has passed a password
    return request


def language_of(user: Any) -> str:
    """Return the language a person reads: the one chosen in the profile, else that of the latest lesson."""
    profile = getattr(user, "wagtail_userprofile", None)
    known = dict(settings.LANGUAGES)
    if profile and profile.preferred_language in known:
        return str(profile.preferred_language)
    latest = LearningEvent.objects.filter(user_id=user.pk).exclude(language="")
    language = latest.order_by("-timestamp").values_list("language", flat=True).first()
    return language if language in known else settings.LANGUAGE_CODE


def content_for(user: Any, language: str) -> Content:
    """Return what a person is to be told at this moment."""
    today = timezone.localdate()
    duties = duties_of([user.pk]).get(user.pk, {})
    due = _urgent(duties, today)
    done = Enrolment.objects.filter(user_id=user.pk, completed_at__isnull=False)
    for key in done.filter(course_key__in=due).values_list("course_key", flat=True):
        del due[key]
    request = request_of(user)
    names = course_names(set(due), request, language) if due else {}
    tasks = [Task(names[key], day, duties[key].late(today)) for key, day in due.items()]
    tasks.sort(key=lambda task: (task.due_on, task.course.title))
    to_review = reviewable(request).count() if reviews_reflections(user) else 0
    return Content(tasks, _line(user, request, language, today), to_review)


def _urgent(duties: dict[UUID, Duty], today: datetime.date) -> dict[UUID, datetime.date]:
    return {
        key: duty.due_on
        for key, duty in duties.items()
        if duty.due_on is not None and duty.due_on <= today + SOON
    }


def _line(
    user: Any, request: HttpRequest, language: str, today: datetime.date
) -> list[tuple[Course, Tally]]:
    """Return a manager's courses in which somebody is late or soon will be, in numbers."""
    units = units_of(user)
    if not units.exists():
        return []
    team = Team(units, request, language)
    near = {key for duties in team.duties.values() for key in _urgent(duties, today)}
    return [
        (course, tally)
        for course, tally in team.by_course
        if course.key in near and tally.done < tally.total
    ]


def _mail(user: Any, content: Content) -> EmailMessage:
    if content.tasks:
        subject = _("Your learning this week")
    elif content.line:
        subject = _("Your team's learning this week")
    else:
        subject = _("Reflections wait for your review")
    body = render_to_string(
        "courses/mail/digest.txt",
        {
            "content": content,
            "site_name": settings.WAGTAIL_SITE_NAME,
            "team_url": f"{settings.BASE_URL}{reverse('team')}",
            "reviews_url": f"{settings.BASE_URL}{reverse('learning_reviews')}",
        },
    )
    return EmailMessage(
        f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}{subject}",
        body,
        to=[user.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
