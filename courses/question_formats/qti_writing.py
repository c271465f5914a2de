"""Writes QTI 3. See `qti` for the standard and its sources."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from django.utils.translation import gettext as _

from .questions import Question, short

Values = dict[str, Any]
ASI = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
PACKAGE = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
TEMPLATES = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/"


def write(questions: list[Question], title: str = "") -> bytes:
    """Return questions as a QTI 3 package: a file for each, a test that orders them, and the manifest."""
    stream = io.BytesIO()
    names = [f"q{place}" for place in range(1, len(questions) + 1)]
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr(_entry_of("imsmanifest.xml"), _manifest(names))
        opened.writestr(_entry_of("test.xml"), _test(names, title or _("Questions")))
        for name, question in zip(names, questions, strict=True):
            opened.writestr(_entry_of(f"items/{name}.xml"), _item(name, question))
    return stream.getvalue()


def _entry_of(name: str) -> zipfile.ZipInfo:
    """Return an entry without the time of the day, so that the same questions make the same file."""
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _bytes(root: Element) -> bytes:
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _manifest(names: list[str]) -> bytes:
    root = Element("manifest", {"xmlns": PACKAGE, "identifier": "questions"})
    metadata = SubElement(root, "metadata")
    SubElement(metadata, "schema").text = "QTI Package"
    SubElement(metadata, "schemaversion").text = "3.0.0"
    SubElement(root, "organizations")
    resources = SubElement(root, "resources")
    test = _resource(resources, "test", "imsqti_test_xmlv3p0", "test.xml")
    for name in names:
        SubElement(test, "dependency", identifierref=name)
    for name in names:
        _resource(resources, name, "imsqti_item_xmlv3p0", f"items/{name}.xml")
    return _bytes(root)


def _resource(resources: Element, identifier: str, kind: str, href: str) -> Element:
    resource = SubElement(resources, "resource", identifier=identifier, type=kind, href=href)
    SubElement(resource, "file", href=href)
    return resource


def _test(names: list[str], title: str) -> bytes:
    root = Element("qti-assessment-test", {"xmlns": ASI, "identifier": "test", "title": title})
    part = SubElement(
        root,
        "qti-test-part",
        {"identifier": "part", "navigation-mode": "nonlinear", "submission-mode": "individual"},
    )
    section = SubElement(
        part, "qti-assessment-section", identifier="section", title=title, visible="true"
    )
    for name in names:
        SubElement(section, "qti-assessment-item-ref", identifier=name, href=f"items/{name}.xml")
    return _bytes(root)


def _item(name: str, question: Question) -> bytes:
    values = question.values
    title = question.text.splitlines()[0][:100] if question.text else name
    attributes = {
        "identifier": name,
        "title": title,
        "adaptive": "false",
        "time-dependent": "false",
    }
    root = Element("qti-assessment-item", {"xmlns": ASI, **attributes})
    cardinality, base, right = _ANSWERS[question.kind](values)
    response = SubElement(
        root,
        "qti-response-declaration",
        {"identifier": "RESPONSE", "cardinality": cardinality, "base-type": base},
    )
    if right:
        correct = SubElement(response, "qti-correct-response")
        for each in right:
            SubElement(correct, "qti-value").text = each
    if question.kind == "short_text":
        _mapping(response, values)
    _outcomes(root, question)
    body = SubElement(root, "qti-item-body")
    for line in question.text.splitlines():
        SubElement(body, "p").text = line
    _BODIES[question.kind](body, values)
    _processing(root, question)
    end = values.get("help") if question.kind == "free_text" else values.get("explanation")
    if end:
        modal = SubElement(
            root,
            "qti-modal-feedback",
            {"outcome-identifier": "EXPLANATION", "identifier": "shown", "show-hide": "show"},
        )
        content = SubElement(modal, "qti-content-body")
        for line in str(end).splitlines():
            SubElement(content, "p").text = line
    return _bytes(root)


def _outcome(root: Element, name: str, cardinality: str, base: str, value: str = "") -> None:
    declaration = SubElement(
        root,
        "qti-outcome-declaration",
        {"identifier": name, "cardinality": cardinality, "base-type": base},
    )
    if value:
        SubElement(SubElement(declaration, "qti-default-value"), "qti-value").text = value


def _outcomes(root: Element, question: Question) -> None:
    if question.kind != "free_text":
        _outcome(root, "SCORE", "single", "float", "0")
        _outcome(root, "MAXSCORE", "single", "float", str(question.values.get("points", 1)))
    if any(each.get("feedback") for each in question.values.get("choices", [])):
        _outcome(root, "FEEDBACK", "multiple", "identifier")
    if question.values.get("explanation") or question.values.get("help"):
        _outcome(root, "EXPLANATION", "single", "identifier", "shown")


def _mapping(response: Element, values: Values) -> None:
    mapping = SubElement(response, "qti-mapping", {"default-value": "0"})
    for each in values["accepted"]:
        SubElement(
            mapping,
            "qti-map-entry",
            {"map-key": each, "mapped-value": str(values["points"]), "case-sensitive": "false"},
        )


def _processing(root: Element, question: Question) -> None:
    """Write how an answer is graded: all points for the right one, none for another."""
    kind = question.kind
    if kind == "free_text":
        return
    if kind == "short_text":
        SubElement(root, "qti-response-processing", template=f"{TEMPLATES}map_response.xml")
        return
    processing = SubElement(root, "qti-response-processing")
    branch = SubElement(SubElement(processing, "qti-response-condition"), "qti-response-if")
    if kind == "numeric":
        off = short(question.values["tolerance"] or 0)
        test = SubElement(
            branch, "qti-equal", {"tolerance-mode": "absolute", "tolerance": f"{off} {off}"}
        )
    else:
        test = SubElement(branch, "qti-match")
    SubElement(test, "qti-variable", identifier="RESPONSE")
    SubElement(test, "qti-correct", identifier="RESPONSE")
    score = SubElement(branch, "qti-set-outcome-value", identifier="SCORE")
    SubElement(score, "qti-variable", identifier="MAXSCORE")
    if any(each.get("feedback") for each in question.values.get("choices", [])):
        told = SubElement(processing, "qti-set-outcome-value", identifier="FEEDBACK")
        inner = SubElement(told, "qti-multiple") if kind == "single_choice" else told
        SubElement(inner, "qti-variable", identifier="RESPONSE")


def _pair_names(values: Values) -> tuple[list[str], list[str]]:
    """Return the names of both sides of a matching; what is right of two pairs is one choice."""
    rights = list(dict.fromkeys(pair["right"] for pair in values["pairs"]))
    return (
        [f"left{place}" for place in range(1, len(values["pairs"]) + 1)],
        [f"right{rights.index(pair['right']) + 1}" for pair in values["pairs"]],
    )


def _chosen(values: Values) -> list[str]:
    return [f"c{place}" for place, each in enumerate(values["choices"], 1) if each["correct"]]


_ANSWERS: dict[str, Callable[[Values], tuple[str, str, list[str]]]] = {
    "single_choice": lambda values: ("single", "identifier", _chosen(values)),
    "multiple_choice": lambda values: ("multiple", "identifier", _chosen(values)),
    "ordering": lambda values: (
        "ordered",
        "identifier",
        [f"c{place}" for place in range(1, len(values["items"]) + 1)],
    ),
    "matching": lambda values: (
        "multiple",
        "directedPair",
        [" ".join(pair) for pair in zip(*_pair_names(values), strict=True)],
    ),
    "numeric": lambda values: ("single", "float", [short(values["answer"])]),
    "short_text": lambda values: ("single", "string", [str(values["accepted"][0])]),
    "free_text": lambda values: ("single", "string", []),
}


def _choice_body(body: Element, values: Values, most: str) -> None:
    interaction = SubElement(
        body,
        "qti-choice-interaction",
        {"response-identifier": "RESPONSE", "shuffle": "true", "max-choices": most},
    )
    for place, each in enumerate(values["choices"], 1):
        element = SubElement(interaction, "qti-simple-choice", identifier=f"c{place}")
        element.text = each["text"]
        if each.get("feedback"):
            SubElement(
                element,
                "qti-feedback-inline",
                {"outcome-identifier": "FEEDBACK", "identifier": f"c{place}", "show-hide": "show"},
            ).text = each["feedback"]


def _order_body(body: Element, values: Values) -> None:
    interaction = SubElement(
        body, "qti-order-interaction", {"response-identifier": "RESPONSE", "shuffle": "true"}
    )
    for place, item in enumerate(values["items"], 1):
        SubElement(interaction, "qti-simple-choice", identifier=f"c{place}").text = str(item)


def _match_body(body: Element, values: Values) -> None:
    lefts, rights = _pair_names(values)
    interaction = SubElement(
        body,
        "qti-match-interaction",
        {
            "response-identifier": "RESPONSE",
            "shuffle": "true",
            "max-associations": str(len(values["pairs"])),
        },
    )
    first = SubElement(interaction, "qti-simple-match-set")
    for name, pair in zip(lefts, values["pairs"], strict=True):
        attributes = {"identifier": name, "match-max": "1"}
        SubElement(first, "qti-simple-associable-choice", attributes).text = pair["left"]
    second = SubElement(interaction, "qti-simple-match-set")
    for name in dict.fromkeys(rights):
        attributes = {"identifier": name, "match-max": str(rights.count(name))}
        element = SubElement(second, "qti-simple-associable-choice", attributes)
        element.text = values["pairs"][rights.index(name)]["right"]


def _entry_body(body: Element, values: Values) -> None:
    paragraph = SubElement(body, "p")
    attributes = {"response-identifier": "RESPONSE", "expected-length": "20"}
    if values.get("unit"):
        attributes["data-unit"] = str(values["unit"])
    SubElement(paragraph, "qti-text-entry-interaction", attributes)


def _extended_body(body: Element, values: Values) -> None:
    SubElement(
        body,
        "qti-extended-text-interaction",
        {"response-identifier": "RESPONSE", "expected-lines": "6"},
    )


_BODIES: dict[str, Callable[[Element, Values], None]] = {
    "single_choice": lambda body, values: _choice_body(body, values, "1"),
    "multiple_choice": lambda body, values: _choice_body(body, values, "0"),
    "ordering": _order_body,
    "matching": _match_body,
    "numeric": _entry_body,
    "short_text": _entry_body,
    "free_text": _extended_body,
}
