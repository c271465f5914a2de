"""Swedish and English text analysis, the same at index time, query time and for highlighting.

    index_text("Förbättringsförslagen", "sv")
    # IndexText(words="förbättringsförslag", parts="förbättring förslag")

No Django here: an engine stores the two strings of `index_text` as they are (see
`FTS5_TOKENIZER` for SQLite, `whitespace` in Elasticsearch) and asks for the terms of
`analyse_query`. An index made under another `fingerprint` must be rebuilt.
"""

from __future__ import annotations

from search.analysis.index import IndexText, Token, analyse, index_text, language_of
from search.analysis.lexicon import fingerprint
from search.analysis.query import (
    COMPOUND_PARTS_WEIGHT,
    LOOSE_WEIGHT,
    PARTS_WEIGHT,
    QueryWord,
    analyse_query,
    matches,
    phrase,
    satisfied,
)
from search.analysis.terms import Terms

# Terms hold no character but letters, digits and these. The tokenizer must not fold å ä ö.
FTS5_TOKENIZER = "unicode61 remove_diacritics 0 tokenchars '-_./:@+'"

__all__ = [
    "COMPOUND_PARTS_WEIGHT",
    "FTS5_TOKENIZER",
    "LOOSE_WEIGHT",
    "PARTS_WEIGHT",
    "IndexText",
    "QueryWord",
    "Terms",
    "Token",
    "analyse",
    "analyse_query",
    "fingerprint",
    "index_text",
    "language_of",
    "matches",
    "phrase",
    "satisfied",
]
