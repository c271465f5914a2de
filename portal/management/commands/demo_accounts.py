"""`demo_accounts`: print the demo accounts."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from portal.demo_accounts import accounts


class Command(BaseCommand):
    help = "Print the demo accounts, if this portal is a demo."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            self.stdout.write("This portal is not a demo; it has no accounts with known passwords.")
            return
        rows = accounts()
        width = max(len(name) for name, _password, _purpose in rows)
        for name, password, purpose in rows:
            self.stdout.write(f"  {name:<{width}}  {password}  {purpose}")
