"""Reads cmi5.xml: what the course is called and what parts it launches. Blocks are flattened in their order.

Source: sections 13 and 14 of the specification, and its CourseStructure.xsd.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from django.utils.translation import gettext_lazy as _

from .. import manifest
from ..refusal import PackageRefused

NAME = "cmi5.xml"
MAX_PARTS = 1_500
"""The specification asks for more than a thousand."""
MAX_IRI = 2_000
MAX_TEXT = 4_096
IRI = re.compile(r"^[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|\\^`\x00-\x20]+$")
SCORE = re.compile(r"^(0?\.\d{1,4}|[01](\.0{1,4})?)$")
MOVE_ON = ("NotApplicable", "Passed", "Completed", "CompletedAndPassed", "CompletedOrPassed")
METHODS = ("AnyWindow", "OwnWindow")


@dataclass(frozen=True)
class Part(manifest.Item):
    """An assignable unit; `launch_data` are its launch parameters."""

    iri: str = ""
    """The name that its publisher gave it."""
    move_on: str = MOVE_ON[0]
    own_window: bool = False
    entitlement_key: str = ""
    blocks: tuple[str, ...] = ()
    """The publisher's names of the blocks that it lies in, from the outermost."""


class _Reader:
    """Reads the elements of the specification's own namespace; those of others are extensions."""

    def __init__(self, root: Element, names: Container[str]) -> None:
        self.space = str(root.tag).rpartition("courseStructure")[0]
        self.names = names
        self.parts: list[Part] = []
        self.seen: set[str] = set()

    def children(self, element: Element, *names: str) -> Iterator[tuple[str, Element]]:
        for child in element:
            yield from ((name, child) for name in names if child.tag == self.space + name)

    def text(self, element: Element, name: str) -> str:
        found = next((child for _name, child in self.children(element, name)), None)
        return "" if found is None else "".join(found.itertext()).strip()

    def title(self, element: Element) -> str:
        """Return the title in Swedish, else in English, else the first."""
        said: dict[str, str] = {}
        for _name, title in self.children(element, "title"):
            for _other, line in self.children(title, "langstring"):
                language = line.get("lang", "").lower().partition("-")[0]
                said.setdefault(language, " ".join("".join(line.itertext()).split()))
        kept = {language: text for language, text in said.items() if text}
        return next((kept[each] for each in ("sv", "en", *kept) if each in kept), "")[:255]

    def collect(self, parent: Element, blocks: tuple[str, ...]) -> None:
        if len(blocks) > manifest.MAX_DEPTH:
            raise manifest.too_deep()
        for name, child in self.children(parent, "au", "block"):
            iri = self.iri(child)
            if name == "block":
                self.collect(child, (*blocks, iri))
                continue
            self.parts.append(self.part(child, iri, blocks))
            if len(self.parts) > MAX_PARTS:
                raise manifest.too_many(MAX_PARTS)

    def iri(self, element: Element) -> str:
        """Return the name of a part or block, of which there must be one alone."""
        iri = element.get("id", "").strip()
        if not IRI.fullmatch(iri) or len(iri) > MAX_IRI or iri in self.seen:
            raise PackageRefused(
                _("“%(id)s” is not an id that a part may have, or it is there twice."),
                params={"id": iri[:120]},
            )
        self.seen.add(iri)
        return iri

    def part(self, element: Element, iri: str, blocks: tuple[str, ...]) -> Part:
        number = len(self.parts) + 1
        title = self.title(element) or f"{number}"
        return Part(
            # The publisher's name may be longer than what a part is kept under.
            id=f"au-{number}",
            title=title,
            href=self.href(self.text(element, "url"), title),
            launch_data=self.limited(element, "launchParameters"),
            mastery_score=_score(element),
            iri=iri,
            move_on=_one_of(element, "moveOn", MOVE_ON),
            own_window=_one_of(element, "launchMethod", METHODS) == "OwnWindow",
            entitlement_key=self.limited(element, "entitlementKey"),
            blocks=blocks,
        )

    def limited(self, element: Element, name: str) -> str:
        text = self.text(element, name)
        if len(text) > MAX_TEXT:
            raise _not_known(name, text)
        return text

    def href(self, url: str, title: str) -> str:
        """Return the file to launch, with its query.

        Raises:
            PackageRefused: it is at another place than in the package.
        """
        try:
            parts = urlsplit(url)
        except ValueError as error:
            raise _elsewhere(url, title) from error
        if parts.scheme or parts.netloc:
            raise _elsewhere(url, title)
        return manifest.launch_path(url, "", self.names)


def _elsewhere(url: str, title: str) -> PackageRefused:
    return PackageRefused(
        _(
            "“%(title)s” lies elsewhere, at “%(href)s”. Only parts whose files are in the package can"
            " be run here."
        ),
        params={"title": title[:120], "href": url[:120]},
    )


def _not_known(name: str, value: str) -> PackageRefused:
    return PackageRefused(
        _("The manifest says “%(value)s” for %(name)s, which cmi5 does not allow."),
        params={"name": name, "value": value[:60]},
    )


def _one_of(element: Element, name: str, values: tuple[str, ...]) -> str:
    value = element.get(name, values[0]).strip()
    if value not in values:
        raise _not_known(name, value)
    return value


def _score(element: Element) -> str:
    value = element.get("masteryScore", "").strip()
    if value and not SCORE.fullmatch(value):
        raise _not_known("masteryScore", value)
    return value


def read(text: bytes, names: Container[str]) -> manifest.Manifest:
    """Return what a course structure says. `names` are the files of the package.

    Raises:
        PackageRefused: it cannot be read, launches nothing, or something that is not in the package.
    """
    root = manifest.parse(text)
    reader = _Reader(root, names)
    course = next((child for _name, child in reader.children(root, "course")), None)
    if not str(root.tag).endswith("courseStructure") or course is None:
        raise PackageRefused(_("cmi5.xml does not hold a course structure of cmi5."))
    reader.collect(root, ())
    if not reader.parts:
        raise PackageRefused(
            _("The package's manifest names no part to launch that is in the package.")
        )
    return manifest.Manifest(
        standard="cmi5",
        identifier=reader.iri(course)[:255],
        title=reader.title(course) or reader.parts[0].title,
        items=tuple(reader.parts),
    )
