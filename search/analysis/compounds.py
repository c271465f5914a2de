"""Splitting Swedish compounds into their parts.

A compound is modifiers in the form their joint asks for (förbättrings-, gatu-, hälso-) and a
head that is inflected as the whole. The word list knows each word's joints, so nothing is
split at a letter that merely could be a joint. Of several splits the one with the fewest parts
wins (Karlsson 1992), weighed by how many compounds of the list each part makes: rare and short
parts must not be found by accident. Words of the list that are no compounds, told by that they
do not inflect like their would-be head (rapport-er, port-ar), are in `Lexicon.cuts`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from search.analysis.lexicon import Lexicon, Modifier

# Prefixes make new words, not compounds: handling is no part of upphandling.
PARTICLES = [
    "an",
    "av",
    "be",
    "bi",
    "bort",
    "efter",
    "ent",
    "er",
    "fort",
    "fram",
    "från",
    "för",
    "före",
    "genom",
    "gen",
    "in",
    "inne",
    "inom",
    "kring",
    "med",
    "mellan",
    "miss",
    "mot",
    "ned",
    "neder",
    "ner",
    "o",
    "om",
    "ovan",
    "på",
    "sam",
    "samman",
    "sär",
    "till",
    "tillbaka",
    "under",
    "undan",
    "upp",
    "uppe",
    "ur",
    "ut",
    "ute",
    "utan",
    "van",
    "veder",
    "vid",
    "å",
    "åter",
    "över",
]
_LOAN_PREFIXES = [
    "anti",
    "auto",
    "bio",
    "de",
    "des",
    "dis",
    "ex",
    "im",
    "in",
    "inter",
    "kom",
    "kon",
    "kontra",
    "mono",
    "para",
    "per",
    "poly",
    "pre",
    "pro",
    "re",
    "sub",
    "super",
    "sym",
    "syn",
    "trans",
]
# bio-, auto- and the like are words as well.
_BARE_PREFIXES = frozenset(p for p in _LOAN_PREFIXES if p[-1] not in "aioy")
_PREFIXES = tuple(sorted({*PARTICLES, *_LOAN_PREFIXES}))
# Suffixes that derive words, and end in what looks like a short head (vård-e-ring).
_SUFFIXES = [
    "ering",
    "erad",
    "erande",
    "ning",
    "ande",
    "ende",
    "else",
    "skap",
    "isk",
    "lig",
    "het",
    "dom",
    "bar",
    "sam",
]
# Those that are also made anew with any word (överprövning, återbruk, missnöje).
_PRODUCTIVE = ("över", "under", "efter", "åter", "miss", "fram", "sam", "för", "om", "upp", "ut")

MIN_WORD = 5
MIN_HEAD = 3
MAX_WORD = 60
# A split that costs more is an accident. An unlisted word is rarely anything but a compound;
# a listed one is as often a simple word that happens to contain two others (rapp-ort).
_LIMIT_LISTED = 2.6
_LIMIT_UNLISTED = 3.4
_PER_FURTHER_PART = 1.2
_SHORT_WORD, _LIMIT_SHORT = 7, 2.35
# How much a part's rarity counts against it, by its length: long parts are no accidents.
_RARITY_WEIGHT = (0.0, 0.0, 0.0, 2.0, 1.0, 0.6, 0.4, 0.25)
# A first part that no list has (covidbevis, interregprojekt) before a long, common head.
_UNKNOWN_LENGTH, _UNKNOWN_HEAD, _UNKNOWN_FAMILY = 4, 5, 4
_LONG_HEAD = 6
_SUFFIX_LIKE = 5
_MAX_DEPTH = 3
_LEAST_PREFIXED = 6
_ACCIDENT = 9.0
_REMEMBERED = 8_192
_DOUBLES = frozenset("bdfgklmnprst")


@dataclass(frozen=True, slots=True)
class Split:
    """The best way to take a word apart: the parts' lemmas and where in the word they start."""

    parts: tuple[str, ...]
    starts: tuple[int, ...]

    @property
    def head(self) -> str:
        """The lemma of the last part, whose inflection the compound has."""
        return self.parts[-1]


@dataclass(frozen=True, slots=True)
class Parts:
    """All that a compound is made of, in every bracketing.

    lemmas: each part, and each run of parts that is a word of its own (dataskyddsombud: data,
    skydd, ombud, dataskydd, skyddsombud). ways: sets of lemmas that together make the whole.
    """

    lemmas: tuple[str, ...]
    ways: tuple[tuple[str, ...], ...]


# (price, lemmas, starts) of modifiers taken so far.
_Taken = tuple[float, tuple[str, ...], tuple[int, ...]]


@cache
def _price(length: int, family: int) -> float:
    """What one part costs: one, more if it is short or seldom part of anything."""
    rarity = max(0.0, 0.8 - 0.16 * family)
    if length <= 2:
        # el-, it- and by- are common; any other pair of letters is an accident.
        return 1.3 if family >= 5 else _ACCIDENT
    return 1.0 + rarity * _RARITY_WEIGHT[min(length, 7)]


def _limit(split: Split, listed_length: int | None = None) -> float:
    """What `split` may cost; less for a listed word, of the given length, than for another."""
    if listed_length is None:
        limit = _LIMIT_UNLISTED
    else:
        limit = _LIMIT_SHORT if listed_length <= _SHORT_WORD else _LIMIT_LISTED
    return limit + _PER_FURTHER_PART * (len(split.parts) - 2)


class Splitter:
    """Splits folded words by one lexicon. Holds nothing but what it saw last; safe in any thread."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        # The parts of one word are asked for several times, and are parts of other words too.
        self._lemma = lru_cache(_REMEMBERED)(lexicon.lemma)
        self.split = lru_cache(_REMEMBERED)(self._split)

    def _split(self, word: str) -> Split | None:
        """How `word` (folded, any inflected form) is compounded, None when it is not."""
        known = self._lemma(word)
        if known:
            # A listed word is judged by its lemma: skatten is no ten, kvinnorna no orna.
            word = known[0]
        if not MIN_WORD <= len(word) <= MAX_WORD:
            return None
        cut = self._lexicon.cuts.get(word)
        if cut == 0:
            return None
        found = self._cheapest(word, cut, listed=known is not None)
        if known is None:
            return found[1] if found and found[0] <= _limit(found[1]) else self._after_unknown(word)
        if found is None or found[0] > _limit(found[1], len(word)):
            return None
        return None if self._is_prefixed(word, found[1].starts[-1]) else found[1]

    def _cheapest(  # noqa: C901 - most of the time of a new word goes by here, and calls would double it
        self, word: str, cut: int | None, *, listed: bool
    ) -> tuple[float, Split] | None:
        """(price, split) of the best split; its last part starts at `cut` when that is given."""
        last = len(word) - MIN_HEAD
        # best[i]: (price, lemmas, starts) of the cheapest way to take word[:i] as modifiers alone.
        best: list[_Taken | None] = [None] * (last + 1)
        best[0] = (0.0, (), ())
        found: tuple[float, Split] | None = None
        # What a whole split may not cost; nor is it worth to go on with what costs more already.
        dearest = _ACCIDENT
        modifiers = self._lexicon.modifiers
        for start, here in enumerate(best):
            if here is None:
                continue
            spent, lemmas, starts = here
            if start and cut in (None, start):
                for lemma, price in self._heads(word, start, listed=listed):
                    if spent + price < dearest:
                        dearest = spent + price
                        found = (dearest, Split((*lemmas, lemma), (*starts, start)))
            prefixed = word.startswith(_PRODUCTIVE, start)
            for end in range(start + 2, last + 1):
                letters = word[start:end]
                if packed := modifiers.get(letters):
                    lemma, family = packed[1:] or letters, int(packed[0])
                elif prefixed and (modifier := self._prefixed(letters)):
                    lemma, family = modifier
                else:
                    continue
                price = spent + _price(end - start, family)
                if price >= dearest or letters in _BARE_PREFIXES:
                    continue
                there = best[end]
                if there is None or price < there[0]:
                    best[end] = (price, (*lemmas, lemma), (*starts, start))
        return found

    def _heads(self, word: str, start: int, *, listed: bool) -> Iterator[tuple[str, float]]:
        """(lemma, price) of the heads that `word` from `start` on can be."""
        readings = [(word[start:], 0.0)]
        if start > 3 and word[start - 1] == word[start - 2] and word[start - 1] in _DOUBLES:
            # Of three equal letters one is not written (buss-station: busstation).
            readings.append((word[start - 1 :], 0.3))
        for letters, extra in readings:
            head = self._head(letters)
            if head is None or (len(letters) < _SUFFIX_LIKE and self._is_suffix(word, letters)):
                continue
            # A lemma ends in a lemma; but fullmäktige, say, is listed as an inflection.
            if not listed or head[0] == letters or len(letters) >= _LONG_HEAD:
                yield head[0], head[1] + extra

    @staticmethod
    def _is_suffix(word: str, head: str) -> bool:
        return any(word.endswith(suffix) for suffix in _SUFFIXES if suffix.endswith(head))

    def _is_prefixed(self, word: str, head_start: int) -> bool:
        """Whether a short `word` is rather a prefix and a word (be-skrivning, trans-port)."""
        shorter, longer = sorted((head_start, len(word) - head_start))
        if shorter > 4 or longer > _LONG_HEAD + 1 or not word.startswith(_PREFIXES):
            return False
        return any(
            word.startswith(prefix)
            and len(word) - len(prefix) > 3
            and len(prefix) != head_start
            and self._lemma(word[len(prefix) :]) is not None
            for prefix in _PREFIXES
        )

    def _after_unknown(self, word: str) -> Split | None:
        """A split before the longest common head, whatever the letters before it mean."""
        for start in range(_UNKNOWN_LENGTH, len(word) - _UNKNOWN_HEAD + 1):
            known = self._lemma(word[start:])
            if (
                known
                and len(known[0]) >= _UNKNOWN_HEAD
                and self._lexicon.heads.get(known[0], 0) >= _UNKNOWN_FAMILY
            ):
                first = word[:start]
                if first.endswith("s") and len(first) > _UNKNOWN_LENGTH:
                    first = first[:-1]
                return Split((first, known[0]), (0, start))
        return None

    def _head(self, letters: str) -> tuple[str, float] | None:
        """(lemma, price) of `letters` as a compound's last part, None when it cannot be."""
        known = self._lemma(letters)
        if known is None:
            if not letters.startswith(_PRODUCTIVE):
                return None
            for particle in _PRODUCTIVE:
                if letters.startswith(particle):
                    rest = self._head(letters[len(particle) :])
                    if rest and len(rest[0]) > 3 and len(letters) - len(particle) > 3:
                        return particle + rest[0], rest[1] + 0.4
            return None
        family = self._lexicon.heads.get(known[0])
        if family is None:
            return None
        return known[0], _price(len(letters), family)

    def _prefixed(self, letters: str) -> Modifier | None:
        """A modifier that a productive prefix has made from another (återbruks-)."""
        if len(letters) < _LEAST_PREFIXED:
            return None
        for particle in _PRODUCTIVE:
            if letters.startswith(particle):
                rest = self._lexicon.modifier(letters[len(particle) :])
                if rest and len(rest.lemma) > 3 and rest.family > 1:
                    return Modifier(particle + rest.lemma, max(rest.family - 3, 0))
        return None

    def parts(self, word: str) -> Parts | None:
        """Everything `word` is made of, None when it is no compound."""
        split = self.split(word)
        if split is None:
            return None
        known = self._lemma(word)
        whole = known[0] if known else word
        leaves = self._leaves(whole, split)
        simple = tuple(lemma for _, lemma in leaves)
        ways = {split.parts, simple, *self._brackets(whole, leaves)}
        for lemma in simple[:-1]:
            # A first part is found by the other word of the same form too (sim-: sim, simma).
            listed = self._lemma(lemma)
            if listed and listed[1] and listed[1] not in whole:
                ways |= {tuple(listed[1] if x == lemma else x for x in way) for way in ways}
        ordered = sorted(ways)
        lemmas = dict.fromkeys(lemma for way in ordered for lemma in way)
        lemmas.pop(whole, None)
        return Parts(tuple(x for x in lemmas if len(x) > 1), tuple(ordered))

    def _brackets(self, whole: str, leaves: list[tuple[int, str]]) -> Iterator[tuple[str, ...]]:
        """The leaves with one run of them, that is a word of its own, in place of its parts."""
        starts = [*(start for start, _ in leaves), len(whole)]
        simple = [lemma for _, lemma in leaves]
        for first in range(len(leaves)):
            for end in range(first + 2, len(starts)):
                if end - first == len(leaves):
                    continue
                run = self._run(whole[starts[first] : starts[end]], last=end == len(leaves))
                if run is not None:
                    yield (*simple[:first], run, *simple[end:])

    def _leaves(self, word: str, split: Split, depth: int = 0) -> list[tuple[int, str]]:
        """(start, lemma) of the parts that are no compounds themselves."""
        leaves: list[tuple[int, str]] = []
        for start, lemma in zip(split.starts, split.parts, strict=True):
            inner = self.split(lemma) if depth < _MAX_DEPTH and lemma != word else None
            # Only a part that begins as its lemma does tells where its own parts are.
            if inner and word.startswith(lemma[: inner.starts[-1]], start):
                below = self._leaves(lemma, inner, depth + 1)
                leaves += [(start + offset, leaf) for offset, leaf in below]
            else:
                leaves.append((start, lemma))
        return leaves

    def _run(self, letters: str, *, last: bool) -> str | None:
        """The lemma of a run of parts, when it is a word."""
        if last:
            known = self._lemma(letters)
            return known[0] if known and known[0] in self._lexicon.heads else None
        modifier = self._lexicon.modifier(letters)
        return modifier.lemma if modifier else None
