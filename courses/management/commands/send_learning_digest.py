"""`send_learning_digest`: remind people by mail of what they have to learn, and managers of how far their line is."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.services.digests import send_digests
from courses.services.reviews import tell_waiting


class Command(BaseCommand):
    help = (
        "Send this week's mails about learning: what is due and late, to managers the numbers of their line, and "
        "to coaches how many reflections wait; "
        "and the mails about reviewed reflections that could not be sent at once. "
        "Safe to run as often as one likes: one person gets one mail a week, from Monday at seven, and a missed "
        "run is made up. Exit 1 if a mail could not be sent; the next run tries again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        failed = tell_waiting()
        outcome = send_digests()
        failed += outcome.failed
        if options["verbosity"]:
            state = "the week is finished" if outcome.finished else "some wait for the next run"
            self.stdout.write(f"{outcome.sent} mails sent, {failed} failed; {state}")
        if failed:
            raise CommandError(f"{failed} mails could not be sent")
