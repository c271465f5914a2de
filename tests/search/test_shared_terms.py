"""What helpers tell each other about words is what each would have found itself."""

from __future__ import annotations

from pathlib import Path

from search.analysis.terms import Analyser, Terms
from search.engines.shared_terms import SharedTerms

WORDS = [
    "Förbättringsförslagen",
    "och",
    "2016-04012",
    "e-tjänst",
    "anna.b@example.org",
    "ko\u00ad",
    "\ufdfa",
]


class Counting:
    def __init__(self) -> None:
        self.asked: list[str] = []
        self._analyser = Analyser("sv")

    def terms(self, surface: str) -> Terms:
        self.asked.append(surface)
        return self._analyser.terms(surface)


def test_a_word_is_analysed_by_one_and_read_by_the_other(tmp_path: Path) -> None:
    one, other = Counting(), Counting()
    first, second = (SharedTerms(analyser, tmp_path / "sv") for analyser in (one, other))
    expected = [first.terms(word) for word in WORDS]
    first.exchange()
    second.terms("kanot")
    second.exchange()
    assert [second.terms(word) for word in WORDS] == expected
    assert other.asked == ["kanot"]
    first.exchange()
    assert first.terms("kanot") == Analyser("sv").terms("kanot")
    assert one.asked == WORDS


def test_what_is_told_is_forgotten_when_it_is_too_much(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("search.engines.shared_terms.MOST_TOLD", 1)
    one, other = Counting(), Counting()
    first, second = (SharedTerms(analyser, tmp_path / "sv") for analyser in (one, other))
    for words in (["ett", "två", "tre"], ["fyra"]):
        for word in words:
            first.terms(word)
        first.exchange()
        second.exchange()
    second.terms("fyra")
    second.terms("tre")
    assert other.asked == ["tre"]
