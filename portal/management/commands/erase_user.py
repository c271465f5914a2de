"""Erase a person."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from portal.data_rights.erasing import NeedsSuccessor, Report, erase, look


class Command(BaseCommand):
    help = (
        "Erase an account and all that names the person. What counts, such as that somebody completed a course, "
        "stays without a name. Without --yes nothing is done and you see what would be."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--yes", action="store_true", help="Do it. It cannot be undone.")
        parser.add_argument("--reason", default="", help="Kept in the log; name nobody in it.")
        parser.add_argument(
            "--successor",
            metavar="USERNAME",
            help="Who takes over what must have an owner, such as promoted search results.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        person = self._account(options["username"])
        successor = self._account(options["successor"]) if options["successor"] else None
        if successor == person:
            raise CommandError("The successor must be somebody else.", returncode=2)
        if not options["yes"]:
            self._tell(look(person))
            self.stdout.write("Nothing was done. Add --yes to erase; it cannot be undone.")
            return
        try:
            report = erase(person, successor=successor, reason=options["reason"])
        except NeedsSuccessor as fault:
            raise CommandError(
                f"These must have an owner: {fault}. Name one with --successor.", returncode=3
            ) from fault
        self._tell(report)
        self.stdout.write(
            "Erased. Backups made before today still hold the person until they run out."
        )

    def _account(self, username: str) -> Any:
        account = get_user_model().objects.filter(username=username).first()
        if account is None:
            raise CommandError(f"There is no account {username}.", returncode=2)
        return account

    def _tell(self, report: Report) -> None:
        for heading, rows in (
            ("Goes", report.gone),
            ("Stays without a name", report.anonymous),
            ("Gets a new owner", report.handed_over),
        ):
            for label, number in sorted(rows.items()):
                self.stdout.write(f"  {heading}: {label}: {number}")
