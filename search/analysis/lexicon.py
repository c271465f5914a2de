"""The compiled word lists, held in memory as compactly as plain Python allows.

``data/*.txt.xz`` are made by ``python -m search.analysis.compile`` and committed: an index and
the queries against it must agree on every word, so the lists may not change under a running
index because a package was upgraded. `FINGERPRINT` names their state and the rules' version.
"""

from __future__ import annotations

import lzma
import threading
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).parent / "data"

# Raise when a rule in this package changes what a text is indexed as.
RULES_VERSION = 1


class SortedLines:
    """A read-only map from word to value: one bytes object of sorted ``key<TAB>value`` lines.

    A dict of the half million Swedish forms would cost a worker 80 MB; this costs the bytes
    themselves and one key for each block. A look-up is a bisection of those keys and a search
    in one block, both in C: about a microsecond.
    """

    __slots__ = ("_blob", "_keys", "_starts")
    _BLOCK = 512

    def __init__(self, blob: bytes) -> None:
        # A line break at both ends lets every key be found between "\n" and "\t".
        self._blob = b"\n" + blob
        self._starts = [0]
        self._keys = [b""]
        position = self._BLOCK
        while (start := self._blob.find(b"\n", position, len(self._blob) - 1)) >= 0:
            self._starts.append(start)
            self._keys.append(self._blob[start + 1 : self._blob.index(b"\t", start)])
            position = start + self._BLOCK
        self._starts.append(len(self._blob))

    def get(self, key: str) -> str | None:
        """The value of `key` ("" when it has none), or None when it is not there."""
        raw = key.encode()
        block = bisect_right(self._keys, raw) - 1
        wanted = b"\n" + raw + b"\t"
        blob = self._blob
        found = blob.find(wanted, self._starts[block], self._starts[block + 1] + 1)
        if found < 0:
            return None
        start = found + len(wanted)
        return blob[start : blob.index(b"\n", start)].decode()


class Modifier(NamedTuple):
    """A form that can stand before another part of a compound (hälso-), and its lemma."""

    lemma: str
    family: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything known about the words of one language.

    forms: inflected form to ``<letters to cut><letters to add>`` of its lemma, and after a
    second tab the lemma of another word with the same form. modifiers and heads: what can
    stand first and last in a compound, with the size of its family (in how many compounds of
    the word list it does, as log2). cuts: words of the list that would be split wrongly, with
    the place of the right cut, 0 for words that are no compounds.
    """

    forms: SortedLines
    # Plain strings, "<family><lemma, when it is another word>": 150,000 objects of a class
    # would cost three times the memory and slow every garbage collection.
    modifiers: dict[str, str]
    heads: dict[str, int]
    cuts: dict[str, int]

    def modifier(self, form: str) -> Modifier | None:
        """What `form` is as a part before another, None when it cannot be one."""
        packed = self.modifiers.get(form)
        return Modifier(packed[1:] or form, int(packed[0])) if packed else None

    def lemma(self, form: str) -> tuple[str, str] | None:
        """(lemma, other lemma or "") of a folded form, or None when the form is not listed.

        The genitive is not listed; a form that ends in s is looked up without it.
        """
        value = self.forms.get(form)
        if value is None:
            if len(form) < 4 or form[-1] != "s" or (value := self.forms.get(form[:-1])) is None:
                return None
            form = form[:-1]
        edit, _, other = value.partition("\t")
        if not edit:
            return form, other
        return form[: len(form) - (ord(edit[0]) - 48)] + edit[1:], other


def _text(name: str) -> str:
    return lzma.decompress((DATA / name).read_bytes()).decode()


def _load(language: str) -> Lexicon:
    forms = SortedLines(lzma.decompress((DATA / f"{language}_forms.txt.xz").read_bytes()))
    modifiers: dict[str, str] = {}
    heads: dict[str, int] = {}
    cuts: dict[str, int] = {}
    if (DATA / f"{language}_parts.txt.xz").exists():
        # All at once and not line by line: whatever process searches first waits for this.
        fields = _text(f"{language}_parts.txt.xz").replace("\n", "\t").split("\t")
        kinds, words, values = fields[:-1:3], fields[1::3], fields[2::3]
        c, h, m = (slice(start := kinds.index(kind), start + kinds.count(kind)) for kind in "chm")
        cuts = dict(zip(words[c], map(int, values[c]), strict=True))
        heads = dict(zip(words[h], map(int, values[h]), strict=True))
        modifiers = dict(zip(words[m], values[m], strict=True))
    return Lexicon(forms, modifiers, heads, cuts)


_lock = threading.Lock()
_loaded: dict[str, Lexicon] = {}


def lexicon(language: str) -> Lexicon:
    """The lexicon of ``"sv"`` or ``"en"``, read on first use and kept for the process.

    Raises FileNotFoundError for a language that has no compiled data.
    """
    found = _loaded.get(language)
    if found is None:
        # Two threads that arrive together must not both pay for the decompression.
        with _lock:
            found = _loaded.get(language)
            if found is None:
                found = _loaded[language] = _load(language)
    return found


@cache
def fingerprint() -> str:
    """A short name for the analysis as it is: an index made under another must be rebuilt."""
    digest = blake2b(str(RULES_VERSION).encode(), digest_size=8)
    for path in sorted(DATA.glob("*.txt.xz")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
