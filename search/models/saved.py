"""Searches that people keep, and what they have been told of them."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_QUERY = 2_000
SENT_AT = datetime.time(7)
"""When a digest is due, in the portal's time zone; weekly ones on Mondays."""


class SavedSearch(models.Model):
    """A search that somebody keeps, and may be told by mail what is new in."""

    class Frequency(models.TextChoices):
        NEVER = "never", _("No mail")
        DAILY = "daily", _("Every day")
        WEEKLY = "weekly", _("Every week")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches"
    )
    name = models.CharField(_("name"), max_length=100)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    query = models.CharField(
        max_length=LONGEST_QUERY,
        help_text="Words and filters as in the address of the results page.",
    )
    frequency = models.CharField(
        _("mail about new results"),
        max_length=6,
        choices=Frequency.choices,
        default=Frequency.NEVER,
    )
    created = models.DateTimeField(auto_now_add=True)
    due = models.DateTimeField(
        null=True, help_text="When to look for something new; empty without mail."
    )
    known = models.JSONField(default=list, help_text="Entries found before, as ids.")
    waiting = models.JSONField(default=list, help_text="Entries to tell about, as ids.")
    waits = models.BooleanField(default=False, help_text="True while there is something to tell.")
    held_until = models.DateTimeField(
        null=True, help_text="Whoever sends holds it so long; after a failure the next attempt."
    )
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        constraints = [
            models.UniqueConstraint(fields=["user", "language", "query"], name="saved_search_once")
        ]
        indexes = [
            models.Index(fields=["due"], name="saved_search_due"),
            models.Index(
                fields=["user"], condition=models.Q(waits=True), name="saved_search_waits"
            ),
        ]

    def __str__(self) -> str:
        return self.name


def next_due(frequency: str, after: datetime.datetime) -> datetime.datetime | None:
    """Return the first time after a moment at which a digest is due, or None if there is none."""
    if frequency not in (SavedSearch.Frequency.DAILY, SavedSearch.Frequency.WEEKLY):
        return None
    day = timezone.localdate(after)
    if frequency == SavedSearch.Frequency.WEEKLY:
        day -= datetime.timedelta(days=day.weekday())
    step = datetime.timedelta(days=7 if frequency == SavedSearch.Frequency.WEEKLY else 1)
    while True:
        moment = timezone.make_aware(datetime.datetime.combine(day, SENT_AT))
        if moment > after:
            return moment
        day += step
