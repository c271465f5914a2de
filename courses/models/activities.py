"""Activities that we host and that speak xAPI: who may report, what they keep and what they said."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ActivityLaunch(models.Model):
    """A person has opened an activity. Its token lets that activity report, as long as the session lives."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="launches")
    activity_key = models.UUIDField(help_text="What was opened: a package, a lesson.")
    course_key = models.UUIDField(null=True, blank=True)
    token_digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token.")
    session_key = models.CharField(max_length=40)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("opened activity")
        verbose_name_plural = _("opened activities")

    def __str__(self) -> str:
        return f"{self.user_id} in {self.activity_key}"


class ActivityState(models.Model):
    """A document that an activity keeps about a person between visits."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="activity_states"
    )
    activity_key = models.UUIDField()
    state_id = models.CharField(max_length=200)
    registration = models.UUIDField(
        default=uuid.UUID(int=0), help_text="All zeros where the activity names none."
    )
    content_type = models.CharField(max_length=100)
    content = models.BinaryField()
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("state of an activity")
        verbose_name_plural = _("states of activities")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "activity_key", "state_id", "registration"],
                name="activity_state_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.activity_key} {self.state_id}"


class ActivityStatement(models.Model):
    """What an activity reported, or the portal about it, as an xAPI statement without its actor. Rows are only added."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="activity_statements"
    )
    activity_key = models.UUIDField(db_index=True)
    course_key = models.UUIDField(null=True, blank=True)
    statement = models.JSONField(
        help_text="Verb, object, result and context; the actor is the row's user."
    )
    digest = models.CharField(max_length=64, help_text="SHA-256 of what was sent, in hexadecimal.")
    stored_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("statement of an activity")
        verbose_name_plural = _("statements of activities")
        indexes = [models.Index(fields=["user", "stored_at"], name="statement_user")]

    def __str__(self) -> str:
        return str(self.id)
