"""The kinds of line: what a line of each becomes, and how it is written out again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from wagtail.models import Locale, ReferenceIndex

from ..models.base import originals
from . import translating
from .errors import LineError, NotParallel, NotThereYet
from .fields import EMPTY, Field
from .references import SOURCE_LANGUAGE, References

Line = dict[str, Any]
KEY = re.compile(r"[a-z0-9-]{1,64}\Z")
COMMON = {
    "kind",
    "key",
    "locale",
    "title",
    "slug",
    "parent",
    "translations_of",
    "published",
    "access",
    "expires",
}


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass
class Kind:
    """A kind of line. Subclasses know how to store theirs."""

    name: str
    model: type[Any]
    fields: list[Field] = field(default_factory=list)
    order: int = 50
    """Place in an export: what others refer to comes first."""
    has_title: ClassVar[bool] = True
    """Whether lines of the kind have a title."""

    def take(self, line: Line, refs: References) -> Outcome:
        """Store what a line says, in the caller's transaction.

        Raises:
            NotThereYet: it refers to something that is not stored.
            LineError: it cannot be stored.
        """
        raise NotImplementedError

    def give(self, refs: References) -> Iterator[Line]:
        """Yield the lines of all public objects of this kind, parents and source languages first."""
        raise NotImplementedError

    def id_of(self, key: str, locale: Locale) -> int | None:
        """Return the primary key of the object with this key, or None; media and terms have no language."""
        found = self.model._default_manager.filter(key=key).order_by("pk")
        return found.values_list("pk", flat=True).first()

    def known_fields(self) -> set[str]:
        return COMMON | {each.name for each in self.fields}

    def check_names(self, line: Line) -> None:
        unknown = line.keys() - self.known_fields()
        if unknown:
            raise LineError(f"unknown field {min(unknown)!r} for the kind {self.name!r}")


def index_references(obj: Any) -> None:
    """Note what an object refers to, once; an import switches off that each save does (`importing`)."""
    ReferenceIndex.create_or_update_for_object(obj)


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.name] = kind


def kind_named(name: Any) -> Kind:
    """Return a kind.

    Raises:
        LineError: there is none of that name.
    """
    kind = _kinds.get(name) if isinstance(name, str) else None
    if kind is None:
        raise LineError(f"kind {name!r} is not one of {', '.join(sorted(_kinds))}")
    return kind


def all_kinds() -> list[Kind]:
    return sorted(_kinds.values(), key=lambda kind: kind.order)


class Translated(Kind):
    """A kind with language versions: its English lines are tied to the Swedish ones through wagtail-localize."""

    def take(self, line: Line, refs: References) -> Outcome:
        self.check_names(line)
        key, locale = line["key"], refs.locale(line["locale"])
        existing = self.find(key, locale)
        source_key = line.get("translations_of")
        if source_key and locale.language_code != SOURCE_LANGUAGE:
            if source_key != key:
                raise LineError(
                    f"translations_of is {source_key!r}; all language versions share one key ({key!r})"
                )
            source = self.find(source_key, refs.locale(SOURCE_LANGUAGE))
            if source is None:
                raise NotThereYet(
                    f"there is no {self.name} {source_key!r} in Swedish to be a translation of"
                )
            return self._take_translation(line, refs, source, existing, locale)
        return self._take_source(line, refs, existing, locale)

    def find(self, key: str, locale: Locale) -> Any:
        # Pages come in the order of their tree, and to go along that for the first would be to go through all.
        return originals(self.model).filter(key=key, locale=locale).order_by("pk").first()

    def id_of(self, key: str, locale: Locale) -> int | None:
        found = originals(self.model).filter(key=key, locale=locale).order_by("pk")
        return found.values_list("pk", flat=True).first()

    # --- Source language -----------------------------------------------------------------------

    def _take_source(self, line: Line, refs: References, existing: Any, locale: Locale) -> Outcome:
        obj = existing or self.model(key=line["key"], locale=locale)
        before = self.line_of(existing, refs) if existing else None
        self._read(obj, line, refs, texts_only=False)
        if existing is None:
            self.create(obj, line, refs)
            index_references(obj)
            refs.forget(self.name, line["key"])
            return Outcome.CREATED
        changed = self.line_of(obj, refs) != before
        if changed:
            self.update(obj)
            index_references(obj)
            self.share_with_translations(obj, refs)
        # What is stored beside the object: its place in the tree and who may see it.
        changed |= self.settle(obj, line, refs)
        return Outcome.UPDATED if changed else Outcome.UNCHANGED

    def _read(self, obj: Any, line: Line, refs: References, texts_only: bool) -> None:
        """Put a line on an object. What the line leaves out is emptied, so that a line says all."""
        path = f"{self.name}/{line['key']}"
        obj.title = line["title"]
        if line.get("slug"):
            obj.slug = slugify(str(line["slug"]))[:100]
        has_body = line.get("body") not in EMPTY
        for each in self.fields:
            if texts_only and not each.text:
                continue
            if each.name == "text" and each.attr == "body" and has_body:
                continue
            if each.name == "body" and not has_body and line.get("text") not in EMPTY:
                continue
            if texts_only and line.get(each.name) in EMPTY:
                continue
            try:
                each.read(obj, line.get(each.name), refs, path)
            except NotThereYet as missing:
                if texts_only:
                    raise  # what a translation refers to belongs to its source and never waits for it
                # Pages may refer to each other in a ring, so the page goes in and the reference follows.
                refs.postpone(f"{each.name}: {missing}")

    # --- Translations --------------------------------------------------------------------------

    def _take_translation(
        self, line: Line, refs: References, source: Any, existing: Any, locale: Locale
    ) -> Outcome:
        filled = dict(line)
        for each in self.fields:
            if each.text and line.get(each.name) not in EMPTY:
                filled[each.name] = each.fill(source, line[each.name], refs)
        # A second copy of the source carries the texts, a third is used up in building the translation.
        wanted, original = (self.find(source.key, source.locale) for _copy in range(2))
        self._read(wanted, filled, refs, texts_only=True)
        same_texts = existing is not None and self._texts(existing, refs) == (
            self._texts(wanted, refs) | self._slug(line, existing)
        )
        if same_texts and self._shared(existing, refs) == self._shared(source, refs):
            changed = self.settle(existing, line, refs)
            return Outcome.UPDATED if changed else Outcome.UNCHANGED
        target = existing or self.copy_for(source, locale)
        slug = target.slug
        try:
            texts = translating.pair(source, wanted)
        except NotParallel:
            self._read(target, filled, refs, texts_only=True)
            translating.stand_alone(source, locale)
        else:
            translating.record(texts, source, locale, line.get("slug"))
            translating.put_texts(texts, original, target)
        target.slug = slugify(str(line["slug"])) if line.get("slug") else slug
        if existing is None:
            self.create(target, line, refs)
        else:
            self._share(source, target, refs)
            self.update(target)
            self.settle(target, line, refs)
        index_references(target)
        refs.forget(self.name, line["key"])
        return Outcome.CREATED if existing is None else Outcome.UPDATED

    def _shared(self, obj: Any, refs: References) -> Line:
        """Return what all language versions have in common."""
        return {each.name: each.write(obj, refs) for each in self.fields if not each.text}

    def _share(self, source: Any, target: Any, refs: References) -> None:
        """Give a translation what its source has, wherever it has something else."""
        stored = self._shared(target, refs)
        for each in self.fields:
            if not each.text and (value := each.write(source, refs)) != stored[each.name]:
                each.read(target, value, refs, f"{self.name}/{target.key}")

    def _texts(self, obj: Any, refs: References) -> Line:
        texts = {each.name: each.write(obj, refs) for each in self.fields if each.text}
        return {name: value for name, value in texts.items() if value not in EMPTY} | {
            "title": obj.title,
            "slug": obj.slug,
        }

    @staticmethod
    def _slug(line: Line, existing: Any) -> Line:
        return {"slug": slugify(str(line["slug"])) if line.get("slug") else existing.slug}

    # --- Writing out ---------------------------------------------------------------------------

    def line_of(self, obj: Any, refs: References) -> Line:
        """Return the line of an object; a translation's has the texts alone."""
        language = obj.locale.language_code
        line: Line = {
            "kind": self.name,
            "key": obj.key,
            "locale": language,
            "title": obj.title,
            "slug": obj.slug,
        }
        is_translation = (
            language != SOURCE_LANGUAGE
            and self.find(obj.key, refs.locale(SOURCE_LANGUAGE)) is not None
        )
        if is_translation:
            line["translations_of"] = obj.key
        for each in self.fields:
            if is_translation and not each.text:
                continue
            value = each.write(obj, refs)
            if value not in EMPTY:
                line[each.name] = value
        return line

    # --- For subclasses ------------------------------------------------------------------------

    def create(self, obj: Any, line: Line, refs: References) -> None:
        """Store a new object, in whatever language."""
        raise NotImplementedError

    def update(self, obj: Any) -> None:
        """Store an object that was changed."""
        raise NotImplementedError

    def settle(self, obj: Any, line: Line, refs: References) -> bool:
        """Store what a line says beside an object's own fields and tell whether that changed anything."""
        return False

    def share_with_translations(self, source: Any, refs: References) -> None:
        """Let a change of the source reach its translations, whose own lines may have come before it."""
        versions = originals(self.model).filter(translation_key=source.translation_key)
        for target in versions.exclude(pk=source.pk):
            if self._shared(target, refs) != self._shared(source, refs):
                self._share(source, target, refs)
                self.update(target)
                index_references(target)

    def copy_for(self, source: Any, locale: Locale) -> Any:
        """Return an unsaved copy of a source for another language."""
        return source.copy_for_translation(locale)


def take_line(line: Any, refs: References) -> Outcome:
    """Check what every line needs and store it.

    Raises:
        LineError: with a sentence for the author.
    """
    if not isinstance(line, dict):
        raise LineError("a JSON object is expected")
    kind = kind_named(line.get("kind"))
    key = line.get("key")
    if not isinstance(key, str) or not KEY.match(key):
        raise LineError(f"key {key!r}: use a-z, 0-9 and hyphens, 1 to 64 characters")
    if kind.has_title:
        _check_title(line.get("title"))
    if not isinstance(line.get("locale"), str):
        raise LineError("locale: is required, sv or en")
    try:
        return kind.take(line, refs)
    except ValidationError as error:
        raise LineError(_sentence(error)) from error


def _check_title(title: Any) -> None:
    if not isinstance(title, str) or not title.strip():
        raise LineError("title: is required")
    if len(title) > 255 or "\0" in title:
        raise LineError("title: at most 255 characters, without NUL")


def _sentence(error: ValidationError) -> str:
    if hasattr(error, "message_dict"):
        return "; ".join(
            f"{name}: {' '.join(map(str, found))}" for name, found in error.message_dict.items()
        )
    return "; ".join(map(str, error.messages))
