"""GIFT, Moodle's format of questions as plain text.

It has no points, no units and no order: points are 1, and an order is written as a matching of 1, 2, 3 and read back
as an order. Source: the format's description in Moodle's documentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .questions import (
    Question,
    Read,
    at_line,
    checked,
    choice,
    choosing,
    decoded,
    graded,
    has_more_than_words,
    number,
    short,
    words,
)

MEDIA_TYPE = "text/plain"
ENDING = "txt"
LABEL = "GIFT"
MARKS = re.compile(r"^\s*\[(html|moodle|plain|markdown)\]")
WEIGHT = re.compile(r"^%(-?\d{1,3}(?:\.\d{1,5})?)%")
# Escaped letters stand in the area for private use while the text is taken apart.
AWAY = {letter: chr(0xE000 + place) for place, letter in enumerate("~=#{}:\\")}
BACK = {ord(mark): letter for letter, mark in AWAY.items()}


@dataclass
class _Piece:
    line: int
    text: str


@dataclass
class _Answer:
    right: bool
    weight: float | None
    text: str
    feedback: str


def read(data: bytes) -> list[Read]:
    text = decoded(data)
    for letter, mark in AWAY.items():
        if mark in text:
            text = text.replace(mark, "")
        text = text.replace("\\" + letter, mark) if letter != "\\" else text
    text = text.replace("\\\\", AWAY["\\"]).replace("\\n", "\n")
    return checked([found for piece in _pieces(text) if (found := _read(piece)) is not None])


def _pieces(text: str) -> Iterator[_Piece]:
    """Return the questions with the lines that they begin at; blank lines part them, but not within braces."""
    lines: list[str] = []
    start = depth = 0
    for place, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("//"):
            continue
        if line.lstrip().startswith("$CATEGORY") and not depth:
            continue
        if not line.strip() and depth <= 0:
            if lines:
                yield _Piece(start, "\n".join(lines))
            lines, depth = [], 0
            continue
        if not lines:
            start = place
        lines.append(line)
        depth += line.count("{") - line.count("}")
    if lines:
        yield _Piece(start, "\n".join(lines))


def _plain(text: str, markup: bool = False) -> str:
    text = text.translate(BACK)
    return (
        words(text)
        if markup
        else "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
    )


def _read(piece: _Piece) -> Read | None:
    found = Read(at_line(piece.line))
    body = re.sub(r"^\s*::.*?::", "", piece.text, count=1, flags=re.DOTALL)
    mark = MARKS.match(body)
    markup = bool(mark and mark[1] in ("html", "moodle"))
    body = MARKS.sub("", body)
    begin, end = body.find("{"), body.rfind("}")
    if begin < 0 and end < 0:
        found.notes.append(_("A text without an answer is left out."))
        return found
    if begin < 0 or end < begin or body.count("{") != 1 or body.count("}") != 1:
        found.problems.append(_("The braces around the answers do not match."))
        return found
    if markup and has_more_than_words(body):
        found.notes.append(_("Pictures and other media are left out."))
    after = body[end + 1 :].strip()
    asked = body[:begin].strip() + (f" _____ {after}" if after else "")
    inside, _sign, general = body[begin + 1 : end].partition("####")
    found.question = _question(
        _plain(asked, markup), inside.strip(), _plain(general, markup), markup, found
    )
    return found


def _question(text: str, inside: str, general: str, markup: bool, found: Read) -> Question | None:
    if not inside:
        return Question("free_text", {"question": text, "help": general})
    first, *feedback = re.split(r"#", inside)
    if first.strip().upper() in ("T", "TRUE", "F", "FALSE"):
        right = first.strip().upper().startswith("T")
        said = [_plain(each, markup) for each in feedback] + ["", ""]
        return choosing(
            text,
            [
                choice(_("True"), right, said[1] if right else said[0]),
                choice(_("False"), not right, said[0] if right else said[1]),
            ],
            single=True,
            explanation=general,
        )
    if inside.startswith("#"):
        return _numeric(text, inside[1:].strip(), general, found)
    answers = _answers(inside, markup)
    if not answers:
        found.problems.append(_("The answers have to begin with = or ~."))
        return None
    return _listed(text, answers, general, found)


def _answers(inside: str, markup: bool) -> list[_Answer]:
    found = []
    for sign, listed in re.findall(r"([=~])([^=~]*)", inside):
        rest = listed.strip()
        weight = WEIGHT.match(rest)
        text, _sign, feedback = WEIGHT.sub("", rest).partition("#")
        text = MARKS.sub("", text)
        found.append(
            _Answer(
                sign == "=",
                float(weight[1]) if weight else None,
                _plain(text, markup),
                _plain(feedback, markup),
            )
        )
    return found


def _listed(text: str, answers: list[_Answer], general: str, found: Read) -> Question:
    pairs = [answer.text.partition("->") for answer in answers]
    if all(answer.right and arrow for answer, (_l, arrow, _r) in zip(answers, pairs, strict=True)):
        sides = [(left.strip(), right.strip()) for left, _arrow, right in pairs]
        if [left for left, _right in sides] == [str(place + 1) for place in range(len(sides))]:
            return graded("ordering", text, general, items=[right for _left, right in sides])
        return graded(
            "matching", text, general, pairs=[{"left": one, "right": two} for one, two in sides]
        )
    if all(answer.right for answer in answers):
        full = [each for each in answers if each.weight is None or each.weight >= 100]
        if len(full) < len(answers):
            found.notes.append(_("Answers that give a part of the points are left out."))
        if any(each.feedback for each in full):
            found.notes.append(_("Feedback to short answers is left out."))
        return graded("short_text", text, general, accepted=[each.text for each in full])
    right = [each.right or (each.weight or 0) > 0 for each in answers]
    weighted = any((each.weight or 0) > 0 for each in answers if not each.right)
    single = sum(right) == 1 and not weighted
    if sum(right) > 1 and not weighted:
        found.notes.append(_("Several answers are right, so all of them have to be ticked."))
    choices = [
        choice(each.text, ok, each.feedback) for each, ok in zip(answers, right, strict=True)
    ]
    return choosing(text, choices, single, general)


def _numeric(text: str, inside: str, general: str, found: Read) -> Question | None:
    listed = re.findall(r"=([^=~]*)", inside) if "=" in inside else [inside]
    full = [each for each in listed if not (w := WEIGHT.match(each.strip())) or float(w[1]) >= 100]
    if len(full) != 1:
        found.problems.append(_("A question for a number can have one right answer."))
        return None
    said = WEIGHT.sub("", full[0].strip()).partition("#")[0].strip()
    low, dots, high = said.partition("..")
    middle, _colon, off = said.partition(":")
    one, two = (number(low), number(high)) if dots else (number(middle), number(off or "0"))
    if one is None or two is None:
        found.problems.append(_("“%(text)s” is not a number.") % {"text": said[:60]})
        return None
    answer, tolerance = ((one + two) / 2, abs(two - one) / 2) if dots else (one, abs(two))
    return graded("numeric", text, general, answer=answer, tolerance=tolerance, unit="")


# --- Writing -----------------------------------------------------------------------------------------


def write(questions: list[Question], title: str = "") -> bytes:
    """Return questions as a GIFT file in UTF-8."""
    parts = [f"// {' '.join(title.split())}"] if title else []
    parts += [_written(each, place) for place, each in enumerate(questions, 1)]
    return ("\n\n".join(parts) + "\n").encode()


def _escape(text: object) -> str:
    escaped = re.sub(r"([~=#{}:\\])", r"\\\1", str(text))
    return escaped.replace("\r\n", "\n").replace("\n", "\\n")


def _written(question: Question, place: int) -> str:
    values = question.values
    end = values.get("help") if question.kind == "free_text" else values.get("explanation")
    general = f"####{_escape(end)}" if end else ""
    lines = [*_WRITE[question.kind](values), *([general] if general else [])]
    inside = "\n".join(f"  {line}" for line in lines)
    return f"::{place}::[plain]{_escape(question.text)} {{" + (f"\n{inside}\n}}" if lines else "}")


def _with_feedback(each: dict[str, object]) -> str:
    return _escape(each["text"]) + (f"#{_escape(each['feedback'])}" if each.get("feedback") else "")


def _side(text: object) -> str:
    """Return one side of a pair; the format has no way to write its own arrow."""
    return _escape(str(text).replace("->", "\N{RIGHTWARDS ARROW}"))


def _write_single(values: dict[str, list[dict[str, object]]]) -> list[str]:
    return [("=" if each["correct"] else "~") + _with_feedback(each) for each in values["choices"]]


def _write_multiple(values: dict[str, list[dict[str, object]]]) -> list[str]:
    right = sum(bool(each["correct"]) for each in values["choices"])
    share = short(round(100 / right, 5)) if right else "0"
    return [
        f"~%{share if each['correct'] else -100}%{_with_feedback(each)}"
        for each in values["choices"]
    ]


_WRITE = {
    "single_choice": _write_single,
    "multiple_choice": _write_multiple,
    "ordering": lambda values: [
        f"={place} -> {_escape(item)}" for place, item in enumerate(values["items"], 1)
    ],
    "matching": lambda values: [
        f"={_side(pair['left'])} -> {_side(pair['right'])}" for pair in values["pairs"]
    ],
    "numeric": lambda values: [f"#{short(values['answer'])}:{short(values['tolerance'] or 0)}"],
    "short_text": lambda values: [f"={_escape(each)}" for each in values["accepted"]],
    "free_text": lambda values: [],
}
