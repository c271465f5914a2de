"""Reflections that somebody reviews: handing in, taking one to review, answering, and telling the learner."""

from __future__ import annotations

import datetime
import logging
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from ..models import Enrolment, LearningEvent, Review, Submission
from ..selectors.reviews import lesson_of
from .demands import finish_lesson
from .digests import language_of, request_of
from .enrolling import note
from .progress import Lesson, NotKept, record_progress

HOLD = datetime.timedelta(hours=1)
"""How long a reviewer has a reflection alone without answering."""
GIVE_UP = datetime.timedelta(days=14)
"""A mail about an answer that could not be sent for so long is no longer tried: the lesson has said it meanwhile."""
MOST_MAILS = 200
log = logging.getLogger(__name__)


class ReviewRefused(Exception):
    """The reflection cannot be taken or answered so; the message tells the reviewer why and what to do."""


@dataclass(frozen=True)
class Reflection:
    """A reflection of a published lesson that wants a review."""

    key: UUID
    lesson: Lesson
    reader: str
    question: str
    criteria: str


# --- Handing in ------------------------------------------------------------------------------------


@transaction.atomic
def hand_in(user: Any, reflection: Reflection, text: str) -> Submission:
    """Put a new version of a reflection into the queue, and keep it in the lesson as every other answer.

    While one waits, and once one is approved, handing in returns that one: what comes twice changes nothing.

    Raises:
        NotKept: there is no text, or it is too long.
    """
    if not text.strip():
        raise NotKept(_("Write your answer before you hand it in."))
    lesson, block = reflection.lesson, str(reflection.key)
    record_progress(user, lesson, position=block, activities={block: text}, opened=True)
    # Everything that one person hands in happens one after the other.
    Enrolment.objects.select_for_update().get(user_id=user.pk, course_key=lesson.course_key)
    mine = Submission.objects.filter(user_id=user.pk, reflection_key=reflection.key)
    latest = mine.order_by("-number").first()
    if latest is not None and latest.state != Submission.State.RETURNED:
        return latest
    note(
        user,
        LearningEvent.Verb.SUBMITTED,
        "reflection",
        reflection.key,
        course_key=lesson.course_key,
        language=lesson.language,
    )
    return Submission.objects.create(
        user=user,
        reflection_key=reflection.key,
        lesson_key=lesson.key,
        course_key=lesson.course_key,
        language=lesson.language,
        number=latest.number + 1 if latest else 1,
        reader=reflection.reader,
        question=reflection.question,
        criteria=reflection.criteria,
        text=text,
    )


# --- Reviewing -------------------------------------------------------------------------------------


@transaction.atomic
def take(by: Any, submission: Submission) -> None:
    """Hold a reflection for one reviewer, so that nobody else reads it meanwhile; taking it again holds it longer.

    Whether somebody may review it at all is for `selectors.reviews.reviewable` to say.

    Raises:
        ReviewRefused: it is the reviewer's own, or another holds it or has answered.
    """
    if submission.user_id == by.pk:
        raise ReviewRefused(_("Somebody else must review what you have written."))
    now = timezone.now()
    held = {"reviewer": by, "held_until": now + HOLD}
    free = Q(reviewer=by) | Q(reviewer=None) | Q(held_until__lte=now)
    if Review.objects.filter(free, submission=submission, decided_at=None).update(**held):
        return
    try:
        with transaction.atomic():
            Review.objects.create(submission=submission, **held)
    except IntegrityError as fault:
        raise ReviewRefused(
            _("Somebody else has taken this reflection. Choose another one.")
        ) from fault


def give_back(by: Any, submission: Submission) -> None:
    """Let others review what one has taken and not answered."""
    Review.objects.filter(submission=submission, reviewer=by, decided_at=None).delete()


@transaction.atomic
def decide(
    by: Any, submission_id: UUID, *, approved: bool, comment: str, language: str = ""
) -> Submission:
    """Approve a reflection or return it, once; an approval may complete the lesson and the course.

    The learner gets a mail when that is stored. `language` is the one that the reviewer reads.

    Raises:
        ReviewRefused: it is the reviewer's own, another has taken or answered it, or it is returned without a word.
        Submission.DoesNotExist: it has gone with its person.
    """
    if not approved and not comment.strip():
        raise ReviewRefused(_("Say what is missing, so that it can be done better."))
    rows = Submission.objects.select_for_update(of=("self",)).select_related("user")
    submission = rows.get(pk=submission_id)
    if submission.state != Submission.State.WAITING:
        raise ReviewRefused(_("Somebody else has answered this reflection already."))
    take(by, submission)
    review = Review.objects.get(submission=submission)
    review.comment, review.decided_at = comment.strip(), timezone.now()
    review.save(update_fields=["comment", "decided_at"])
    submission.state = Submission.State.APPROVED if approved else Submission.State.RETURNED
    submission.save(update_fields=["state"])
    _follow(by, submission, approved, language)
    transaction.on_commit(lambda: tell_learner.enqueue(review.pk))
    return submission


def _follow(by: Any, submission: Submission, approved: bool, language: str) -> None:
    """Write down what happened, for the reviewer and for the learner, and let it complete the lesson."""
    verb = LearningEvent.Verb.PASSED if approved else LearningEvent.Verb.FAILED
    for who, what, read in (
        (by, LearningEvent.Verb.REVIEWED, language),
        (submission.user, verb, submission.language),
    ):
        note(
            who,
            what,
            "reflection",
            submission.reflection_key,
            course_key=submission.course_key,
            language=read,
            success=approved,
        )
    if approved:
        lesson = Lesson(submission.lesson_key, submission.course_key, submission.language)
        finish_lesson(submission.user, lesson)


# --- Telling the learner ---------------------------------------------------------------------------


@task()
def tell_learner(review_id: int) -> None:
    """Write to the learner that there is an answer, once, in the learner's language.

    Whoever marks the row sends. If the mail server refuses, the mark is taken away and `tell_waiting` tries again.
    """
    mine = Review.objects.filter(pk=review_id)
    if not mine.filter(told_at=None, decided_at__isnull=False).update(told_at=timezone.now()):
        return
    review = mine.select_related("submission__user__wagtail_userprofile").get()
    user = review.submission.user
    if not user.is_active or not user.email:
        return
    language = language_of(user)
    try:
        with override(language):
            _mail(review.submission, language).send()
    except OSError:  # what sockets raise, and smtplib
        mine.update(told_at=None)
        raise


def tell_waiting() -> int:
    """Send the mails about answers that could not be sent at once; return how many still cannot. One query if none."""
    now = timezone.now()
    untold = Review.objects.filter(
        told_at=None,
        decided_at__gt=now - GIVE_UP,
        decided_at__lt=now - datetime.timedelta(minutes=5),
    )
    failed = 0
    for pk in list(untold.order_by("decided_at").values_list("pk", flat=True)[:MOST_MAILS]):
        try:
            tell_learner.func(pk)
        except OSError as error:
            log.warning("A mail about a reviewed reflection could not be sent: %s", error)
            failed += 1
    return failed


def _mail(submission: Submission, language: str) -> EmailMessage:
    lesson = lesson_of(submission, request_of(submission.user), language)
    approved = submission.state == Submission.State.APPROVED
    place = f"{settings.BASE_URL}{lesson.url}#b-{submission.reflection_key}" if lesson else ""
    body = render_to_string(
        "courses/mail/reviewed.txt",
        {
            "approved": approved,
            "lesson": lesson,
            "url": place,
            "site_name": settings.WAGTAIL_SITE_NAME,
        },
    )
    subject = (
        _("Your reflection is approved") if approved else _("Somebody has answered your reflection")
    )
    return EmailMessage(
        f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}{subject}",
        body,
        to=[submission.user.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
