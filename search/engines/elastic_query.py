"""From a query to what Elasticsearch is asked, and back."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from search.analysis import QueryWord, analyse_query
from search.analysis.tokens import PATTERN

from .base import (
    EVIDENCE_WEIGHT,
    MIN_FUZZY_LENGTH,
    RECENCY_HALF_LIFE_DAYS,
    RECENCY_WEIGHT,
    Correction,
    Hit,
    Prefix,
    Query,
)
from .elastic_mapping import LONGEST_BEGINNING, MOST_VALUES

Body = dict[str, Any]

CORRECTED_WEIGHT = 0.8
MOST_TERMS = 400
"""Of one query; the server takes 1,024 clauses."""
SIGNALLED = 100
"""So many of the best matches are ranked by age and evidence too; what comes after them is ranked by words alone."""
DEEPEST = 10_000
"""The server's own bound for offset and limit."""
MOST_CANDIDATES = 12
MOST_CHECKED = 16
SERVER_SECONDS = 2
DAY = 86_400.0


def any_of(words: Iterable[QueryWord]) -> list[Body]:
    """Documents that match one of some words, as `search.analysis.satisfied` says; any of these does."""
    words = list(words)
    single = sorted({value for word in words for value in word.terms})
    return [{"terms": {"text": single}}, *all_of(words)] if single else []


def all_of(words: Iterable[QueryWord]) -> list[Body]:
    """Documents that have all parts of a compound, for each way to take it apart."""
    ways = sorted({way for word in words for way in word.ways})
    return [{"bool": {"filter": [term(part) for part in way]}} for way in ways]


def term(value: str) -> Body:
    return {"term": {"text": value}}


def unseen(asked: Query | Prefix) -> list[Body]:
    """What does not exist for the visitor."""
    bodies: list[Body] = [{"prefix": {"path": path}} for path in asked.hidden]
    if asked.absent:
        bodies.append({"ids": {"values": sorted(map(str, asked.absent))}})
    return bodies


def following(words: Sequence[str]) -> Body:
    return {"match_phrase": {"words": {"query": " ".join(words), "analyzer": "whitespace"}}}


def weights(words: Iterable[QueryWord], corrected: Iterable[QueryWord]) -> dict[str, float]:
    """Return the terms to rank by with their weights, at most MOST_TERMS."""
    found: dict[str, float] = defaultdict(float)
    for group, factor in ((words, 1.0), (corrected, CORRECTED_WEIGHT)):
        for word in group:
            for value, weight in word.weighted():
                found[value] += weight * factor
    return dict(sorted(found.items(), key=lambda pair: -pair[1])[:MOST_TERMS])


def matching(query: Query, corrected: Sequence[QueryWord] = ()) -> Body:
    """Return the bool query of what is found, without scores and chosen facets."""
    found = any_of([*query.words, *corrected])
    required = [{"bool": {"should": found}}] if found else []
    return {"filter": required + phrases(query), "must_not": refused(query)}


def phrases(query: Query) -> list[Body]:
    return [following(phrase) for phrase in query.phrases]


def refused(query: Query) -> list[Body]:
    return [
        *any_of(query.excluded),
        *(following(phrase) for phrase in query.excluded_phrases),
        *unseen(query),
    ]


def ranked(query: Query, corrected: Sequence[QueryWord]) -> Body:
    """Return the bool query of what is found, with BM25 as score.

    What ranks also tells what is found, for to look for it apart (`matching`) would cost as much again.
    """
    words = [*query.words, *corrected]
    single = {value for word in words for value in word.terms}
    scored: list[Body] = []
    more: list[Body] = []
    terms = weights(query.words, corrected)
    for value, boost in terms.items():
        clause: Body = {"term": {"text": {"value": value, "boost": boost}}}
        (scored if value in single else more).append(clause)
    if unscored := sorted(single.difference(terms)):
        scored.append({"terms": {"text": unscored, "boost": 0}})
    return {
        "must": [{"bool": {"should": scored + all_of(words)}}],
        "should": more,
        "filter": phrases(query),
        "must_not": refused(query),
    }


def hits_body(query: Query, corrected: Sequence[QueryWord] = ()) -> Body:
    """Ask for one page of hits. Nothing is counted here, so what cannot be among them is passed over."""
    by_rank = query.sort == "relevance" and bool(query.words or corrected)
    found = ranked(query, corrected) if by_rank else matching(query, corrected)
    if query.chosen:
        found["filter"].append(choice(query.chosen))
    size = max(min(query.limit, DEEPEST - query.offset), 0)
    newest = [{"date": "desc"}, {"entry_id": "desc"}]
    return {
        "query": {"bool": found},
        "from": query.offset if size else 0,
        "size": size,
        "track_total_hits": False,
        "stored_fields": "_none_",
        "docvalue_fields": ["entry_id", "date"],
        "timeout": f"{SERVER_SECONDS}s",
        **({"rescore": signals()} if by_rank else {"sort": newest}),
    }


def signals() -> Body:
    """Rank the best matches anew, gently by age and evidence."""
    age: Body = {"origin": time.time(), "scale": RECENCY_HALF_LIFE_DAYS * DAY, "decay": 0.5}
    evidence = {"field": "evidence", "missing": 0}
    functions: list[Body] = [
        {"weight": 1},
        {"exp": {"date": age}, "weight": RECENCY_WEIGHT},
        {"field_value_factor": evidence, "weight": EVIDENCE_WEIGHT},
    ]
    return {
        "window_size": SIGNALLED,
        "query": {
            "rescore_query": {"function_score": {"functions": functions, "score_mode": "sum"}},
            "score_mode": "multiply",
        },
    }


def counts_body(query: Query, corrected: Sequence[QueryWord] = ()) -> Body:
    """Ask how much is found, and how much with each value of a facet."""
    body: Body = {
        "query": {"bool": matching(query, corrected)},
        "size": 0,
        "track_total_hits": True,
        "timeout": f"{SERVER_SECONDS}s",
        "aggs": facets(query),
    }
    if query.chosen:
        body["post_filter"] = choice(query.chosen)
    return body


def choice(chosen: Mapping[str, Iterable[str]]) -> Body:
    return {
        "bool": {
            "filter": [
                {"terms": {f"facets.{name}": list(values)}} for name, values in chosen.items()
            ]
        }
    }


def facets(query: Query) -> Body:
    """Count each facet among what the other facets leave."""
    aggregations: Body = {}
    for name in query.facet_names:
        others = {other: values for other, values in query.chosen.items() if other != name}
        values: Body = {"terms": {"field": f"facets.{name}", "size": MOST_VALUES}}
        if others:
            values = {"filter": choice(others), "aggs": {"values": values}}
        aggregations[name] = values
    return aggregations


def counts(answer: Body, names: Iterable[str]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for name in names:
        result = answer["aggregations"][name]
        buckets = result.get("values", result)["buckets"]
        found[name] = {bucket["key"]: bucket["doc_count"] for bucket in buckets}
    return found


def hits(answer: Body) -> list[Hit]:
    """Return the hits of a search that named `docvalue_fields`."""
    found = []
    for hit in answer["hits"]["hits"]:
        [entry_id], [date] = hit["fields"]["entry_id"], hit["fields"]["date"]
        found.append(Hit(int(entry_id), hit.get("_score") or 0.0, date))
    return found


def total(answer: Body) -> int:
    return int(answer["hits"]["total"]["value"])


def count_body(query: Query) -> Body:
    """Ask only how much is found, with the chosen facets."""
    found: Body = {"bool": matching(query)}
    if query.chosen:
        found = {"bool": {"filter": [found, choice(query.chosen)]}}
    return {"query": found, "size": 0, "track_total_hits": True}


# --- Misspelt words --------------------------------------------------------------------------


def doubtful(query: Query) -> list[QueryWord]:
    """The words that are long enough to be corrected."""
    found = {word.surface: word for word in query.words if len(word.surface) >= MIN_FUZZY_LENGTH}
    return list(found.values())[:MOST_CHECKED]


def known_body(word: QueryWord, query: Query) -> Body:
    """Ask whether anything visible holds a word; the first document settles it."""
    found = {"filter": [{"terms": {"text": list(word.terms)}}], "must_not": unseen(query)}
    return {"query": {"bool": found}, "size": 0, "terminate_after": 1, "track_total_hits": True}


def near_body(words: Sequence[QueryWord]) -> Body:
    """Ask for words of the index at edit distance 1, hidden ones among them."""
    return {
        "query": {"match_none": {}},
        "size": 0,
        "suggest": {
            str(number): {
                "text": word.surface.lower(),
                "term": {
                    "field": "surface",
                    "analyzer": "whitespace",
                    "suggest_mode": "always",
                    "max_edits": 1,
                    "prefix_length": 0,
                    "max_term_freq": 0.99,
                    "size": MOST_CANDIDATES,
                },
            }
            for number, word in enumerate(words)
        },
    }


@dataclass
class Candidates:
    """Words that may have been meant, for each misspelt one."""

    options: dict[str, dict[str, QueryWord]]

    @classmethod
    def read(cls, words: Sequence[QueryWord], answer: Body, language: str) -> Candidates:
        options: dict[str, dict[str, QueryWord]] = {}
        for number, word in enumerate(words):
            near = [
                option["text"]
                for entry in answer["suggest"][str(number)]
                for option in entry["options"]
            ]
            options[word.surface] = {
                other: analysed[0]
                for other in near
                if (analysed := analyse_query(other, language, keep_stop_words=True))
            }
        return cls(options)

    @property
    def written(self) -> list[str]:
        return sorted({other for found in self.options.values() for other in found})

    def visible_body(self, query: Query) -> Body:
        """Ask how many visible documents hold each candidate as it is written."""
        written = self.written
        each = {"filters": {other: {"term": {"surface": other}} for other in written}}
        found = {"filter": [{"terms": {"surface": written}}], "must_not": unseen(query)}
        return {"query": {"bool": found}, "size": 0, "aggs": {"each": {"filters": each}}}

    def choose(self, answer: Body, most: int) -> tuple[list[Correction], list[QueryWord]]:
        """Return the corrections, and the words to look for besides those of the query."""
        buckets = answer["aggregations"]["each"]["buckets"]
        corrections, added = [], []
        for surface, options in self.options.items():
            ranked = sorted(
                (other for other in options if buckets[other]["doc_count"]),
                key=lambda other: (other[0] != surface[0].lower(), -buckets[other]["doc_count"]),
            )
            # A lemma once: its forms say the same.
            lemmas: dict[str, str] = {}
            for other in ranked:
                lemmas.setdefault(options[other].word, other)
            best = tuple(lemmas.values())[:most]
            if best:
                corrections.append(Correction(surface, best))
                added += [options[other] for other in best]
        return corrections, added


# --- While it is written ---------------------------------------------------------------------


def suggest_body(prefix: Prefix) -> Body | None:
    """Ask for titles that hold all words of a prefix; titles that begin with it come first."""
    text = " ".join(prefix.text.lower().split())
    words = PATTERN.findall(text)
    last = words.pop() if words and not prefix.text[-1:].isspace() else ""
    required: list[Body] = [
        {"terms": {"title": [word.surface.lower(), *word.terms]}}
        for word in analyse_query(" ".join(words), prefix.language)
    ]
    if last:
        required.append(
            {"term": {"beginnings": last}}
            if len(last) <= LONGEST_BEGINNING
            else {"prefix": {"title": last}}
        )
    if not required:
        return None
    return {
        "query": {
            "bool": {
                "filter": required,
                "should": [{"constant_score": {"filter": {"prefix": {"start": text}}}}],
                "must_not": unseen(prefix),
            }
        },
        "sort": ["_score", {"date": "desc"}, {"entry_id": "desc"}],
        "size": prefix.limit,
        "track_total_hits": False,
        "stored_fields": "_none_",
        "docvalue_fields": ["entry_id", "date"],
        "timeout": "1s",
    }
