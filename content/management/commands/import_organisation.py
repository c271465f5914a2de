"""`import_organisation`: take units and memberships from CSV files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from content.organisation_files import (
    MEMBER_COLUMNS,
    UNIT_COLUMNS,
    WrongFile,
    import_members,
    import_units,
)


class Command(BaseCommand):
    help = (
        "Take the organisation from CSV files with a first line of column names. Units: "
        f"{', '.join(UNIT_COLUMNS)} (parent: the key of the unit above; manager: user name or address). Members: "
        f"{', '.join(MEMBER_COLUMNS)} (days like 2026-03-31). Safe to run again: a line that is there changes "
        "nothing; nothing is deleted. Exit codes: 0 done, 1 some lines were refused, 2 a file cannot be read."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--units", metavar="FILE", type=Path)
        parser.add_argument("--members", metavar="FILE", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="try it and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["units"] and not options["members"]:
            raise CommandError("name a file with --units or --members", returncode=2)
        refused = 0
        for name, take in (("units", import_units), ("members", import_members)):
            path = options[name]
            if path is None:
                continue
            try:
                with path.open(encoding="utf-8", newline="") as stream:
                    report = take(stream, options["dry_run"])
            except (OSError, UnicodeDecodeError, WrongFile) as error:
                raise CommandError(f"{path}: {error}", returncode=2) from error
            for number, reason in report.faults:
                self.stderr.write(f"{path}, line {number}: {reason}")
            self.stdout.write(f"{name}: {report}")
            refused += len(report.faults)
        if refused:
            raise CommandError(f"{refused} lines were refused", returncode=1)
