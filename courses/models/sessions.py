"""Sessions of a course at a set time, on site or online: who has a place, who waits, who came.

from content.dates import said

A session belongs to all language versions of its course, which it names by translation key.
"""

from __future__ import annotations

import secrets
import uuid
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from content.dates import said

MOST_PLACES = 1000


def swedish(moment: datetime) -> datetime:
    """Return a moment in the portal's own time zone, whatever zone an editor has chosen for the admin."""
    return timezone.localtime(moment, timezone.get_default_timezone())


class TrainingSession(models.Model):
    """One occasion of a course. Times are kept in UTC and told in Swedish time."""

    class Mode(models.TextChoices):
        ON_SITE = "on_site", _("On site")
        ONLINE = "online", _("Online")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course_key = models.UUIDField(_("course"))
    starts_at = models.DateTimeField(_("starts"), help_text=_("In Swedish time."))
    ends_at = models.DateTimeField(_("ends"))
    mode = models.CharField(
        _("on site or online"), max_length=10, choices=Mode.choices, default=Mode.ON_SITE
    )
    venue = models.CharField(
        _("place"), max_length=200, blank=True, help_text=_("For example a room and a house.")
    )
    address = models.CharField(_("address"), max_length=200, blank=True)
    link = models.URLField(
        _("link to the meeting"),
        max_length=1000,
        blank=True,
        help_text=_("Shown only to those who have a place."),
    )
    places = models.PositiveSmallIntegerField(
        _("places"),
        default=20,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_PLACES)],
    )
    taken = models.PositiveSmallIntegerField(
        default=0,
        editable=False,
        help_text="How many have a place; the database keeps it in check.",
    )
    register_by = models.DateField(
        _("last day to register"),
        null=True,
        blank=True,
        help_text=_("Left empty, people can register until it begins."),
    )
    language = models.CharField(
        _("language"),
        max_length=5,
        choices=settings.LANGUAGES,
        default=settings.LANGUAGE_CODE,
        help_text=_("The language that is spoken."),
    )
    trainer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("trainer"),
    )
    contact_role = models.CharField(
        _("contact"),
        max_length=150,
        blank=True,
        help_text=_(
            "A role and a unit, never a person. For example: Training coordinator, Uddevalla."
        ),
    )
    note = models.TextField(
        _("note"),
        max_length=1000,
        blank=True,
        help_text=_("What to bring, food, parking. Everybody can read it."),
    )
    cancelled = models.BooleanField(
        _("cancelled"),
        default=False,
        help_text=_("Everybody who has a place or waits for one gets a mail."),
    )
    cancellation_reason = models.CharField(_("reason"), max_length=200, blank=True)
    sequence = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text="Counts the changes that calendars must know of (RFC 5545, SEQUENCE).",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("session of a course")
        verbose_name_plural = _("sessions of courses")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends"),
            models.CheckConstraint(
                condition=Q(taken__lte=F("places")), name="session_not_too_full"
            ),
        ]
        indexes = [
            models.Index(fields=["course_key", "starts_at"], name="session_course"),
            models.Index(fields=["starts_at"], name="session_starts"),
        ]

    def __str__(self) -> str:
        return date_format(swedish(self.starts_at), "j F Y H:i")

    @property
    def day(self) -> date:
        """The day on which it begins, in Swedish time."""
        return swedish(self.starts_at).date()

    @property
    def when(self) -> str:
        """When it is, in words of the running language and in Swedish time."""
        begins, ends = swedish(self.starts_at), swedish(self.ends_at)
        words = f"{said(begins, 'l j F Y')}, {begins:%H:%M}"
        if ends.date() != begins.date():
            return f"{words} – {said(ends, 'l j F Y')}, {ends:%H:%M}"
        return f"{words}–{ends:%H:%M}"

    @property
    def free(self) -> int:
        return max(0, self.places - self.taken)

    @property
    def has_begun(self) -> bool:
        return self.starts_at <= timezone.now()

    @property
    def is_online(self) -> bool:
        return self.mode == self.Mode.ONLINE

    @property
    def is_open(self) -> bool:
        """Tell whether people can register now, for a place or for the waiting list."""
        in_time = self.register_by is None or timezone.localdate() <= self.register_by
        return in_time and not self.cancelled and not self.has_begun

    @property
    def attendance_from(self) -> datetime:
        """From when attendance can be marked: a while before it begins, for those who stand at the door."""
        return self.starts_at - timedelta(hours=2)

    @property
    def attendance_is_open(self) -> bool:
        return not self.cancelled and timezone.now() >= self.attendance_from

    @property
    def location(self) -> str:
        """Where it is, without the link."""
        return ", ".join(part for part in (self.venue, self.address) if part)


class SessionRegistration(models.Model):
    """A person has a place at a session or waits for one, in the order of the rows; and whether the person came.

    Whoever came without having registered takes no place: the room held them all the same.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("On the waiting list")
        PLACED = "placed", _("Has a place")
        DROP_IN = "drop_in", _("Came without registering")

    session = models.ForeignKey(TrainingSession, models.PROTECT, related_name="registrations")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="session_registrations",
        help_text="Empty when the person has been erased; the row then counts in statistics alone.",
    )
    course_key = models.UUIDField(help_text="The session's course, so that the rule finds it.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    language = models.CharField(max_length=5, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    placed_at = models.DateTimeField(null=True, blank=True)
    attended = models.BooleanField(
        _("attended"), null=True, blank=True, help_text="Empty until somebody has marked it."
    )
    marked_at = models.DateTimeField(null=True, blank=True)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("registration for a session")
        verbose_name_plural = _("registrations for sessions")
        constraints = [
            models.UniqueConstraint(fields=["session", "user"], name="registration_once"),
        ]
        indexes = [
            models.Index(fields=["session", "state", "id"], name="registration_queue"),
            models.Index(fields=["user", "course_key", "attended"], name="registration_attended"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.session_id}: {self.state}"

    @property
    def has_place(self) -> bool:
        return self.state == self.State.PLACED

    @property
    def waits(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def dropped_in(self) -> bool:
        return self.state == self.State.DROP_IN


class SessionNotice(models.Model):
    """A mail about a session that somebody is to get: written with the change it tells of, sent once."""

    class Kind(models.TextChoices):
        CONFIRMED = "confirmed"
        WAITING = "waiting"
        PROMOTED = "promoted"
        CHANGED = "changed"
        CANCELLED = "cancelled"
        REMINDER = "reminder"

    session = models.ForeignKey(TrainingSession, models.CASCADE, related_name="notices")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    day = models.DateField(
        null=True, blank=True, help_text="The session's day, which a reminder tells of once."
    )
    created_at = models.DateTimeField(default=timezone.now)
    held_until = models.DateTimeField(
        default=timezone.now,
        help_text="Until then whoever sends has the mail alone; if it is killed, another tries after that.",
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(
        default=0, help_text="How often the mail server has refused this mail."
    )

    class Meta:
        verbose_name = _("mail about a session")
        verbose_name_plural = _("mails about sessions")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "user", "day"],
                condition=Q(kind="reminder"),
                name="session_reminder_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["held_until"], condition=Q(sent_at=None), name="session_notice_unsent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.user_id} about {self.session_id}"


def new_token() -> str:
    """Return a token of 256 bits that nobody can guess."""
    return secrets.token_urlsafe(32)


class CalendarFeed(models.Model):
    """The secret address at which a person's own calendar reads the person's sessions."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed"
    )
    token = models.CharField(max_length=64, unique=True, default=new_token)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")

    def __str__(self) -> str:
        return f"calendar of {self.user_id}"
