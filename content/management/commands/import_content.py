"""`import_content FILE.jsonl`: bring content in."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser

from content.console import Progress
from content.transfer.importing import import_file


class Command(BaseCommand):
    help = (
        "Bring content in from a JSON Lines file (docs/import-format.md). Lines that are there already are left "
        "alone; a bad line is reported and the rest goes in. Exit codes: 0 all taken, 1 some lines were not, "
        "2 the file cannot be read."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the file, or - for standard input")
        parser.add_argument(
            "--dry-run", action="store_true", help="do everything and undo it; report only"
        )
        parser.add_argument(
            "--media", type=Path, help="folder of the files that lines name (default: the file's)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["file"]
        try:
            stream = self._standard_input() if name == "-" else Path(name).open("rb")  # noqa: SIM115 - closed below
        except OSError as error:
            raise CommandError(f"{name}: {error.strerror}", returncode=2) from error
        total = sum(1 for _line in stream)
        stream.seek(0)
        progress = Progress("lines", total)
        folder = options["media"] or (Path(name).parent if name != "-" else None)
        with stream:
            report = import_file(
                stream, folder=folder, dry_run=options["dry_run"], progress=progress
            )
        progress.end()
        for fault in report.faults:
            self.stderr.write(f"line {fault.number}: {fault.reason}")
        prefix = "dry run, nothing stored: " if options["dry_run"] else ""
        self.stdout.write(f"{prefix}{report}")
        if report.faults:
            raise CommandError(f"{len(report.faults)} lines were not taken", returncode=1)

    @staticmethod
    def _standard_input() -> BinaryIO:
        """Keep standard input on disk: lines that must wait are read again, and memory stays flat."""
        kept = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
        shutil.copyfileobj(sys.stdin.buffer, kept)
        kept.seek(0)
        return cast(BinaryIO, kept)
