"""The kinds of line: what a line of each becomes, and how it is written out again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Locale, Page
from wagtail.signals import page_published

from ..models import BasePage
from . import translating
from .errors import LineError, NotParallel, NotThereYet
from .fields import EMPTY, Body, Codes, Day, Field, Picture, Plain, Text, read_moment, write_moment
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
    model: type[models.Model]
    fields: list[Field] = field(default_factory=list)
    order: int = 50
    """Place in an export: what others refer to comes first."""

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

    def known_fields(self) -> set[str]:
        return COMMON | {each.name for each in self.fields}

    def check_names(self, line: Line) -> None:
        unknown = line.keys() - self.known_fields()
        if unknown:
            raise LineError(f"unknown field {min(unknown)!r} for the kind {self.name!r}")


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


def page_fields(*own: Field) -> list[Field]:
    """Return the fields that every page has, with a kind's own before the running text."""
    return [
        Plain("summary", text=True),
        Picture("image", text=True),
        Codes("municipalities"),
        Codes("topics"),
        Plain("contact_role", text=True),
        Day("last_reviewed"),
        Day("review_by"),
        *own,
        Text("text", "body", text=True),
        Body("body", text=True),
    ]


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
        return self.model._default_manager.filter(key=key, locale=locale).first()

    # --- Source language -----------------------------------------------------------------------

    def _take_source(self, line: Line, refs: References, existing: Any, locale: Locale) -> Outcome:
        obj = existing or self.model(key=line["key"], locale=locale)
        before = self.line_of(existing, refs) if existing else None
        self._read(obj, line, refs, texts_only=False)
        if existing is None:
            self.create(obj, line, refs)
            refs.forget(self.name, line["key"])
            return Outcome.CREATED
        if self.line_of(obj, refs) == before:
            return Outcome.UNCHANGED
        self.update(obj)
        return Outcome.UPDATED

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
        wanted = self.find(
            source.key, source.locale
        )  # a second copy of the source to carry the texts
        self._read(wanted, filled, refs, texts_only=True)
        if existing is not None and self._texts(existing, refs) == self._texts(
            wanted, refs
        ) | self._slug(line, existing):
            return Outcome.UNCHANGED
        try:
            translation = translating.translate(source, wanted, locale, slug=line.get("slug"))
        except NotParallel:
            translation = existing or self.copy_for(source, locale)
            self._read(translation, filled, refs, texts_only=True)
            self.update(translation)
        self.finish_translation(translation, line)
        refs.forget(self.name, line["key"])
        return Outcome.CREATED if existing is None else Outcome.UPDATED

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
        raise NotImplementedError

    def update(self, obj: Any) -> None:
        raise NotImplementedError

    def copy_for(self, source: Any, locale: Locale) -> Any:
        return source.copy_for_translation(locale)

    def finish_translation(self, obj: Any, line: Line) -> None:
        """Do what remains when a translation is stored."""


class PageKind(Translated):
    """A kind whose objects are pages, with the kind or section that they live under."""

    def __init__(
        self,
        name: str,
        model: type[BasePage],
        *own: Field,
        section: str = "",
        parent_kind: str = "",
        order: int = 50,
    ) -> None:
        super().__init__(name, model, page_fields(*own), order)
        self.section = section
        self.parent_kind = parent_kind

    def parent_of(self, line: Line, refs: References) -> Page:
        """Return the page under which a new one goes.

        Raises:
            NotThereYet: the parent is not stored; LineError: the line does not name one.
        """
        locale = refs.locale(line["locale"])
        kind, key = self.parent_kind, line.get("parent")
        if not key or key == self.section:
            kind, key = "section", self.section
        if not key:
            raise LineError(f"parent is required: the key of the {self.parent_kind}")
        for name in (kind, "section"):
            if name:
                parent = self._page(name, str(key), locale)
                if parent is not None:
                    return parent
        raise NotThereYet(
            f"there is no {kind or 'section'} {key!r} in {locale.language_code} to put it under"
        )

    @staticmethod
    def _page(kind: str, key: str, locale: Locale) -> Page | None:
        if kind == "section":
            from ..structure import section_page  # reads all section models

            return section_page(key, locale)
        return kind_named(kind).model._default_manager.filter(key=key, locale=locale).first()

    def create(self, obj: BasePage, line: Line, refs: References) -> None:
        parent = self.parent_of(line, refs)
        now = timezone.now()
        obj.first_published_at = (
            read_moment(line["published"], "published") if line.get("published") else now
        )
        obj.last_published_at = now
        obj.slug = free_slug(parent, obj.slug or slugify(obj.title) or obj.key)
        with transaction.atomic():
            parent.add_child(instance=obj)  # live; a first revision comes with the first edit
        page_published.send(sender=type(obj), instance=obj)

    def update(self, obj: BasePage) -> None:
        if obj.latest_revision_id is None:  # never edited by hand: there is no history to continue
            obj.last_published_at = timezone.now()
            obj.save()
            page_published.send(sender=type(obj), instance=obj)
        else:
            obj.save_revision().publish()

    def finish_translation(self, obj: BasePage, line: Line) -> None:
        if line.get("published"):
            moment = read_moment(line["published"], "published")
            type(obj)._default_manager.filter(pk=obj.pk).update(first_published_at=moment)

    def line_of(self, obj: BasePage, refs: References) -> Line:
        line = super().line_of(obj, refs)
        parent = obj.get_parent()
        if self.parent_kind and parent is not None:
            name = refs.key_of_page(parent.pk)
            kind, _slash, key = name.partition("/")
            if kind == self.parent_kind or (kind == "section" and key != self.section):
                line["parent"] = key
        if obj.first_published_at:
            line["published"] = write_moment(obj.first_published_at)
        return line

    def give(self, refs: References) -> Iterator[Line]:
        pages = self.model._default_manager.filter(live=True).select_related("locale", "image")
        for language in sorted(refs.locales, key=lambda code: code != SOURCE_LANGUAGE):
            for page in (
                pages.filter(locale__language_code=language)
                .order_by("path")
                .iterator(chunk_size=100)
            ):
                yield self.line_of(page, refs)


def free_slug(parent: Page, wanted: str) -> str:
    """Return an address part that no other child of `parent` has."""
    stem = wanted[:90].strip("-") or "page"
    taken = set(parent.get_children().filter(slug__startswith=stem).values_list("slug", flat=True))
    slug, number = stem, 2
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug


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
    title = line.get("title")
    if not isinstance(title, str) or not title.strip():
        raise LineError("title: is required")
    if len(title) > 255 or "\0" in title:
        raise LineError("title: at most 255 characters, without NUL")
    if not isinstance(line.get("locale"), str):
        raise LineError("locale: is required, sv or en")
    try:
        return kind.take(line, refs)
    except ValidationError as error:
        raise LineError(_sentence(error)) from error


def _sentence(error: ValidationError) -> str:
    if hasattr(error, "message_dict"):
        return "; ".join(
            f"{name}: {' '.join(map(str, found))}" for name, found in error.message_dict.items()
        )
    return "; ".join(map(str, error.messages))
