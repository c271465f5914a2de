"""What the engine of this installation finds: python -m bench.search.quality

SweFAQ goes through the JSON API, the rest through the engine. SEARCH_URL and BENCH_DATABASE_URL choose
what is measured. See bench/analysis/quality.py for the same measures without an engine.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import defaultdict
from math import log2

from bench.analysis.quality import SHARED, rows
from bench.analysis.ranking import average_precision, mean
from bench.search import portal

LETTERS = "abcdefghijklmnopqrstuvwxyzåäö"


def search_all(text: str) -> list[int]:
    """Every matching entry, best first, corrections left out by asking for what is there."""
    from search.engine import engine
    from search.engines.base import Query
    from search.parsing import parse

    parsed = parse(text, "sv")
    query = Query("sv", parsed.words, parsed.phrases, limit=5_000, facet_names=())
    return [hit.entry_id for hit in engine().search(query).hits]


def load(pages: list[tuple[str, str]]) -> None:
    portal.empty()
    portal.fill(portal.page(number, *page) for number, page in enumerate(pages, 1))
    portal.index()


def swefaq() -> dict[str, float]:
    from django.test import Client

    lines = (SHARED / "swefaq-dev.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in lines]
    pages: dict[tuple[str, str], int] = {}
    wanted = []
    for row in questions:
        page = (row["meta"]["category"], row["candidate_answers"][row["label"]])
        wanted.append(pages.setdefault(page, len(pages) + 1))
    load(list(pages))
    client = Client()
    gains = []
    for row, right in zip(questions, wanted, strict=True):
        answer = client.get("/api/search/", {"q": row["question"][:400], "locale": "sv"}).json()
        keys = [int(result["key"]) for result in answer["results"][:10]]
        gains.append(1 / log2(keys.index(right) + 2) if right in keys else 0.0)
    return {"pages": len(pages), "questions": len(questions), "nDCG@10": mean(gains)}


def talbanken() -> dict[str, float]:
    data = json.loads((SHARED / "talbanken-dev.json").read_text(encoding="utf-8"))
    load([("", sentence) for sentence in data["docs"]])
    forms: dict[tuple[str, str], set[int]] = defaultdict(set)
    for query in data["queries"]:
        forms[query["lemma"], query["pos"]].update(query["rel"])
    recalls, precisions = [], []
    for query in data["queries"]:
        order = [entry_id - 1 for entry_id in search_all(query["q"])]
        relevant = set(query["rel"])
        recalls.append(len(relevant.intersection(order)) / len(relevant))
        precisions.append(average_precision(order, forms[query["lemma"], query["pos"]]))
    return {"recall": mean(recalls), "MAP": mean(precisions)}


def compounds() -> dict[str, float]:
    """Both ways on one portal of all compounds, in a form of their own, and all phrases."""
    lists = list(rows("compounds.tsv"))
    pages = [("", text) for _, inflected, phrase, *_ in lists for text in (inflected, phrase)]
    load(pages)
    both = checks = held = 0
    for number, (compound, inflected, phrase, *parts) in enumerate(lists):
        in_form, as_phrase = 2 * number + 1, 2 * number + 2
        asked = [(part, in_form) for part in parts] + [(phrase, in_form)]
        asked += [(compound, as_phrase), (inflected, as_phrase)]
        found = [page in search_all(text) for text, page in asked]
        checks += len(found)
        held += sum(found)
        both += all(found)
    return {"compounds": len(lists), "both ways": both / len(lists), "checks": held / checks}


def traps() -> dict[str, float]:
    """A word finds none of the words that only look like it, where the word itself is in a page too."""
    lists = list(rows("traps.tsv"))
    load([("", text) for query, text in lists for text in (text, query)])
    hits = [
        (query, text)
        for number, (query, text) in enumerate(lists)
        if 2 * number + 1 in search_all(query)
    ]
    print("  ", hits)
    return {"traps": len(lists), "hits": len(hits)}


def typos() -> dict[str, float]:
    """One letter wrong in a word of five or more that one page has and its title says: first three?"""
    from bench.search.corpus import documents

    made = list(documents(2_000))
    portal.empty()
    portal.fill(made)
    portal.index()
    chance = random.Random(7)
    pages_with: dict[str, set[int]] = defaultdict(set)
    for document in made:
        for word in f"{document.title} {document.body}".split():
            pages_with[word].add(document.entry_id)
    good = first = tried = 0
    for document in chance.sample(made, 600):
        word = max(document.title.split(), key=lambda word: -len(pages_with[word]))
        if len(word) < 5 or len(pages_with[word]) > 3 or not word.isalpha():
            continue
        wrong = misspelt(word, chance)
        if wrong in pages_with:
            continue
        tried += 1
        order = search_all(wrong)
        good += document.entry_id in order[:3]
        first += document.entry_id in order[:1]
    return {"words": tried, "in the first 3": good / tried, "first": first / tried}


def misspelt(word: str, chance: random.Random) -> str:
    """Drop, double, change or swap one letter."""
    while True:
        place = chance.randrange(len(word))
        wrong = chance.choice(
            [
                word[:place] + word[place + 1 :],
                word[:place] + chance.choice(LETTERS) + word[place:],
                word[:place] + chance.choice(LETTERS) + word[place + 1 :],
                word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
            ]
        )
        if wrong != word:
            return wrong


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    portal.prepare()
    from search.engine import engine

    print("engine:", engine().name)
    for measure in (swefaq, talbanken, compounds, traps, typos):
        figures = measure()
        print(measure.__name__, {name: round(value, 4) for name, value in figures.items()})


if __name__ == "__main__":
    main()
