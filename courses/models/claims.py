"""Somebody says to have applied a method, and a colleague confirms it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class MethodClaim(models.Model):
    """A person has applied a method in a case, which is the evidence. A colleague who was there confirms or declines."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for the colleague")
        CONFIRMED = "confirmed", _("Confirmed")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="method_claims")
    method_key = models.UUIDField(help_text="Translation key of the method.")
    case_key = models.UUIDField(help_text="Translation key of the case that is the evidence.")
    text = models.TextField(
        _("what you did"),
        max_length=2000,
        help_text=_("What you did, with whom, and what came of it."),
    )
    language = models.CharField(max_length=5)
    colleague_email = models.EmailField(
        _("colleague's e-mail address"),
        blank=True,
        help_text=_(
            "Somebody who was there and has an account here. They get a letter with a link."
        ),
    )
    confirmer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    comment = models.CharField(_("comment"), max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    credential = models.OneToOneField(
        "courses.Credential", models.SET_NULL, null=True, blank=True, related_name="claim"
    )

    class Meta:
        verbose_name = _("applied method")
        verbose_name_plural = _("applied methods")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "method_key"],
                condition=models.Q(state="waiting"),
                name="claim_waiting_once",
            ),
        ]
        indexes = [models.Index(fields=["user", "-created_at"], name="claim_user")]

    def __str__(self) -> str:
        return f"{self.user_id} applied {self.method_key}: {self.state}"
