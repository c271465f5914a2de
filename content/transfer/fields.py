"""One field of a line: how it is read onto an object and written from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from wagtail.fields import StreamField

from .errors import LineError
from .references import References
from .text import plain_from_json, rich_from_json, rich_to_json
from .values import merge, stream_from_json, stream_to_json

EMPTY: tuple[Any, ...] = (None, "", [], {})
FIRST_YEAR, LAST_YEAR = 1000, 2999


@dataclass
class Field:
    """A field with the same name in the line and on the object, unless `attr` says otherwise."""

    name: str
    attr: str = ""
    text: bool = False
    """True if a translation carries it; all else is taken from the source."""

    def __post_init__(self) -> None:
        self.attr = self.attr or self.name

    def read(self, obj: Any, value: Any, refs: References, path: str) -> None:
        """Put the line's value on the object. `path` names the object, for ids and messages.

        Raises:
            LineError: the value does not fit.
        """
        raise NotImplementedError

    def write(self, obj: Any, refs: References) -> Any:
        """Return the value for a line; one of `EMPTY` is left out."""
        raise NotImplementedError

    def fill(self, source: Any, value: Any, refs: References) -> Any:
        """Return a translation's value completed by what the source has."""
        return value


class Plain(Field):
    def read(self, obj: Any, value: Any, refs: References, path: str) -> None:
        limit = obj._meta.get_field(self.attr).max_length
        setattr(
            obj, self.attr, plain_from_json(value, self.name, limit) if value not in EMPTY else ""
        )

    def write(self, obj: Any, refs: References) -> Any:
        return getattr(obj, self.attr)


class Rich(Field):
    def read(self, obj: Any, value: Any, refs: References, path: str) -> None:
        setattr(
            obj, self.attr, rich_from_json(value, refs, self.name) if value not in EMPTY else ""
        )

    def write(self, obj: Any, refs: References) -> Any:
        return rich_to_json(getattr(obj, self.attr), refs)


class Choice(Field):
    def read(self, obj: Any, value: Any, refs: References, path: str) -> None:
        field = obj._meta.get_field(self.attr)
        choices = [choice for choice, _label in field.flatchoices]
        if value in EMPTY:
            value = field.get_default() if field.has_default() else ""
        if value not in choices and not (value == "" and field.blank):
            raise LineError(f"{self.name}: {value!r} is not one of {', '.join(map(str, choices))}")
        setattr(obj, self.attr, value)

    def write(self, obj: Any, refs: References) -> Any:
        return getattr(obj, self.attr)


class Whole(Field):
    def read(self, obj: Any, value: Any, refs: References, path: str) -> None:
        field = obj._meta.get_field(self.attr)
        if value in EMPTY:
            value = field.get_default()
        elif isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 32_767:
            raise LineError(f"{self.name}: a whole number between 0 and 32767 is expected")
        setattr(obj, self.attr, value)

    def write(self, obj: Any, refs: References) -> Any:
        return getattr(obj, self.attr)


class Flag(Field):
    """A yes or no; a line names it where it is not the model's default."""

    def _default(self, obj: Any) -> bool:
        return bool(obj._meta.get_field(self.attr).get_default())

    def read(self, obj: Any, value: Any, refs: References, path: str) -> None:
        setattr(obj, self.attr, self._default(obj) if value in EMPTY else bool(value))

    def write(self, obj: Any, refs: References) -> Any:
        value = getattr(obj, self.attr)
        return value if value != self._default(obj) else None


@dataclass
class Day(Field):
    """`YYYY-MM-DD`; with `month`, `YYYY-MM` as well, which means its first day."""

    month: bool = False

    def read(self, obj: Any, value: Any, refs: References, path: str) -> None:
        if value in EMPTY:
            field = obj._meta.get_field(self.attr)
            setattr(obj, self.attr, None if field.null else timezone.localdate())
            return
        text = plain_from_json(value, self.name)
        try:
            day = parse_date(f"{text}-01" if self.month and len(text) == 7 else text)
        except ValueError as error:
            raise LineError(f"{self.name}: {text!r} is not a day of the calendar") from error
        if day is None:
            raise LineError(
                f"{self.name}: {text!r} is not a date like 2025-03-31{' or 2025-03' if self.month else ''}"
            )
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise LineError(f"{self.name}: the year {day.year} cannot be meant")
        setattr(obj, self.attr, day)

    def write(self, obj: Any, refs: References) -> Any:
        day: date | None = getattr(obj, self.attr)
        if day is None:
            return None
        return day.strftime("%Y-%m") if self.month and day.day == 1 else day.isoformat()


class Moment(Field):
    """`YYYY-MM-DD` (noon) or `YYYY-MM-DDTHH:MM`, in the portal's time zone."""

    def read(self, obj: Any, value: Any, refs: References, path: str) -> None:
        if value in EMPTY:
            if not obj._meta.get_field(self.attr).null:
                raise LineError(f"{self.name}: is required, for example 2026-05-07T09:30")
            return
        setattr(obj, self.attr, read_moment(value, self.name))

    def write(self, obj: Any, refs: References) -> Any:
        moment: datetime | None = getattr(obj, self.attr)
        return write_moment(moment) if moment else None


def read_moment(value: Any, where: str) -> datetime:
    text = plain_from_json(value, where)
    try:
        moment = parse_datetime(f"{text}T12:00" if len(text) == 10 else text)
    except ValueError as error:
        raise LineError(f"{where}: {text!r} is not a day and time of the calendar") from error
    if moment is None:
        raise LineError(f"{where}: {text!r} is not a time like 2026-05-07T09:30")
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise LineError(f"{where}: the year {moment.year} cannot be meant")
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def write_moment(moment: datetime) -> str:
    local = timezone.localtime(moment).replace(tzinfo=None)
    if (local.hour, local.minute, local.second, local.microsecond) == (12, 0, 0, 0):
        return local.date().isoformat()
    return local.isoformat(timespec="minutes" if local.second == local.microsecond == 0 else "auto")


class Stream(Field):
    """A stream of blocks; a stream of single `item` blocks is a plain list in the line."""

    def read(self, obj: Any, value: Any, refs: References, path: str) -> None:
        field: StreamField = obj._meta.get_field(self.attr)
        block = field.stream_block
        stored = stream_from_json(value or [], block, refs, f"{path}/{self.attr}")
        setattr(obj, self.attr, block.to_python(stored))

    def write(self, obj: Any, refs: References) -> Any:
        return stream_to_json(getattr(obj, self.attr), refs)

    def fill(self, source: Any, value: Any, refs: References) -> Any:
        return merge(self.write(source, refs), value)


class Body(Stream):
    """`body`, or its shorthand `text` for running text alone."""

    def write(self, obj: Any, refs: References) -> Any:
        blocks = super().write(obj, refs)
        return None if self._is_text(blocks) else blocks

    @staticmethod
    def _is_text(blocks: list[Any]) -> bool:
        return (
            len(blocks) == 1
            and blocks[0]["type"] == "paragraph"
            and not blocks[0]["value"].startswith("<")
        )


class Text(Stream):
    """`text`: plain paragraphs that become the body's only block."""

    def read(self, obj: Any, value: Any, refs: References, path: str) -> None:
        if value not in EMPTY:
            super().read(obj, [{"type": "paragraph", "value": value}], refs, path)

    def write(self, obj: Any, refs: References) -> Any:
        blocks = super().write(obj, refs)
        return blocks[0]["value"] if Body._is_text(blocks) else None

    def fill(self, source: Any, value: Any, refs: References) -> Any:
        return value


@dataclass
class Links(Field):
    """A list of keys of another kind, stored as a many-to-many relation to the source-language objects."""

    kind: str = ""

    def read(self, obj: Any, value: Any, refs: References, path: str) -> None:
        if not isinstance(value or [], list):
            raise LineError(f"{self.name}: a list of keys is expected")
        ids = [refs.find(self.kind, key) for key in value or []]
        related = obj._meta.get_field(self.attr).related_model
        found = related._default_manager.in_bulk(ids)
        setattr(obj, self.attr, [found[pk] for pk in dict.fromkeys(ids)])

    def write(self, obj: Any, refs: References) -> Any:
        return sorted(other.key for other in getattr(obj, self.attr).all())


@dataclass
class Link(Field):
    """One key of another kind."""

    kind: str = ""

    def read(self, obj: Any, value: Any, refs: References, path: str) -> None:
        setattr(obj, f"{self.attr}_id", refs.find(self.kind, value) if value else None)

    def write(self, obj: Any, refs: References) -> Any:
        other = getattr(obj, self.attr)
        return other.key if other else None


class Codes(Field):
    """Municipality codes or topic keys."""

    def read(self, obj: Any, value: Any, refs: References, path: str) -> None:
        known = self._known(refs)
        if not isinstance(value or [], list):
            raise LineError(f"{self.name}: a list is expected")
        for code in value or []:
            if not isinstance(code, str) or code not in known:
                raise LineError(f"{self.name}: {code!r} is not in the list of {self.name}")
        related: Any = obj._meta.get_field(self.attr).related_model
        setattr(obj, self.attr, list(related.objects.filter(pk__in=value or [])))

    def write(self, obj: Any, refs: References) -> Any:
        return sorted(str(row.pk) for row in getattr(obj, self.attr).all())

    def _known(self, refs: References) -> set[str]:
        return refs.topics if self.name == "topics" else refs.municipalities


class Code(Field):
    """One municipality code or topic key, stored as a foreign key."""

    def read(self, obj: Any, value: Any, refs: References, path: str) -> None:
        known = refs.topics if self.name == "topic" else refs.municipalities
        field = obj._meta.get_field(self.attr)
        if value in EMPTY and field.null:
            value = None
        elif not isinstance(value, str) or value not in known:
            raise LineError(f"{self.name}: {value!r} is not known")
        setattr(obj, field.attname, value)

    def write(self, obj: Any, refs: References) -> Any:
        return getattr(obj, obj._meta.get_field(self.attr).attname)


class Picture(Field):
    """The page's picture with its text alternative; a translation gives the alternative alone."""

    def read(self, obj: Any, value: Any, refs: References, path: str) -> None:
        if value in EMPTY:
            obj.image_id, obj.image_alt, obj.image_decorative = None, "", False
            return
        if not isinstance(value, dict) or not value.get("image"):
            raise LineError('image: {"image": key, "alt": …} is expected')
        obj.image_id = refs.find("image", value["image"])
        obj.image_decorative = bool(value.get("decorative"))
        obj.image_alt = (
            "" if obj.image_decorative else plain_from_json(value.get("alt", ""), "image.alt", 255)
        )
        if not obj.image_alt and not obj.image_decorative:
            raise LineError('image: the picture needs "alt", or "decorative": true')

    def write(self, obj: Any, refs: References) -> Any:
        if obj.image is None:
            return None
        described = {"decorative": True} if obj.image_decorative else {"alt": obj.image_alt}
        return {"image": refs.image_key(obj.image)} | described

    def fill(self, source: Any, value: Any, refs: References) -> Any:
        return merge(self.write(source, refs) or {}, value)
