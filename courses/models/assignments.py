"""What somebody has been asked to learn, and by when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Assignment(models.Model):
    """A course given to one person, or to all who belong to a unit or to a unit below it.

    A learning path is given as one row for each of the courses that it had then. Each row stands on its own: it
    stays when the path changes, and beside a row by which the course was given alone.
    """

    course_key = models.UUIDField(_("course"))
    path_key = models.UUIDField(
        _("learning path"), null=True, blank=True, help_text="The path that it was given with."
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name=_("person"),
    )
    unit = models.ForeignKey(
        "content.OrganisationUnit",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name=_("unit"),
    )
    due_on = models.DateField(
        _("due"), null=True, blank=True, help_text=_("The last day, in Swedish time.")
    )
    mandatory = models.BooleanField(_("mandatory"), default=True)
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=True, unit__isnull=False)
                | Q(user__isnull=False, unit__isnull=True),
                name="assignment_person_or_unit",
            ),
            models.UniqueConstraint(
                fields=["course_key", "user"],
                condition=Q(user__isnull=False, path_key__isnull=True),
                name="assignment_user",
            ),
            models.UniqueConstraint(
                fields=["course_key", "unit"],
                condition=Q(unit__isnull=False, path_key__isnull=True),
                name="assignment_unit",
            ),
            models.UniqueConstraint(
                fields=["path_key", "user", "course_key"],
                condition=Q(user__isnull=False, path_key__isnull=False),
                name="assignment_path_user",
            ),
            models.UniqueConstraint(
                fields=["path_key", "unit", "course_key"],
                condition=Q(unit__isnull=False, path_key__isnull=False),
                name="assignment_path_unit",
            ),
        ]
        indexes = [models.Index(fields=["due_on"], name="assignment_due")]

    def __str__(self) -> str:
        return f"{self.course_key} for {self.user_id or self.unit_id}"
