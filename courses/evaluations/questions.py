"""An evaluation as plain data: frozen from the course's page, and answers read from what was posted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from ..models import CoursePage, EvaluationVersion

LOWEST, HIGHEST = 1, 5
LONGEST_TEXT = 4_000
CHOOSING = ("single_choice", "multiple_choice")


@dataclass(frozen=True)
class Form:
    """The evaluation as it stands on a course's page just now."""

    key: UUID
    """Id of the block, the same in every language."""
    course_key: UUID
    language: str
    content: dict[str, Any]

    @property
    def digest(self) -> str:
        packed = json.dumps(self.content, sort_keys=True, ensure_ascii=False).encode()
        return hashlib.sha256(packed).hexdigest()

    @property
    def questions(self) -> list[dict[str, Any]]:
        return list(self.content["questions"])


def form_of(page: CoursePage) -> Form | None:
    """Return the evaluation of a course, or None if it has none."""
    for block in page.evaluation:
        content = {
            "intro": block.value["intro"] or "",
            "questions": [_question(child) for child in block.value["questions"]],
        }
        language = page.locale.language_code
        return Form(UUID(block.id), page.translation_key, language, content)
    return None


def _question(child: Any) -> dict[str, Any]:
    value = child.value
    question: dict[str, Any] = {
        "id": child.id,
        "type": child.block_type,
        "question": value["question"],
        "required": bool(value["required"]),
    }
    if child.block_type == "scale":
        return question | {"low": value["low"] or "", "high": value["high"] or ""}
    if child.block_type in CHOOSING:
        parts = value["choices"].bound_blocks
        return question | {"choices": [{"id": part.id, "text": part.value} for part in parts]}
    return question | {"help": value["help"] or ""}


def version_of(form: Form) -> EvaluationVersion:
    """Return the stored version that is equal to a form, made now if there is none."""
    same = EvaluationVersion.objects.filter(
        course_key=form.course_key, language=form.language, digest=form.digest
    )
    if (found := same.first()) is not None:
        return found
    # Two first answers at once: one row is written, and both read it.
    version = EvaluationVersion(
        course_key=form.course_key,
        language=form.language,
        digest=form.digest,
        content=form.content,
    )
    EvaluationVersion.objects.bulk_create([version], ignore_conflicts=True)
    return same.get()


@dataclass
class Option:
    value: str
    label: str
    selected: bool = False
    said: str = ""
    """What a number of the scale means, for its ends."""


@dataclass
class Field:
    """A question as a field of the form, with what was posted."""

    number: int
    question: dict[str, Any]
    options: list[Option] = field(default_factory=list)
    text: str = ""
    error: str = ""

    @property
    def id(self) -> str:
        return str(self.question["id"])

    @property
    def name(self) -> str:
        return f"q-{self.id}"

    @property
    def kind(self) -> str:
        return str(self.question["type"])


@dataclass
class Filled:
    """A form with what was posted: its fields as they are shown again, and the answers that could be understood."""

    fields: list[Field]
    answers: dict[str, Any]

    @property
    def errors(self) -> list[Field]:
        return [each for each in self.fields if each.error]

    @property
    def is_empty(self) -> bool:
        return not self.answers


def fill(form: Form, values_of: Callable[[str], Sequence[str]] | None = None) -> Filled:
    """Return a form with what was posted; an empty one without `values_of`, which gives the values of a field."""
    fields, answers = [], {}
    for number, question in enumerate(form.questions, 1):
        values = list(values_of(f"q-{question['id']}")) if values_of else []
        shown = Field(
            number,
            question,
            _options(question, values),
            "\n".join(values) if question["type"] == "free_text" else "",
        )
        fields.append(shown)
        if values_of is None:
            continue
        answer, shown.error = _read(question, values)
        if answer is not None and not shown.error:
            answers[shown.id] = answer
    return Filled(fields, answers)


def _options(question: dict[str, Any], values: Sequence[str]) -> list[Option]:
    if question["type"] == "scale":
        ends = {LOWEST: question["low"], HIGHEST: question["high"]}
        return [
            Option(str(mark), str(mark), str(mark) in values, ends.get(mark, ""))
            for mark in range(LOWEST, HIGHEST + 1)
        ]
    return [
        Option(choice["id"], choice["text"], choice["id"] in values)
        for choice in question.get("choices", ())
    ]


def _read(question: dict[str, Any], values: Sequence[str]) -> tuple[Any, str]:
    """Return an answer, None for nothing, and what is wrong with it in words."""
    given = [value.strip() for value in values if value.strip()]
    if not given:
        return None, _("Answer this question.") if question["required"] else ""
    if question["type"] == "free_text":
        text = "\n".join(given).replace("\0", "")
        if len(text) > LONGEST_TEXT:
            told = _("The text has %(length)s characters; at most %(limit)s can be kept.")
            return None, told % {"length": len(text), "limit": LONGEST_TEXT}
        return text, ""
    known = {option.value for option in _options(question, ())}
    if not set(given) <= known:
        return None, _("Choose one of the answers that are there.")
    if question["type"] == "multiple_choice":
        return list(dict.fromkeys(given)), ""
    if len(given) > 1:
        return None, _("Choose one answer.")
    return int(given[0]) if question["type"] == "scale" else given[0], ""
