"""What the analysis finds: python -m bench.analysis.quality

BM25 in memory over the fields the engines store: `words` with weight 1, `parts` with
PARTS_WEIGHT, and both of the title with TITLE_WEIGHT. SweFAQ: nDCG@10 of whole questions over all answers, the category as title.
Talbanken: recall of other inflected forms, and average precision. Compounds and traps: this
project's own lists, see data/README.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from math import log2
from pathlib import Path

from bench.analysis.ranking import BM25F, average_precision, mean, ranked
from search.analysis import PARTS_WEIGHT, analyse_query, index_text, satisfied

SHARED = Path(__file__).parents[3] / "shared" / "data"
OWN = Path(__file__).parent / "data"
TITLE_WEIGHT = 2.0


class Collection:
    """Pages of a title and a body, each in the two fields of `index_text`."""

    def __init__(self, pages: Iterable[tuple[str, str]]) -> None:
        docs = []
        for title, body in pages:
            fields = []
            for text, weight in ((title, TITLE_WEIGHT), (body, 1.0)):
                stored = index_text(text, "sv")
                fields.append((stored.words.split(), weight))
                fields.append((stored.parts.split(), weight * PARTS_WEIGHT))
            docs.append(fields)
        self.index = BM25F(docs)

    def search(self, query: str) -> list[int]:
        """Every page that matches any word of the query, best first."""
        weights: dict[str, float] = defaultdict(float)
        for word in analyse_query(query, "sv"):
            for term, weight in word.weighted():
                weights[term] += weight
        return ranked(self.index.score(weights))


def swefaq(path: Path) -> dict[str, float]:
    """nDCG@10 and mean reciprocal rank over the distinct answers."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    # The collection is each question's right answer: 110 distinct ones in the dev set.
    pages: dict[tuple[str, str], int] = {}
    wanted: list[int] = []
    for row in rows:
        page = (row["meta"]["category"], row["candidate_answers"][row["label"]])
        wanted.append(pages.setdefault(page, len(pages)))
    collection = Collection(pages)
    gains, reciprocals = [], []
    for row, right in zip(rows, wanted, strict=True):
        order = collection.search(row["question"])
        rank = order.index(right) + 1 if right in order else 0
        gains.append(1 / log2(rank + 1) if 0 < rank <= 10 else 0.0)
        reciprocals.append(1 / rank if rank else 0.0)
    return {"pages": len(pages), "nDCG@10": mean(gains), "MRR": mean(reciprocals)}


def talbanken(path: Path) -> dict[str, float]:
    """Recall of `rel`, and average precision over sentences with any form of the lemma."""
    data = json.loads(path.read_text(encoding="utf-8"))
    collection = Collection(("", sentence) for sentence in data["docs"])
    forms: dict[tuple[str, str], set[int]] = defaultdict(set)
    for query in data["queries"]:
        forms[query["lemma"], query["pos"]].update(query["rel"])
    recalls, precisions = [], []
    for query in data["queries"]:
        order = collection.search(query["q"])
        relevant = set(query["rel"])
        recalls.append(len(relevant.intersection(order)) / len(relevant))
        precisions.append(average_precision(order, forms[query["lemma"], query["pos"]]))
    return {"recall": mean(recalls), "MAP": mean(precisions)}


def found(query: str, text: str) -> bool:
    """Whether every word of the query is matched by the text."""
    stored = index_text(text, "sv")
    terms = {*stored.words.split(), *stored.parts.split()}
    return all(satisfied(analyse_query(query, "sv"), terms))


def rows(name: str) -> Iterator[list[str]]:
    """The tab-separated lines of one of the project's own lists; # starts a comment."""
    for line in (OWN / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def compounds() -> tuple[dict[str, float], list[str]]:
    """Each part finds the compound, and the compound finds the words of its phrase."""
    checks = 0
    missed: list[str] = []
    both = 0
    total = 0
    for compound, inflected, phrase, *parts in rows("compounds.tsv"):
        total += 1
        before = len(missed)
        for query, text in [
            *((part, inflected) for part in parts),
            (phrase, inflected),
            (compound, phrase),
            (inflected, phrase),
        ]:
            checks += 1
            if not found(query, text):
                missed.append(f"{query!r} misses {text!r}")
        both += len(missed) == before
    return {
        "compounds": total,
        "both ways": both / total,
        "checks": 1 - len(missed) / checks,
    }, missed


def traps() -> tuple[dict[str, float], list[str]]:
    """Words that only look like a part of another word."""
    pairs = list(rows("traps.tsv"))
    hits = [f"{query!r} finds {text!r}" for query, text in pairs if found(query, text)]
    return {"traps": len(pairs), "hits": len(hits)}, hits


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    measures: list[tuple[str, Callable[[Path], dict[str, float]]]] = [
        ("swefaq-dev.jsonl", swefaq),
        ("talbanken-dev.json", talbanken),
    ]
    for name, measure in measures:
        path = SHARED / name
        if not path.exists():
            print(f"{name}: not measured, ../shared/data does not have it")
            continue
        print(name, {key: round(value, 4) for key, value in measure(path).items()})
    for own in (compounds, traps):
        figures, failures = own()
        print({key: round(value, 4) for key, value in figures.items()})
        for failure in failures:
            print("  ", failure)


if __name__ == "__main__":
    main()
