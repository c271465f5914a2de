"""Proof of what somebody has learned or done."""

from __future__ import annotations

import secrets
from datetime import date

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def new_number() -> str:
    """Return a number for a credential that nobody can guess: 128 bits as 26 letters and digits."""
    alphabet = (
        "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's, without letters that look like digits
    )
    value = secrets.randbits(128)
    return "".join(alphabet[value >> shift & 31] for shift in range(0, 130, 5))


class StatusEntry(models.Model):
    """A place in the issuer's status list, given out once. It names nobody.

    It stays when the credential goes with an erased person: a place that was used again would let the revocation
    of one badge hit another.
    """

    revoked_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        verbose_name = _("place in the status list")
        verbose_name_plural = _("places in the status list")

    def __str__(self) -> str:
        return str(self.pk)


class Credential(models.Model):
    """A course that was completed, or a method that was applied: a certificate and an Open Badge 3.0 of it.

    It keeps the words that it was issued with, so that it says the same when the course is renamed.
    """

    class Kind(models.TextChoices):
        COURSE = "course", _("Completed course")
        METHOD = "method", _("Applied method")

    number = models.CharField(max_length=26, unique=True, default=new_number, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="credentials")
    subject_key = models.UUIDField(help_text="Translation key of the course or method.")
    name = models.CharField(max_length=200, help_text="The person's name when it was issued.")
    title = models.CharField(max_length=255, help_text="The title in the person's language.")
    language = models.CharField(max_length=5)
    details = models.JSONField(
        default=dict,
        help_text="Outcomes, minutes; for a method the case that is the evidence and who confirmed it.",
    )
    status_index = models.PositiveIntegerField(
        unique=True, help_text="Place of the credential in the issuer's status list."
    )
    issued_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revocation_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("credential")
        verbose_name_plural = _("credentials")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "subject_key"],
                condition=models.Q(revoked_at__isnull=True),
                name="credential_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.number}"

    @property
    def spaced_number(self) -> str:
        """The number in groups of five, so that it can be read out."""
        return " ".join(self.number[place : place + 5] for place in range(0, len(self.number), 5))

    @property
    def completed_on(self) -> date:
        """The day it was earned, in Swedish time."""
        day = self.details.get("completed_on")
        return date.fromisoformat(day) if day else timezone.localdate(self.issued_at)
