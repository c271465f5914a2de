"""Converts text: plain strings, and running text with the few marks that the portal knows."""

from __future__ import annotations

import html
import re
from typing import Any

from .errors import LineError
from .references import References

PLAIN = re.compile(r"(?:<p>[^<>]*</p>\s*)*\Z")
TAG = re.compile(
    r'<(?P<close>/?)(?P<name>p|h2|h3|ul|ol|li|a|b|i|strong|em|br)\s*(?:href="(?P<href>[^"<>]*)")?\s*/?>',
    re.IGNORECASE,
)
SAFE_ADDRESS = re.compile(r"(?:https?://|mailto:|tel:|ref:|doc:|/(?!/)|#)", re.IGNORECASE)
EDITOR_IDS = re.compile(r' data-block-key="[^"]*"')


def plain_from_json(value: Any, where: str, limit: int | None = None) -> str:
    """Return a plain string; numbers are taken as they are written.

    Raises:
        LineError: it is something else, or too long.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise LineError(f"{where}: text is expected, not {type(value).__name__}")
    text = str(value)
    if limit and len(text) > limit:
        raise LineError(f"{where}: {len(text)} characters; at most {limit}")
    return text


def rich_from_json(value: Any, refs: References, where: str) -> str:
    """Return stored rich text for plain paragraphs, or for simple HTML if it begins with a tag.

    Raises:
        LineError: it is no text, or holds a mark that is not known, not closed or leads to an unsafe address.
    """
    if not isinstance(value, str):
        raise LineError(f"{where}: text is expected, not {type(value).__name__}")
    if value.lstrip().startswith("<"):
        _check_marks(value, where)
        return refs.local(value.strip().replace("<strong>", "<b>").replace("</strong>", "</b>"))
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", value)]
    return "".join(f"<p>{html.escape(part, quote=False)}</p>" for part in paragraphs if part)


def _check_marks(value: str, where: str) -> None:
    open_tags: list[str] = []
    for raw in re.findall(r"<[^>]*>?", value):
        tag = TAG.fullmatch(raw)
        if tag is None or (
            tag["href"] is not None and (tag["close"] or tag["name"].lower() != "a")
        ):
            raise LineError(
                f"{where}: the mark {raw[:40]!r} is not allowed; use p, h3, ul, ol, li, a, b, i"
            )
        if tag["href"] is not None and not SAFE_ADDRESS.match(html.unescape(tag["href"]).strip()):
            raise LineError(f"{where}: the address {tag['href'][:60]!r} is not allowed in a link")
        name = tag["name"].lower()
        if name == "br":
            continue
        if not tag["close"]:
            open_tags.append(name)
        elif not open_tags or open_tags.pop() != name:
            raise LineError(f"{where}: the mark {raw!r} closes nothing")
    if open_tags:
        raise LineError(f"{where}: the mark <{open_tags[-1]}> is not closed")


def rich_to_json(stored: str, refs: References) -> str:
    """Return plain paragraphs where that loses nothing, else HTML with portable links."""
    stored = EDITOR_IDS.sub("", stored)
    if PLAIN.match(stored):
        return "\n\n".join(html.unescape(part) for part in re.findall(r"<p>([^<>]*)</p>", stored))
    return refs.portable(stored)
