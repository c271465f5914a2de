"""The blocks that lessons have and other pages do not: quizzes and their questions.

The ids that Wagtail gives to questions, choices, items and pairs are the names by which attempts and answers
remember them, so they must survive edits and translations: wagtail-localize and the import keep them.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from content.blocks import BodyBlock, ReflectionBlock

from .grading import normal
from .packages.blocks import PackageBlock

MOST_POINTS = 9_000
"""What a quiz may give in all: a score has four digits before its point."""


class ChoiceBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Answer"), max_length=300)
    correct = blocks.BooleanBlock(label=_("This answer is right"), required=False)
    feedback = blocks.TextBlock(
        label=_("Feedback"),
        required=False,
        rows=2,
        help_text=_(
            "Shown after the attempt to whoever chose this answer. Say why, not just right or wrong."
        ),
    )

    class Meta:
        icon = "tick"
        label = _("Answer")
        form_classname = "struct-block quiz-choice"


class QuestionBlock(blocks.StructBlock):
    """What all questions share; `graded` tells whether answers can be right or wrong."""

    graded: ClassVar[bool] = True
    question = blocks.TextBlock(label=_("Question"), rows=2)


class GradedBlock(QuestionBlock):
    """The end of a question that has a right answer. Subclasses put their own parts between, see `ordered`."""

    explanation = blocks.TextBlock(
        label=_("Explanation"),
        required=False,
        rows=3,
        help_text=_("Shown to everybody after the attempt: why the right answer is right."),
    )
    points = blocks.IntegerBlock(label=_("Points"), default=1, min_value=1, max_value=100)

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        super().__init__(local_blocks, **kwargs)
        for name in ("explanation", "points"):  # after what the kind of question adds
            self.child_blocks[name] = self.child_blocks.pop(name)


def _complain(field: str, message: Any, **params: Any) -> blocks.StructBlockValidationError:
    return blocks.StructBlockValidationError(
        block_errors={field: ValidationError(message, params=params or None)}
    )


def _check_unlike(field: str, texts: list[str]) -> None:
    """Raise a validation error if two texts of a list cannot be told apart."""
    seen: set[str] = set()
    for text in texts:
        if normal(text) in seen:
            raise _complain(field, _("“%(text)s” stands there twice."), text=text)
        seen.add(normal(text))


class ChoosingBlock(GradedBlock):
    choices = blocks.ListBlock(ChoiceBlock(), label=_("Answers"), min_num=2, max_num=12)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        _check_unlike("choices", [choice["text"] for choice in cleaned["choices"]])
        self.check_right(sum(bool(choice["correct"]) for choice in cleaned["choices"]))
        return cleaned

    def check_right(self, number: int) -> None:
        """Raise a validation error if so many right answers do not make a question."""
        raise NotImplementedError


class SingleChoiceBlock(ChoosingBlock):
    def check_right(self, number: int) -> None:
        if number != 1:
            raise _complain(
                "choices",
                _("Mark exactly one answer as right; %(number)s are marked."),
                number=number,
            )

    class Meta:
        icon = "circle-check"
        label = _("One right answer")
        description = _("The learner chooses one of several answers.")


class MultipleChoiceBlock(ChoosingBlock):
    def check_right(self, number: int) -> None:
        if number < 1:
            raise _complain("choices", _("Mark at least one answer as right."))

    class Meta:
        icon = "check"
        label = _("Several right answers")
        description = _("The learner ticks all answers that are right.")


class OrderingBlock(GradedBlock):
    items = blocks.ListBlock(
        blocks.CharBlock(label=_("Item"), max_length=300),
        label=_("Items in the right order"),
        help_text=_("Learners get them in another order."),
        min_num=2,
        max_num=12,
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        _check_unlike("items", list(cleaned["items"]))
        return cleaned

    class Meta:
        icon = "list-ol"
        label = _("Put in order")


class PairBlock(blocks.StructBlock):
    left = blocks.CharBlock(label=_("What is matched"), max_length=300)
    right = blocks.CharBlock(label=_("What belongs to it"), max_length=300)

    class Meta:
        icon = "link"
        label = _("Pair")


class MatchingBlock(GradedBlock):
    pairs = blocks.ListBlock(
        PairBlock(),
        label=_("Pairs"),
        help_text=_("Two may have the same answer; it is then offered once."),
        min_num=2,
        max_num=12,
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        _check_unlike("pairs", [pair["left"] for pair in cleaned["pairs"]])
        if len({normal(pair["right"]) for pair in cleaned["pairs"]}) < 2:
            raise _complain("pairs", _("There must be at least two different answers."))
        return cleaned

    class Meta:
        icon = "link"
        label = _("Match")


class NumericBlock(GradedBlock):
    answer = blocks.DecimalBlock(label=_("Right number"), max_digits=15, decimal_places=6)
    tolerance = blocks.DecimalBlock(
        label=_("Tolerance"),
        default=0,
        min_value=0,
        max_digits=15,
        decimal_places=6,
        help_text=_("How far off an answer may be and still be right. 0 for exactly."),
    )
    unit = blocks.CharBlock(
        label=_("Unit"),
        required=False,
        max_length=30,
        help_text=_("Shown after the field, for example %, kronor or minutes."),
    )

    class Meta:
        icon = "decimal"
        label = pgettext_lazy("kind of question", "Number")


class ShortTextBlock(GradedBlock):
    accepted = blocks.ListBlock(
        blocks.CharBlock(label=_("Right answer"), max_length=200),
        label=_("Right answers"),
        help_text=_("Capital letters and space around the answer do not matter."),
        min_num=1,
        max_num=30,
    )

    class Meta:
        icon = "pilcrow"
        label = _("Short answer")
        description = _("The learner writes a word or two.")


class FreeTextBlock(QuestionBlock):
    """A reflection within a quiz: kept, never graded."""

    graded = False
    help = blocks.TextBlock(label=_("Help"), required=False, rows=2)

    class Meta:
        icon = "comment"
        label = _("Own words")
        description = _("The learner writes freely. There is no right or wrong.")


class QuestionsBlock(blocks.StreamBlock):
    single_choice = SingleChoiceBlock()
    multiple_choice = MultipleChoiceBlock()
    ordering = OrderingBlock()
    matching = MatchingBlock()
    numeric = NumericBlock()
    short_text = ShortTextBlock()
    free_text = FreeTextBlock()

    class Meta:
        min_num = 1
        max_num = 200


class QuizBlock(blocks.StructBlock):
    """A quiz with its rules. The questions are asked on a page of their own that needs no script."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    intro = blocks.TextBlock(
        label=_("Introduction"),
        required=False,
        rows=2,
        help_text=_("What the quiz is about and what it is good for."),
    )
    pass_percent = blocks.IntegerBlock(
        label=_("Pass mark, per cent"), default=80, min_value=1, max_value=100
    )
    attempts = blocks.IntegerBlock(
        label=_("Number of attempts"),
        default=0,
        min_value=0,
        max_value=100,
        help_text=_("0 for any number."),
    )
    wait_minutes = blocks.IntegerBlock(
        label=_("Minutes before the next attempt"),
        default=0,
        min_value=0,
        max_value=60 * 24 * 30,
        help_text=_("Counted from when the last attempt was handed in."),
    )
    time_limit = blocks.IntegerBlock(
        label=_("Time limit, minutes"),
        default=0,
        min_value=0,
        max_value=60 * 24,
        help_text=_("0 for none. Give time enough for those who read slowly or use an aid."),
    )
    draw = blocks.IntegerBlock(
        label=_("Questions in each attempt"),
        default=0,
        min_value=0,
        max_value=200,
        help_text=_("So many are drawn at random. 0 for all."),
    )
    shuffle = blocks.BooleanBlock(label=_("Questions and answers in random order"), required=False)
    questions = QuestionsBlock(label=_("Questions"))

    class Meta:
        icon = "help"
        label = _("Quiz")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        number = len(cleaned["questions"])
        if cleaned["draw"] > number:
            raise _complain(
                "draw",
                _("There are %(number)s questions; no more can be drawn."),
                number=number,
            )
        if sum(child.value.get("points") or 0 for child in cleaned["questions"]) > MOST_POINTS:
            raise _complain(
                "questions",
                _("The questions give more than %(most)s points together."),
                most=MOST_POINTS,
            )
        return cleaned

    def get_searchable_content(self, value: Any) -> list[str]:
        """Return title, introduction and questions; no answers, which search must not give away."""
        asked = [child.value["question"] for child in value["questions"]]
        return [text for text in (value["title"], value["intro"], *asked) if text]


class LessonReflectionBlock(ReflectionBlock):
    """A reflection that the learner keeps for oneself, or that somebody must read and approve.

    A reflection within a quiz is never reviewed: a quiz is graded the moment it is handed in, and cannot wait.
    """

    review = blocks.ChoiceBlock(
        choices=[
            ("coach", _("A coach reads and answers")),
            ("peer", _("Another participant reads and answers, without names")),
        ],
        label=_("Review"),
        required=False,
        help_text=_(
            "Leave it empty if only the learner reads what is written. Otherwise the lesson is done when the"
            " reflection is approved. If no participant has answered within 14 days, a coach does."
        ),
    )
    criteria = blocks.TextBlock(
        label=_("What the reviewer looks at"),
        required=False,
        rows=3,
        help_text=_("Short guidance. The learner reads it too. Used only if somebody reviews."),
    )

    class Meta:
        icon = "comment"
        label = _("Reflection")
        template = "blocks/reflection.html"


def demands_of(body: blocks.StreamValue) -> dict[str, list[str]]:
    """Return the ids of the blocks of a lesson that decide when it is done: `quizzes`, `reviews` and `packages`."""
    found: dict[str, list[str]] = {"quizzes": [], "reviews": [], "packages": []}
    for block in body:
        value = block.value
        if block.block_type == "quiz":
            found["quizzes"].append(block.id)
        elif block.block_type == "reflection" and value.get("review"):
            found["reviews"].append(block.id)
        elif block.block_type == "package" and value["completes"] and value["package"]:
            found["packages"].append(block.id)
    return {name: keys for name, keys in found.items() if keys}


class LessonBlock(BodyBlock):
    """The text of a lesson: everything that running text may hold, quizzes and packages."""

    reflection = LessonReflectionBlock()
    quiz = QuizBlock()
    package = PackageBlock()

    class Meta:
        required = False
