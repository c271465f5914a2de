"""`manage.py read_documents`: read the text of files that nobody has read yet, so that search finds them by it."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from content.documents import read_text, waiting
from content.models import FileText


class Command(BaseCommand):
    help = (
        "Read the text of new documents (PDF, DOCX, PPTX, ODT, XLSX, CSV, TXT) for search. Each file is read once, "
        "in a process of its own with limits. Exit 1 if a file's storage did not answer; run again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--seconds",
            type=float,
            help="Begin no further file after so long; the rest comes next time.",
        )
        parser.add_argument(
            "--again",
            action="store_true",
            help="Read files anew that could not be read before, for example after an upgrade.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        begun, unreachable = time.monotonic(), 0
        if options["again"]:
            FileText.objects.filter(outcome="failed").delete()
        for document in waiting():
            if options["seconds"] and time.monotonic() - begun > options["seconds"]:
                break
            try:
                found = read_text(document)
            except OSError as error:
                unreachable += 1
                self.stderr.write(f"{document.pk} {document.filename}: {error}")
                continue
            if options["verbosity"]:
                self.stdout.write(
                    f"{document.pk} {document.filename}: {found.outcome}, {len(found.text)} letters"
                )
        if unreachable:
            raise CommandError(f"{unreachable} files could not be reached")
