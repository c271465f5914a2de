"""BM25 over weighted fields in memory, and the measures, as the data's README defines them."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence


class BM25F:
    """A collection of documents whose fields count with a weight.

    As in SQLite's FTS5 and Elasticsearch's `combined_fields`, a term has one document frequency
    over all fields, and a document one length. With one field of weight 1 it is plain BM25.
    """

    def __init__(
        self,
        docs: Sequence[Sequence[tuple[Sequence[str], float]]],
        k1: float = 1.2,
        b: float = 0.75,
    ) -> None:
        """`docs` are lists of (terms, weight) for each field."""
        self.k1 = k1
        self.postings: dict[str, dict[int, float]] = defaultdict(dict)
        lengths = [sum(len(terms) for terms, _ in fields) for fields in docs]
        average = max(sum(lengths) / len(lengths), 1.0)
        self.norms = [1 - b + b * length / average for length in lengths]
        for number, fields in enumerate(docs):
            for terms, weight in fields:
                for term, count in Counter(terms).items():
                    postings = self.postings[term]
                    postings[number] = postings.get(number, 0.0) + weight * count

    def score(self, query: Mapping[str, float]) -> dict[int, float]:
        """Document number to score, for documents that hold any term. Terms carry weights."""
        scores: dict[int, float] = defaultdict(float)
        total = len(self.norms)
        for term, weight in query.items():
            postings = self.postings.get(term, {})
            idf = math.log(1 + (total - len(postings) + 0.5) / (len(postings) + 0.5))
            for number, count in postings.items():
                gain = count * (self.k1 + 1) / (count + self.k1 * self.norms[number])
                scores[number] += weight * idf * gain
        return scores


def ranked(scores: Mapping[int, float]) -> list[int]:
    """Documents, best first; ties by number, so that a figure does not change between runs."""
    return sorted(scores, key=lambda number: (-scores[number], number))


def average_precision(order: Sequence[int], relevant: set[int]) -> float:
    """Precision at each relevant document, averaged over all that are relevant."""
    hits, total = 0, 0.0
    for rank, number in enumerate(order, 1):
        if number in relevant:
            hits += 1
            total += hits / rank
    return total / len(relevant)


def mean(values: Iterable[float]) -> float:
    """The arithmetic mean; 0 for nothing."""
    listed = list(values)
    return sum(listed) / len(listed) if listed else 0.0
