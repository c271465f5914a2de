"""Give every certificate that is due: those that a stop prevented, and those of courses that begin to give one."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from content.console import Progress

from ...services.credentials import issue_missing


class Command(BaseCommand):
    help = "Give the certificates of completed courses that are missing. Safe to run at any time, and again."

    def handle(self, *args: Any, **options: Any) -> None:
        progress = Progress("certificates")
        given = 0
        for _credential in issue_missing():
            given += 1
            progress(given)
        progress.end()
        if options["verbosity"]:
            self.stdout.write(f"{given} certificate{'' if given == 1 else 's'} given")
