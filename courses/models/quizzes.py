"""Quizzes as learners meet them.

Editors write questions as blocks of a lesson. The first attempt after a change freezes them as a version, and
every attempt is graded on the version that it began with.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class QuizVersion(models.Model):
    """The questions and rules of a quiz as they once were, in one language."""

    quiz_key = models.UUIDField(help_text="Id of the quiz block, the same in every language.")
    lesson_key = models.UUIDField()
    course_key = models.UUIDField()
    language = models.CharField(max_length=5)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content, in hexadecimal.")
    content = models.JSONField(help_text="Title, rules and questions with their right answers.")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("version of a quiz")
        verbose_name_plural = _("versions of quizzes")
        constraints = [
            models.UniqueConstraint(
                fields=["quiz_key", "language", "digest"], name="quiz_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quiz_key} {self.language} {self.digest[:8]}"


class Attempt(models.Model):
    """One go at a quiz, from its start to its grade."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="attempts"
    )
    version = models.ForeignKey(QuizVersion, models.PROTECT, related_name="attempts")
    quiz_key = models.UUIDField(
        help_text="As the version's, so that attempts are counted in one table."
    )
    course_key = models.UUIDField()
    number = models.PositiveSmallIntegerField(
        help_text="1 for a person's first attempt at this quiz."
    )
    questions = models.JSONField(
        default=list,
        help_text="Ids of the questions that were drawn, in their order, with the order of choices.",
    )
    started_at = models.DateTimeField(default=timezone.now)
    deadline = models.DateTimeField(null=True, blank=True, help_text="By the server's clock.")
    submitted_at = models.DateTimeField(null=True, blank=True)
    score = models.DecimalField(
        max_digits=6, decimal_places=2, null=True, blank=True, help_text="Points."
    )
    max_score = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    passed = models.BooleanField(null=True, blank=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints = [
            models.UniqueConstraint(fields=["user", "quiz_key", "number"], name="attempt_number"),
        ]
        indexes = [
            models.Index(fields=["quiz_key", "submitted_at"], name="attempt_quiz"),
            models.Index(fields=["user", "course_key"], name="attempt_course"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.quiz_key} {self.number}"


class Answer(models.Model):
    """What was answered to one question of an attempt, and what it gave."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="answers")
    question_key = models.UUIDField(help_text="Id of the question's block.")
    response = models.JSONField(
        default=None, null=True, help_text="Ids of choices, an order, pairs, a number or a text."
    )
    points = models.DecimalField(max_digits=6, decimal_places=2, default=0)
    correct = models.BooleanField(null=True, help_text="Empty where there is no right or wrong.")

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(fields=["attempt", "question_key"], name="answer_once"),
        ]
        indexes = [models.Index(fields=["question_key"], name="answer_question")]

    def __str__(self) -> str:
        return f"{self.question_key}: {self.response!r}"
