"""What size does to lists: `python -m bench.catalogue [ENTRIES ...]` (default 1,000 and 100,000).

Builds a portal of its own for each size, on SQLite in a temporary folder or in the empty database that
DATABASE_URL names, fills the catalogue by bulk insert, and measures index pages, filters, deep pages, a
gathering page and the front page: CPU of the process, time by the clock (which holds the database server's
work), and queries. No number may grow with size.
"""

from __future__ import annotations

import argparse
import datetime
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import uuid

KINDS = ["case"] * 6 + ["idea"] * 2 + ["method", "article"]
STATUSES, EVIDENCE = ["running", "finished", "stopped"], ["described", "observed", "measured"]
COSTS = ["none", "under_50", "50_200", "200_1000", "over_1000"]
BATCH = 5000
ADDRESSES = [
    "/sv/",
    "/sv/fall/",
    "/sv/fall/?sort=title",
    "/sv/fall/?page=400",
    "/sv/fall/?status=finished",
    "/sv/fall/?topic=school",
    "/sv/fall/?topic=school&municipality=1485",
    "/sv/fall/?status=finished&evidence=measured&topic=school&topic=planning",
    "/sv/ideer/",
    "/sv/kommuner/",
    "/sv/amnen/",
    "/sv/fall/feed/",
]


def fill(number: int) -> None:
    """Write entries and facets as an editor's pages would have them, a page's worth of words each."""
    from django.contrib.contenttypes.models import ContentType

    from cases.models import CasePage
    from content.counts import recount
    from content.models import CatalogueEntry, CatalogueFacet, Municipality, Topic

    chance = random.Random(2)
    content_type = ContentType.objects.get_for_model(CasePage)
    places = list(Municipality.objects.values_list("code", flat=True))
    topics = list(Topic.objects.values_list("key", flat=True))
    start = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    for first in range(0, number, BATCH):
        entries = []
        for count in range(first, min(first + BATCH, number)):
            kind = chance.choice(KINDS)
            values = {
                "topic": chance.sample(topics, 3),
                "municipality": chance.sample(places, 2),
                "status": [chance.choice(STATUSES)],
                "evidence": [chance.choice(EVIDENCE)],
                "cost_band": [chance.choice(COSTS)],
                "year": [str(chance.randrange(2018, 2027))],
            }
            values["county"] = sorted({place[:2] for place in values["municipality"]})
            entries.append(
                CatalogueEntry(
                    content_type=content_type, object_id=10_000_000 + count, kind=kind, key=f"{kind}-{count}",
                    language="sv" if chance.random() < 0.7 else "en", translation_key=uuid.UUID(int=chance.getrandbits(128)),
                    path=f"00010001{count:08d}", depth=4, url=f"/sv/big/{kind}-{count}/", title=f"{chance.choice('ABCDEFGÅÄÖ')} {kind} {count}",
                    summary="En mening om vad som hände. " * 3, date=start - datetime.timedelta(hours=count), updated=start,
                    sort_key=f"{count:012d}", facts={"topics": values["topic"], "places": ["Uddevalla"], "status": values["status"][0], "evidence": "measured"},
                    values=values, headings="Rubrik", text="Ett ord och ett till. " * 60,
                )
            )  # fmt: skip
        stored = CatalogueEntry.objects.bulk_create(entries)
        CatalogueFacet.objects.bulk_create(
            CatalogueFacet(
                entry=entry, name=name, value=value, language=entry.language, kind=entry.kind, date=entry.date
            )
            for entry in stored
            for name, found in entry.values.items()
            for value in found
        )  # fmt: skip
    recount()


def measure(number: int, *, slow: bool) -> None:
    """Build a portal with `number` entries and print what its pages cost."""
    import django
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    call_command("migrate", verbosity=0)
    call_command("setup_portal", verbosity=0)
    started = time.monotonic()
    fill(number)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{connection.vendor}, {number} entries, filled in {time.monotonic() - started:.0f} s")
    client = Client()
    for address in ADDRESSES:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            status = client.get(address).status_code
            queries = list(captured)
        busy, clock = [], []
        for _round in range(7):
            cpu, now = time.process_time(), time.perf_counter()
            client.get(address)
            busy.append((time.process_time() - cpu) * 1000)
            clock.append((time.perf_counter() - now) * 1000)
        print(
            f"  {status} {len(queries):3} queries {statistics.median(busy):7.1f} ms CPU"
            f" {min(clock):7.1f} ms  {address}",
            flush=True,
        )
        if slow:
            for query in sorted(queries, key=lambda query: -float(query["time"]))[:2]:
                print(f"      {query['time']} {query['sql'][:700]}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("entries", nargs="*", type=int, default=[1_000, 100_000])
    parser.add_argument("--slow", action="store_true", help="print the slowest statements too")
    options = parser.parse_args()
    if os.environ.get("BENCH_ONE"):
        measure(options.entries[0], slow=options.slow)
        return
    for number in options.entries:
        with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
            env = {
                "DJANGO_SETTINGS_MODULE": "portal.settings.embedded",
                **os.environ,
                "PORTAL_DATA": folder,
                "BENCH_ONE": "1",
            }
            flags = ["--slow"] if options.slow else []
            command = [sys.executable, "-m", "bench.catalogue", str(number), *flags]
            subprocess.run(command, env=env, check=True)


if __name__ == "__main__":
    main()
