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
# bio-, auto- and the like are words as well.
_BARE_PREFIXES = frozenset(p for p in _LOAN_PREFIXES if p[-1] not in "aioy")
_PREFIXES = tuple(sorted({*PARTICLES, *_LOAN_PREFIXES}))
# Suffixes that derive words, and end in what looks like a short head (vård-e-ring).
_SUFFIXES = (
    "ering erad erande ning ande ende else skap isk lig het dom bar sam".split()
)
# Those that are also made anew with any word (överprövning, återbruk, missnöje).
_PRODUCTIVE = ("över", "under", "efter", "åter", "miss", "fram", "sam", "för", "om", "upp", "ut")

MIN_WORD = 5
MIN_HEAD = 3
MAX_WORD = 60
# A split that costs more is an accident. An unlisted word is rarely anything but a compound;
# a listed one is as often a simple word that happens to contain two others (rapp-ort).
_LIMIT_LISTED = 2.6
_LIMIT_UNLISTED = 3.4
_SHORT_WORD, _LIMIT_SHORT = 7, 2.35
# How much a part's rarity counts against it, by its length: long parts are no accidents.
_RARITY_WEIGHT = (0.0, 0.0, 0.0, 2.0, 1.0, 0.6, 0.4, 0.25)
# A first part that no list has (covidbevis, interregprojekt) before a long, common head.
_UNKNOWN_LENGTH, _UNKNOWN_HEAD, _UNKNOWN_FAMILY = 4, 5, 4
_LONG_HEAD = 6
_MAX_DEPTH = 3
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


def _price(length: int, family: int) -> float:
    """What one part costs: one, more if it is short or seldom part of anything."""
    rarity = max(0.0, 0.8 - 0.16 * family)
    if length <= 2:
        # el-, it- and by- are common; any other pair of letters is an accident.
        return 1.3 if family >= 5 else 9.0
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
        best: list[tuple[float, tuple[str, ...], tuple[int, ...]] | None] = [None] * (size + 1)
        best[0] = (0.0, (), ())
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
                        found = (price, Split((*here[1], head[0]), (*here[2], start)))
            prefixed = word.startswith(_PRODUCTIVE, start)
            for end in range(start + 2, size - MIN_HEAD + 1):
                letters = word[start:end]
                modifier = modifiers.get(letters)
                if modifier is None and prefixed:
                    modifier = self._prefixed(letters)
                if modifier is None or letters in _BARE_PREFIXES:
                    continue
                price = here[0] + _price(end - start, modifier.family)
                there = best[end]
                if there is None or price < there[0]:
                    best[end] = (price, (*here[1], modifier.lemma), (*here[2], start))
        limit = _LIMIT_LISTED if known else _LIMIT_UNLISTED
        if found is None or found[0] > limit + 1.2 * (len(found[1].parts) - 2):
            return None if known else self._after_unknown(word)
        if known and size <= _SHORT_WORD and found[0] > _LIMIT_SHORT:
            return None
        if known and self._is_prefixed(word, found[1].starts[-1]):
            return None
        return found[1]

    @staticmethod
    def _is_suffix(word: str, head: str) -> bool:
        return any(word.endswith(suffix) for suffix in _SUFFIXES if suffix.endswith(head))

    def _is_prefixed(self, word: str, head_start: int) -> bool:
        """Whether a short `word` is rather a prefix and a word (be-skrivning, trans-port)."""
        shorter, longer = sorted((head_start, len(word) - head_start))
        if shorter > 4 or longer > _LONG_HEAD + 1:
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
                return Split((first, known[0]), (0, start))
        return None

    @staticmethod
    def _heads(word: str, start: int) -> list[tuple[str, float]]:
        """The head's letters; with the letter that the third of a kind lost (busstation)."""
        heads = [(word[start:], 0.0)]
        if start > 3 and word[start - 1] == word[start - 2] and word[start - 1] in _DOUBLES:
            heads.append((word[start - 1 :], 0.3))
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

    def parts(self, word: str) -> Parts | None:
        """Everything `word` is made of, None when it is no compound."""
        split = self.split(word)
        if split is None:
            return None
        known = self._lexicon.lemma(word)
        whole = known[0] if known else word
        leaves = self._leaves(whole, split)
        lemmas = dict.fromkeys(split.parts)
        ways = {split.parts, tuple(lemma for _, lemma in leaves)}
        starts = [start for start, _ in leaves] + [len(whole)]
        lemmas.update((lemma, None) for _, lemma in leaves)
        for first in range(len(leaves)):
            for end in range(first + 2, len(starts)):
                run = self._run(whole[starts[first] : starts[end]], last=end == len(leaves))
                if run is None or (first == 0 and end == len(leaves)):
                    continue
                lemmas[run] = None
                outside = [lemma for _, lemma in leaves]
                outside[first:end] = [run]
                ways.add(tuple(outside))
        for _, lemma in leaves[:-1]:
            # A first part is found by the other word of the same form too (sim-: sim, simma).
            listed = self._lexicon.lemma(lemma)
            if listed and listed[1] and listed[1] not in whole:
                lemmas[listed[1]] = None
                ways |= {tuple(listed[1] if x == lemma else x for x in way) for way in ways}
        lemmas.pop(whole, None)
        return Parts(tuple(x for x in lemmas if len(x) > 1), tuple(sorted(ways)))

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
            known = self._lexicon.lemma(letters)
            return known[0] if known and known[0] in self._lexicon.heads else None
        modifier = self._lexicon.modifiers.get(letters)
        return modifier.lemma if modifier else None
