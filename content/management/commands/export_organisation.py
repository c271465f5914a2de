"""`export_organisation`: write units and memberships as the CSV files that `import_organisation` takes."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from content.organisation_files import member_lines, unit_lines


class Command(BaseCommand):
    help = (
        "Write the organisation as CSV files. The file of members names people: keep it as such. "
        "Exit codes: 0 done, 2 a file cannot be written."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--units", metavar="FILE", type=Path)
        parser.add_argument("--members", metavar="FILE", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["units"] and not options["members"]:
            raise CommandError("name a file with --units or --members", returncode=2)
        for name, lines in (("units", unit_lines), ("members", member_lines)):
            if options[name] is None:
                continue
            try:
                with options[name].open("w", encoding="utf-8", newline="") as stream:
                    csv.writer(stream).writerows(lines())
            except OSError as error:
                raise CommandError(str(error), returncode=2) from error
