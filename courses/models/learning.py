"""What learners do: who has begun a course, how far in each lesson, and what happened when.

Courses and lessons are named by their translation key, so that a learner keeps what was done when reading on in
another language, and when a page is copied to another place, moved or taken down.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Enrolment(models.Model):
    """A person has begun a course; there is one row for each person and course.

    Whether the rules of completion are met is worked out from progress, attempts and attendance. The moment when
    they first were is a fact of its own, kept here: a course that changes later does not undo it. That they are met
    but for a session follows the course, and is kept because it is asked of thousands at once.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="enrolments",
        help_text="Empty when the person has been erased; the row then counts in statistics alone.",
    )
    course_key = models.UUIDField(_("course"))
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True)
    awaits_session = models.BooleanField(
        default=False,
        help_text="All is done that the course takes but coming to a session; kept in step by the services.",
    )
    last_lesson_key = models.UUIDField(
        null=True,
        blank=True,
        help_text="Where the person was last, so that reading can go on there.",
    )
    last_seen_at = models.DateTimeField(_("last seen"), default=timezone.now)

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.UniqueConstraint(fields=["user", "course_key"], name="enrolment_once"),
        ]
        indexes = [
            models.Index(fields=["course_key", "completed_at"], name="enrolment_course"),
            # All that a manager's page and the reports of a unit read of a person.
            models.Index(
                fields=["user", "course_key", "completed_at", "awaits_session", "started_at"],
                name="enrolment_standing",
            ),
            models.Index(fields=["user", "-last_seen_at"], name="enrolment_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.course_key}"


class Progress(models.Model):
    """How far a person is in a lesson; there is one row for each person and lesson."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="progress")
    course_key = models.UUIDField(
        _("course"), help_text="The course in which the lesson was last read."
    )
    lesson_key = models.UUIDField(_("lesson"))
    position = models.CharField(
        max_length=64, blank=True, help_text="The block that was last in sight, by its id."
    )
    activities = models.JSONField(
        default=dict,
        help_text="What is ticked and written in the lesson: block id to a list of ticked ids, or to a text.",
    )
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    updated_at = models.DateTimeField(_("updated"), default=timezone.now)
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True)

    class Meta:
        verbose_name = _("progress")
        verbose_name_plural = _("progress")
        constraints = [
            models.UniqueConstraint(fields=["user", "lesson_key"], name="progress_once"),
        ]
        indexes = [models.Index(fields=["user", "course_key"], name="progress_course")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.lesson_key}"


class LearningEvent(models.Model):
    """Something that a learner did, kept in the shape of an xAPI statement; rows are only added.

    What turns out not to be so is voided by another row, whose object is the `statement` that it takes back.

    Source: https://github.com/adlnet/xAPI-Spec (actor, verb, object, result, timestamp).
    """

    class Verb(models.TextChoices):
        """Verbs by the last part of their address; those outside of ADL's vocabulary are told in `courses.xapi`."""

        REGISTERED = "registered"
        INITIALIZED = "initialized"
        COMPLETED = "completed"
        ATTEMPTED = "attempted"
        ANSWERED = "answered"
        PASSED = "passed"
        FAILED = "failed"
        ATTENDED = "attended"
        EARNED = "earned"
        REQUESTED = "request"
        LEFT = "leave"
        VOIDED = "voided"
        SUBMITTED = "submitted"
        REVIEWED = "reviewed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="learning_events"
    )
    verb = models.CharField(max_length=20, choices=Verb.choices)
    object_kind = models.CharField(
        max_length=20,
        help_text="course, module, lesson, quiz, question, reflection, package, session, credential, evaluation or "
        "statement",
    )
    object_key = models.UUIDField()
    course_key = models.UUIDField(null=True, blank=True)
    language = models.CharField(max_length=5, blank=True)
    result = models.JSONField(
        default=dict,
        help_text="As in xAPI: score (scaled, raw, min, max), success, completion, duration.",
    )
    timestamp = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("learning event")
        verbose_name_plural = _("learning events")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "object_key"],
                condition=models.Q(verb="completed", object_kind="module"),
                name="event_module_once",
            ),
        ]
        indexes = [models.Index(fields=["user", "timestamp"], name="event_user")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.verb} {self.object_kind} {self.object_key}"
