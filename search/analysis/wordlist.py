"""Reader for the Hunspell word list that the Swedish lexicon is compiled from.

Only the compiler (``search.analysis.compile``) reads it; nothing here runs in a worker. It
knows just enough of the format: the SFX rules with their conditions, and which flags inflect
a word and which give the form a word takes when it stands first in a compound.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

# SFOL's flags. Upper case inflects; the others give the joint a word takes before the next
# part (förbättring/v: förbättrings-, gata/h: gatu- and so on). X and U: the word as it is.
INFLECTING = frozenset("ABCDEFGHIJKLMNOPQRT")
JOINING = frozenset("zgyhxwvfuits")
BARE_MODIFIER = frozenset("XUs")
HEAD = "Y"
ONLY_IN_COMPOUND = "Z"
NOT_SUGGESTED = frozenset("!%")


@dataclass(frozen=True, slots=True)
class Suffix:
    """One SFX line: replace `strip` by `add` when the word ends as `condition` says."""

    strip: str
    add: str
    condition: re.Pattern[str]

    def apply(self, word: str) -> str | None:
        """The suffixed word, or None when the rule does not fit this word."""
        if not word.endswith(self.strip) or not self.condition.search(word):
            return None
        return word[: len(word) - len(self.strip)] + self.add


@dataclass(slots=True)
class WordList:
    """Entries of a .dic file: word to the flag strings of its (possibly several) readings."""

    entries: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    suffixes: dict[str, list[Suffix]] = field(default_factory=lambda: defaultdict(list))

    def inflected(self, word: str, flags: str) -> Iterator[str]:
        """Every inflected form of `word` under `flags`, without the word itself."""
        yield from self._apply(word, INFLECTING.intersection(flags))

    def modifiers(self, word: str, flags: str) -> Iterator[str]:
        """Every form `word` may take as a non-final part of a compound."""
        if BARE_MODIFIER.intersection(flags):
            yield word
        yield from self._apply(word, JOINING.intersection(flags) - {"s"})

    def _apply(self, word: str, flags: frozenset[str]) -> Iterator[str]:
        for flag in sorted(flags):
            for suffix in self.suffixes[flag]:
                if (form := suffix.apply(word)) is not None:
                    yield form


def read(aff: Path, *dics: Path) -> WordList:
    """Read an affix file and the .dic files that share it.

    Raises OSError when a file is missing and ValueError when it is not UTF-8 text.
    """
    words = WordList()
    for line in aff.read_text(encoding="utf-8").splitlines():
        fields = line.split()
        if len(fields) == 5 and fields[0] == "SFX":
            _, flag, strip, add, condition = fields
            words.suffixes[flag].append(
                Suffix(
                    "" if strip == "0" else strip,
                    # Flags after the slash continue the affix; the joint is all we need.
                    "" if (added := add.partition("/")[0]) == "0" else added,
                    re.compile(f"(?:{condition})$"),
                )
            )
    for dic in dics:
        for line in dic.read_text(encoding="utf-8").splitlines()[1:]:
            word, _, flags = line.split("\t")[0].strip().partition("/")
            if word and not NOT_SUGGESTED.intersection(flags):
                readings = words.entries[word]
                if flags not in readings:
                    readings.append(flags)
    return words
