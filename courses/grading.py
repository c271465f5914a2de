"""Draws, reads and grades quizzes. Pure functions on a frozen version of a quiz: nothing here reads the database.

A *question* is the dict that `courses.freezing` makes of a question block. What a learner sees of it is a *paper*:
the question's id with the order in which its parts are shown. Pages know parts by their place on the paper alone, so
that nothing in them tells what is right. A *response* is what was answered, with the parts' stable ids:

    single_choice     id of the choice              ordering   list of ids
    multiple_choice   list of ids of choices        matching   {id of a pair: id of the pair whose right side was chosen}
    numeric           the number as a string        short_text, free_text   the text
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

Question = dict[str, Any]
Paper = dict[str, Any]
"""`{"id": …, "order": [ids of its parts as shown]}`; the order is empty where there are no parts."""
Response = Any

CENT = Decimal("0.01")
LONGEST_TEXT = 10_000
LONGEST_ANSWER = 300
SPACES = dict.fromkeys(map(ord, " \t\u00a0\u2009\u202f'"), None)


class UnreadableAnswer(Exception):
    """What was typed is no answer to the question; the message tells the learner what to do."""


@dataclass(frozen=True)
class Grade:
    """What a response gave. `correct` is None where there is no right or wrong."""

    points: Decimal
    correct: bool | None


# --- Drawing ---------------------------------------------------------------------------------------


def draw(content: Mapping[str, Any], chance: random.Random) -> list[Paper]:
    """Return the papers of a new attempt: which questions in which order, and how each is shown."""
    questions = list(content["questions"])
    number = content["draw"] or len(questions)
    if number < len(questions):
        chosen = chance.sample(range(len(questions)), number)
        questions = [questions[place] for place in sorted(chosen)]
    if content["shuffle"]:
        chance.shuffle(questions)
    return [paper(question, content["shuffle"], chance) for question in questions]


def paper(question: Question, shuffle: bool, chance: random.Random) -> Paper:
    kind = question["type"]
    if kind in ("single_choice", "multiple_choice"):
        order = [choice["id"] for choice in question["choices"]]
        if shuffle:
            chance.shuffle(order)
    elif kind == "ordering":
        order = _moved([item["id"] for item in question["items"]], chance)
    elif kind == "matching":
        different = {pair["right"].casefold(): pair["id"] for pair in reversed(question["pairs"])}
        order = list(different.values())
        chance.shuffle(order)
    else:
        order = []
    return {"id": question["id"], "order": order}


def _moved(ids: list[str], chance: random.Random) -> list[str]:
    """Return ids in another order than they have, so that doing nothing is no right answer."""
    if len(ids) < 2:
        return ids
    while True:
        order = chance.sample(ids, len(ids))
        if order != ids:
            return order


# --- Reading what was posted -----------------------------------------------------------------------


def read(question: Question, order: Sequence[str], values: Sequence[str]) -> Response | None:
    """Return the response that posted values stand for, or None if the question was left open.

    `values` are places on the paper for choices; for an item of an ordering its place in the learner's order, for
    the left side of a pair the place of the chosen right side, both in the order of the parts, empty if not chosen.

    Raises:
        UnreadableAnswer: the values cannot be understood.
    """
    kind = question["type"]
    if kind in ("single_choice", "multiple_choice"):
        values = [value for value in values if value]
    if kind == "single_choice":
        return _one(order, values)
    if kind == "multiple_choice":
        return [order[_place(value, order)] for value in dict.fromkeys(values)] or None
    if kind == "ordering":
        return _ordering(order, values)
    if kind == "matching":
        return _matching(question, order, values)
    text = values[0].strip() if values else ""
    if not text:
        return None
    if kind == "numeric":
        return str(number(text))
    limit = LONGEST_TEXT if kind == "free_text" else LONGEST_ANSWER
    if len(text) > limit:
        raise UnreadableAnswer(
            _("The answer has %(length)s characters; at most %(limit)s can be kept.")
            % {"length": len(text), "limit": limit}
        )
    return text


def _place(value: str, order: Sequence[str]) -> int:
    if value.isascii() and value.isdigit() and len(value) < 4 and int(value) < len(order):
        return int(value)
    raise UnreadableAnswer(_("Choose among the answers that are shown."))


def _one(order: Sequence[str], values: Sequence[str]) -> str | None:
    if len(values) > 1:
        raise UnreadableAnswer(_("Choose one answer."))
    return order[_place(values[0], order)] if values else None


def _ordering(order: Sequence[str], values: Sequence[str]) -> list[str] | None:
    if not any(values):
        return None
    if len(values) != len(order) or not all(values):
        raise UnreadableAnswer(_("Give every item a place."))
    places = [_place(value, order) for value in values]
    if len(set(places)) != len(places):
        raise UnreadableAnswer(_("Two items have the same place. Give each a place of its own."))
    return [order[places.index(place)] for place in range(len(order))]


def _matching(
    question: Question, order: Sequence[str], values: Sequence[str]
) -> dict[str, str] | None:
    pairs = question["pairs"]
    if len(values) > len(pairs):
        raise UnreadableAnswer(_("Choose among the answers that are shown."))
    chosen = {
        pair["id"]: order[_place(value, order)]
        for pair, value in zip(pairs, values, strict=False)
        if value
    }
    return chosen or None


def number(text: str) -> Decimal:
    """Return a number as people write it: with comma or point, blanks between thousands, either minus sign.

    Raises:
        UnreadableAnswer: it is no number, or one that nobody means.
    """
    plain = text.translate(SPACES).replace("\u2212", "-").replace(",", ".")
    try:
        value = Decimal(plain) if len(plain) <= 40 else None
    except InvalidOperation:
        value = None
    if value is None or not value.is_finite() or abs(value.adjusted()) > 30:
        raise UnreadableAnswer(_("Write a number with digits, for example 12,5."))
    return value


# --- Grading ---------------------------------------------------------------------------------------


def grade(question: Question, response: Response | None) -> Grade:
    """Return what a response gives: all points for what is right, a part of them for what is partly right."""
    if question["type"] == "free_text":
        return Grade(Decimal(0), None)
    share = (
        Decimal(0)
        if response in (None, "", [], {})
        else _SHARES[question["type"]](question, response)
    )
    points = (Decimal(question["points"]) * share).quantize(CENT, ROUND_HALF_UP)
    return Grade(points, share == 1)


def _share_of_one(question: Question, response: Response) -> Decimal:
    right = {choice["id"] for choice in question["choices"] if choice["correct"]}
    return Decimal(response in right)


def _share_of_several(question: Question, response: Response) -> Decimal:
    """Right choices count for, wrong ones against: ticking everything gives nothing more than luck."""
    right = {choice["id"] for choice in question["choices"] if choice["correct"]}
    chosen = set(response)
    return max(Decimal(0), Decimal(len(chosen & right) - len(chosen - right)) / len(right))


def _share_of_order(question: Question, response: Response) -> Decimal:
    right = [item["id"] for item in question["items"]]
    return Decimal(sum(a == b for a, b in zip(right, response, strict=False))) / len(right)


def _share_of_pairs(question: Question, response: Response) -> Decimal:
    rights = {pair["id"]: pair["right"].casefold() for pair in question["pairs"]}
    hits = sum(rights.get(response.get(left, "")) == right for left, right in rights.items())
    return Decimal(hits) / len(rights)


def _share_of_number(question: Question, response: Response) -> Decimal:
    off = abs(Decimal(response) - Decimal(question["answer"]))
    return Decimal(off <= Decimal(question["tolerance"]))


def _share_of_text(question: Question, response: Response) -> Decimal:
    return Decimal(normal(response) in {normal(text) for text in question["accepted"]})


def normal(text: str) -> str:
    """Return a text as short answers are compared: without case and without space around and between words."""
    return " ".join(text.split()).casefold()


_SHARES = {
    "single_choice": _share_of_one,
    "multiple_choice": _share_of_several,
    "ordering": _share_of_order,
    "matching": _share_of_pairs,
    "numeric": _share_of_number,
    "short_text": _share_of_text,
}


def points_of(question: Question) -> Decimal:
    """Return the most that a question can give."""
    return Decimal(0) if question["type"] == "free_text" else Decimal(question["points"])


def passes(score: Decimal, most: Decimal, percent: int) -> bool:
    """Tell whether a score reaches the pass mark; a quiz without graded questions is passed by handing it in."""
    return score * 100 >= most * percent
