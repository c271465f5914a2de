"""What an import costs: `python -m bench.transfer [LINES]` (default 10,000).

Builds a portal of its own in a temporary folder (or in the database that DATABASE_URL names, which must be
empty), imports generated lines of several kinds, a third of them translations, and prints lines per second and
memory as it goes. The requirement: 10,000 lines in at most 20 minutes with flat memory.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

WORDS = [
    "kommunen",
    "prövade",
    "ett",
    "nytt",
    "sätt",
    "att",
    "möta",
    "behovet",
    "och",
    "såg",
    "att",
    "tiden",
    "räckte",
    "till",
    "fler",
    "samtal",
    "när",
    "personalen",
    "själv",
    "fick",
    "planera",
    "dagen",
    "tillsammans",
    "med",
    "dem",
    "som",
    "berördes",
    "av",
    "beslutet",
]
PLACES, TOPICS = ["1485", "1488", "1421", "1427"], ["school", "planning", "home-care"]
STEPS = 10
LIMIT_SECONDS = 20 * 60


def words(chance: random.Random, number: int) -> str:
    return " ".join(chance.choices(WORDS, k=number)).capitalize() + "."


def texts(chance: random.Random, kind: str) -> dict[str, Any]:
    """Return the texts of one line; a translation has the same ones in other words."""
    found: dict[str, Any] = {
        "title": words(chance, 5),
        "summary": words(chance, 15),
        "contact_role": "Kvalitetsstrateg, vård",
    }
    paragraphs = "\n\n".join(words(chance, 40) for _count in range(2))
    if kind == "case":
        found |= dict.fromkeys(("problem", "context", "solution"), paragraphs)
        found["results"] = [{"measure": words(chance, 3), "after": "5", "source": words(chance, 3)}]
        found["guide"] = [
            {"title": words(chance, 3), "text": words(chance, 20)} for _step in range(3)
        ]
    elif kind == "method":
        found |= {"purpose": words(chance, 25), "when_to_use": words(chance, 15)}
        found["steps"] = [
            {"title": words(chance, 3), "text": words(chance, 20)} for _step in range(4)
        ]
    elif kind == "idea":
        found |= {"text": paragraphs, "need": words(chance, 30)}
    else:
        found["body"] = [
            {"type": "paragraph", "value": paragraphs},
            {"type": "heading", "value": words(chance, 3)},
            {
                "type": "checklist",
                "value": {"title": words(chance, 2), "items": [words(chance, 6)] * 3},
            },
        ]
    return found


def lines(number: int) -> Iterator[dict[str, Any]]:
    """Yield generated lines: pairs of a Swedish page and its translation, and as many Swedish pages alone."""
    chance = random.Random(1)
    kinds = ["case", "method", "idea", "article"]
    facts: dict[str, dict[str, Any]] = {
        "case": {"status": "finished", "evidence": "measured"},
        "method": {"phase": "explore", "time_band": "hour"},
        "idea": {"stage": "captured", "submitted": "2025-03-04"},
        "article": {"date": "2026-02-03"},
    }
    done, count = 0, 0
    while done < number:
        kind = kinds[count % len(kinds)]
        key = f"bench-{count}"
        line = {"kind": kind, "key": key, "locale": "sv"} | texts(chance, kind) | facts[kind]
        line |= {"municipalities": chance.sample(PLACES, 2), "topics": chance.sample(TOPICS, 2)}
        if kind == "case" and count >= len(kinds):
            line |= {"methods": [f"bench-{count - 3}"], "ideas": [f"bench-{count - 2}"]}
        yield line
        done += 1
        if count % 2 and done < number:
            yield {"kind": kind, "key": key, "locale": "en", "translations_of": key} | texts(
                chance, kind
            )
            done += 1
        count += 1


def memory() -> float:
    """Return the memory of the process's own in MB.

    What SQLite maps of its file is left out: it grows with the file, and the system takes it back when it wants.
    """
    status = Path("/proc/self/status").read_text()
    return int(status.partition("RssAnon:")[2].split()[0]) / 1024


def prepare(folder: str) -> None:
    os.environ["PORTAL_DATA"] = folder
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.embedded")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("setup_portal", verbosity=0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lines", nargs="?", type=int, default=10_000)
    number = parser.parse_args().lines
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        prepare(folder)
        from content.transfer.importing import import_file

        path = Path(folder) / "lines.jsonl"
        with path.open("w") as stream:
            for line in lines(number):
                stream.write(json.dumps(line, ensure_ascii=False) + "\n")
        started, cpu = time.monotonic(), time.process_time()
        window = max(number // STEPS, 1)

        def progress(done: int) -> None:
            if done % window == 0:
                seconds = time.monotonic() - started
                busy = time.process_time() - cpu
                print(
                    f"{done:7} lines  {seconds:7.1f} s  {busy / done * 1000:6.1f} ms CPU/line"
                    f"  {memory():6.0f} MB",
                    flush=True,
                )

        with path.open("rb") as stream:
            report = import_file(stream, progress=progress)
        seconds, busy = time.monotonic() - started, time.process_time() - cpu
    print(report)
    print(f"{number / seconds:.1f} lines/s, {busy / number * 1000:.1f} ms CPU a line")
    print(
        f"required: {number} lines in {LIMIT_SECONDS * number / 10_000:.0f} s; took {seconds:.0f} s"
    )
    return 0 if not report.faults and seconds <= LIMIT_SECONDS * number / 10_000 else 1


if __name__ == "__main__":
    sys.exit(main())
