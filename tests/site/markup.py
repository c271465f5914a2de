"""What well made markup means here, beyond what a parser refuses. `faults` names each breach in one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import html

Element = html.HtmlElement
CONTROLS = (
    "//input[not(@type='hidden' or @type='submit' or @type='button')] | //select | //textarea"
)
INTERACTIVE = ("a", "button", "select", "textarea", "summary", "details")
TITLES = (
    "//*[self::h2 or self::h3 or self::h4 or contains(@class, 'link-list')]"
    "//a[starts-with(@href, '/sv/') or starts-with(@href, '/en/')]"
)
REFERENCES = ("aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "for", "list")


def faults(tree: Element, language: str | None) -> list[str]:
    """Return all breaches of a page; `language` is the one it must declare, None where any will do."""
    rules = (
        headings,
        names,
        controls,
        pictures,
        landmarks,
        languages,
        inline,
        lists,
        nesting,
        tables,
    )
    found = [fault for rule in rules for fault in rule(tree)]
    declared = tree.get("lang")
    if not declared or (language and declared != language):
        found.append(f"html lang is {declared!r}, not {language!r}")
    return found


def show(element: Element) -> str:
    return html.tostring(element, encoding="unicode", with_tail=False)[:120].replace("\n", " ")


def text_of(element: Element) -> str:
    """Return the name that a link, button or heading has for those who cannot see it."""
    own = element.get("aria-label") or "".join(element.itertext())
    return " ".join([own, *(image.get("alt", "") for image in element.iter("img"))]).strip()


def headings(tree: Element) -> Iterator[str]:
    found = tree.xpath("//h1|//h2|//h3|//h4|//h5|//h6")
    levels = [int(heading.tag[1]) for heading in found]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} first-level headings"
    if levels and levels[0] != 1:
        yield f"the first heading is {show(found[0])}"
    for before, heading, level in zip(levels, found[1:], levels[1:], strict=False):
        if level > before + 1:
            yield f"from h{before} to {show(heading)}"
    for heading in found:
        if not text_of(heading):
            yield f"empty heading: {show(heading)}"


def names(tree: Element) -> Iterator[str]:
    """Ids are single, and what refers to one finds it."""
    ids = Counter(tree.xpath("//@id"))
    for name, number in ids.items():
        if number > 1:
            yield f"id {name!r} {number} times"
    for reference in REFERENCES:
        for value in tree.xpath(f"//@{reference}"):
            for name in value.split():
                if name not in ids:
                    yield f"{reference} names {name!r}, which is not there"


def controls(tree: Element) -> Iterator[str]:
    """What people operate has a name."""
    for control in tree.xpath(CONTROLS):
        labelled = (
            control.get("aria-label")
            or control.get("aria-labelledby")
            or any(parent.tag == "label" for parent in control.iterancestors())
            or (control.get("id") and tree.xpath("//label[@for=$id]", id=control.get("id")))
        )
        if not labelled:
            yield f"no label: {show(control)}"
    for element in tree.xpath("//a[@href] | //button | //summary"):
        if not (text_of(element) or element.get("aria-labelledby")):
            yield f"no name: {show(element)}"


def pictures(tree: Element) -> Iterator[str]:
    for image in tree.iter("img"):
        if image.get("alt") is None:
            yield f"no alternative text: {show(image)}"
        if not (image.get("width") and image.get("height")):
            yield f"no size: {show(image)}"


def landmarks(tree: Element) -> Iterator[str]:
    if len(tree.xpath("//main")) != 1:
        yield f"{len(tree.xpath('//main'))} main elements"
    for tag in ("nav", "aside"):
        found = tree.xpath(f"//{tag}")
        labels = [element.get("aria-label") or element.get("aria-labelledby") for element in found]
        if len(found) > 1 and (None in labels or len(set(labels)) < len(labels)):
            yield f"{tag} elements without names that tell them apart: {labels}"


def languages(tree: Element) -> Iterator[str]:
    """Where a page of another language is named by its own title, the title's language is told."""
    for link in tree.xpath(TITLES):
        target = link.get("href")[1:3]
        around = link.xpath("ancestor-or-self::*[@lang][1]/@lang")[-1:]
        inside = link.xpath(".//@lang")
        if target not in (*around, *inside):
            yield f"no word of its language: {show(link)}"


def inline(tree: Element) -> Iterator[str]:
    """What the content policy refuses to run or apply."""
    for element in tree.xpath("//*[@style] | //style"):
        yield f"inline style: {show(element)}"
    for script in tree.xpath("//script[not(@src)]"):
        if script.get("type") != "application/ld+json":
            yield f"inline script: {show(script)}"
    for element in tree.xpath("//*[@*[starts-with(name(), 'on')]]"):
        yield f"event attribute: {show(element)}"
    for element in tree.xpath("//a[starts-with(@href, 'javascript:')]"):
        yield f"script as address: {show(element)}"


def lists(tree: Element) -> Iterator[str]:
    for item in tree.iter("li"):
        if item.getparent().tag not in ("ul", "ol", "menu"):
            yield f"item outside a list: {show(item)}"
    for parent, children in (("ul", {"li"}), ("ol", {"li"}), ("dl", {"dt", "dd", "div"})):
        for element in tree.iter(parent):
            strangers = {child.tag for child in element if isinstance(child.tag, str)} - children
            if strangers:
                yield f"{parent} with {strangers}: {show(element)}"
            if not len(element):
                yield f"empty list: {show(element)}"


def nesting(tree: Element) -> Iterator[str]:
    for tag in ("a", "button", "summary"):
        for element in tree.iter(tag):
            inner = [child for child in element.iterdescendants() if child.tag in INTERACTIVE]
            if inner:
                yield f"{inner[0].tag} in {show(element)}"
    for element in tree.xpath("//p[.//div or .//ul or .//ol or .//p or .//table]"):
        yield f"a block in a paragraph: {show(element)}"
    for element in tree.iter("p"):
        # A live region begins empty: what is put there later is read aloud.
        if not text_of(element) and not len(element) and element.get("role") != "status":
            yield f"empty paragraph: {show(element)}"


def tables(tree: Element) -> Iterator[str]:
    for table in tree.iter("table"):
        if not table.xpath(".//th[@scope]"):
            yield f"table without header cells: {show(table)}"
        if not (table.xpath("./caption") or table.get("aria-labelledby")):
            yield f"table without a caption: {show(table)}"
