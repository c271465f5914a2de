"""From one unit of text to the terms it is indexed and searched by."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass

import Stemmer

from search.analysis.compounds import Splitter
from search.analysis.fold import fold
from search.analysis.lexicon import Lexicon, lexicon
from search.analysis.stopwords import STOP_WORDS

_DIGIT = re.compile(r"\d")
_JOINS = re.compile(r"[-/.:_&']+")
# EU:s, tv:n, Åsa's: an ending on a name or abbreviation.
_ENDING = re.compile(r"(?::(?:s|n|ns|t|ts|en|ens|et|er|ar|arna|erna|are)|'s|')$")
_MAX_TERM = 64


@dataclass(frozen=True, slots=True)
class Terms:
    """What one word is known by.

    word: the one term of the `words` field, its lemma. loose: terms under which it is also
    found, ranked lower: stems, the lemma of a homograph. parts: lemmas of a compound's parts.
    ways: sets of parts that together say what the compound says.
    All are folded, without spaces, quotes or backslashes, and at most 64 characters.
    """

    word: str
    loose: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    ways: tuple[tuple[str, ...], ...] = ()
    stop: bool = False


class Analyser:
    """The rules of one language. Safe in any thread; keeps nothing but its lexicon."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._lexicon: Lexicon = lexicon(language)
        self._splitter = Splitter(self._lexicon) if language == "sv" else None
        self._stemmer = Stemmer.Stemmer({"sv": "swedish", "en": "english"}[language], 0)
        # A stemmer works in a buffer of its own, which two threads may not share.
        self._stemming = threading.Lock()
        self._stop = STOP_WORDS[language]

    def terms(self, surface: str) -> Terms:
        """The terms of one unit, as `tokens.spans` finds it."""
        word = fold(surface.replace("\u00ad", "")).replace("\u2019", "'")
        word = word.replace("\u2010", "-").replace("\u2011", "-")
        if word.isalpha():
            return self._word(word)
        if "@" in word:
            return Terms(word[:_MAX_TERM])
        if word.endswith("-"):
            return self._first_part(word[:-1])
        word = _ENDING.sub("", word)
        if word.isalpha():
            return self._word(word)
        if _DIGIT.search(word):
            return self._code(word)
        return self._joined(word)

    def _word(self, word: str) -> Terms:
        if len(word) > _MAX_TERM:
            return Terms(word[:_MAX_TERM])
        known = self._lexicon.lemma(word)
        compound = self._splitter.parts(word) if self._splitter else None
        lemma, other = known or (self._guess(word), "")
        parts = compound.lemmas if compound else ()
        loose = {self.stem(lemma), self.stem(word), other}.difference(parts) - {lemma, ""}
        ways = compound.ways if compound else ()
        return Terms(lemma, tuple(sorted(loose)), parts, ways, word in self._stop)

    def _guess(self, word: str) -> str:
        """The lemma of an unlisted word: a compound inflects as its head does."""
        split = self._splitter.split(word) if self._splitter else None
        if split and word.startswith(split.head[:2], split.starts[-1]):
            return word[: split.starts[-1]] + split.head
        return word

    def _first_part(self, word: str) -> Terms:
        """`hälso-` in "hälso- och sjukvård": the word whose joint it is."""
        modifier = self._lexicon.modifier(word)
        return self.terms(modifier.lemma if modifier else word) if word else Terms("")

    def _code(self, code: str) -> Terms:
        """A number or code as it is written, and its pieces, by which it is found too."""
        pieces = [piece for piece in _JOINS.split(code) if len(piece) > 1]
        parts = tuple(dict.fromkeys(piece[:_MAX_TERM] for piece in pieces if piece != code))
        return Terms(code[:_MAX_TERM], (), parts)

    def _joined(self, word: str) -> Terms:
        """Words joined by a sign: e-tjänst is also etjänst, och/eller is och and eller."""
        pieces = [self._word(piece) for piece in _JOINS.split(word) if piece]
        if not pieces:
            return Terms(word[:_MAX_TERM])
        head = pieces[-1]
        stem = "".join(_JOINS.split(word)[:-1])
        parts: dict[str, None] = {}
        for piece in pieces:
            if len(piece.word) > 1 and not piece.stop:
                parts[piece.word] = None
                parts.update(dict.fromkeys(piece.loose))
                parts.update(dict.fromkeys(piece.parts))
        whole = stem + head.word
        parts.pop(whole, None)
        return Terms(whole[:_MAX_TERM], (), tuple(parts), (), all(piece.stop for piece in pieces))

    def stem(self, word: str) -> str:
        """The Snowball stem of a folded word."""
        with self._stemming:
            return str(self._stemmer.stemWord(word))
