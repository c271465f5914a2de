"""Moodle XML, which Moodle writes and reads with the least loss.

Source: the format's description in Moodle's documentation, and `qtype_ordering` of Moodle 4.4 for orders.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .questions import (
    Question,
    Read,
    Unreadable,
    at_question,
    checked,
    choice,
    choosing,
    graded,
    has_more_than_words,
    number,
    short,
    words,
    xml,
)

MEDIA_TYPE = "application/xml"
ENDING = "xml"
LABEL = "Moodle XML"
Values = dict[str, Any]


def read(data: bytes) -> list[Read]:
    root = xml(data)
    if root.tag != "quiz":
        raise Unreadable(gettext_lazy("The file is XML, but not questions from Moodle."))
    found: list[Read] = []
    for element in root.iter("question"):
        if element.get("type") != "category":
            found.append(_read(element, len(found) + 1))
    return checked(found)


def _said(element: Element | None, path: str) -> str:
    """Return the words at a path; HTML becomes plain text."""
    holder = element.find(path) if element is not None else None
    if holder is None:
        return ""
    text = holder.findtext("text") or ""
    kind = holder.get("format", "html")
    return text.strip() if kind in ("plain_text", "moodle_auto_format") else words(text)


def _own(element: Element) -> str:
    """Return the words of an answer, whose text is its own child."""
    text = element.findtext("text") or ""
    return words(text) if element.get("format") == "html" else text.strip()


def _read(element: Element, place: int) -> Read:
    found = Read(at_question(place))
    kind = element.get("type", "")
    reader = _READ.get(kind)
    text = _said(element, "questiontext")
    if has_more_than_words("".join(element.itertext())):
        found.notes.append(_("Pictures and other media are left out."))
    if reader is None:
        if kind == "description":
            found.notes.append(_("A text without an answer is left out."))
        else:
            found.problems.append(
                _("Questions of the kind “%(kind)s” are not read here.") % {"kind": kind[:40]}
            )
        return found
    found.question = reader(element, text, found)
    return found


def _points(element: Element, found: Read) -> int:
    grade = number(element.findtext("defaultgrade") or "1") or Decimal(1)
    whole = max(1, min(100, round(grade)))
    if whole != grade:
        found.notes.append(_("Points become whole: %(points)s.") % {"points": whole})
    return whole


def _fraction(answer: Element) -> Decimal:
    return number(answer.get("fraction", "0")) or Decimal(0)


def _choices(element: Element, text: str, found: Read) -> Question:
    choices = [
        choice(_own(answer), _fraction(answer) > 0, _said(answer, "feedback"))
        for answer in element.findall("answer")
    ]
    single = (element.findtext("single") or "true").strip().lower() in ("true", "1")
    if single and sum(each["correct"] for each in choices) > 1:
        found.notes.append(_("Answers that give a part of the points count as wrong."))
        choices = [
            each | {"correct": _fraction(answer) >= 100}
            for each, answer in zip(choices, element.findall("answer"), strict=True)
        ]
    return choosing(
        text, choices, single, _said(element, "generalfeedback"), _points(element, found)
    )


def _truth(element: Element, text: str, found: Read) -> Question:
    names = {"true": _("True"), "false": _("False")}
    choices = [
        choice(
            names.get((answer.findtext("text") or "").strip().lower(), _own(answer)),
            _fraction(answer) > 0,
            _said(answer, "feedback"),
        )
        for answer in element.findall("answer")
    ]
    return choosing(text, choices, True, _said(element, "generalfeedback"), _points(element, found))


def _short(element: Element, text: str, found: Read) -> Question:
    answers = element.findall("answer")
    full = [_own(answer) for answer in answers if _fraction(answer) >= 100]
    if len(full) < len(answers):
        found.notes.append(_("Answers that give a part of the points are left out."))
    if (element.findtext("usecase") or "0").strip() == "1":
        found.notes.append(_("Capital letters do not matter here."))
    if any("*" in each for each in full):
        found.notes.append(_("The sign * stands for itself here, not for any letters."))
    return graded(
        "short_text",
        text,
        _said(element, "generalfeedback"),
        _points(element, found),
        accepted=full,
    )


def _numeric(element: Element, text: str, found: Read) -> Question | None:
    answers = [answer for answer in element.findall("answer") if _fraction(answer) >= 100]
    if len(answers) != 1:
        found.problems.append(_("A question for a number can have one right answer."))
        return None
    said = answers[0].findtext("text") or ""
    answer, tolerance = number(said), number(answers[0].findtext("tolerance") or "0")
    if answer is None or tolerance is None:
        found.problems.append(_("“%(text)s” is not a number.") % {"text": said[:60]})
        return None
    return graded(
        "numeric",
        text,
        _said(element, "generalfeedback"),
        _points(element, found),
        answer=answer,
        tolerance=abs(tolerance),
        unit=(element.findtext("units/unit/unit_name") or "")[:30],
    )


def _matching(element: Element, text: str, found: Read) -> Question:
    pairs = [
        {"left": _own(part), "right": (part.findtext("answer/text") or "").strip()}
        for part in element.findall("subquestion")
    ]
    named = [pair for pair in pairs if pair["left"]]
    if len(named) < len(pairs):
        found.notes.append(_("Answers that belong to nothing are left out."))
    return graded(
        "matching", text, _said(element, "generalfeedback"), _points(element, found), pairs=named
    )


def _order(element: Element, text: str, found: Read) -> Question:
    items = [_own(answer) for answer in element.findall("answer")]
    return graded(
        "ordering", text, _said(element, "generalfeedback"), _points(element, found), items=items
    )


def _essay(element: Element, text: str, found: Read) -> Question:
    return Question("free_text", {"question": text, "help": _said(element, "generalfeedback")})


_READ: dict[str, Callable[[Element, str, Read], Question | None]] = {
    "multichoice": _choices,
    "truefalse": _truth,
    "shortanswer": _short,
    "numerical": _numeric,
    "matching": _matching,
    "ordering": _order,
    "essay": _essay,
}


# --- Writing -----------------------------------------------------------------------------------------

TYPES = {
    "single_choice": "multichoice",
    "multiple_choice": "multichoice",
    "ordering": "ordering",
    "matching": "matching",
    "numeric": "numerical",
    "short_text": "shortanswer",
    "free_text": "essay",
}


def write(questions: list[Question], title: str = "") -> bytes:
    """Return questions as Moodle XML; the title is the category that they come into."""
    root = Element("quiz")
    if title:
        category = SubElement(root, "question", type="category")
        _text(SubElement(category, "category"), f"$course$/top/{title.replace('/', '//')}")
    for place, question in enumerate(questions, 1):
        _write(root, question, place)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _text(parent: Element, text: str) -> None:
    SubElement(parent, "text").text = text


def _html(parent: Element, tag: str, text: str) -> None:
    """Write a text as HTML, which is how Moodle keeps what people read."""
    lines = "<br>".join(escape(line) for line in text.splitlines())
    _text(SubElement(parent, tag, format="html"), lines)


def _write(root: Element, question: Question, place: int) -> None:
    values = question.values
    element = SubElement(root, "question", type=TYPES[question.kind])
    _text(SubElement(element, "name"), f"{place}. {question.text.splitlines()[0][:60]}")
    _html(element, "questiontext", question.text)
    end = values.get("help") if question.kind == "free_text" else values.get("explanation")
    _html(element, "generalfeedback", str(end or ""))
    SubElement(element, "defaultgrade").text = str(values.get("points", 1))
    SubElement(element, "hidden").text = "0"
    _WRITE[question.kind](element, values)


def _answer(
    element: Element, text: str, fraction: str, feedback: str = "", markup: bool = False
) -> Element:
    kind = "html" if markup else "moodle_auto_format"
    answer = SubElement(element, "answer", fraction=fraction, format=kind)
    _text(answer, str(escape(text)) if markup else text)
    _html(answer, "feedback", feedback)
    return answer


def _write_choices(element: Element, values: Values, single: bool) -> None:
    right = sum(bool(each["correct"]) for each in values["choices"]) or 1
    share = "100" if single else short(round(100 / right, 5))
    SubElement(element, "single").text = "true" if single else "false"
    SubElement(element, "shuffleanswers").text = "true"
    SubElement(element, "answernumbering").text = "none"
    for each in values["choices"]:
        wrong = "0" if single else "-100"
        fraction = share if each["correct"] else wrong
        _answer(element, each["text"], fraction, each.get("feedback") or "", markup=True)


def _write_numeric(element: Element, values: Values) -> None:
    answer = _answer(element, short(values["answer"]), "100")
    SubElement(answer, "tolerance").text = short(values["tolerance"] or 0)
    if values.get("unit"):
        unit = SubElement(SubElement(element, "units"), "unit")
        SubElement(unit, "multiplier").text = "1"
        SubElement(unit, "unit_name").text = str(values["unit"])
        SubElement(element, "unitgradingtype").text = "0"
        SubElement(element, "showunits").text = "3"


def _write_matching(element: Element, values: Values) -> None:
    SubElement(element, "shuffleanswers").text = "true"
    for pair in values["pairs"]:
        part = SubElement(element, "subquestion", format="html")
        _text(part, str(escape(pair["left"])))
        _text(SubElement(part, "answer"), pair["right"])


def _write_order(element: Element, values: Values) -> None:
    SubElement(element, "layouttype").text = "VERTICAL"
    SubElement(element, "selecttype").text = "ALL"
    SubElement(element, "selectcount").text = str(len(values["items"]))
    SubElement(element, "gradingtype").text = "ALL_OR_NOTHING"
    for place, item in enumerate(values["items"], 1):
        _answer(element, item, f"{place}.0000000", markup=True)


def _write_short(element: Element, values: Values) -> None:
    SubElement(element, "usecase").text = "0"
    for each in values["accepted"]:
        _answer(element, each, "100")


def _write_essay(element: Element, values: Values) -> None:
    SubElement(element, "responseformat").text = "plain"
    SubElement(element, "responserequired").text = "1"
    SubElement(element, "attachments").text = "0"


_WRITE = {
    "single_choice": lambda element, values: _write_choices(element, values, single=True),
    "multiple_choice": lambda element, values: _write_choices(element, values, single=False),
    "ordering": _write_order,
    "matching": _write_matching,
    "numeric": _write_numeric,
    "short_text": _write_short,
    "free_text": _write_essay,
}
