"""Addresses of the links in running text, read at once for a whole page and in the reader's language.

Wagtail asks the database three times for each text that holds a link. A page has many texts, so its links are
gathered when it is about to be shown, and one query answers for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils.html import escape
from django.utils.translation import get_language
from wagtail.fields import StreamField
from wagtail.rich_text.pages import PageLinkHandler

from .statements import Statement

if TYPE_CHECKING:
    from .models import BasePage, CatalogueEntry


class Target(NamedTuple):
    """Where a link leads, and the language that is read there."""

    url: str
    language: str


LINK = re.compile(
    r'<a (?:linktype=\\?"page\\?" id=\\?"(\d+)\\?"|id=\\?"(\d+)\\?" linktype=\\?"page\\?")'
)
_known: ContextVar[dict[str, Target]] = ContextVar("link_targets")
"""Targets by page id, for the page that this thread is showing."""


def gather(page: BasePage) -> None:
    """Read the addresses of all links in the texts of a page that is about to be shown."""
    ids = {first or second for text in _texts(page) for first, second in LINK.findall(text)}
    _known.set(targets(ids) if ids else {})


def forget() -> None:
    """Let go of what was read for the page that has been shown."""
    _known.set({})


def _texts(page: BasePage) -> Iterator[str]:
    for name in page.body_fields:
        value = getattr(page, name)
        if isinstance(page._meta.get_field(name), StreamField):
            yield from _strings(list(value.raw_data))
        elif value:
            yield str(value)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def targets(ids: Iterable[str]) -> dict[str, Target]:
    """Return where links to published pages lead, in the active language where they have a version in it."""
    from .catalogue import page_types  # the catalogue reads page models, which read this

    numbers = [int(each) for each in ids]
    rows = _versions(tuple(each.pk for each in page_types()), numbers=numbers)
    language = get_language()
    best: dict[Any, Target] = {}
    for _pk, key, code, url in rows:
        if key not in best or code == language:
            best[key] = Target(url, code)
    return {str(pk): best[key] for pk, key, _code, _url in rows if pk in numbers}


@Statement
def _versions(
    types: tuple[int, ...], *, numbers: list[int]
) -> QuerySet[CatalogueEntry, tuple[int, UUID, str, str]]:
    from .models import CatalogueEntry  # as above

    pages = CatalogueEntry.objects.filter(content_type__in=types)
    asked = pages.filter(object_id__in=numbers).values("translation_key")
    versions = pages.filter(translation_key__in=asked)
    return versions.values_list("object_id", "translation_key", "language", "url")


class CatalogueLinkHandler(PageLinkHandler):
    """Writes links to pages by the catalogue's addresses; a link to what is not published is no link."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        ids = [str(attrs.get("id", "")) for attrs in attrs_list]
        known = _known.get({})
        missing = {each for each in ids if each not in known and each.isdigit()}
        if missing:
            known = known | targets(missing)
        return [_tag(known[each]) if each in known else "<a>" for each in ids]


def _tag(target: Target) -> str:
    """Return a link's opening tag, which says so when another language is read at its other end."""
    other = target.language and target.language != get_language()
    hreflang = f' hreflang="{escape(target.language)}"' if other else ""
    return f'<a href="{escape(target.url)}"{hreflang}>'
