"""Give a person all that the portal keeps about them."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from wagtail.log_actions import log as log_action

from portal.data_rights.exporting import write_archive


class Command(BaseCommand):
    help = "Write all that is kept about a person to a ZIP file that can be read. Passwords and keys are left out."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("-o", "--output", required=True, help="The ZIP file to write.")

    def handle(self, *args: Any, **options: Any) -> None:
        person = get_user_model().objects.filter(username=options["username"]).first()
        if person is None:
            raise CommandError(f"There is no account {options['username']}.", returncode=2)
        path = Path(options["output"])
        path.touch(mode=0o600)
        with path.open("wb") as stream:
            data = write_archive(person, stream)
        log_action(person, "portal.export_person")
        for name, part in sorted(data["records"].items()):
            self.stdout.write(f"  {name}: {len(part['rows'])}")
        self.stdout.write(f"Written to {path}. It is personal: give it to nobody else.")
