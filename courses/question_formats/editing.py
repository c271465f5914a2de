"""The quizzes of a lesson as an editor works on them: its latest draft, live or not."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail_localize.models import Translation

from ..models import LessonPage
from .questions import MAX_QUESTIONS, Question, plain, stored

NEW = "new"
"""Stands for a quiz that is made at the end of the lesson."""


@dataclass(frozen=True)
class Quiz:
    key: str
    title: str
    questions: list[Question]


class NotAdded(ValidationError):
    """Questions cannot be put into a quiz; the message says why, in the editor's language."""


def quizzes(lesson: LessonPage) -> list[Quiz]:
    """Return the quizzes of a lesson as it is given: of a draft, those of the draft."""
    return [
        Quiz(
            str(block.id), block.value["title"], [plain(each) for each in block.value["questions"]]
        )
        for block in lesson.body
        if block.block_type == "quiz"
    ]


def is_translation(lesson: LessonPage) -> bool:
    """Tell whether the lesson's text comes from a lesson in another language."""
    return Translation.objects.filter(
        source__object_id=lesson.translation_key, target_locale=lesson.locale_id, enabled=True
    ).exists()


def add_questions(
    lesson: LessonPage,
    quiz_key: str,
    questions: list[Question],
    *,
    user: Any = None,
    title: str = "",
) -> None:
    """Put questions at the end of a quiz and save that as a draft; with `NEW`, make a quiz named `title`.

    Raises:
        NotAdded: the quiz is not there or would become too long, or the lesson is a translation.
    """
    if is_translation(lesson):
        raise NotAdded(
            _(
                "The lesson is a translation. Bring the questions into the lesson that it is made from."
            )
        )
    with transaction.atomic():
        draft = (
            LessonPage.objects.select_for_update().get(pk=lesson.pk).get_latest_revision_as_object()
        )
        raw: list[dict[str, Any]] = [dict(each) for each in draft.body.get_prep_value()]
        quiz = _quiz(raw, draft, quiz_key, title)
        if len(quiz["questions"]) + len(questions) > MAX_QUESTIONS:
            raise NotAdded(
                _("A quiz can have at most %(limit)s questions."), params={"limit": MAX_QUESTIONS}
            )
        # A question that comes a second time is another question, with answers of its own.
        quiz["questions"] = [
            *quiz["questions"],
            *(stored(Question(each.kind, each.values)) for each in questions),
        ]
        draft.body = json.dumps(raw, default=str)
        draft.save_revision(user=user, log_action="wagtail.edit")


def _quiz(
    raw: list[dict[str, Any]], draft: LessonPage, quiz_key: str, title: str
) -> dict[str, Any]:
    """Return the stored values of the quiz, made new if that is wanted."""
    if quiz_key == NEW:
        block = draft.body.stream_block.child_blocks["quiz"]
        value = dict(block.get_prep_value(block.get_default()))
        value |= {"title": title or str(_("Quiz")), "questions": []}
        raw.append({"type": "quiz", "value": value, "id": str(uuid.uuid4())})
        return value
    found = next((each for each in raw if each["type"] == "quiz" and each["id"] == quiz_key), None)
    if found is None:
        raise NotAdded(_("The quiz is no longer in the lesson."))
    value = dict(found["value"])
    found["value"] = value
    return value
