"""Reflections that somebody else reads: what was handed in, version by version, and who answered what."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Submission(models.Model):
    """One version of a reflection that was handed in for review. What it was handed in with stays as it was."""

    class Reader(models.TextChoices):
        """Who reviews."""

        COACH = "coach", _("A coach")
        PEER = "peer", _("Another participant")

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("reflection", "Handed in")
        APPROVED = "approved", pgettext_lazy("reflection", "Approved")
        RETURNED = "returned", pgettext_lazy("reflection", "Try again")

    FINISHED: ClassVar[tuple[str, ...]] = (State.WAITING, State.APPROVED)
    """Whose last version is one of these has finished the reflection, and may review others'."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="submissions")
    reflection_key = models.UUIDField(
        help_text="Id of the reflection's block, the same in every language."
    )
    lesson_key = models.UUIDField()
    course_key = models.UUIDField()
    language = models.CharField(max_length=5)
    number = models.PositiveSmallIntegerField(
        help_text="1 for a person's first version of this reflection."
    )
    reader = models.CharField(max_length=5, choices=Reader.choices)
    question = models.TextField(help_text="As it was when this was written.")
    criteria = models.TextField(blank=True, help_text="What the reviewer was to look at.")
    text = models.TextField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    submitted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("reflection for review")
        verbose_name_plural = _("reflections for review")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "reflection_key", "number"], name="submission_number"
            ),
            models.UniqueConstraint(
                fields=["user", "reflection_key"],
                condition=models.Q(state="waiting"),
                name="submission_waiting_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["submitted_at"],
                condition=models.Q(state="waiting"),
                name="submission_queue",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.reflection_key} {self.number}: {self.state}"

    @classmethod
    def approved_keys(cls, user_id: int, keys: Iterable[UUID]) -> set[UUID]:
        """Return those of the reflections of which a person has an approved version; one query."""
        approved = cls.objects.filter(
            user_id=user_id, reflection_key__in=keys, state=cls.State.APPROVED
        )
        return set(approved.values_list("reflection_key", flat=True))


class Review(models.Model):
    """Somebody has taken a submission to review it, and perhaps answered. There is one row for each submission.

    It holds only what the reviewer did, so that a reviewer's data are given out without other people's texts.
    """

    submission = models.OneToOneField(Submission, models.CASCADE, related_name="review")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="reviews"
    )
    held_until = models.DateTimeField(
        help_text="Until then the reviewer has it alone; after that another may take it."
    )
    comment = models.TextField(_("comment"), blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(
        null=True, blank=True, help_text="When the mail about the answer was sent."
    )

    class Meta:
        verbose_name = _("review of a reflection")
        verbose_name_plural = _("reviews of reflections")
        indexes = [
            models.Index(
                fields=["decided_at"],
                condition=models.Q(told_at=None, decided_at__isnull=False),
                name="review_untold",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} by {self.reviewer_id}"
