"""`load_demo`: fill the portal with the demo content and accounts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from content.console import Progress
from content.models import CatalogueEntry
from content.transfer.importing import Chain, import_file
from portal.demo_accounts import create_demo_accounts

FOLDER = Path(__file__).resolve().parents[2] / "demo"


class Command(BaseCommand):
    help = (
        "Fill the portal with the demo content (through the import format) and the demo accounts, whose passwords "
        "are known: only for trying the portal out. Exit codes: 0 done, 1 some lines were not taken, 2 not a demo."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing if there are cases already"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "PORTAL_DEMO is off: this portal takes no demo content or accounts", returncode=2
            )
        create_demo_accounts()
        if options["if_empty"] and CatalogueEntry.objects.filter(kind="case").exists():
            self.stdout.write("there is content already; the demo was left out")
            return
        paths = sorted(FOLDER.glob("*.jsonl"))
        total = sum(path.read_bytes().count(b"\n") for path in paths)
        progress = Progress("demo content", total)
        stream = Chain(paths)
        try:
            report = import_file(stream, folder=FOLDER, progress=progress)
        finally:
            stream.close()
        progress.end()
        for fault in report.faults:
            self.stderr.write(f"line {fault.number} of all files together: {fault.reason}")
        self.stdout.write(f"demo content: {report}")
        if report.faults:
            raise CommandError(f"{len(report.faults)} lines were not taken", returncode=1)
        call_command("load_demo_learning", stdout=self.stdout, verbosity=options["verbosity"])
