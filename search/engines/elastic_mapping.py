"""What Elasticsearch keeps of documents, and how. The analysis is ours; the server only splits at spaces."""

from __future__ import annotations

from typing import Any

from search.analysis import fingerprint

from .base import K1, B

SCHEMA = 2
"""Raise it when the mapping changes: an index of another is rebuilt by the clock, and its rebuild not resumed."""
UNIT = 3
"""A term of weight 1 stands this many times in `text`.

One field with each term as often as it weighs gives BM25 over weighted fields with one document frequency
and one length, exactly and on every version; `combined_fields` takes no weight below 1, and OpenSearch 2
does not have it. K1 grows by the same factor, so the saturation stays.
"""
MOST_VALUES = 10_000
LONGEST_BEGINNING = 15
"""Letters of a word of a title that are found by their term alone, as most of what is typed is."""
GAP = 100
"""Positions between two fields in `words`, so that no phrase reaches from one into the next."""


def index_body(language: str) -> dict[str, Any]:
    """Return settings and mapping of a new index, which is filled before it is refreshed."""
    keyword = {"type": "keyword", "ignore_above": 256}
    terms = {"type": "text", "analyzer": "whitespace"}
    return {
        "settings": {
            "number_of_shards": 1,
            "auto_expand_replicas": "0-1",
            "refresh_interval": "-1",
            # Remembers removals for as long as a batch of a rebuild may still be on its way.
            "gc_deletes": "1h",
            "similarity.weighted": {"type": "BM25", "k1": K1 * UNIT, "b": B},
        },
        "mappings": {
            "dynamic": "strict",
            "_meta": meta(language),
            # The database has the text; what is not here cannot leak from here.
            "_source": {"enabled": False},
            "dynamic_templates": [{"facets": {"path_match": "facets.*", "mapping": keyword}}],
            "properties": {
                "entry_id": {"type": "long", "index": False},
                "path": {"type": "keyword", "doc_values": False},
                "date": {"type": "double", "index": False},
                "evidence": {"type": "float", "index": False},
                "digest": {"type": "keyword", "index": False},
                "facets": {"type": "object", "dynamic": True},
                "text": {**terms, "similarity": "weighted", "index_options": "freqs"},
                "words": {**terms, "norms": False, "position_increment_gap": GAP},
                "surface": {**terms, "norms": False, "index_options": "docs"},
                "title": {**terms, "norms": False, "index_options": "docs"},
                "beginnings": {**terms, "norms": False, "index_options": "docs"},
                "start": {**keyword, "doc_values": False},
            },
        },
    }


def meta(language: str, after: int = 0) -> dict[str, Any]:
    """Return what an index tells of itself; `after` is how far its rebuild has come."""
    return {"schema": SCHEMA, "fingerprint": fingerprint(), "language": language, "after": after}
