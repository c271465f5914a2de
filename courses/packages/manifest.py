"""Reads imsmanifest.xml: which edition of SCORM it is, what the package is called and what it launches.

Sequencing rules of SCORM 2004 are not read: the learner chooses freely between the parts.
Source: SCORM 1.2 and SCORM 2004 4th Edition, Content Aggregation Model, by ADL.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext_lazy as _

from .refusal import PackageRefused

NAME = "imsmanifest.xml"
MAX_BYTES = 2 * 1024 * 1024
MAX_ITEMS = 200
MAX_DEPTH = 10
PARAMETERS = re.compile(r"^[?#&]?[\w\-.~%!$&'()*+,;=:@/?#]*$")


@dataclass(frozen=True)
class Item:
    """A part that can be launched. `href` is a path in the package with its query, relative to its root."""

    id: str
    title: str
    href: str
    launch_data: str = ""
    mastery_score: str = ""
    """SCORM 1.2: points of 100 that a score must reach to pass. Empty where the package decides itself."""


@dataclass(frozen=True)
class Manifest:
    standard: str
    """`1.2`, `2004`, `cmi5` or `h5p`."""
    identifier: str
    title: str
    items: tuple[Item, ...]


def _local(name: str) -> str:
    return name.rpartition("}")[2].lower()


def _attribute(element: Element, name: str) -> str:
    """Return an attribute in whatever namespace and spelling: 1.2 says `scormtype`, 2004 `scormType`."""
    return next((value for key, value in element.attrib.items() if _local(key) == name), "").strip()


def _children(element: Element, name: str) -> list[Element]:
    return [child for child in element if _local(str(child.tag)) == name]


def _text(element: Element, *names: str) -> str:
    for child in element.iter():
        if _local(str(child.tag)) in names:
            return " ".join("".join(child.itertext()).split())
    return ""


def _own_text(element: Element, name: str) -> str:
    found = _children(element, name)
    return " ".join("".join(found[0].itertext()).split()) if found else ""


def parse(text: bytes) -> Element:
    """Return the root of a manifest.

    Raises:
        PackageRefused: it is not XML or declares entities.
    """
    try:
        root: Element = ElementTree.fromstring(text, forbid_dtd=True)
    except DefusedXmlException as error:
        raise PackageRefused(
            _("The package's manifest declares a document type or entities. It may not.")
        ) from error
    except (ParseError, ValueError, LookupError, RecursionError) as error:
        raise PackageRefused(_("The package's manifest cannot be read as XML.")) from error
    return root


def read(text: bytes, names: Container[str]) -> Manifest:
    """Return what a manifest says. `names` are the files of the package.

    Raises:
        PackageRefused: it cannot be read, is of another standard or launches nothing.
    """
    root = parse(text)
    if _local(root.tag) != "manifest":
        raise PackageRefused(_("The package's manifest cannot be read as XML."))
    organisation = _default_organisation(root)
    resources = _resources(root)
    items: list[Item] = []
    if organisation is not None:
        _collect(organisation, resources, names, items, depth=0)
    if not items:
        raise PackageRefused(
            _("The package's manifest names no part to launch that is in the package.")
        )
    title = _own_text(organisation, "title") if organisation is not None else ""
    return Manifest(
        standard=_standard(root),
        identifier=_attribute(root, "identifier")[:255],
        title=(title or items[0].title)[:255],
        items=tuple(items),
    )


def _standard(root: Element) -> str:
    """Return the edition. Where the manifest does not say it, its vocabulary does."""
    stated = _text(root, "schemaversion").lower()
    if stated.startswith("1.2"):
        return "1.2"
    if "2004" in stated or "cam 1.3" in stated:
        return "2004"
    if not stated or stated.startswith("1.1"):
        spaces = " ".join({str(element.tag).rpartition("}")[0] for element in root.iter()})
        keys = " ".join({key for element in root.iter() for key in element.attrib})
        return "2004" if "adlcp_v1p3" in spaces + keys else "1.2"
    raise PackageRefused(
        _(
            "The package is made for “%(stated)s”. SCORM 1.2, SCORM 2004, cmi5 and H5P can be run here."
        ),
        params={"stated": stated[:60]},
    )


def _default_organisation(root: Element) -> Element | None:
    shelves = _children(root, "organizations")
    found = _children(shelves[0], "organization") if shelves else []
    wanted = _attribute(shelves[0], "default") if shelves else ""
    chosen = [each for each in found if _attribute(each, "identifier") == wanted]
    return next(iter(chosen or found), None)


def _resources(root: Element) -> dict[str, str]:
    """Return the launch address of each resource by its identifier."""
    found: dict[str, str] = {}
    for shelf in _children(root, "resources"):
        above = shelf.get("{http://www.w3.org/XML/1998/namespace}base", "")
        for resource in _children(shelf, "resource"):
            base = above + resource.get("{http://www.w3.org/XML/1998/namespace}base", "")
            if href := _attribute(resource, "href"):
                found[_attribute(resource, "identifier")] = base + href
    return found


def _collect(
    parent: Element,
    resources: dict[str, str],
    names: Container[str],
    items: list[Item],
    depth: int,
) -> None:
    if depth > MAX_DEPTH:
        raise too_deep()
    for element in _children(parent, "item"):
        if _attribute(element, "isvisible").lower() != "false":
            reference = _attribute(element, "identifierref")
            if reference in resources:
                items.append(_item(element, resources[reference], names, len(items)))
        if len(items) > MAX_ITEMS:
            raise too_many(MAX_ITEMS)
        _collect(element, resources, names, items, depth + 1)


def too_deep() -> PackageRefused:
    return PackageRefused(_("The package's parts lie too deep inside one another."))


def too_many(limit: int) -> PackageRefused:
    return PackageRefused(_("The package has more than %(limit)s parts."), params={"limit": limit})


def _item(element: Element, href: str, names: Container[str], number: int) -> Item:
    title = _own_text(element, "title") or f"{number + 1}"
    parameters = _attribute(element, "parameters")
    return Item(
        id=(_attribute(element, "identifier") or f"item-{number + 1}")[:255],
        title=title[:255],
        href=launch_path(href, parameters, names),
        launch_data=_own_text(element, "datafromlms")[:4096],
        mastery_score=_mastery(element),
    )


def _mastery(element: Element) -> str:
    stated = _own_text(element, "masteryscore")
    return stated if re.fullmatch(r"\d{1,3}(\.\d{1,2})?", stated) else ""


def launch_path(href: str, parameters: str, names: Container[str]) -> str:
    """Return the file to launch with its query, as a path from the package's root.

    Raises:
        PackageRefused: it lies elsewhere or is not in the package.
    """
    parts = urlsplit(href)
    path = posixpath.normpath(unquote(parts.path))
    outside = parts.scheme or parts.netloc or path.startswith(("/", ".."))
    if outside or path not in names:
        raise PackageRefused(
            _("The manifest launches “%(href)s”, which is not in the package."),
            params={"href": href[:120]},
        )
    query, fragment = parts.query, parts.fragment
    if parameters and PARAMETERS.fullmatch(parameters):
        more, _hash, anchor = parameters.lstrip("?&").partition("#")
        query, fragment = "&".join(filter(None, [query, more])), fragment or anchor
    return path + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")
