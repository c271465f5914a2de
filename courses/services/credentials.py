"""Giving out and taking back proof of what somebody has learned or done."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from wagtail.log_actions import log as log_action

from content.models import BasePage
from content.people import person_name

from ..models import CoursePage, Credential, Enrolment, LearningEvent, MethodClaim, StatusEntry
from ..selectors.credentials import course_in, method_in

log = logging.getLogger(__name__)


class AlreadyRevoked(Exception):
    """The credential has been taken back before."""


def issue(enrolment: Enrolment, *, again: bool = False) -> Credential | None:
    """Give the learner the certificate of a completed course, or return the one that was given before.

    Nobody gets two, however many ask at once. One that was revoked is given anew only if `again`. Return None
    where there is nothing to give: the course is not done, gives no certificate or is gone, or the person is.
    """
    if enrolment.user is None or enrolment.completed_at is None:
        return None
    language = learners_language(enrolment.user, enrolment.course_key)
    course = course_in(enrolment.course_key, language)
    if course is None or not course.gives_certificate:
        return None
    facts = course.card_facts()
    details = {
        "outcomes": [str(outcome.value) for outcome in course.outcomes],
        "minutes": facts["minutes"],
        "summary": course.summary,
        "completed_on": timezone.localdate(enrolment.completed_at).isoformat(),
    }
    return _give(enrolment.user, Credential.Kind.COURSE, course, details, again=again)


def issue_for_method(claim: MethodClaim, case: BasePage) -> Credential | None:
    """Give the badge for an applied method, whose evidence is the case; None if the method is gone."""
    method = method_in(claim.method_key, claim.language)
    if method is None:
        return None
    details = {
        "summary": method.summary,
        "text": claim.text,
        "case": case.title,
        "case_url": case.full_url,
        "completed_on": timezone.localdate(claim.decided_at).isoformat(),
    }
    return _give(claim.user, Credential.Kind.METHOD, method, details, again=True)


def issue_missing() -> Iterator[Credential]:
    """Give every certificate that is due and was not given, as after a stop between a course's end and its gift."""
    given = Credential.objects.filter(
        user=OuterRef("user"), kind=Credential.Kind.COURSE, subject_key=OuterRef("course_key")
    )
    giving = CoursePage.objects.filter(gives_certificate=True).values("translation_key")
    due = Enrolment.objects.filter(
        ~Exists(given), completed_at__isnull=False, user__isnull=False, course_key__in=giving
    )
    for enrolment in due.select_related("user").iterator(chunk_size=500):
        if credential := issue(enrolment):
            yield credential


def revoke(
    credential: Credential, reason: str, by: AbstractBaseUser | AnonymousUser | None
) -> None:
    """Take a credential back: at once its page, its badge and the status list say so. Raise AlreadyRevoked."""
    now = timezone.now()
    with transaction.atomic():
        changed = Credential.objects.filter(pk=credential.pk, revoked_at=None).update(
            revoked_at=now, revocation_reason=reason
        )
        if not changed:
            raise AlreadyRevoked
        StatusEntry.objects.filter(pk=credential.status_index).update(revoked_at=now)
        log_action(credential, "courses.revoke_credential", user=by, data={"reason": reason})
    credential.revoked_at, credential.revocation_reason = now, reason


def learners_language(user: Any, course_key: UUID) -> str:
    """Return the language that a person reads: the one set for the account, else the one the course was read in."""
    known = dict(settings.LANGUAGES)
    profile = getattr(user, "wagtail_userprofile", None)
    if profile is not None and profile.preferred_language in known:
        return str(profile.preferred_language)
    events = LearningEvent.objects.filter(user=user, course_key=course_key).exclude(language="")
    language = events.order_by("-timestamp").values_list("language", flat=True).first()
    return language if language in known else settings.LANGUAGE_CODE


def _give(
    user: Any, kind: Credential.Kind, page: BasePage, details: dict[str, Any], *, again: bool
) -> Credential | None:
    mine = Credential.objects.filter(user=user, kind=kind, subject_key=page.translation_key)
    with transaction.atomic():
        if given := _given(mine, again=again):
            return given
        try:
            with transaction.atomic():
                credential = Credential.objects.create(
                    kind=kind,
                    user=user,
                    subject_key=page.translation_key,
                    name=person_name(user)[:200],
                    title=page.title,
                    language=page.locale.language_code,
                    details=details,
                    status_index=StatusEntry.objects.create().pk,
                )
                _remember(credential)
        except IntegrityError:  # somebody was faster
            return _given(mine, again=again)
    log.info("issued %s credential %s", kind, credential.pk)
    return credential


def _given(mine: Any, *, again: bool) -> Credential | None:
    """Return the valid credential, or, unless another may be given, the revoked one."""
    valid: Credential | None = mine.filter(revoked_at=None).first()
    return valid if valid or again else mine.order_by("-issued_at").first()


def _remember(credential: Credential) -> None:
    by_course = credential.kind == Credential.Kind.COURSE
    LearningEvent.objects.create(
        user=credential.user,
        verb=LearningEvent.Verb.EARNED,
        object_kind="credential",
        object_key=credential.subject_key,
        course_key=credential.subject_key if by_course else None,
        language=credential.language,
        timestamp=credential.issued_at,
    )
