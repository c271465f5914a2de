"""`manage.py search_tidy`: what the clock does for search, every minute."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from search.counting import forget_old
from search.engines.database.writing import MERGE_FROM, merge, outdated
from search.indexing import deliver, forget_told, outside_outdated


class Command(BaseCommand):
    help = "Rebuild an outdated index, merge changes, and tell an engine outside what it has not been told."

    def handle(self, *args: Any, **options: Any) -> None:
        if outdated() or outside_outdated():
            call_command("reindex", verbosity=0)
        merge(least=MERGE_FROM)
        deliver(sys.maxsize)
        forget_told()
        forget_old()
