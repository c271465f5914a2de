"""`manage.py send_search_digests`: tell people by mail what is new in the searches they keep."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.digests import send_digests


class Command(BaseCommand):
    help = (
        "Look for new results in saved searches that are due, and send the digests. Safe to run as often as "
        "one likes: each result is told once, and a missed time is made up. Exit 1 if a mail could not be "
        "sent; it is tried again later."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        outcome = send_digests()
        if options["verbosity"]:
            self.stdout.write(
                f"{outcome.looked} searches due, {outcome.sent} mails sent, {outcome.failed} failed"
            )
        if outcome.failed:
            raise CommandError(f"{outcome.failed} mails could not be sent")
