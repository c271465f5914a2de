"""What a page costs: `python -m bench.pages [--profile KIND]`.

Measures CPU time and queries of one page of every type, uncached, on the demo: in the portal that PORTAL_DATA
names if that is filled, else in one of its own. Beside it stands plain Wagtail in the same process: the same page
found by walking the tree, in a template that shows little more than title and text (bench/plain.py).

Wagtail's demo bakery, the yardstick of the requirement (19 queries, 45 ms), is an example project and no package,
so it cannot be installed here; plain Wagtail on our own pages takes its place.

Required: at most 12 queries and 25 ms of CPU for any page.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import statistics
import sys
import tempfile
import time
from pathlib import Path

MOST_QUERIES, MOST_MS = 12, 25.0
ROUNDS = 25


def prepare() -> tempfile.TemporaryDirectory[str] | None:
    """Set Django up on a filled portal."""
    own = None
    if not (
        Path(os.environ.get("PORTAL_DATA", "")) / "portal.sqlite3"
    ).is_file() and not os.environ.get("DATABASE_URL"):
        own = tempfile.TemporaryDirectory(prefix="portal-bench-")
        os.environ["PORTAL_DATA"] = own.name
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.embedded")
    import django
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    django.setup()
    from django.core.management import call_command

    if own:
        call_command("migrate", verbosity=0)
        call_command("setup_portal", verbosity=0)
        call_command("load_demo", verbosity=0)
    return own


def addresses() -> dict[str, str]:
    """Return the address of one page of each type: of each kind, and each section, the one with most text."""
    from django.db.models.functions import Length

    from content.models import CatalogueEntry

    found: dict[str, str] = {}
    rows = (
        CatalogueEntry.objects.filter(language="sv").annotate(size=Length("text")).order_by("-size")
    )
    for entry in rows.only("kind", "key", "url"):
        name = f"section {entry.key}" if entry.kind == "section" else entry.kind
        found.setdefault(name, entry.url)
    return dict(sorted(found.items()))


def measure(address: str, rounds: int = ROUNDS) -> tuple[int, float, int]:
    """Return queries, the median of CPU milliseconds, and the status of a page."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        status = client.get(address).status_code
        queries = len(captured)
    times = []
    for _round in range(rounds):
        started = time.process_time()
        client.get(address)
        times.append((time.process_time() - started) * 1000)
    return queries, statistics.median(times), status


def profile(address: str) -> None:
    from django.test import Client

    client = Client()
    client.get(address)
    profiler = cProfile.Profile()
    with profiler:
        for _round in range(20):
            client.get(address)
    pstats.Stats(profiler).sort_stats("cumulative").print_stats(60)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", metavar="TYPE", help="profile one type, for example case")
    options = parser.parse_args()
    own = prepare()
    from django.test import override_settings

    pages = addresses()
    if options.profile:
        profile(pages[options.profile])
        return 0
    print(f"{'page':24} {'queries':>7} {'CPU ms':>7}   {'plain Wagtail':>13}   ratio")
    above = []
    for name, address in pages.items():
        queries, milliseconds, status = measure(address)
        with override_settings(ROOT_URLCONF="bench.plain"):
            plain_queries, plain_ms, plain_status = measure(address)
        beside = (
            f"{plain_queries:4} {plain_ms:6.1f} ms   {milliseconds / plain_ms:4.2f}"
            if plain_status == 200
            else "no page of its own"
        )
        print(f"{name:24} {queries:7} {milliseconds:7.1f}   {beside}")
        if status != 200 or queries > MOST_QUERIES or milliseconds > MOST_MS:
            above.append(name)
    print(f"above {MOST_QUERIES} queries or {MOST_MS:.0f} ms: {', '.join(above) or 'none'}")
    if own:
        own.cleanup()
    return 1 if above else 0


if __name__ == "__main__":
    sys.exit(main())
