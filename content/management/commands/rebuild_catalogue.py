"""`rebuild_catalogue`: build the catalogue anew from the stored pages."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from content.catalogue import rebuild
from content.console import Progress


class Command(BaseCommand):
    help = (
        "Build the catalogue (what lists, cards and search read) anew from the stored pages. Safe at any time; "
        "readers see the old rows until each is replaced."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--kind", action="append", default=[], help="only this kind; may be repeated"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        progress = Progress("objects")
        done = 0
        for done in rebuild(options["kind"]):
            progress(done)
        progress.end()
        self.stdout.write(f"{done} objects")
