"""`manage.py search_doctor`: compare every index with the catalogue, and repair it with --repair."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from content.documents import number_waiting
from search.analysis import fingerprint
from search.engine import database, external
from search.engines import EngineDown
from search.indexing import compare, deliver, repair
from search.models import Pending, Segment


class Command(BaseCommand):
    help = (
        "Compare the search index with the catalogue; exit 1 if they differ and are not repaired."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = False
        outside = external()
        old = Segment.objects.filter(active=True).exclude(fingerprint=fingerprint()).exists()
        if old:
            self.stdout.write("database: made by another analysis; run `manage.py reindex`")
            wrong = True
        for engine in [database(), *([outside] if outside else [])]:
            for language, _ in settings.LANGUAGES:
                try:
                    difference = compare(engine, language)
                    if difference and options["repair"]:
                        repair(engine, difference)
                        difference_left = compare(engine, language)
                    else:
                        difference_left = difference
                except EngineDown as error:
                    self.stdout.write(f"{engine.name}: down ({error})")
                    wrong = True
                    break
                self.stdout.write(
                    f"{engine.name} {language}: {len(difference.missing)} missing, "
                    f"{len(difference.outdated)} outdated, {len(difference.orphaned)} orphaned"
                    + (", repaired" if difference and not difference_left else "")
                )
                wrong = wrong or bool(difference_left)
        if outside:
            if options["repair"]:
                deliver(sys.maxsize)
            self.stdout.write(
                f"waiting to be delivered: {Pending.objects.filter(told=None).count()}"
            )
        wrong = not self._files(repair=options["repair"]) or wrong
        if wrong:
            sys.exit(1)

    def _files(self, *, repair: bool) -> bool:
        """Say how many files nobody has read, and tell whether they could be read if that was asked for."""
        well = True
        if repair:
            try:
                call_command("read_documents", verbosity=0)
            except CommandError as problem:
                self.stdout.write(f"read_documents: {problem}")
                well = False
        self.stdout.write(f"files that nobody has read yet: {number_waiting()}")
        return well
