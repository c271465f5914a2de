"""`sync_municipalities`: bring the list of municipalities up to date."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from content.models import Municipality

DEFAULT = Path(__file__).resolve().parents[2] / "data" / "municipalities.csv"
COLUMNS = ["code", "name", "full_name", "county_code", "county", "association"]


class Command(BaseCommand):
    help = (
        "Bring the list of municipalities up to date from a CSV file with the columns "
        f"{', '.join(COLUMNS)}. One that is gone from the file is marked as removed and kept. "
        "Exit codes: 0 done, 2 the file cannot be used."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", nargs="?", type=Path, default=DEFAULT, help="default: the list in the portal"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would change and change nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        rows = self._read(options["file"])
        stored = {place.code: place for place in Municipality.objects.all()}
        new = [Municipality(**row) for code, row in rows.items() if code not in stored]
        changed = []
        for code, place in stored.items():
            wanted = rows.get(code, {}) | {"removed": code not in rows}
            if any(getattr(place, name) != value for name, value in wanted.items()):
                for name, value in wanted.items():
                    setattr(place, name, value)
                changed.append(place)
        if not options["dry_run"]:
            with transaction.atomic():
                Municipality.objects.bulk_create(new)
                Municipality.objects.bulk_update(changed, [*COLUMNS[1:], "removed"])
        removed = sum(place.removed for place in changed)
        self.stdout.write(
            f"{len(rows)} municipalities: {len(new)} new, {len(changed)} changed, {removed} removed"
        )

    @staticmethod
    def _read(path: Path) -> dict[str, dict[str, str]]:
        try:
            with path.open(encoding="utf-8-sig", newline="") as stream:
                reader = csv.DictReader(stream)
                if reader.fieldnames != COLUMNS:
                    raise CommandError(
                        f"{path}: the columns must be {', '.join(COLUMNS)}", returncode=2
                    )
                rows = {row["code"]: row for row in reader}
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{path}: {error}", returncode=2) from error
        wrong = [code for code in rows if not (len(code) == 4 and code.isdigit())]
        if wrong or not rows:
            raise CommandError(
                f"{path}: {wrong[:3] or 'no rows'}: a code has four digits", returncode=2
            )
        return rows
