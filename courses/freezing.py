"""Turns a quiz block into plain data that an attempt can be graded on whatever happens to the page."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from .models import LessonPage, QuizVersion

RULES = ("pass_percent", "attempts", "wait_minutes", "time_limit", "draw")


@dataclass(frozen=True)
class Quiz:
    """A quiz as it stands on a published page just now."""

    key: UUID
    lesson_key: UUID
    course_key: UUID
    language: str
    content: dict[str, Any]

    @property
    def title(self) -> str:
        return str(self.content["title"])


def freeze(value: Any) -> dict[str, Any]:
    """Return the content of a quiz block: title, rules and questions with their right answers, as JSON values."""
    return {
        "title": value["title"],
        "intro": value["intro"] or "",
        **{name: int(value[name] or 0) for name in RULES},
        "shuffle": bool(value["shuffle"]),
        "questions": [_question(child) for child in value["questions"]],
    }


def _question(child: Any) -> dict[str, Any]:
    value = child.value
    question: dict[str, Any] = {
        "id": child.id,
        "type": child.block_type,
        "question": value["question"],
    }
    if child.block_type == "free_text":
        return question | {"help": value["help"] or ""}
    question |= {"explanation": value["explanation"] or "", "points": int(value["points"])}
    return question | _FREEZERS[child.block_type](value)


def _choices(value: Any) -> dict[str, Any]:
    return {
        "choices": [
            {
                "id": part.id,
                "text": part.value["text"],
                "correct": bool(part.value["correct"]),
                "feedback": part.value["feedback"] or "",
            }
            for part in value["choices"].bound_blocks
        ]
    }


def _items(value: Any) -> dict[str, Any]:
    return {"items": [{"id": part.id, "text": part.value} for part in value["items"].bound_blocks]}


def _pairs(value: Any) -> dict[str, Any]:
    return {
        "pairs": [
            {"id": part.id, "left": part.value["left"], "right": part.value["right"]}
            for part in value["pairs"].bound_blocks
        ]
    }


def _number(value: Any) -> dict[str, Any]:
    return {
        "answer": str(value["answer"]),
        "tolerance": str(value["tolerance"] or 0),
        "unit": value["unit"] or "",
    }


def _accepted(value: Any) -> dict[str, Any]:
    return {"accepted": list(value["accepted"])}


_FREEZERS = {
    "single_choice": _choices,
    "multiple_choice": _choices,
    "ordering": _items,
    "matching": _pairs,
    "numeric": _number,
    "short_text": _accepted,
}


def quizzes_on(lesson: LessonPage) -> list[Any]:
    """Return the quiz blocks of a lesson, in their order."""
    return [block for block in lesson.body if block.block_type == "quiz"]


def version_of(quiz: Quiz) -> QuizVersion:
    """Return the stored version that is equal to a quiz, made now if there is none."""
    packed = json.dumps(quiz.content, sort_keys=True, ensure_ascii=False).encode()
    digest = hashlib.sha256(packed).hexdigest()
    same: QuerySet[QuizVersion] = QuizVersion.objects.filter(
        quiz_key=quiz.key, language=quiz.language, digest=digest
    )
    found = same.first()
    if found is None:
        # Two first attempts at once: one row is written, and both read it.
        QuizVersion.objects.bulk_create(
            [
                QuizVersion(
                    quiz_key=quiz.key,
                    lesson_key=quiz.lesson_key,
                    course_key=quiz.course_key,
                    language=quiz.language,
                    digest=digest,
                    content=quiz.content,
                )
            ],
            ignore_conflicts=True,
        )
        found = same.get()
    return found
