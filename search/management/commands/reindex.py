"""`manage.py reindex`: index everything anew beside what is in use, and switch at once."""

from __future__ import annotations

import time
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.documents import Catalogue
from search.engine import database, external
from search.engines import EngineDown


class Command(BaseCommand):
    help = "Rebuild the search index without interrupting searches."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--language", action="append", choices=[c for c, _ in settings.LANGUAGES]
        )
        parser.add_argument(
            "--resume", action="store_true", help="Go on with a rebuild that was interrupted."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            call_command("read_documents", verbosity=0)  # what nobody has read yet is indexed too
        except CommandError as problem:
            self.stderr.write(f"read_documents: {problem}")
        languages = options["language"] or [code for code, _ in settings.LANGUAGES]
        outside = external()
        for engine in [database(), *([outside] if outside else [])]:
            started = time.monotonic()
            done = dict.fromkeys(languages, 0)
            shown = 0.0
            try:
                for progress in engine.rebuild(languages, Catalogue(), resume=options["resume"]):
                    done[progress.language] = progress.done
                    now = time.monotonic()
                    if options["verbosity"] and (
                        now - shown > 1 or progress.done == progress.total
                    ):
                        shown = now
                        self.stdout.write(
                            f"{engine.name}: {progress.language} {progress.done} of {progress.total}"
                        )
            except EngineDown as error:
                raise CommandError(f"{engine.name} is down: {error}") from error
            except BrokenProcessPool as error:
                raise CommandError(
                    f"{engine.name}: a process that analyses was killed, perhaps for lack of memory. "
                    "The index before serves on; go on with --resume."
                ) from error
            passed = max(time.monotonic() - started, 0.001)
            if options["verbosity"]:
                number = sum(done.values())
                self.stdout.write(
                    f"{engine.name}: {number} documents, {number / passed:.0f} a second"
                )
