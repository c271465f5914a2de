"""Converts the values of text and stream fields: rich text, and blocks of any shape.

Block ids are derived from the object's key and the place in it, so that the same content has the same ids in
every portal and in every language; wagtail-localize ties translations to them.
"""

from __future__ import annotations

import html
import re
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.rich_text import RichText

from ..models import PortalDocument, PortalImage
from .errors import LineError
from .references import References

NAMESPACE = uuid.UUID("5b0dd2d1-51f4-5b5e-9d3c-6d7c1c0f7d10")
PLAIN = re.compile(r"(?:<p>[^<>]*</p>\s*)*\Z")
ALLOWED = re.compile(r"</?(?:p|h2|h3|ul|ol|li|a|b|i|strong|em|br)(?:\s[^<>]*)?/?>", re.IGNORECASE)


def rich_from_json(value: Any, refs: References, where: str) -> str:
    """Return stored rich text for plain paragraphs, or for simple HTML if it begins with a tag."""
    if not isinstance(value, str):
        raise LineError(f"{where}: text is expected, not {type(value).__name__}")
    if value.lstrip().startswith("<"):
        for tag in re.findall(r"<[^>]*>?", value):
            if not ALLOWED.fullmatch(tag) or re.search(
                r"\bon\w+\s*=|javascript:", tag, re.IGNORECASE
            ):
                raise LineError(
                    f"{where}: the mark {tag[:40]!r} is not allowed; use p, h3, ul, ol, li, a, b, i"
                )
        return refs.local(value.strip().replace("<strong>", "<b>").replace("</strong>", "</b>"))
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", value)]
    return "".join(f"<p>{html.escape(part, quote=False)}</p>" for part in paragraphs if part)


def rich_to_json(stored: str, refs: References) -> str:
    """Return plain paragraphs where that loses nothing, else HTML with portable links."""
    if PLAIN.match(stored):
        return "\n\n".join(html.unescape(part) for part in re.findall(r"<p>([^<>]*)</p>", stored))
    return refs.portable(stored)


def plain_from_json(value: Any, where: str, limit: int | None = None) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise LineError(f"{where}: text is expected, not {type(value).__name__}")
    text = str(value)
    if "\0" in text:
        raise LineError(f"{where}: holds a character that cannot be stored (NUL)")
    if limit and len(text) > limit:
        raise LineError(f"{where}: {len(text)} characters; at most {limit}")
    return text


def block_id(path: str) -> str:
    return str(uuid.uuid5(NAMESPACE, path))


def stream_from_json(
    value: Any, stream_block: blocks.StreamBlock, refs: References, path: str
) -> list[dict[str, Any]]:
    """Return the stored form of a stream: a list of {"type", "value", "id"}.

    A stream with the single block `item` is written as a plain list of values.
    """
    where = path.rsplit("/", 1)[-1]
    if not isinstance(value, list):
        raise LineError(f"{where}: a list is expected, not {type(value).__name__}")
    single = list(stream_block.child_blocks) == ["item"]
    stored = []
    for number, raw in enumerate(value):
        if single:
            name, inner = "item", raw
        elif isinstance(raw, dict) and isinstance(raw.get("type"), str) and "value" in raw:
            name, inner = raw["type"], raw["value"]
        else:
            raise LineError(f'{where}[{number}]: {{"type": …, "value": …}} is expected')
        block = stream_block.child_blocks.get(name)
        if block is None:
            raise LineError(
                f"{where}[{number}]: there is no block {name!r}; use {', '.join(stream_block.child_blocks)}"
            )
        place = f"{path}/{number}.{name}"
        stored.append(
            {
                "type": name,
                "value": block_from_json(inner, block, refs, place),
                "id": block_id(place),
            }
        )
    try:
        stream_block.clean(stream_block.to_python(stored))
    except ValidationError as error:
        raise LineError(f"{where}: {_first_message(error)}") from error
    return stored


def stream_to_json(stream: blocks.StreamValue, refs: References) -> list[Any]:
    single = list(stream.stream_block.child_blocks) == ["item"]
    found = []
    for child in stream:
        value = block_to_json(child.value, child.block, refs)
        found.append(value if single else {"type": child.block_type, "value": value})
    return found


def block_from_json(value: Any, block: blocks.Block, refs: References, path: str) -> Any:
    """Return the stored form of one block's value."""
    where = path.rsplit("/", 1)[-1]
    if isinstance(block, ImageBlock):
        return _image_from_json(value, refs, where)
    if isinstance(block, blocks.StructBlock):
        if not isinstance(value, dict):
            raise LineError(f"{where}: an object is expected, not {type(value).__name__}")
        known = set(block.child_blocks) | (
            {"alt", "decorative"} if "image" in block.child_blocks else set()
        )
        unknown = value.keys() - known
        if unknown:
            raise LineError(
                f"{where}: unknown field {min(unknown)!r}; use {', '.join(block.child_blocks)}"
            )
        stored = {}
        for name, child in block.child_blocks.items():
            if isinstance(child, ImageBlock):
                stored[name] = _image_from_json(value, refs, f"{where}.{name}")
            elif value.get(name) is None:
                stored[name] = child.get_prep_value(child.get_default())
            else:
                stored[name] = block_from_json(value[name], child, refs, f"{path}.{name}")
        return stored
    if isinstance(block, blocks.ListBlock):
        if not isinstance(value, list):
            raise LineError(f"{where}: a list is expected, not {type(value).__name__}")
        return [
            {
                "type": "item",
                "value": block_from_json(item, block.child_block, refs, f"{path}.{number}"),
                "id": block_id(f"{path}.{number}"),
            }
            for number, item in enumerate(value)
        ]
    if isinstance(block, blocks.RichTextBlock):
        return rich_from_json(value, refs, where)
    if isinstance(block, ImageChooserBlock):
        return refs.find("image", value) if value else None
    if isinstance(block, DocumentChooserBlock):
        return refs.find("document", value)
    if isinstance(block, blocks.PageChooserBlock):
        kind, slash, key = plain_from_json(value, where).partition("/")
        if not slash:
            raise LineError(f"{where}: kind/key is expected, for example case/c-1")
        return refs.find(kind, key)
    if isinstance(block, blocks.BooleanBlock):
        return bool(value)
    if isinstance(block, blocks.IntegerBlock):
        if isinstance(value, bool) or not isinstance(value, int):
            raise LineError(f"{where}: a whole number is expected")
        return value
    if isinstance(block, blocks.ChoiceBlock):
        choices = [choice for choice, _label in block._constructor_kwargs["choices"]]
        if value not in choices:
            raise LineError(f"{where}: {value!r} is not one of {', '.join(map(str, choices))}")
        return value
    return plain_from_json(value, where)


def block_to_json(value: Any, block: blocks.Block, refs: References) -> Any:
    """Return the portable form of one block's value; empty parts are left out."""
    if isinstance(block, ImageBlock):
        return _image_to_json(value, refs)
    if isinstance(block, blocks.StructBlock):
        found: dict[str, Any] = {}
        for name, child in block.child_blocks.items():
            if isinstance(child, ImageBlock):
                found |= _image_to_json(value[name], refs)
                continue
            inner = block_to_json(value[name], child, refs)
            if inner not in (None, "", [], False):
                found[name] = inner
        return found
    if isinstance(block, blocks.ListBlock):
        return [block_to_json(item, block.child_block, refs) for item in value]
    if isinstance(value, RichText):
        return rich_to_json(value.source, refs)
    if isinstance(value, PortalImage):
        return refs.image_key(value)
    if isinstance(value, PortalDocument):
        return refs.document_key(value)
    if isinstance(block, blocks.PageChooserBlock):
        return refs.key_of_page(value.pk) if value else None
    return value


def merge(source: Any, partial: Any) -> Any:
    """Return `partial` filled up from `source`: a translation gives its texts, the source the rest.

    Lists are merged only when they are equally long; else the translation's own list stands.
    """
    if isinstance(source, dict) and isinstance(partial, dict):
        if "type" in source and "type" in partial and source["type"] != partial["type"]:
            return partial
        return source | {name: merge(source.get(name), value) for name, value in partial.items()}
    if isinstance(source, list) and isinstance(partial, list) and len(source) == len(partial):
        return [merge(old, new) for old, new in zip(source, partial, strict=True)]
    return partial


def _image_from_json(value: Any, refs: References, where: str) -> dict[str, Any]:
    if not isinstance(value, dict) or not value.get("image"):
        raise LineError(f'{where}: {{"image": key, "alt": …}} is expected')
    decorative = bool(value.get("decorative"))
    alt = plain_from_json(value.get("alt", ""), where)
    if not alt and not decorative:
        raise LineError(f'{where}: the picture needs "alt", or "decorative": true')
    return {
        "image": refs.find("image", value["image"]),
        "alt_text": "" if decorative else alt,
        "decorative": decorative,
    }


def _image_to_json(image: Any, refs: References) -> dict[str, Any]:
    if image is None:
        return {}
    found: dict[str, Any] = {"image": refs.image_key(image)}
    if image.decorative:
        found["decorative"] = True
    else:
        found["alt"] = image.contextual_alt_text or ""
    return found


def _first_message(error: ValidationError) -> str:
    """Return one readable sentence from Wagtail's nested block errors."""
    nested = getattr(error, "block_errors", None)
    if nested:
        items = nested.items() if isinstance(nested, dict) else enumerate(nested)
        for place, inner in items:
            if inner:
                return f"{place}: {_first_message(inner)}"
    return (
        "; ".join(error.messages) if hasattr(error, "messages") and error.messages else str(error)
    )
