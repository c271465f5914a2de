"""The kinds of line whose objects are pages: where they go in the tree, and who may see them until when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Locale, Page, TranslatableMixin
from wagtail.models.copying import _copy as copy_page
from wagtail.signals import page_published

from ..models import BasePage
from ..models.base import originals
from .errors import LineError, NotThereYet
from .fields import Body, Codes, Day, Field, Picture, Plain, Text, read_moment, write_moment
from .kinds import Line, Translated, kind_named
from .references import SOURCE_LANGUAGE, References
from .restricting import access_from_json


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
        if key and not isinstance(key, str):
            raise LineError("parent: a key is expected")
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
        pages = kind_named(kind).model._default_manager.filter(key=key, locale=locale)
        return pages.order_by("pk").first()  # and not along the tree, as in Translated.find

    def _read(self, obj: BasePage, line: Line, refs: References, texts_only: bool) -> None:
        slug = obj.slug
        super()._read(obj, line, refs, texts_only)
        if texts_only:
            return
        obj.expire_at = read_moment(line["expires"], "expires") if line.get("expires") else None
        if obj.pk and line.get("published"):
            obj.first_published_at = read_moment(line["published"], "published")
        numbered = slug != obj.slug and re.fullmatch(rf"{re.escape(obj.slug)}-\d+", slug)
        if numbered and obj.get_siblings(inclusive=False).filter(slug=obj.slug).exists():
            obj.slug = slug  # its address was taken when it came, and still is

    def create(self, obj: BasePage, line: Line, refs: References) -> None:
        access = access_from_json(line["access"]) if line.get("access") else None
        now = timezone.now()
        if line.get("published"):
            obj.first_published_at = read_moment(line["published"], "published")
        else:
            obj.first_published_at = self._published_first(obj) or now
        obj.last_published_at = now
        obj.expire_at = read_moment(line["expires"], "expires") if line.get("expires") else None
        obj.live = obj.expire_at is None or obj.expire_at > now
        obj.has_unpublished_changes = not obj.live
        if obj.pk:  # an alias that stood in for the translation until now
            obj.save()
        else:
            parent = self.parent_for(obj, line, refs)
            obj.slug = free_slug(parent, obj.slug or slugify(obj.title) or obj.key)
            with transaction.atomic():
                parent.add_child(instance=obj)  # a first revision comes with the first edit
        if access:
            refs.access.put(obj, access)
        if obj.live:
            page_published.send(sender=type(obj), instance=obj)

    def parent_for(self, obj: BasePage, line: Line, refs: References) -> Page:
        """Return the page under which a new one goes: a translation beside its source, all else as the line says."""
        if line.get("translations_of") and obj.locale.language_code != SOURCE_LANGUAGE:
            source = self.find(obj.key, refs.locale(SOURCE_LANGUAGE))
            parent = source.get_parent()
            twin = parent.get_translation_or_none(obj.locale)
            if twin is None:
                # As wagtail-localize does: the parent stands in as an alias until its own line comes.
                twin = parent.specific.copy_for_translation(
                    obj.locale, copy_parents=True, alias=True
                )
            return Page.objects.get(pk=twin.pk)
        return self.parent_of(line, refs)

    def update(self, obj: BasePage) -> None:
        if obj.latest_revision_id is None:  # never edited by hand: there is no history to continue
            obj.draft_title = obj.title
            if obj.live:
                obj.last_published_at = timezone.now()
            obj.save()
            if obj.live:
                page_published.send(sender=type(obj), instance=obj)
        else:
            revision = obj.save_revision()
            if obj.live:  # what an editor has taken down stays down
                self._keep_dates(obj)
                revision.publish()

    @staticmethod
    def _keep_dates(obj: BasePage) -> None:
        """Store the dates that publishing takes from the page and not from the revision."""
        type(obj)._default_manager.filter(pk=obj.pk).update(
            first_published_at=obj.first_published_at
        )

    def settle(self, obj: BasePage, line: Line, refs: References) -> bool:
        changed = False
        if line.get("translations_of"):
            changed |= self._settle_dates(obj, line)
        elif line.get("parent"):
            parent = self.parent_of(line, refs)
            if parent.pk != obj.get_parent().pk:
                Page.objects.get(pk=obj.pk).move(parent, pos="last-child")
                changed = True
        if line.get("access"):
            changed |= refs.access.put(obj, access_from_json(line["access"]))
        return changed

    @staticmethod
    def _published_first(obj: BasePage) -> datetime | None:
        """Return when the source of a translation was published: a story is as old in every language."""
        if obj.locale.language_code == SOURCE_LANGUAGE:
            return None
        versions = type(obj)._default_manager.filter(
            translation_key=obj.translation_key, locale__language_code=SOURCE_LANGUAGE
        )
        return versions.values_list("first_published_at", flat=True).first()

    def _settle_dates(self, obj: BasePage, line: Line) -> bool:
        """Give a translation the dates of its line; wagtail-localize has no place for them."""
        wanted = {
            "expire_at": read_moment(line["expires"], "expires") if line.get("expires") else None
        }
        if line.get("published"):
            wanted["first_published_at"] = read_moment(line["published"], "published")
        if all(getattr(obj, name) == moment for name, moment in wanted.items()):
            return False
        for name, moment in wanted.items():
            setattr(obj, name, moment)
        self.update(obj)
        return True

    def copy_for(self, source: BasePage, locale: Locale) -> BasePage:
        alias = (
            type(source)
            ._default_manager.filter(translation_key=source.translation_key, locale=locale)
            .first()
        )
        if alias is not None:
            alias.alias_of = None
            return alias
        copy, children = copy_page(
            source,
            exclude_fields=[
                *Page.default_exclude_fields_in_copy,
                "latest_revision",
                "live_revision",
            ],
            update_attrs={"locale": locale, "alias_of": None, "owner": None},
        )
        for child in children.values():
            for each in child if isinstance(child, list) else [child]:
                if isinstance(each, TranslatableMixin):
                    each.locale = locale
        return copy

    def line_of(self, obj: BasePage, refs: References) -> Line:
        line = super().line_of(obj, refs)
        parent = obj.get_parent()
        if self.parent_kind and parent is not None and "translations_of" not in line:
            name = refs.key_of_page(parent.pk)
            kind, _slash, key = name.partition("/")
            if kind in (self.parent_kind, "section") and key != self.section:
                line["parent"] = key
        if obj.first_published_at:
            line["published"] = write_moment(obj.first_published_at)
        if obj.expire_at:
            line["expires"] = write_moment(obj.expire_at)
        access = refs.access.of(obj)
        if access:
            line["access"] = access
        return line

    def give(self, refs: References) -> Iterator[Line]:
        now = timezone.now()
        pages = originals(self.model).filter(live=True).select_related("locale", "image")
        pages = pages.exclude(expire_at__lte=now).exclude(pk__in=section_ids())
        for language in sorted(refs.locales, key=lambda code: code != SOURCE_LANGUAGE):
            for page in (
                pages.filter(locale__language_code=language)
                .order_by("path")
                .iterator(chunk_size=100)
            ):
                yield self.line_of(page, refs)


def section_ids() -> list[int]:
    """Return the ids of all sections, which are lines of a kind of their own whatever their type."""
    from ..structure import sections  # reads all section models

    return [
        pk
        for section in sections()
        for pk in section.model.objects.filter(key=section.key).values_list("pk", flat=True)
    ]


def free_slug(parent: Page, wanted: str) -> str:
    """Return an address part that no other child of `parent` has."""
    stem = wanted[:90].strip("-") or "page"
    taken = set(parent.get_children().filter(slug__startswith=stem).values_list("slug", flat=True))
    slug, number = stem, 2
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug
