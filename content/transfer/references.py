"""Turns keys into stored objects and back, remembering what was asked for."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from django.db.models import Model
from wagtail.models import Locale, Page

from ..models import Municipality, PortalDocument, PortalImage, Topic
from .errors import LineError, NotThereYet
from .restricting import PageAccess

SOURCE_LANGUAGE = "sv"
PAGE_LINK = re.compile(r'<a linktype="page" id="(\d+)"[^>]*>|<a id="(\d+)" linktype="page"[^>]*>')
DOCUMENT_LINK = re.compile(
    r'<a linktype="document" id="(\d+)"[^>]*>|<a id="(\d+)" linktype="document"[^>]*>'
)
KEPT = 50_000


class References:
    """Looks up what lines refer to. One object serves a whole import or export; its memory is bounded."""

    def __init__(self) -> None:
        self._ids: dict[tuple[str, str, str], int] = {}
        self._keys: dict[tuple[str, int], str] = {}
        self._postponed: list[str] = []
        self.access = PageAccess()

    def postpone(self, reason: str) -> None:
        """Note that the line at hand was stored without one of its references."""
        self._postponed.append(reason)

    def take_postponed(self) -> str:
        """Return what the line at hand still lacks, and begin anew for the next line."""
        reasons, self._postponed = self._postponed, []
        return "; ".join(reasons)

    @cached_property
    def municipalities(self) -> set[str]:
        return set(Municipality.objects.values_list("code", flat=True))

    @cached_property
    def topics(self) -> set[str]:
        return set(Topic.objects.values_list("key", flat=True))

    @cached_property
    def locales(self) -> dict[str, Locale]:
        return {locale.language_code: locale for locale in Locale.objects.all()}

    def forget_topics(self) -> None:
        self.__dict__.pop("topics", None)

    def locale(self, code: str) -> Locale:
        if code not in self.locales:
            raise LineError(f"locale {code!r} is not one of {', '.join(sorted(self.locales))}")
        return self.locales[code]

    def model_of(self, kind: str) -> type[Model]:
        from .kinds import kind_named  # kinds are made of fields, which use references

        return kind_named(kind).model

    def find_page(self, kind: str, key: str) -> int:
        """Return the primary key of a page; see `find`.

        Raises:
            LineError: things of that kind have no page of their own to link to.
        """
        if not issubclass(self.model_of(kind), Page):
            raise LineError(f"{kind}/{key}: is no page that can be linked to")
        return self.find(kind, key)

    def find(self, kind: str, key: str, language: str = SOURCE_LANGUAGE) -> int:
        """Return the primary key of an object.

        Raises:
            NotThereYet: there is none (yet).
        """
        if not isinstance(key, str):
            raise LineError(f"{kind}: a key is text, not {type(key).__name__}")
        asked = (kind, key, language)
        if asked not in self._ids:
            from .kinds import kind_named  # kinds are made of fields, which use references

            found = kind_named(kind).id_of(key, self.locale(language))
            if found is None:
                raise NotThereYet(f"there is no {kind} with the key {key!r}")
            if len(self._ids) > KEPT:
                self._ids.clear()
            self._ids[asked] = found
        return self._ids[asked]

    def forget(self, kind: str, key: str) -> None:
        for language in self.locales:
            self._ids.pop((kind, key, language), None)

    def key_of_page(self, page_id: int) -> str:
        """Return `kind/key` of a page, or an empty string if it has none."""
        asked = ("page", page_id)
        if asked not in self._keys:
            page = Page.objects.filter(pk=page_id).specific().first()
            kind: str = getattr(page, "kind", "")
            if len(self._keys) > KEPT:
                self._keys.clear()
            self._keys[asked] = f"{kind}/{page.key}" if kind else ""
        return self._keys[asked]

    # --- Links inside text ---------------------------------------------------------------------

    def portable(self, text: str) -> str:
        """Return rich text whose links name keys instead of this database's numbers."""

        def page(found: re.Match[str]) -> str:
            return f'<a href="ref:{self.key_of_page(int(found[1] or found[2]))}">'

        def document(found: re.Match[str]) -> str:
            document = PortalDocument.objects.filter(pk=int(found[1] or found[2])).first()
            return f'<a href="doc:{document.key if document else ""}">'

        return DOCUMENT_LINK.sub(document, PAGE_LINK.sub(page, text))

    def local(self, text: str) -> str:
        """Return rich text whose links name this database's numbers instead of keys."""

        def page(found: re.Match[str]) -> str:
            kind, _slash, key = found[1].partition("/")
            return f'<a linktype="page" id="{self.find_page(kind, key)}">'

        def document(found: re.Match[str]) -> str:
            return f'<a linktype="document" id="{self.find("document", found[1])}">'

        return re.sub(
            r'<a href="doc:([^"]*)">', document, re.sub(r'<a href="ref:([^"]*)">', page, text)
        )

    def image_key(self, image: PortalImage) -> str:
        return self._media_key(image)

    def document_key(self, document: PortalDocument) -> str:
        return self._media_key(document)

    @staticmethod
    def _media_key(media: Any) -> str:
        """Return the key of a file, giving one to a file that was uploaded by hand."""
        if not media.key:
            prefix = "image" if isinstance(media, PortalImage) else "document"
            media.key = f"{prefix}-{media.pk}"
            type(media).objects.filter(pk=media.pk).update(key=media.key)
        return str(media.key)
