"""Converts the values of stream fields: blocks of any shape, each kind of block by a function of its own.

Block ids are derived from the object's key and the place in it, so that the same content has the same ids in
every portal and in every language; wagtail-localize ties translations to them.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from functools import singledispatch
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

from .errors import LineError
from .references import References
from .text import plain_from_json, rich_from_json, rich_to_json

NAMESPACE = uuid.UUID("5b0dd2d1-51f4-5b5e-9d3c-6d7c1c0f7d10")
PICTURE_FIELDS = {"image", "alt", "decorative"}


def block_id(path: str) -> str:
    return str(uuid.uuid5(NAMESPACE, path))


def _last(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def _is_single(stream_block: blocks.StreamBlock) -> bool:
    """Tell whether a stream has the one block `item` and is written as a plain list of values."""
    return list(stream_block.child_blocks) == ["item"]


# --- Streams ---------------------------------------------------------------------------------------


def stream_from_json(
    value: Any, stream_block: blocks.StreamBlock, refs: References, path: str
) -> list[dict[str, Any]]:
    """Return the stored form of a stream: a list of {"type", "value", "id"}.

    Raises:
        LineError: the value does not fit the stream.
    """
    where = _last(path)
    if not isinstance(value, list):
        raise LineError(f"{where}: a list is expected, not {type(value).__name__}")
    stored = []
    for number, raw in enumerate(value):
        name, inner = _named(raw, stream_block, f"{where}[{number}]")
        place = f"{path}/{number}.{name}"
        block = stream_block.child_blocks[name]
        stored.append(
            {"type": name, "value": from_json(block, inner, refs, place), "id": block_id(place)}
        )
    try:
        stream_block.clean(stream_block.to_python(stored))
    except ValidationError as error:
        raise LineError(f"{where}: {_first_message(error)}") from error
    return stored


def _named(raw: Any, stream_block: blocks.StreamBlock, where: str) -> tuple[str, Any]:
    """Return the name of a block of a stream and its value."""
    if _is_single(stream_block):
        return "item", raw
    if not isinstance(raw, dict) or not isinstance(raw.get("type"), str) or "value" not in raw:
        raise LineError(f'{where}: {{"type": …, "value": …}} is expected')
    if raw["type"] not in stream_block.child_blocks:
        raise LineError(
            f"{where}: there is no block {raw['type']!r}; use {', '.join(stream_block.child_blocks)}"
        )
    return raw["type"], raw["value"]


def stream_to_json(stream: blocks.StreamValue, refs: References) -> list[Any]:
    single = _is_single(stream.stream_block)
    found = []
    for child in stream:
        value = to_json(child.block, child.value, refs)
        found.append(value if single else {"type": child.block_type, "value": value})
    return found


def _first_message(error: ValidationError) -> str:
    """Return one readable sentence from Wagtail's nested block errors."""
    nested = getattr(error, "block_errors", None)
    if nested:
        items: Iterable[tuple[Any, Any]] = (
            nested.items() if isinstance(nested, dict) else enumerate(nested)
        )
        for place, inner in items:
            if inner:
                return f"{place}: {_first_message(inner)}"
    return (
        "; ".join(error.messages) if hasattr(error, "messages") and error.messages else str(error)
    )


# --- Reading a block: the stored form of a line's value ----------------------------------------------


@singledispatch
def from_json(block: blocks.Block, value: Any, refs: References, path: str) -> Any:
    """Return the stored form of one block's value. `path` names the place, for ids and messages.

    Raises:
        LineError: the value does not fit the block.
    """
    return plain_from_json(value, _last(path))


@from_json.register
def _struct_from_json(
    block: blocks.StructBlock, value: Any, refs: References, path: str
) -> dict[str, Any]:
    where = _last(path)
    if not isinstance(value, dict):
        raise LineError(f"{where}: an object is expected, not {type(value).__name__}")
    pictures = [name for name, child in block.child_blocks.items() if isinstance(child, ImageBlock)]
    known = set(block.child_blocks) | (PICTURE_FIELDS if pictures else set())
    unknown = value.keys() - known
    if unknown:
        raise LineError(
            f"{where}: unknown field {min(unknown)!r}; use {', '.join(block.child_blocks)}"
        )
    stored = {}
    for name, child in block.child_blocks.items():
        if name in pictures:  # the picture's alternative stands beside it in the line
            stored[name] = from_json(child, value, refs, f"{path}.{name}")
        elif value.get(name) is None:
            stored[name] = _nothing(child)
        else:
            stored[name] = from_json(child, value[name], refs, f"{path}.{name}")
    return stored


def _nothing(block: blocks.Block) -> Any:
    """Return the stored form of a part that a line does not name; wagtail-localize needs a text to be one."""
    default = block.get_prep_value(block.get_default())
    is_text = isinstance(block, blocks.CharBlock | blocks.TextBlock)
    return "" if default is None and is_text else default


@from_json.register
def _picture_from_json(
    block: ImageBlock, value: Any, refs: References, path: str
) -> dict[str, Any]:
    where = _last(path)
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


@from_json.register
def _list_from_json(
    block: blocks.ListBlock, value: Any, refs: References, path: str
) -> list[dict[str, Any]]:
    if not isinstance(value, list):
        raise LineError(f"{_last(path)}: a list is expected, not {type(value).__name__}")
    return [
        {
            "type": "item",
            "value": from_json(block.child_block, item, refs, f"{path}.{number}"),
            "id": block_id(f"{path}.{number}"),
        }
        for number, item in enumerate(value)
    ]


@from_json.register
def _rich_from_json(block: blocks.RichTextBlock, value: Any, refs: References, path: str) -> str:
    return rich_from_json(value, refs, _last(path))


@from_json.register
def _image_from_json(
    block: ImageChooserBlock, value: Any, refs: References, path: str
) -> int | None:
    return refs.find("image", value) if value else None


@from_json.register
def _document_from_json(
    block: DocumentChooserBlock, value: Any, refs: References, path: str
) -> int:
    return refs.find("document", value)


@from_json.register
def _page_from_json(block: blocks.PageChooserBlock, value: Any, refs: References, path: str) -> int:
    kind, slash, key = plain_from_json(value, _last(path)).partition("/")
    if not slash:
        raise LineError(f"{_last(path)}: kind/key is expected, for example case/c-1")
    return refs.find_page(kind, key)


@from_json.register
def _flag_from_json(block: blocks.BooleanBlock, value: Any, refs: References, path: str) -> bool:
    return bool(value)


@from_json.register
def _number_from_json(block: blocks.IntegerBlock, value: Any, refs: References, path: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise LineError(f"{_last(path)}: a whole number is expected")
    return value


@from_json.register
def _decimal_from_json(block: blocks.DecimalBlock, value: Any, refs: References, path: str) -> str:
    try:
        number = Decimal(plain_from_json(value, _last(path)))
    except InvalidOperation as error:
        raise LineError(f"{_last(path)}: a number is expected") from error
    if not number.is_finite():
        raise LineError(f"{_last(path)}: a number is expected")
    return str(number)


@from_json.register
def _inner_stream_from_json(
    block: blocks.StreamBlock, value: Any, refs: References, path: str
) -> list[dict[str, Any]]:
    return stream_from_json(value, block, refs, path)


@from_json.register
def _choice_from_json(block: blocks.ChoiceBlock, value: Any, refs: References, path: str) -> Any:
    choices = [choice for choice, _label in block._constructor_kwargs["choices"]]
    if value not in choices:
        raise LineError(f"{_last(path)}: {value!r} is not one of {', '.join(map(str, choices))}")
    return value


# --- Writing a block: the line's value of what is stored ---------------------------------------------


@singledispatch
def to_json(block: blocks.Block, value: Any, refs: References) -> Any:
    """Return the portable form of one block's value; empty parts are left out."""
    return value


@to_json.register
def _struct_to_json(block: blocks.StructBlock, value: Any, refs: References) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, child in block.child_blocks.items():
        inner = to_json(child, value[name], refs)
        if isinstance(child, ImageBlock):
            found |= inner
        elif not _is_left_out(inner, child):
            found[name] = inner
    return found


def _is_left_out(value: Any, block: blocks.Block) -> bool:
    """Tell whether a line need not name a part: it is empty, or the nought that it would be anyway."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value == 0 and block.get_default() == 0
    return value is None or value is False or value in ("", [])


@to_json.register
def _picture_to_json(block: ImageBlock, value: Any, refs: References) -> dict[str, Any]:
    if value is None:
        return {}
    found: dict[str, Any] = {"image": refs.image_key(value)}
    if value.decorative:
        return found | {"decorative": True}
    return found | {"alt": value.contextual_alt_text or ""}


@to_json.register
def _list_to_json(block: blocks.ListBlock, value: Any, refs: References) -> list[Any]:
    return [to_json(block.child_block, item, refs) for item in value]


@to_json.register
def _rich_to_json(block: blocks.RichTextBlock, value: Any, refs: References) -> str:
    return rich_to_json(value.source, refs)


@to_json.register
def _decimal_to_json(
    block: blocks.DecimalBlock, value: Any, refs: References
) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


@to_json.register
def _inner_stream_to_json(block: blocks.StreamBlock, value: Any, refs: References) -> list[Any]:
    return stream_to_json(value, refs)


@to_json.register
def _image_to_json(block: ImageChooserBlock, value: Any, refs: References) -> str | None:
    return refs.image_key(value) if value else None


@to_json.register
def _document_to_json(block: DocumentChooserBlock, value: Any, refs: References) -> str | None:
    return refs.document_key(value) if value else None


@to_json.register
def _page_to_json(block: blocks.PageChooserBlock, value: Any, refs: References) -> str | None:
    return refs.key_of_page(value.pk) if value else None


# --- Translations ------------------------------------------------------------------------------------


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
