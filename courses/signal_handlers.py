"""What happens in courses because something else did. One line each; the work is in the services."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest
from wagtail.signals import page_published

from content.catalogue import catalogue_changed
from content.signals import erasing

from . import visiting
from .models import CoursePage, Enrolment
from .services import awaiting, credentials, enrolling, forgetting
from .signals import course_completed


@receiver(course_completed)
def give_certificate(enrolment: Enrolment, **kwargs: Any) -> None:
    # A course is completed a second time only after a correction, which took the certificate back.
    credentials.issue(enrolment, again=True)


@receiver(page_published, sender=CoursePage)
def complete_for_those_who_are_ready(instance: CoursePage, **kwargs: Any) -> None:
    key = str(instance.translation_key)
    transaction.on_commit(lambda: enrolling.complete_ready.enqueue(key))


@receiver(catalogue_changed)
def keep_who_waits(changed: list[int], **kwargs: Any) -> None:
    awaiting.follow_entries(changed)


@receiver(erasing)
def forget_person(user: Any, **kwargs: Any) -> None:
    forgetting.forget(user)


@receiver(user_logged_in)
def hand_over_what_was_done(user: Any, request: HttpRequest | None = None, **kwargs: Any) -> None:
    if request is not None and visiting.KEY in request.session:
        visiting.hand_over(request, user)
