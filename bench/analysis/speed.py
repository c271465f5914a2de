"""What the analysis costs: python -m bench.analysis.speed

Cold load, resident memory and time per token, on the texts of ../shared/data (or, without
them, on words of the lexicon's own lists drawn by Zipf's law).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import sys
import time
from pathlib import Path

SHARED = Path(__file__).parents[3] / "shared" / "data"
MEGABYTE = 1024 * 1024
STATM = Path("/proc/self/statm")


def resident() -> float:
    """Resident memory in MB now; the peak so far where the system does not tell."""
    if STATM.exists():
        pages = int(STATM.read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / MEGABYTE
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def peak() -> float:
    """The most resident memory so far, in MB."""
    scale = MEGABYTE if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale


def texts() -> list[str]:
    """Swedish running text, or a Zipf draw of listed words."""
    found: list[str] = []
    if (path := SHARED / "swefaq-dev.jsonl").exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            found += json.loads(line)["candidate_answers"]
    if (path := SHARED / "talbanken-dev.json").exists():
        found += json.loads(path.read_text(encoding="utf-8"))["docs"]
    return list(dict.fromkeys(found))


def zipf(vocabulary: list[str], tokens: int) -> list[str]:
    """Texts of 200 words whose frequency falls as 1/rank over `vocabulary`."""
    chance = random.Random(3)
    weights = [1 / rank for rank in range(1, len(vocabulary) + 1)]
    drawn = chance.choices(vocabulary, weights, k=tokens)
    return [" ".join(drawn[start : start + 200]) for start in range(0, tokens, 200)]


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    before = resident()
    started = time.perf_counter()
    from search.analysis import index_text  # measured: nothing is loaded before this

    imported = time.perf_counter()
    index_text("kommunens förbättringsförslag", "sv")
    swedish = time.perf_counter()
    index_text("the municipality's proposals", "en")
    english = time.perf_counter()
    print(
        f"cold: import {1e3 * (imported - started):.0f} ms, Swedish {1e3 * (swedish - imported):.0f}"
        f" ms, English {1e3 * (english - swedish):.0f} ms; +{resident() - before:.0f} MB resident"
    )

    from search.analysis.lexicon import lexicon  # after the cold figures
    from search.analysis.tokens import PATTERN

    known = lexicon("sv")
    vocabulary = sorted({*known.heads, *known.modifiers})
    random.Random(1).shuffle(vocabulary)
    # 400,000 running words of Swedish hold some 40,000 different ones; no list is all in use.
    measured = {"Zipf over 60,000 words": zipf(vocabulary[:60_000], 400_000)}
    if real := texts():
        measured = {"running text": real} | measured
    for name, corpus in measured.items():
        tokens = sum(len(PATTERN.findall(text)) for text in corpus)
        for state in ("cold", "warm"):
            best = float("inf")
            for _ in range(1 if state == "cold" else 3):
                # Processor time: a benchmark beside others must not measure the others.
                started = time.process_time()
                for text in corpus:
                    index_text(text, "sv")
                best = min(best, time.process_time() - started)
            print(f"{name}, {state}: {tokens} tokens, {1e6 * best / tokens:.2f} µs each")
    print(f"after all: +{resident() - before:.0f} MB resident, peak {peak():.0f} MB in all")


if __name__ == "__main__":
    main()
