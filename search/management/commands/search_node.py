"""Runs a search engine on this machine for a developer or for CI, until it is interrupted."""

from __future__ import annotations

import signal
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.node import DISTRIBUTIONS, NodeUnavailable, SearchNode, prepare


class Command(BaseCommand):
    help = (
        "Run one Elasticsearch or OpenSearch node on loopback, made of Maven Central's jars, until "
        "interrupted. It keeps nothing when it ends. Needs a JDK 17 and Maven."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--engine", choices=DISTRIBUTIONS, default="elasticsearch")
        parser.add_argument("--port", type=int, default=9200)
        parser.add_argument(
            "--prepare", action="store_true", help="Fetch and compile only; start nothing."
        )

        parser.add_argument(
            "--measured", action="store_true", help="Compile as in production; slow to warm up."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        node = SearchNode(options["engine"], options["port"], measured=options["measured"])
        try:
            if options["prepare"]:
                self.stdout.write(f"Ready: {prepare(options['engine'])}")
                return
            node.start()
        except NodeUnavailable as problem:
            raise CommandError(str(problem)) from problem
        signal.signal(signal.SIGTERM, _interrupt)
        self.stdout.write(f"SEARCH_URL={node.url}")
        self.stdout.flush()
        try:
            node.wait()
        except KeyboardInterrupt:
            self.stdout.write("Stopping.")
        finally:
            node.stop()


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Stop as Ctrl-C does, so that a service manager's signal leaves no data behind."""
    raise KeyboardInterrupt
