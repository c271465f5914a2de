"""What answers tell an editor about the questions of a quiz: how hard they are, and whether they tell people apart."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from .models import Answer, Attempt, QuizVersion

MOST_ATTEMPTS = 5_000
"""Only so many of the latest attempts are looked at: it says enough, and the page stays quick."""
TYPED = ("numeric", "short_text")
"""What people write themselves is shown only when two wrote the same: it may say something about one of them."""
FEWEST = 5
"""Below so many answers nothing is said about discrimination; figures of a few would mislead."""


@dataclass
class ItemStatistics:
    """One question as it was answered."""

    question: dict[str, Any]
    answers: int = 0
    right: int = 0
    difficulty: float | None = None
    """Mean share of the points, 0 (nobody) to 1 (everybody): classical test theory's facility index."""
    discrimination: float | None = None
    """Correlation of the question's points with those of the rest of the quiz, -1 to 1."""
    wrong: list[tuple[str, int]] = field(default_factory=list)
    """The wrong answers that were given most, with how often."""


@dataclass
class QuizStatistics:
    """A quiz as it was answered: handed-in attempts of all versions, each counted by its questions' ids."""

    attempts: int
    passed: int
    mean_percent: float | None
    items: list[ItemStatistics]


def quiz_statistics(quiz_key: UUID, language: str = "") -> QuizStatistics:
    """Return the statistics of a quiz; three queries, whatever it holds.

    Questions are shown as the newest version has them, those of earlier versions after it. `language` chooses in
    which language they are shown where there are several; answers in all languages count.
    """
    questions = _questions(quiz_key, language)
    attempts = list(
        Attempt.objects.filter(quiz_key=quiz_key, submitted_at__isnull=False)
        .order_by("-submitted_at")
        .values_list("pk", "score", "max_score", "passed")[:MOST_ATTEMPTS]
    )
    totals = {pk: float(score or 0) for pk, score, _most, _passed in attempts}
    shares = [float(score or 0) / float(most) for _pk, score, most, _passed in attempts if most]
    given: dict[str, list[tuple[Any, Any, float, bool | None]]] = defaultdict(list)
    answers = Answer.objects.filter(
        attempt__in=Attempt.objects.filter(quiz_key=quiz_key, submitted_at__isnull=False)
    )
    for key, attempt, response, points, correct in answers.values_list(
        "question_key", "attempt_id", "response", "points", "correct"
    ).iterator(chunk_size=2000):
        if attempt in totals:
            given[str(key)].append((attempt, response, float(points), correct))
    return QuizStatistics(
        attempts=len(attempts),
        passed=sum(bool(passed) for *_rest, passed in attempts),
        mean_percent=100 * sum(shares) / len(shares) if shares else None,
        items=[_item(question, given[key], totals) for key, question in questions.items()],
    )


def _questions(quiz_key: UUID, language: str) -> dict[str, dict[str, Any]]:
    versions = list(QuizVersion.objects.filter(quiz_key=quiz_key).order_by("-created_at")[:50])
    versions.sort(key=lambda version: version.language != language)  # stable: the newest stay first
    found: dict[str, dict[str, Any]] = {}
    for version in versions:
        for question in version.content["questions"]:
            found.setdefault(question["id"], question)
    return found


def _item(
    question: dict[str, Any],
    given: list[tuple[Any, Any, float, bool | None]],
    totals: dict[Any, float],
) -> ItemStatistics:
    item = ItemStatistics(question, answers=len(given))
    if question["type"] == "free_text" or not given:
        return item
    most = float(question["points"]) or 1.0
    points = [value for _attempt, _response, value, _correct in given]
    rest = [totals[attempt] - value for attempt, _response, value, _correct in given]
    item.right = sum(bool(correct) for *_others, correct in given)
    item.difficulty = sum(points) / len(points) / most
    item.discrimination = correlation(points, rest) if len(given) >= FEWEST else None
    wrong = Counter(
        words
        for _attempt, response, _points, correct in given
        if not correct and response is not None
        for words in wrong_parts(question, response)
    )
    fewest = 2 if question["type"] in TYPED else 1
    item.wrong = [(words, times) for words, times in wrong.most_common(3) if times >= fewest]
    return item


def correlation(first: list[float], second: list[float]) -> float | None:
    """Return Pearson's correlation of two equally long series, or None where one of them does not vary."""
    mean_first, mean_second = (sum(values) / len(values) for values in (first, second))
    over = sum((a - mean_first) * (b - mean_second) for a, b in zip(first, second, strict=True))
    spread = math.sqrt(
        sum((a - mean_first) ** 2 for a in first) * sum((b - mean_second) ** 2 for b in second)
    )
    return over / spread if spread > 1e-9 else None


def wrong_parts(question: dict[str, Any], response: Any) -> Iterable[str]:
    """Return what was wrong in a response, in words: a choice, a pair, an item with its place, what was typed."""
    kind = question["type"]
    if kind in ("single_choice", "multiple_choice"):
        chosen = response if isinstance(response, list) else [response]
        texts = {one["id"]: one["text"] for one in question["choices"] if not one["correct"]}
        return [texts[key] for key in chosen if key in texts]
    if kind == "ordering":
        texts = {item["id"]: item["text"] for item in question["items"]}
        right = list(texts)
        return [
            f"{texts[key]} – {place}"
            for place, key in enumerate(response, 1)
            if key in texts and right.index(key) != place - 1
        ]
    if kind == "matching":
        pairs = {pair["id"]: pair for pair in question["pairs"]}
        return [
            f"{pairs[left]['left']} – {pairs[right]['right']}"
            for left, right in response.items()
            if left in pairs
            and right in pairs
            and pairs[left]["right"].casefold() != pairs[right]["right"].casefold()
        ]
    return [str(response)]
