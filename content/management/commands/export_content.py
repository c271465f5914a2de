"""`export_content`: write all content out."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from content.console import Progress
from content.transfer.errors import LineError
from content.transfer.exporting import export_to
from content.transfer.kinds import kind_named


class Command(BaseCommand):
    help = (
        "Write all published content as JSON Lines (docs/import-format.md), files included, to standard output or "
        "to a file, which is complete or not there at all. Exit codes: 0 written, 2 the file cannot be written."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "-o", "--output", type=Path, help="the file to write (default: standard output)"
        )
        parser.add_argument(
            "--kind", action="append", default=[], help="only this kind; may be repeated"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            for name in options["kind"]:
                kind_named(name)
        except LineError as error:
            raise CommandError(str(error), returncode=2) from error
        progress = Progress("lines")
        path: Path | None = options["output"]
        if path is None:
            number = export_to(self.stdout, kinds=options["kind"], progress=progress)
        else:
            number = self._to_file(path, options["kind"], progress)
        progress.end()
        sys.stderr.write(f"{number} lines written\n")

    @staticmethod
    def _to_file(path: Path, kinds: list[str], progress: Progress) -> int:
        """Write beside the target and rename, so that a broken run never leaves half a file."""
        try:
            with tempfile.NamedTemporaryFile(
                "w", encoding="utf-8", dir=path.parent, delete=False
            ) as stream:
                try:
                    number = export_to(stream, kinds=kinds, progress=progress)
                except BaseException:
                    Path(stream.name).unlink()
                    raise
            Path(stream.name).replace(path)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}", returncode=2) from error
        return number
