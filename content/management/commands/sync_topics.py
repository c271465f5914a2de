"""`sync_topics`: bring the taxonomy up to date."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from content.models import Topic

DEFAULT = Path(__file__).resolve().parents[2] / "data" / "topics.csv"
COLUMNS = ["key", "group", "parent", "name_sv", "name_en"]


class Command(BaseCommand):
    help = (
        f"Bring the topics up to date from a CSV file with the columns {', '.join(COLUMNS)}; parents first. "
        "Topics that are not in the file are left alone. Exit codes: 0 done, 2 the file cannot be used."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", nargs="?", type=Path, default=DEFAULT, help="default: the list in the portal"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with options["file"].open(encoding="utf-8-sig", newline="") as stream:
                rows = list(csv.DictReader(stream))
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{options['file']}: {error}", returncode=2) from error
        if not rows or list(rows[0]) != COLUMNS:
            raise CommandError(
                f"{options['file']}: the columns must be {', '.join(COLUMNS)}", returncode=2
            )
        new = 0
        with transaction.atomic():
            for position, row in enumerate(rows):
                _topic, created = Topic.objects.update_or_create(
                    key=row["key"],
                    defaults={
                        "group": row["group"],
                        "parent_id": row["parent"] or None,
                        "name_sv": row["name_sv"],
                        "name_en": row["name_en"],
                        "position": position,
                    },
                )
                new += created
        self.stdout.write(f"{len(rows)} topics, {new} new")
