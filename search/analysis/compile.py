"""Compile the lexicons in ``data/`` from simplemma and the hunspell-sv word list.

    python -m search.analysis.compile

A developer runs it when a source has a new version, and commits the result; both packages are
needed for that alone. The output is deterministic. See data/NOTICE for sources and licences.
"""

from __future__ import annotations

import argparse
import lzma
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from search.analysis import wordlist
from search.analysis.compounds import PARTICLES, Splitter
from search.analysis.fold import fold
from search.analysis.lexicon import DATA, Lexicon, SortedLines

# What a Swedish noun must end in for its joint to be s whatever the list says of it.
_TAKES_S = ("ing", "het", "tion", "sion", "skap", "dom", "else", "itet", "nad", "ment", "lek")
_NOUN = frozenset("BCDEFGHI")
_NOT_NOUN = frozenset("jKLmMNOPQ")
_NOUN_ONLY = frozenset("CEGH")
_ADJECTIVE = frozenset("OPQ")
_VERB = frozenset("jKLmMN")
LONG_PART = 5
# Readings are asked for a modifier's lemma in this order: nouns, adjectives, and then verbs and
# forms without inflection (företags/XY), in place of which a noun with that joint is preferred.
DOUBTFUL = 4
# (letters to cut, letters to add) from a joint to its noun, the likelier first.
NOUN_JOINTS = ((0, ""), (1, ""), (1, "a"), (1, "e"))
WIDER_JOINTS = ((0, "e"), (0, "a"), (1, "um"))
# So many compounds must show a joint before it is believed, by its length: two letters stand
# before something that looks like a head in many words.
LEARNT_FAMILY = (0, 0, 25, 12, 4)
_PLURAL_FLAG_SETS = wordlist.INFLECTING - {"A"}


def dictionary_forms(language: str) -> dict[str, str]:
    """Folded form to folded lemma, from simplemma. An unaccented word keeps its own entry."""
    from simplemma.strategies.dictionaries import DefaultDictionaryFactory  # compile time only

    forms: dict[str, str] = {}
    accented: dict[str, str] = {}
    for form, lemma in DefaultDictionaryFactory().get_dictionary(language).items():
        folded = fold(form)
        if not folded.isalpha() or not fold(lemma).isalpha() or len(folded) > 40:
            continue
        target = forms if folded == form else accented
        target.setdefault(folded, fold(lemma))
    return accented | forms


def encode(form: str, lemma: str) -> str:
    """`lemma` as letters to cut from `form` (one character) and letters to add."""
    if form == lemma:
        return ""
    shared = 0
    while shared < min(len(form), len(lemma)) and form[shared] == lemma[shared]:
        shared += 1
    return chr(48 + len(form) - shared) + lemma[shared:]


def form_lines(forms: dict[str, str], others: dict[str, str], *, genitive: bool) -> bytes:
    """The blob of `SortedLines`; genitives that the rule at run time finds are left out."""
    lines = []
    for form, lemma in forms.items():
        other = others.get(form, "")
        stem = form[:-1] if genitive and form.endswith("s") and len(form) > 3 else ""
        if forms.get(stem) == lemma and others.get(stem, "") == other:
            continue
        value = encode(form, lemma) + (f"\t{other}" if other else "")
        lines.append(f"{form}\t{value}\n".encode())
    return b"".join(sorted(lines))


def paradigms(readings: Iterable[str]) -> list[frozenset[str]]:
    """The inflecting flags of each reading, genitive apart: what a compound has of its head."""
    return [_PLURAL_FLAG_SETS.intersection(flags) for flags in readings]


def inflects_as(word: list[frozenset[str]], head: list[frozenset[str]]) -> bool:
    """Whether some reading of `word` can have its inflection from some reading of `head`."""
    return any(not w or w <= h for w in word for h in head)


def is_noun(word: str, flags: str) -> bool:
    """Whether a reading inflects as a noun; verbs share some flags by their participles."""
    if wordlist.ONLY_IN_COMPOUND in flags:
        return False
    if _NOUN_ONLY.intersection(flags):
        return True
    # företaga/B is företagande; a noun in -a has a flag of nouns alone.
    return word[-1] != "a" and bool(_NOUN.intersection(flags)) and not _NOT_NOUN.intersection(flags)


class SwedishCompiler:
    """Builds the Swedish lexicon in the order its parts depend on each other."""

    def __init__(self, words: wordlist.WordList) -> None:
        self.words = words
        self.forms = dictionary_forms("sv")
        self.others: dict[str, str] = {}
        # Folded common words and their readings' flags; names never make up a compound.
        self.flags: dict[str, list[str]] = defaultdict(list)
        self.names: set[str] = set()
        for word, readings in words.entries.items():
            folded = fold(word)
            if not folded.isalpha():
                continue
            if word != word.lower():
                self.names.add(folded)
            else:
                self.flags[folded].extend(readings)
        self.names -= set(self.flags)

    def lemma(self, word: str) -> str:
        return self.forms.get(word, word)

    def add_forms(self) -> None:
        """Base forms the dictionary lacks, and second readings (händer: hända, hand)."""
        for word, readings in self.words.entries.items():
            folded = fold(word)
            if word != word.lower() or not folded.isalpha():
                continue
            for flags in readings:
                if wordlist.ONLY_IN_COMPOUND in flags:
                    continue
                # A word with no flags is as often a foreign or misspelt form as a base form.
                if wordlist.INFLECTING.intersection(flags):
                    self.forms.setdefault(folded, folded)
                for form in self.words.inflected(word, flags):
                    known = self.forms.get(fold(form))
                    if known and known != folded and self.lemma(folded) != known:
                        self.others.setdefault(fold(form), self.lemma(folded))

    def settle_lemmas(self) -> None:
        """Make every lemma its own lemma (svinnet: svinn, but the dictionary has svinn: svinna).

        What two or more other forms have for a lemma is a base form, whatever else it may be.
        """
        forms_of = Counter(lemma for form, lemma in self.forms.items() if form != lemma)
        for lemma, count in forms_of.items():
            other = self.forms.get(lemma)
            # förslagen is "wily" as well, but förslag with an ending is what it means.
            if other != lemma and (other is None or (count > 1 and not lemma.startswith(other))):
                self.forms[lemma] = lemma
                if other:
                    self.others[lemma] = other

    def prefer_nouns(self) -> None:
        """Let a noun be its own lemma where the dictionary takes it for an imperative.

        simplemma has one lemma for a form and often the verb's (plan: plana, gäst: gästa).
        """
        for word, readings in self.flags.items():
            lemma = self.forms.get(word)
            if lemma is None or lemma == word:
                continue
            if any(is_noun(word, flags) for flags in readings) and any(
                _VERB.intersection(f) for f in self.flags.get(lemma, [])
            ):
                self.forms[word] = word
                self.others[word] = lemma

    def modifiers(self) -> dict[str, str]:
        """Every form that may stand before a head, to its lemma; a noun before other words."""
        found: dict[str, str] = {}
        for rank, _, form, lemma in sorted(self._flagged()):
            if form not in found:
                noun = self._unbound(form, NOUN_JOINTS) if rank >= DOUBTFUL else None
                found[form] = noun or lemma
        for word, readings in self.flags.items():
            self._rules(word, readings, found)
        for form, readings in self.flags.items():
            bound = any(wordlist.ONLY_IN_COMPOUND in flags for flags in readings)
            if bound and form not in found and (whole := self._bound_lemma(form)):
                found[form] = whole
        return {
            form: lemma
            for form, lemma in found.items()
            if len(form) > 1 and form not in PARTICLES and lemma not in PARTICLES
        }

    def _flagged(self) -> Iterator[tuple[int, bool, str, str]]:
        """(rank, whether letters of the word are changed, form, lemma) by the list's flags.

        Of two nouns of one rank the one that only a joint was added to is meant (företag-s).
        """
        for word, readings in self.flags.items():
            for flags in readings:
                for form in self.words.modifiers(word, flags):
                    if wordlist.ONLY_IN_COMPOUND not in flags or form != word:
                        rank = self._rank(word, flags) + (form != word)
                        yield rank, not form.startswith(word), form, self.lemma(word)

    def _rules(self, word: str, readings: list[str], found: dict[str, str]) -> None:
        """Joints of nouns for which the list gives none."""
        nouns = [f for f in readings if is_noun(word, f) and not wordlist.JOINING.intersection(f)]
        if not nouns or any(wordlist.BARE_MODIFIER.intersection(f) for f in readings):
            return
        if word.endswith(_TAKES_S):
            found.setdefault(word + "s", self.lemma(word))
        elif word.endswith("a") and len(word) > 4:
            found.setdefault(word[:-1], self.lemma(word))
        elif len(word) > 4:
            found.setdefault(word, self.lemma(word))
            found.setdefault(word + "s", self.lemma(word))

    @staticmethod
    def _rank(word: str, flags: str) -> int:
        if is_noun(word, flags):
            return 0
        adjective = _ADJECTIVE.intersection(flags) and not _VERB.intersection(flags)
        return 2 if adjective else DOUBTFUL

    def _bound_lemma(self, form: str) -> str | None:
        """The word that a form is of which the list has in compounds only."""
        # medarbetar- is of medarbetare and not the verb that has the same form.
        agent = self._unbound(form, ((0, "e"),)) if form.endswith("ar") else None
        noun = agent or self._unbound(form, NOUN_JOINTS)
        if noun or self.forms.get(form, form) != form:
            return noun or self.forms[form]
        return self._unbound(form, WIDER_JOINTS) or self.forms.get(form)

    def _unbound(self, form: str, endings: tuple[tuple[int, str], ...]) -> str | None:
        """The noun whose form in compounds is `form` (hälso: hälsa, medborgar: medborgare)."""
        for cut, ending in endings:
            word = form[: len(form) - cut] + ending
            flags = self.flags.get(word, [])
            if len(word) > 2 and any(is_noun(word, f) for f in flags):
                return self.lemma(word)
        return None

    def heads(self) -> dict[str, list[frozenset[str]]]:
        """Lemmas that may end a compound, with their paradigms."""
        found: dict[str, list[frozenset[str]]] = {}
        for word, readings in self.flags.items():
            usable = [
                f
                for f in readings
                if wordlist.ONLY_IN_COMPOUND not in f
                and (wordlist.HEAD in f or _PLURAL_FLAG_SETS.intersection(f))
            ]
            if usable and len(word) > 2 and word not in PARTICLES:
                found.setdefault(self.lemma(word), []).extend(paradigms(usable))
        for form, lemma in self.forms.items():
            # Verbal nouns (förebyggande) have no entry of their own in the list.
            if form == lemma and len(form) > 6 and form.endswith(("ande", "ende")):
                found.setdefault(form, [frozenset()])
        forms_of = Counter(lemma for form, lemma in self.forms.items() if form != lemma)
        for lemma, count in forms_of.items():
            # Words the list lacks but the dictionary inflects (svinn); longer are compounds.
            if count > 2 and 4 < len(lemma) < 9 and lemma not in PARTICLES:
                found.setdefault(lemma, [frozenset()])
        return found


def families(
    compiler: SwedishCompiler, modifiers: dict[str, str], heads: dict[str, list[frozenset[str]]]
) -> tuple[Counter[str], Counter[str]]:
    """In how many compounds of the list each modifier form and each head occurs."""
    first: Counter[str] = Counter()
    last: Counter[str] = Counter()
    for word, readings in compiler.flags.items():
        own = paradigms(readings)
        known = [flags for flags in own if flags]
        for cut in range(2, len(word) - 2):
            if word[:cut] not in modifiers:
                continue
            head = compiler.lemma(word[cut:])
            # A word without inflection tells less: only that a long head is no accident.
            evidence = own if len(word) - cut >= LONG_PART else known
            if head in heads and inflects_as(evidence, heads[head]):
                first[word[:cut]] += 1
                last[head] += 1
    return first, last


def learn_joints(
    compiler: SwedishCompiler, modifiers: dict[str, str], heads: dict[str, list[frozenset[str]]]
) -> None:
    """Add joints that the list uses in whole words but gives no flag for (gatu-, kvinno-)."""
    candidates: dict[str, str] = {}
    for word, readings in compiler.flags.items():
        noun = any(is_noun(word, flags) or "A" in flags for flags in readings)
        if noun and word[-1] in "ae":
            forms = [word[:-1] + joint for joint in ("u", "o", "e", "s", "")]
        elif noun:
            forms = [word + joint for joint in ("s", "e", "a", "")]
        elif word[-1] == "a" and any(_VERB.intersection(flags) for flags in readings):
            forms = [word[:-1]]
        else:
            continue
        for form in forms:
            if form not in modifiers and form not in PARTICLES and len(form) > 1:
                candidates.setdefault(form, compiler.lemma(word))
    first, _ = families(compiler, candidates, heads)
    modifiers.update(
        (form, lemma)
        for form, lemma in candidates.items()
        if first[form] >= LEARNT_FAMILY[min(len(form), 4)] and lemma not in PARTICLES
    )


def size(count: int) -> int:
    """A family's size on the scale the splitter prices by."""
    return round(math.log2(1 + count))


def compile_swedish(aff: Path, *dics: Path) -> tuple[bytes, str]:
    """(forms, parts): the contents of the two Swedish files, not yet compressed."""
    compiler = SwedishCompiler(wordlist.read(aff, *dics))
    compiler.settle_lemmas()
    compiler.prefer_nouns()
    compiler.add_forms()
    modifiers = compiler.modifiers()
    heads = compiler.heads()
    learn_joints(compiler, modifiers, heads)
    first, last = families(compiler, modifiers, heads)
    forms = form_lines(compiler.forms, compiler.others, genitive=True)
    lexicon = Lexicon(
        SortedLines(forms),
        {
            form: f"{min(size(first[form]), 9)}{lemma if lemma != form else ''}"
            for form, lemma in modifiers.items()
        },
        {head: size(last[head]) for head in heads},
        {},
    )
    cuts = wrong_cuts(compiler, lexicon, heads)
    lines = [f"m\t{form}\t{packed}" for form, packed in lexicon.modifiers.items()]
    lines += [f"h\t{head}\t{family}" for head, family in lexicon.heads.items()]
    lines += [f"c\t{word}\t{cut}" for word, cut in cuts.items()]
    return forms, "\n".join(sorted(lines)) + "\n"


def wrong_cuts(
    compiler: SwedishCompiler, lexicon: Lexicon, heads: dict[str, list[frozenset[str]]]
) -> dict[str, int]:
    """Words of the list that the splitter takes apart against their inflection.

    Each is given the cut whose head it does inflect as, or 0 when there is none. Names are
    never compounds of common words, whatever their etymology.
    """
    splitter = Splitter(lexicon)
    cuts: dict[str, int] = {}
    for name in compiler.names:
        if splitter.split(name):
            cuts[compiler.lemma(name)] = 0
    for word, readings in compiler.flags.items():
        if compiler.lemma(word) != word:
            continue
        split = splitter.split(word)
        if split is None:
            continue
        own = paradigms(readings)
        if inflects_as(own, heads.get(split.head, [frozenset()])):
            continue
        # The list's own inflections are not free of errors; two long parts are no accident.
        if min(split.starts[-1], len(word) - split.starts[-1]) >= LONG_PART:
            continue
        right = [
            cut
            for cut in range(3, len(word) - 2)
            if word[:cut] in lexicon.modifiers
            and inflects_as(own, heads.get(compiler.lemma(word[cut:]), []))
        ]
        cuts[word] = max(
            right, key=lambda cut: lexicon.heads[compiler.lemma(word[cut:])], default=0
        )
    return cuts


def write(name: str, content: bytes) -> None:
    """Compress `content` into the data directory."""
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME}]
    (DATA / name).write_bytes(lzma.compress(content, format=lzma.FORMAT_XZ, filters=filters))


def main() -> None:
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    share = Path(sys.prefix) / "share" / "hunspell"
    forms, parts = compile_swedish(
        share / "sv_SE.aff", share / "sv_SE.dic", share / "sv_SE_expanded.dic"
    )
    DATA.mkdir(exist_ok=True)
    write("sv_forms.txt.xz", forms)
    write("sv_parts.txt.xz", parts.encode())
    write("en_forms.txt.xz", form_lines(dictionary_forms("en"), {}, genitive=False))


if __name__ == "__main__":
    main()
