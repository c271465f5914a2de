"""Write what was learned as xAPI statements, for a learning record store or one's own analysis."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_date

from content.console import Progress

from ...models import LearningEvent
from ...xapi import VERSIONS, statements, statements_of


class Command(BaseCommand):
    help = (
        "Write learning events as xAPI statements, a JSON array. People are numbers, "
        "those erased have none. With --user also what hosted activities reported about that person."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("-o", "--output", help="File to write; standard output without it.")
        parser.add_argument("--user", metavar="USERNAME", help="One person's statements alone.")
        parser.add_argument("--since", metavar="YYYY-MM-DD", help="From this day on.")
        parser.add_argument("--xapi-version", choices=VERSIONS, default=VERSIONS[0])

    def handle(self, *args: Any, **options: Any) -> None:
        version = options["xapi_version"]
        if options["user"]:
            person = get_user_model().objects.filter(username=options["user"]).first()
            if person is None:
                raise CommandError(f"There is no account {options['user']}.", returncode=2)
            rows = statements_of(person, version)
        else:
            events = LearningEvent.objects.all()
            if options["since"]:
                try:
                    day = parse_date(options["since"])
                except ValueError:
                    day = None
                if day is None:
                    raise CommandError("--since wants a day as 2026-01-31.", returncode=2)
                events = events.filter(timestamp__date__gte=day)
            rows = statements(events, version)
        if options["output"]:
            with Path(options["output"]).open("w", encoding="utf-8") as stream:
                number = self._write(rows, stream.write)
            self.stderr.write(f"{number} statements written")
        else:
            self._write(rows, partial(self.stdout.write, ending=""))

    def _write(self, rows: Iterable[Any], write: Callable[[str], Any]) -> int:
        progress, number = Progress("statements"), 0
        write("[")
        for number, row in enumerate(rows, 1):
            write(("," if number > 1 else "") + "\n" + json.dumps(row, ensure_ascii=False))
            progress(number)
        write("\n]\n")
        progress.end()
        return number
