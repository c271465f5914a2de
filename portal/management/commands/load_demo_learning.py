"""`load_demo_learning`: give the demo an organisation and a year of learning."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from portal.demo_learning import NoCourses, load_demo_learning
from portal.demo_sessions import load_demo_sessions


class Command(BaseCommand):
    help = (
        "Give the demo an organisation tree with invented people, who cannot log in, and what they have learned in "
        "a year, and sessions of courses to come. Safe to run again: what is there stays. Exit codes: 0 done, 1 there are no demo courses, 2 not a demo."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "PORTAL_DEMO is off: this portal takes no demo content", returncode=2
            )
        try:
            there = f"{load_demo_learning()}, {load_demo_sessions()}"
            call_command("recount_awaiting", verbosity=0)
        except NoCourses as error:
            raise CommandError(
                "the demo's courses are not there; run load_demo first", returncode=1
            ) from error
        if options["verbosity"]:
            self.stdout.write(f"demo learning: {there}")
