"""What happens in courses because something else did. One line each; the work is in the services."""

from typing import Any

from django.dispatch import receiver

from .models import Enrolment
from .services import credentials
from .signals import course_completed


@receiver(course_completed)
def give_certificate(enrolment: Enrolment, **kwargs: Any) -> None:
    credentials.issue(enrolment)
