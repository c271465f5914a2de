"""`send_session_mail`: send what people are to be told about the sessions that they are registered for."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.services.session_mail import send_session_mail


class Command(BaseCommand):
    help = (
        "Send the mails about sessions of courses that wait, and remind those who have a place at seven the day "
        "before. Safe to run as often as one likes: each mail goes out once. Exit 1 if a mail could not be sent; the "
        "next run tries again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        outcome = send_session_mail()
        if options["verbosity"]:
            self.stdout.write(f"{outcome.sent} mails sent, {outcome.failed} failed")
        if outcome.failed:
            raise CommandError(f"{outcome.failed} mails could not be sent")
