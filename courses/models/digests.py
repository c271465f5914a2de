"""Which reminders have gone out: one mail a person and week, whoever sends."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class LearningDigest(models.Model):
    """The mail that one person gets in one week, being sent or sent."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    week = models.DateField(help_text="The Monday that the mail belongs to.")
    held_until = models.DateTimeField(
        help_text="Until then whoever sends has the mail alone; if it is killed, another tries after that."
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(
        default=0, help_text="How often the mail server has refused this mail."
    )

    class Meta:
        verbose_name = _("learning digest")
        verbose_name_plural = _("learning digests")
        constraints = [
            models.UniqueConstraint(fields=["user", "week"], name="learning_digest_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.week}"


class DigestRun(models.Model):
    """A week whose mails are all sent, so that nobody looks for more."""

    week = models.DateField(unique=True)
    finished_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("week of digests")
        verbose_name_plural = _("weeks of digests")

    def __str__(self) -> str:
        return str(self.week)
