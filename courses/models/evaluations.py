"""What people thought of a course, without their names.

Three things are kept apart so that none leads to another: that a person has answered (`EvaluationGiven`), what was
answered (`EvaluationResponse`, without person or time), and closed groups of at least five answers
(`EvaluationBatch`). Every figure that anybody sees is a sum of whole groups, so no difference between two views, or
between today's and tomorrow's, is about fewer than five people.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class EvaluationVersion(models.Model):
    """The questions of a course's evaluation as they once were, in one language."""

    course_key = models.UUIDField()
    language = models.CharField(max_length=5)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content, in hexadecimal.")
    content = models.JSONField(help_text="Introduction and questions.")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("version of an evaluation")
        verbose_name_plural = _("versions of evaluations")
        constraints = [
            models.UniqueConstraint(
                fields=["course_key", "language", "digest"], name="evaluation_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course_key} {self.language} {self.digest[:8]}"


class EvaluationBatch(models.Model):
    """A closed group of at least five answers: from one part of the organisation, or from several together."""

    course_key = models.UUIDField(db_index=True)
    unit = models.ForeignKey(
        "content.OrganisationUnit", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    month = models.DateField(help_text="First day of the month in which the group was closed.")

    class Meta:
        verbose_name = _("group of answers to an evaluation")
        verbose_name_plural = _("groups of answers to evaluations")

    def __str__(self) -> str:
        return f"{self.course_key} {self.month:%Y-%m}"


class EvaluationResponse(models.Model):
    """What somebody answered. The unit is forgotten when the answer goes into a group."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course_key = models.UUIDField()
    version = models.ForeignKey(EvaluationVersion, models.PROTECT, related_name="responses")
    batch = models.ForeignKey(
        EvaluationBatch,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="responses",
        help_text="Empty while too few have answered.",
    )
    unit = models.ForeignKey(
        "content.OrganisationUnit",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Only while the answer waits for a group.",
    )
    answers = models.JSONField(
        default=dict,
        help_text="By the question's id: a number from 1 to 5, ids of choices, or a text.",
    )

    class Meta:
        verbose_name = _("answer to an evaluation")
        verbose_name_plural = _("answers to evaluations")
        indexes = [models.Index(fields=["course_key", "batch"], name="evaluation_course")]

    def __str__(self) -> str:
        return str(self.pk)


class EvaluationGiven(models.Model):
    """A person has answered the evaluation of a course. What, is not kept here or anywhere with the person."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="evaluations_given"
    )
    course_key = models.UUIDField(_("course"))

    class Meta:
        verbose_name = _("evaluation that was given")
        verbose_name_plural = _("evaluations that were given")
        constraints = [
            models.UniqueConstraint(fields=["user", "course_key"], name="evaluation_given_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.course_key}"
