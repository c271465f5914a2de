"""Reads QTI 3 and QTI 2. See `qti` for the standard and its sources."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..packages import archive
from .questions import (
    MAX_BYTES,
    MAX_QUESTIONS,
    Question,
    Read,
    Unreadable,
    at_question,
    checked,
    choice,
    choosing,
    graded,
    number,
    xml,
)

Values = dict[str, Any]
ITEM = "assessmentitem"
FEEDBACK = ("feedbackinline", "feedbackblock", "modalfeedback", "rubricblock")
MEDIA = ("img", "video", "audio", "object", "table", "math", "svg")


# --- Reading -----------------------------------------------------------------------------------------


def _name(element: Element) -> str:
    """Return an element's name as both editions have it: `qti-simple-choice` and `simpleChoice` are one."""
    return re.sub(r"^qti-|-", "", str(element.tag).rpartition("}")[2]).lower()


def _attribute(element: Element, name: str) -> str:
    return next(
        (value for key, value in element.attrib.items() if key.replace("-", "").lower() == name), ""
    )


def _all(element: Element, *names: str) -> list[Element]:
    return [each for each in element.iter() if _name(each) in names]


def _words(element: Element, leave_out: tuple[str, ...] = FEEDBACK) -> str:
    """Return the words of an element, without feedback, paragraphs as lines."""
    lines: list[str] = [""]

    def walk(part: Element) -> None:
        name = _name(part)
        if name in leave_out:
            return
        if name in ("p", "div", "br", "li", "prompt") and lines[-1].strip():
            lines.append("")
        lines[-1] += part.text or ""
        for child in part:
            walk(child)
            lines[-1] += child.tail or ""

    walk(element)
    return "\n".join(filter(None, (" ".join(line.split()) for line in lines)))


def read(data: bytes) -> list[Read]:
    if not data.startswith(b"PK"):
        return checked([_read(xml(data), 1)])
    files = _unpacked(data)
    found: list[Read] = []
    for name in _in_order(files):
        root = xml(files[name])
        if _name(root) == ITEM:
            found.append(_read(root, len(found) + 1))
    if not found:
        raise Unreadable(gettext_lazy("There is no question in the package."))
    return checked(found)


def _unpacked(data: bytes) -> dict[str, bytes]:
    """Return the XML files of a package by their names; pictures and the like are not read.

    Raises:
        Unreadable: the package is not one that may be unpacked.
    """
    stream = io.BytesIO(data)
    try:
        kept = [info for info in archive.entries(stream) if info.filename.lower().endswith(".xml")]
    except ValidationError as error:
        raise Unreadable(error) from error
    if len(kept) > MAX_QUESTIONS + 50 or sum(info.file_size for info in kept) > 4 * MAX_BYTES:
        raise Unreadable(
            gettext_lazy("The file holds more than %(limit)s questions."),
            params={"limit": MAX_QUESTIONS},
        )
    try:
        with zipfile.ZipFile(stream) as opened:
            return {info.filename: opened.read(info) for info in kept}
    except archive.DAMAGED as error:
        raise Unreadable(
            gettext_lazy("The file is not a zip archive, or it is damaged.")
        ) from error


def _in_order(files: dict[str, bytes]) -> list[str]:
    """Return the names of files in the order of the test, else of the manifest, else of their names."""
    named: list[str] = []
    for name in sorted(files):
        root = xml(files[name])
        if _name(root) == "assessmenttest":
            references = [_attribute(each, "href") for each in _all(root, "assessmentitemref")]
            folder = posixpath.dirname(name)
            named += [posixpath.normpath(posixpath.join(folder, each)) for each in references]
    if not named and "imsmanifest.xml" in files:
        root = xml(files["imsmanifest.xml"])
        named = [posixpath.normpath(_attribute(each, "href")) for each in _all(root, "resource")]
    listed = [name for name in dict.fromkeys(named) if name in files]
    return listed or sorted(files)


def _read(root: Element, place: int) -> Read:
    found = Read(at_question(place))
    if _name(root) != ITEM:
        raise Unreadable(gettext_lazy("The file is XML, but not questions in QTI."))
    body = next(iter(_all(root, "itembody")), None)
    if body is None:
        found.problems.append(_("The question has no text."))
        return found
    interactions = [each for each in body.iter() if _name(each).endswith("interaction")]
    if len(interactions) != 1:
        found.problems.append(
            _("A question with one interaction is expected; this has %(number)s.")
            % {"number": len(interactions)}
        )
        return found
    (interaction,) = interactions
    reader = _READ.get(_name(interaction))
    if reader is None:
        found.problems.append(
            _("Questions of the kind “%(kind)s” are not read here.")
            % {"kind": _name(interaction)[:40]}
        )
        return found
    if _all(body, *MEDIA):
        found.notes.append(_("Pictures and other media are left out."))
    found.question = reader(root, interaction, _asked(body, interaction), found)
    return found


def _asked(body: Element, interaction: Element) -> str:
    """Return what is asked: the text around the interaction, then its prompt."""
    leave_out = (*FEEDBACK, _name(interaction))
    prompt = next(iter(_all(interaction, "prompt")), None)
    parts = [_words(body, leave_out), _words(prompt) if prompt is not None else ""]
    return "\n".join(filter(None, parts))


def _declaration(root: Element, interaction: Element) -> Element | None:
    wanted = _attribute(interaction, "responseidentifier")
    return next(
        (
            each
            for each in _all(root, "responsedeclaration")
            if _attribute(each, "identifier") == wanted
        ),
        None,
    )


def _right(declaration: Element | None) -> list[str]:
    if declaration is None:
        return []
    return [
        (value.text or "").strip()
        for right in _all(declaration, "correctresponse")
        for value in _all(right, "value")
    ]


def _explanation(root: Element) -> str:
    return "\n".join(
        filter(None, (_words(each, ()) for each in root if _name(each) == "modalfeedback"))
    )


def _points(root: Element) -> int:
    for each in _all(root, "outcomedeclaration"):
        if _attribute(each, "identifier") == "MAXSCORE":
            values = _all(each, "value")
            stated = number((values[0].text or "") if values else "")
            if stated is not None:
                return max(1, min(100, round(stated)))
    return 1


def _ends(root: Element) -> dict[str, Any]:
    return {"explanation": _explanation(root), "points": _points(root)}


def _choices(root: Element, interaction: Element, text: str, found: Read) -> Question:
    declaration = _declaration(root, interaction)
    right = _right(declaration)
    single = declaration is None or _attribute(declaration, "cardinality") == "single"
    choices = []
    for each in _all(interaction, "simplechoice", "inlinechoice"):
        feedback = " ".join(_words(part, ()) for part in _all(each, "feedbackinline"))
        choices.append(choice(_words(each), _attribute(each, "identifier") in right, feedback))
    return choosing(text, choices, single, **_ends(root))


def _order(root: Element, interaction: Element, text: str, found: Read) -> Question:
    names = {
        _attribute(each, "identifier"): _words(each) for each in _all(interaction, "simplechoice")
    }
    items = [names[each] for each in _right(_declaration(root, interaction)) if each in names]
    return graded("ordering", text, items=items, **_ends(root))


def _matching(root: Element, interaction: Element, text: str, found: Read) -> Question:
    names = {
        _attribute(each, "identifier"): _words(each)
        for each in _all(interaction, "simpleassociablechoice")
    }
    sides = [each.split() for each in _right(_declaration(root, interaction))]
    pairs = [
        {"left": names[pair[0]], "right": names[pair[1]]}
        for pair in sides
        if len(pair) == 2 and set(pair) <= names.keys()
    ]
    return graded("matching", text, pairs=pairs, **_ends(root))


def _entry(root: Element, interaction: Element, text: str, found: Read) -> Question | None:
    declaration = _declaration(root, interaction)
    right = _right(declaration)
    if declaration is not None and _attribute(declaration, "basetype") in ("float", "integer"):
        answer = number(right[0]) if len(right) == 1 else None
        if answer is None:
            found.problems.append(_("A question for a number can have one right answer."))
            return None
        return graded(
            "numeric",
            text,
            answer=answer,
            tolerance=_tolerance(root, answer),
            unit=_attribute(interaction, "dataunit")[:30],
            **_ends(root),
        )
    mapped = [
        _attribute(entry, "mapkey")
        for entry in (_all(declaration, "mapentry") if declaration is not None else [])
        if (number(_attribute(entry, "mappedvalue")) or Decimal(0)) > 0
    ]
    accepted = list(dict.fromkeys(filter(None, [*right, *mapped])))
    return graded("short_text", text, accepted=accepted, **_ends(root))


def _tolerance(root: Element, answer: Decimal) -> Decimal:
    """Return how far off an answer may be, from a comparison in the response processing."""
    for equal in _all(root, "equal"):
        bounds = [number(each) for each in _attribute(equal, "tolerance").split()]
        mode = _attribute(equal, "tolerancemode")
        if bounds and bounds[0] is not None:
            if mode == "absolute":
                return abs(bounds[0])
            if mode == "relative":
                return abs(answer) * abs(bounds[0]) / 100
    return Decimal(0)


def _extended(root: Element, interaction: Element, text: str, found: Read) -> Question:
    return Question("free_text", {"question": text, "help": _explanation(root)})


_READ: dict[str, Callable[[Element, Element, str, Read], Question | None]] = {
    "choiceinteraction": _choices,
    "inlinechoiceinteraction": _choices,
    "orderinteraction": _order,
    "matchinteraction": _matching,
    "textentryinteraction": _entry,
    "extendedtextinteraction": _extended,
}
