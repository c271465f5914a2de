"""What lesson and quiz pages show: the parts of a lesson with what the reader did in them, and questions as fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from . import tickets
from .blocks import demands_of
from .freezing import freeze
from .grading import UnreadableAnswer, read
from .models import Answer, Attempt, LessonPage, Submission
from .parts import lesson_of_page
from .selectors.learning import CourseState, QuizState, quiz_states
from .selectors.reviews import submissions_of
from .services.attempts import questions_of, refusal
from .visiting import Row, is_remembered


@dataclass
class Tick:
    """A point of a checklist."""

    id: str
    text: str
    ticked: bool


@dataclass
class QuizBox:
    """A quiz as its lesson shows it."""

    rules: dict[str, Any]
    state: QuizState
    exhausted: bool
    """True if there are no more attempts."""
    wait_until: datetime | None

    @property
    def number(self) -> int:
        return int(self.rules["draw"] or len(self.rules["questions"]))

    @property
    def left(self) -> int:
        """Attempts that are left; 0 also where any number may be made."""
        return max(0, int(self.rules["attempts"]) - len(self.state.attempts))


@dataclass
class ReviewBox:
    """A reflection that somebody reviews, with what the learner has handed in so far, the newest version first."""

    reader: str
    criteria: str
    submissions: list[Submission]

    @property
    def latest(self) -> Submission | None:
        return self.submissions[0] if self.submissions else None

    @property
    def earlier(self) -> list[Submission]:
        return self.submissions[1:]

    @property
    def may_hand_in(self) -> bool:
        return self.latest is None or self.latest.state == Submission.State.RETURNED


@dataclass
class Part:
    """A block of a lesson, with what the reader did in it."""

    block: Any
    ticks: list[Tick] = field(default_factory=list)
    text: str = ""
    quiz: QuizBox | None = None
    review: ReviewBox | None = None

    @property
    def kind(self) -> str:
        return str(self.block.block_type)


@dataclass
class LessonView:
    """A lesson as one reader meets it."""

    parts: list[Part]
    reader: str
    """`person`, `visitor` (remembered in the session), or empty for somebody of whom nothing is kept."""
    row: Row | None
    ticket: str
    demands: dict[str, list[str]]
    """What decides when the lesson is done, see `blocks.demands_of`; empty if the reader does."""

    @property
    def is_done(self) -> bool:
        return self.row is not None and self.row.completed_at is not None

    @property
    def place(self) -> str:
        """The block to go on at, if the reader has come further than the first."""
        position = self.row.position if self.row else ""
        ids = [part.block.id for part in self.parts]
        return position if position in ids[1:] else ""


def view_of_lesson(
    page: LessonPage, course_key: UUID, state: CourseState | None, request: HttpRequest
) -> LessonView:
    """Return a lesson with what its reader has done; a query where there is a quiz, and one for reviews."""
    row = state.rows.get(page.translation_key) if state else None
    demands = demands_of(page.body)
    quizzes, reviews = (list(map(UUID, demands.get(name, ()))) for name in ("quizzes", "reviews"))
    user = request.user
    states = quiz_states(user, quizzes) if user.is_authenticated and quizzes else {}
    submitted = submissions_of(user, reviews) if user.is_authenticated and reviews else {}
    lesson = lesson_of_page(page, course_key)
    reader = "person" if user.is_authenticated else "visitor" if is_remembered(request) else ""
    return LessonView(
        parts=[_part(block, row, states, submitted) for block in page.body],
        reader=reader,
        row=row,
        ticket=tickets.issue(request, lesson) if reader else "",
        demands=demands,
    )


def _part(
    block: Any,
    row: Row | None,
    states: Mapping[UUID, QuizState],
    submitted: Mapping[UUID, list[Submission]],
) -> Part:
    kept = row.activities.get(block.id) if row else None
    if block.block_type == "checklist":
        ticked = kept if isinstance(kept, list) else []
        points = block.value["items"].bound_blocks
        return Part(block, [Tick(point.id, point.value, point.id in ticked) for point in points])
    if block.block_type == "reflection":
        text, value, review = kept if isinstance(kept, str) else "", block.value, None
        if value.get("review"):
            versions = submitted.get(UUID(block.id), [])
            review = ReviewBox(value["review"], value["criteria"] or "", versions)
        return Part(block, text=text, review=review)
    if block.block_type == "quiz":
        rules = freeze(block.value)
        state = states.get(UUID(block.id), QuizState())
        refused = refusal(rules, state.latest, timezone.now()) if not state.open else None
        until = refused.until if refused else None
        return Part(block, quiz=QuizBox(rules, state, bool(refused and not until), until))
    return Part(block)


# --- Questions -------------------------------------------------------------------------------------


@dataclass
class Option:
    """A part of a question as it is shown: its place on the paper is all that the page knows of it."""

    value: str
    label: str
    selected: bool = False
    places: list[Option] = field(default_factory=list)
    """For items of an ordering and left sides of pairs: what can be chosen for it."""
    right: bool | None = None
    feedback: str = ""


@dataclass
class Asked:
    """A question of an attempt as a field of its form, or with its result."""

    number: int
    question: dict[str, Any]
    options: list[Option]
    text: str = ""
    """What was typed."""
    error: str = ""
    answer: Answer | None = None
    right: list[str] = field(default_factory=list)
    """The right answer in words, where it may be shown."""

    @property
    def name(self) -> str:
        return f"q-{self.question['id']}"

    @property
    def kind(self) -> str:
        return str(self.question["type"])

    @property
    def state(self) -> str:
        """`right`, `partly`, `wrong`, or empty where there is no right or wrong."""
        if self.answer is None or self.answer.correct is None:
            return ""
        if self.answer.correct:
            return "right"
        return "partly" if self.answer.points else "wrong"


Posted = Mapping[str, Sequence[str]]
"""Values by the question's id."""


@dataclass
class ReadAnswers:
    """What was posted, as responses where it could be understood."""

    responses: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def open(self) -> list[str]:
        return [key for key, response in self.responses.items() if response is None]


def read_answers(attempt: Attempt, values_of: Callable[[str], Sequence[str] | None]) -> ReadAnswers:
    """Return what was posted to an attempt; `values_of` gives None for a question that was not posted."""
    found = ReadAnswers()
    for question, order in questions_of(attempt):
        values = values_of(question["id"])
        if values is None:
            continue
        try:
            found.responses[question["id"]] = read(question, order, values)
        except UnreadableAnswer as error:
            found.errors[question["id"]] = str(error)
    return found


def asked(
    attempt: Attempt,
    answers: Iterable[Answer],
    posted: Posted | None = None,
    errors: Mapping[str, str] | None = None,
) -> list[Asked]:
    """Return the questions of an attempt with what was answered, or with what was posted and not understood."""
    kept = {str(answer.question_key): answer for answer in answers}
    found = []
    for number, (question, order) in enumerate(questions_of(attempt), 1):
        answer = kept.get(question["id"])
        if posted is not None:
            values = list(posted.get(question["id"], ()))
        else:
            values = shown_values(question, order, answer.response if answer else None)
        found.append(
            Asked(
                number=number,
                question=question,
                options=options(question, order, values),
                text=values[0] if values and not order else "",
                error=(errors or {}).get(question["id"], ""),
                answer=answer if attempt.submitted_at else None,
            )
        )
    return found


def shown_values(question: dict[str, Any], order: Sequence[str], response: Any) -> list[str]:
    """Return the values of a form that stand for a response; the reverse of `grading.read`."""
    if response is None:
        return []
    kind = question["type"]
    if kind == "single_choice":
        return [str(order.index(response))] if response in order else []
    if kind == "multiple_choice":
        return [str(order.index(part)) for part in response if part in order]
    if kind == "ordering":
        return [str(response.index(part)) if part in response else "" for part in order]
    if kind == "matching":
        chosen = [response.get(pair["id"]) for pair in question["pairs"]]
        return [str(order.index(part)) if part in order else "" for part in chosen]
    return [str(response).replace(".", ",") if kind == "numeric" else str(response)]


def options(question: dict[str, Any], order: Sequence[str], values: Sequence[str]) -> list[Option]:
    kind = question["type"]
    if kind in ("single_choice", "multiple_choice"):
        choices = {choice["id"]: choice for choice in question["choices"]}
        return [
            Option(
                str(place),
                choices[key]["text"],
                str(place) in values,
                right=choices[key]["correct"],
                feedback=choices[key]["feedback"],
            )
            for place, key in enumerate(order)
        ]
    if kind == "ordering":
        texts = {item["id"]: item["text"] for item in question["items"]}
        return [
            Option(
                str(place),
                texts[key],
                places=_places([str(n + 1) for n in range(len(order))], _at(values, place)),
            )
            for place, key in enumerate(order)
        ]
    if kind == "matching":
        rights = {pair["id"]: pair["right"] for pair in question["pairs"]}
        return [
            Option(
                str(place),
                pair["left"],
                places=_places([rights[key] for key in order], _at(values, place)),
            )
            for place, pair in enumerate(question["pairs"])
        ]
    return []


def _at(values: Sequence[str], place: int) -> str:
    return values[place] if place < len(values) else ""


def _places(labels: Sequence[str], chosen: str) -> list[Option]:
    return [Option(str(n), label, str(n) == chosen) for n, label in enumerate(labels)]


def right_answers(question: dict[str, Any]) -> list[str]:
    """Return the right answer in words, a line for each part of it."""
    kind = question["type"]
    if kind in ("single_choice", "multiple_choice"):
        return [choice["text"] for choice in question["choices"] if choice["correct"]]
    if kind == "ordering":
        return [f"{n}. {item['text']}" for n, item in enumerate(question["items"], 1)]
    if kind == "matching":
        return [f"{pair['left']} – {pair['right']}" for pair in question["pairs"]]
    if kind == "numeric":
        return [f"{question['answer'].replace('.', ',')} {question['unit']}".strip()]
    return list(question.get("accepted", ()))[:1]
