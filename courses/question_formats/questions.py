"""What all formats have in common: a question as plain values, and what was found when one was read."""

from __future__ import annotations

import html
import re
import uuid
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..blocks import QuestionsBlock

MAX_BYTES = 5 * 1024 * 1024
MAX_QUESTIONS = 200
LISTS = ("choices", "items", "pairs", "accepted")
STREAM = QuestionsBlock()


class Unreadable(ValidationError):
    """A file of questions as a whole cannot be read. The message says why, in the reader's language."""


@dataclass
class Question:
    """A question as plain values: `kind` is the name of its block, `values` its parts with plain lists."""

    kind: str
    values: dict[str, Any]
    id: str = ""

    @property
    def text(self) -> str:
        return str(self.values.get("question", ""))


@dataclass
class Read:
    """What was found at one place of a file: a question, or why there is none."""

    place: str
    question: Question | None = None
    problems: list[str] = field(default_factory=list)
    """What makes the question unusable."""
    notes: list[str] = field(default_factory=list)
    """What is left out or changed."""

    @property
    def usable(self) -> bool:
        return self.question is not None and not self.problems


def at_line(number: int) -> str:
    return _("line %(number)s") % {"number": number}


def at_question(number: int) -> str:
    return _("question %(number)s") % {"number": number}


def checked(found: list[Read]) -> list[Read]:
    """Return what was read, with what the editor's own form would say of each question."""
    if len(found) > MAX_QUESTIONS:
        raise Unreadable(
            gettext_lazy("The file holds more than %(limit)s questions."),
            params={"limit": MAX_QUESTIONS},
        )
    for each in found:
        if each.question is not None and not each.problems:
            each.problems += faults(each.question)
    return found


def faults(question: Question) -> list[str]:
    """Return what the block says that a question may not be."""
    block = STREAM.child_blocks[question.kind]
    try:
        block.clean(block.to_python(stored(question)["value"]))
    except ValidationError as error:
        return _messages(error)
    except (InvalidOperation, ValueError, TypeError):
        return [_("A number is expected.")]
    return []


def _messages(error: Any) -> list[str]:
    """Return the readable sentences of Wagtail's nested block errors."""
    nested = getattr(error, "block_errors", None)
    if nested:
        parts = nested.values() if isinstance(nested, dict) else nested
        found = [message for part in parts if part for message in _messages(part)]
        own = getattr(error, "non_block_errors", None)
        return list(dict.fromkeys(found + [str(each) for each in own or []]))
    if isinstance(error, (list, tuple)):
        return [message for part in error for message in _messages(part)]
    return [str(message) for message in getattr(error, "messages", [error])]


def stored(question: Question) -> dict[str, Any]:
    """Return a question as a stream keeps it, with new ids for what has none."""
    values = dict(question.values)
    for name in LISTS:
        if name in values:
            values[name] = [
                {"type": "item", "value": value, "id": str(uuid.uuid4())} for value in values[name]
            ]
    for name in ("answer", "tolerance"):
        if name in values:
            values[name] = str(values[name])
    return {"type": question.kind, "value": values, "id": question.id or str(uuid.uuid4())}


def plain(child: Any) -> Question:
    """Return a child of a quiz's questions as plain values."""
    values: dict[str, Any] = {}
    for name, value in child.value.items():
        if name in LISTS:
            values[name] = [dict(each) if isinstance(each, dict) else str(each) for each in value]
        else:
            values[name] = value
    return Question(child.block_type, values, str(child.id))


def graded(kind: str, text: str, explanation: str = "", points: int = 1, **parts: Any) -> Question:
    return Question(
        kind, {"question": text, **parts, "explanation": explanation, "points": max(points, 1)}
    )


def choosing(
    text: str, choices: list[dict[str, Any]], single: bool, explanation: str = "", points: int = 1
) -> Question:
    kind = "single_choice" if single else "multiple_choice"
    return graded(kind, text, explanation, points, choices=choices)


def choice(text: str, correct: bool, feedback: str = "") -> dict[str, Any]:
    return {"text": text, "correct": correct, "feedback": feedback}


def number(text: str) -> Decimal | None:
    """Return a number, written with a point or a comma; None for anything else."""
    try:
        found = Decimal(text.strip().replace(",", ".").replace("\N{MINUS SIGN}", "-"))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def short(value: Any) -> str:
    """Return a number without zeros at its end and without an exponent."""
    text = f"{Decimal(str(value)):f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def words(markup: str) -> str:
    """Return the words of an HTML fragment, paragraphs and breaks as line breaks."""
    text = re.sub(r"(?is)<(script|style)\b.*?</\1\s*>", "", markup)
    text = re.sub(r"(?i)<br\s*/?>|</(p|div|li|h\d|tr)\s*>", "\n", text)
    text = html.unescape(re.sub(r"<[^>]*>", "", text)).replace("\xa0", " ")
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return "\n".join(line for line in lines if line)


def has_more_than_words(markup: str) -> bool:
    return re.search(r"(?i)<(img|video|audio|table|iframe|object|math|svg)\b", markup) is not None


def decoded(data: bytes) -> str:
    """Return a text file's text.

    Raises:
        Unreadable: it is too large or is not text in UTF-8.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable(
            gettext_lazy("The file is larger than %(limit)s MB."),
            params={"limit": MAX_BYTES // 1024 // 1024},
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(gettext_lazy("The file is not text in UTF-8.")) from error


def xml(data: bytes) -> Element:
    """Return the root of an XML document that declares nothing and leads nowhere.

    Raises:
        Unreadable: it is too large, no XML, or declares a document type or entities.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable(
            gettext_lazy("The file is larger than %(limit)s MB."),
            params={"limit": MAX_BYTES // 1024 // 1024},
        )
    try:
        root: Element = ElementTree.fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise Unreadable(
            gettext_lazy("The file declares a document type or entities. It may not.")
        ) from error
    except (ParseError, ValueError, LookupError, RecursionError) as error:
        place = getattr(error, "position", (0, 0))[0]
        raise Unreadable(
            gettext_lazy("The file cannot be read as XML; line %(line)s."), params={"line": place}
        ) from error
    return root
