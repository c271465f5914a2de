"""Splitting Swedish compounds into their parts.

A compound is modifiers in the form their joint asks for (förbättrings-, gatu-, hälso-) and a
head that is inflected as the whole. The word list knows each word's joints, so nothing is
split at a letter that merely could be a joint. Of several splits the one with the fewest parts
wins (Karlsson 1992), weighed by how many compounds of the list each part makes: rare and short
parts must not be found by accident. Words of the list that are no compounds, told by that they
do not inflect like their would-be head (rapport-er, port-ar), are in `Lexicon.cuts`.
"""

from __future__ import annotations

from dataclasses import dataclass

from search.analysis.lexicon import Lexicon, Modifier

# Prefixes make new words, not compounds: handling is no part of upphandling.
PARTICLES = (
    "an av be bi bort efter ent er fort fram från för före genom gen in inne inom kring med mellan "
    "miss mot ned neder ner o om ovan på sam samman sär till tillbaka under undan upp uppe ur ut "
    "ute utan van veder vid å åter över"
).split()
_LOAN_PREFIXES = (
    "anti auto bio de des dis ex im in inter kom kon kontra mono para per poly pre pro re sub super "
    "sym syn trans"
).split()
_PREFIXES = tuple(sorted({*PARTICLES, *_LOAN_PREFIXES}))
# Suffixes that derive words, and end in what looks like a short head (vård-e-ring).
_SUFFIXES = ("ering", "erad", "erande", "ning", "ande", "ende", "else", "skap", "isk", "lig", "het")
# Those that are also made anew with any word (överprövning, återbruk, missnöje).
_PRODUCTIVE = ("över", "under", "efter", "åter", "miss", "fram", "sam", "för", "om", "upp", "ut")

MIN_WORD = 5
MIN_HEAD = 3
MAX_WORD = 60
# A split that costs more is an accident. An unlisted word is rarely anything but a compound;
# a listed one is as often a simple word that happens to contain two others (rapp-ort).
_LIMIT_LISTED = 2.35
_LIMIT_UNLISTED = 3.4
# How much a part's rarity counts against it, by its length: long parts are no accidents.
_RARITY_WEIGHT = (0.0, 0.0, 0.0, 2.0, 1.0, 0.6, 0.4, 0.25)
# A first part that no list has (covidbevis, interregprojekt) before a long, common head.
_UNKNOWN_LENGTH, _UNKNOWN_HEAD, _UNKNOWN_FAMILY = 4, 5, 4
_LONG_HEAD = 6
_DOUBLES = frozenset("bdfgklmnprst")


@dataclass(frozen=True, slots=True)
class Split:
    """The best way to take a word apart: lemmas of the parts, and where the head begins."""

    parts: tuple[str, ...]
    head_start: int
    head_lemma: str


def _price(length: int, family: int) -> float:
    """What one part costs: one, more if it is short or seldom part of anything."""
    rarity = max(0.0, 0.8 - 0.16 * family)
    if length <= 2:
        # el-, it- and by- are common; any other pair of letters is an accident.
        return 1.5 if family >= 5 else 9.0
    return 1.0 + rarity * _RARITY_WEIGHT[min(length, 7)]


class Splitter:
    """Splits folded words by one lexicon. Holds no state of its own; safe in any thread."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def split(self, word: str) -> Split | None:
        """How `word` (folded, any inflected form) is compounded, None when it is not."""
        known = self._lexicon.lemma(word)
        if known:
            # A listed word is judged by its lemma: skatten is no ten, kvinnorna no orna.
            word = known[0]
        size = len(word)
        if not MIN_WORD <= size <= MAX_WORD:
            return None
        cut = self._lexicon.cuts.get(word)
        if cut == 0:
            return None
        modifiers = self._lexicon.modifiers
        # best[i]: (price, lemmas) of the cheapest way to take word[:i] as modifiers alone.
        best: list[tuple[float, tuple[str, ...]] | None] = [None] * (size + 1)
        best[0] = (0.0, ())
        found: tuple[float, Split] | None = None
        for start in range(size - MIN_HEAD + 1):
            here = best[start]
            if here is None:
                continue
            if start and (cut is None or cut == start):
                for letters, extra in self._heads(word, start):
                    head = self._head(letters)
                    if head is None:
                        continue
                    # A lemma ends in a lemma; but fullmäktige, say, is listed as an inflection.
                    if known and head[0] != letters and len(letters) < _LONG_HEAD:
                        continue
                    if len(letters) < 5 and self._is_suffix(word, letters):
                        continue
                    price = here[0] + head[1] + extra
                    if found is None or price < found[0]:
                        found = (price, Split((*here[1], head[0]), start, head[0]))
            for end in range(start + 2, size - MIN_HEAD + 1):
                modifier = modifiers.get(word[start:end]) or self._prefixed(word[start:end])
                if modifier is None:
                    continue
                price = here[0] + _price(end - start, modifier.family)
                there = best[end]
                if there is None or price < there[0]:
                    best[end] = (price, (*here[1], modifier.lemma))
        limit = _LIMIT_LISTED if known else _LIMIT_UNLISTED
        if found is None or found[0] > limit + 1.2 * (len(found[1].parts) - 2):
            return None if known else self._after_unknown(word)
        if known and self._is_prefixed(word, found[1].head_start):
            return None
        return found[1]

    @staticmethod
    def _is_suffix(word: str, head: str) -> bool:
        return any(word.endswith(suffix) for suffix in _SUFFIXES if suffix.endswith(head))

    def _is_prefixed(self, word: str, head_start: int) -> bool:
        """Whether a short `word` is rather a prefix and a word (be-skrivning, trans-port)."""
        if max(head_start, len(word) - head_start) > _LONG_HEAD + 1:
            return False
        return any(
            word.startswith(prefix)
            and len(word) - len(prefix) > 3
            and len(prefix) != head_start
            and self._lexicon.lemma(word[len(prefix) :]) is not None
            for prefix in _PREFIXES
        )

    def _after_unknown(self, word: str) -> Split | None:
        """A split before the longest common head, whatever the letters before it mean."""
        for start in range(_UNKNOWN_LENGTH, len(word) - _UNKNOWN_HEAD + 1):
            known = self._lexicon.lemma(word[start:])
            if (
                known
                and len(known[0]) >= _UNKNOWN_HEAD
                and self._lexicon.heads.get(known[0], 0) >= _UNKNOWN_FAMILY
            ):
                first = word[:start]
                if first.endswith("s") and len(first) > _UNKNOWN_LENGTH:
                    first = first[:-1]
                return Split((first, known[0]), start, known[0])
        return None

    @staticmethod
    def _heads(word: str, start: int) -> list[tuple[str, float]]:
        """The head's letters; with the letter that the third of a kind lost (busstation)."""
        heads = [(word[start:], 0.0)]
        if start > 3 and word[start - 1] == word[start - 2] and word[start - 1] in _DOUBLES:
            heads.append((word[start - 1 :], 0.6))
        return heads

    def _head(self, letters: str) -> tuple[str, float] | None:
        """(lemma, price) of `letters` as a compound's last part, None when it cannot be."""
        known = self._lexicon.lemma(letters)
        if known is None:
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
        if len(letters) < 6:
            return None
        for particle in _PRODUCTIVE:
            if letters.startswith(particle):
                rest = self._lexicon.modifiers.get(letters[len(particle) :])
                if rest and len(rest.lemma) > 3 and rest.family > 1:
                    return Modifier(particle + rest.lemma, max(rest.family - 3, 0))
        return None
