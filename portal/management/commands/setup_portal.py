"""`setup_portal`: build languages, front pages, sections and lists."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.setup import setup_portal, sync_lists


class Command(BaseCommand):
    help = "Build what every portal has (languages, front pages, sections, municipalities, topics). Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        built = setup_portal()
        for line in built:
            self.stdout.write(f"built {line}")
        sync_lists()
        self.stdout.write("the portal is set up" if built else "the portal was set up already")
