"""The evaluation of a course as its editor writes it.

The ids that Wagtail gives to questions and choices are the names by which answers remember them; wagtail-localize and
the import keep them, so that answers in all languages are counted together.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

MOST_QUESTIONS = 30


class OpinionBlock(blocks.StructBlock):
    """What all questions of an evaluation share: there is no right or wrong."""

    question = blocks.TextBlock(label=_("Question"), rows=2, max_length=300)
    required = blocks.BooleanBlock(
        label=_("Must be answered"),
        required=False,
        help_text=_("Use it sparingly: who does not want to answer one question answers none."),
    )


class ScaleBlock(OpinionBlock):
    low = blocks.CharBlock(label=_("What 1 means"), required=False, max_length=60)
    high = blocks.CharBlock(label=_("What 5 means"), required=False, max_length=60)

    class Meta:
        icon = "order"
        label = _("Scale from 1 to 5")


class OneOpinionBlock(OpinionBlock):
    choices = blocks.ListBlock(
        blocks.CharBlock(label=_("Answer"), max_length=200),
        label=_("Answers"),
        min_num=2,
        max_num=12,
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        texts = [text.strip().casefold() for text in cleaned["choices"]]
        if len(set(texts)) < len(texts):
            raise blocks.StructBlockValidationError(
                block_errors={"choices": ValidationError(_("Two answers are the same."))}
            )
        return cleaned

    class Meta:
        icon = "circle-check"
        label = _("Choose one")


class SeveralOpinionsBlock(OneOpinionBlock):
    class Meta:
        icon = "check"
        label = _("Choose several")


class OwnWordsBlock(OpinionBlock):
    help = blocks.TextBlock(label=_("Help"), required=False, rows=2)

    class Meta:
        icon = "comment"
        label = _("Own words")


def usual_questions() -> list[tuple[str, dict[str, Any]]]:
    """Return the questions that an editor begins with, in the language that pages are written in."""
    with override(settings.LANGUAGE_CODE):
        return _usual_questions()


def _usual_questions() -> list[tuple[str, dict[str, Any]]]:
    return [
        (
            "scale",
            {
                "question": gettext("How much use do you have of the course in your work?"),
                "required": True,
                "low": gettext("None"),
                "high": gettext("Very much"),
            },
        ),
        (
            "scale",
            {
                "question": gettext("How easy was the course to follow?"),
                "required": True,
                "low": gettext("Hard"),
                "high": gettext("Easy"),
            },
        ),
        (
            "single_choice",
            {
                "question": gettext("How did you find the length of the course?"),
                "required": False,
                "choices": [gettext("Too short"), gettext("Just right"), gettext("Too long")],
            },
        ),
        (
            "free_text",
            {
                "question": gettext("What do you take with you?"),
                "required": False,
                "help": "",
            },
        ),
        (
            "free_text",
            {
                "question": gettext("What should be better?"),
                "required": False,
                "help": "",
            },
        ),
    ]


class OpinionsBlock(blocks.StreamBlock):
    scale = ScaleBlock()
    single_choice = OneOpinionBlock()
    multiple_choice = SeveralOpinionsBlock()
    free_text = OwnWordsBlock()

    class Meta:
        min_num = 1
        max_num = MOST_QUESTIONS
        default = staticmethod(usual_questions)


class EvaluationBlock(blocks.StructBlock):
    """An evaluation; when it is added it has the usual questions, which the editor changes as needed."""

    intro = blocks.TextBlock(
        label=_("Introduction"),
        required=False,
        rows=2,
        help_text=_(
            "What the answers are used for. What is kept, and who sees it, is told anyway."
        ),
    )
    questions = OpinionsBlock(label=_("Questions"))

    class Meta:
        icon = "form"
        label = _("Evaluation")
