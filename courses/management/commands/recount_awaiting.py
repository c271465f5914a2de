"""`recount_awaiting`: look again at who has done all of a course but coming to a session."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from content.console import Progress

from ...services.awaiting import recount


class Command(BaseCommand):
    help = (
        "Look again at who waits for a session of a course, as when a stop came between a change of the course and "
        "what follows it. Safe to run at any time, and again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        progress = Progress("courses")
        wrong = 0
        for courses, number in enumerate(recount(), 1):
            wrong += number
            progress(courses)
        progress.end()
        if options["verbosity"]:
            self.stdout.write(f"{wrong} enrolment{'' if wrong == 1 else 's'} corrected")
