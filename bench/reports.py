"""What the administrator's report costs: `python -m bench.reports [ENROLMENTS] [--postgres]` (default 100,000).

Builds a portal of its own as `bench.team` does, with as many people as it takes to 20 enrolments each, and measures
the report, whole and of one unit, with its files: queries, CPU of the process, and time by the clock.

Required: at most 1 s.
"""

from __future__ import annotations

import argparse
import sys

from bench.team import filled, measure, parser_of, portal

MOST_MS = 1000.0
COURSES = 20


def main() -> int:
    parser = parser_of(__doc__, 5)
    parser.add_argument("enrolments", type=int, nargs="?", default=100_000)
    options = parser.parse_args()
    with portal(options):
        return run(options)


def run(options: argparse.Namespace) -> int:
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client

    from courses.models import Enrolment

    _manager, _keys, units = filled(options.enrolments // COURSES, COURSES)
    print(f"{connection.vendor}: {Enrolment.objects.count()} enrolments")
    accounts = get_user_model().objects
    reader = accounts.filter(username="bench-reader").first() or accounts.create(
        username="bench-reader", is_superuser=True
    )
    client = Client()
    client.force_login(reader)
    page = "/sv/learning/reports/"
    addresses = [
        page,
        f"{page}?unit=top",
        f"{page}?unit={units[0].key}",
        f"{page}learning.xlsx",
        f"{page}learning.csv?table=unit&unit=top",
    ]
    above = []
    print(f"{'address':60} {'queries':>7} {'CPU ms':>7} {'ms':>7} {'kB':>7}")
    for address in addresses:
        queries, cpu, clock, size = measure(client, address, options.rounds)
        print(f"{address:60} {queries:7} {cpu:7.1f} {clock:7.1f} {size / 1024:7.0f}")
        if max(cpu, clock) > MOST_MS:
            above.append(address)
    print(f"above {MOST_MS:.0f} ms: {', '.join(above) or 'none'}")
    return 1 if above else 0


if __name__ == "__main__":
    sys.exit(main())
