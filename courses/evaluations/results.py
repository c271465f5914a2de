"""What people thought of a course, all together.

Only answers of closed groups count (`EvaluationBatch`). Every figure is a sum of whole groups, so that neither a part
of the organisation, nor a month, nor the difference between two days' figures is about fewer than five people.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from content.alphabet import sort_key

from ..models import EvaluationResponse, EvaluationVersion
from ..selectors.reports import SMALLEST_GROUP
from .questions import CHOOSING, HIGHEST, LOWEST

MOST_RESPONSES = 5_000
"""Only so many answers, of the latest groups, are looked at: it says enough, and the page stays quick."""
MOST_VERSIONS = 100


@dataclass(frozen=True)
class Part:
    """One answer that could be given."""

    label: str
    number: int
    percent: float
    """Of those who answered the question."""


@dataclass
class QuestionResult:
    """A question as it was answered."""

    question: dict[str, Any]
    earlier: list[str] = field(default_factory=list)
    """How the question was worded before, in the language shown."""
    given: list[Any] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return str(self.question["type"])

    @property
    def wording(self) -> str:
        return str(self.question["question"])

    @property
    def answers(self) -> int:
        return len(self.given)

    @property
    def is_shown(self) -> bool:
        return self.answers >= SMALLEST_GROUP

    @property
    def mean(self) -> float | None:
        return mean_of(self.given) if self.kind == "scale" else None

    @property
    def parts(self) -> list[Part]:
        """The answers with how many gave each; empty for own words, and where too few have answered."""
        if not self.is_shown or self.kind == "free_text":
            return []
        counts: Counter[str] = Counter()
        for value in self.given:
            counts.update(map(str, value) if isinstance(value, list) else [str(value)])
        return [
            Part(label, counts[value], 100 * counts[value] / self.answers)
            for value, label in self._labels()
        ]

    def _labels(self) -> list[tuple[str, str]]:
        if self.kind in CHOOSING:
            return [(choice["id"], choice["text"]) for choice in self.question["choices"]]
        ends = {LOWEST: self.question["low"], HIGHEST: self.question["high"]}
        return [
            (str(mark), f"{mark} – {ends[mark]}" if ends.get(mark) else str(mark))
            for mark in range(LOWEST, HIGHEST + 1)
        ]

    @property
    def texts(self) -> list[str]:
        """What was written, in an order that says nothing."""
        found = list(self.given) if self.kind == "free_text" else []
        random.shuffle(found)
        return found


def mean_of(values: list[int]) -> float | None:
    """Return the mean of marks, or None where too few have answered to be shown."""
    return sum(values) / len(values) if len(values) >= SMALLEST_GROUP else None


@dataclass
class Row:
    """Answers of one part of the organisation or of one month."""

    label: str
    answers: int
    means: list[float | None]
    """For each question with a scale, in their order."""


@dataclass
class Results:
    questions: list[QuestionResult]
    shown: int
    """Answers that the figures are about."""
    waiting: int
    """Answers that wait for a group to belong to."""
    by_unit: list[Row]
    by_month: list[Row]

    @property
    def given(self) -> int:
        return self.shown + self.waiting

    @property
    def scales(self) -> list[QuestionResult]:
        return [result for result in self.questions if result.kind == "scale"]


def results_of(course_key: UUID, language: str) -> Results:
    """Return what the answers to a course's evaluation say; three queries, whatever it holds.

    Questions are worded as the newest version has them, those of earlier versions after it. `language` chooses in
    which language they are shown where there are several; answers in all languages count.
    """
    questions = _questions(course_key, language)
    answers = EvaluationResponse.objects.filter(course_key=course_key)
    rows = list(
        answers.filter(batch__isnull=False)
        .order_by("-batch_id", "pk")
        .values_list("answers", "batch__unit__name", "batch__month")[:MOST_RESPONSES]
    )
    for given, *_group in rows:
        for key, value in given.items():
            if key in questions:
                questions[key].given.append(value)
    scales = [key for key, result in questions.items() if result.kind == "scale"]
    by_unit = _rows(((unit or "", given) for given, unit, _when in rows), scales)
    for row in by_unit:
        row.label = row.label or _("Several parts together")
    by_unit.sort(key=lambda row: sort_key(row.label))
    by_month = _rows(((f"{month:%Y-%m}", given) for given, _where, month in rows), scales)
    by_month.sort(key=lambda row: row.label)
    return Results(
        questions=list(questions.values()),
        shown=len(rows),
        waiting=answers.filter(batch=None).count(),
        # One group alone says what the whole says.
        by_unit=by_unit if len(by_unit) > 1 else [],
        by_month=by_month if len(by_month) > 1 else [],
    )


def _rows(pairs: Iterable[tuple[str, dict[str, Any]]], scales: list[str]) -> list[Row]:
    """Return the groups that answers belong to by their labels."""
    marks: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    numbers: Counter[str] = Counter()
    for label, given in pairs:
        numbers[label] += 1
        for key in scales:
            if key in given:
                marks[label][key].append(given[key])
    return [
        Row(label, number, [mean_of(marks[label][key]) for key in scales])
        for label, number in numbers.items()
    ]


def _questions(course_key: UUID, language: str) -> dict[str, QuestionResult]:
    newest = EvaluationVersion.objects.filter(course_key=course_key).order_by("-created_at", "-pk")
    versions = list(newest[:MOST_VERSIONS])
    versions.sort(key=lambda version: version.language != language)  # stable: the newest stay first
    found: dict[str, QuestionResult] = {}
    shown_in: dict[str, str] = {}
    for version in versions:
        for question in version.content["questions"]:
            key = question["id"]
            if key not in found:
                found[key] = QuestionResult(question)
                shown_in[key] = version.language
                continue
            result = found[key]
            _keep_choices(result.question, question)
            worded = question["question"]
            if version.language == shown_in[key] and worded not in (
                result.wording,
                *result.earlier,
            ):
                result.earlier.append(worded)
    return found


def _keep_choices(newer: dict[str, Any], older: dict[str, Any]) -> None:
    """Add the choices that a question had before and that answers still name."""
    known = {choice["id"] for choice in newer.get("choices", ())}
    for choice in older.get("choices", ()):
        if choice["id"] not in known:
            newer["choices"].append(choice)
