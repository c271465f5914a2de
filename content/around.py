"""What stands around a page: the menus, the way to it, and its other language versions, all from one query."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest
from wagtail.models import Page

from .access import hidden_paths, outside
from .models import CatalogueEntry
from .statements import Statement

HEADER_SECTIONS = ["cases", "methods", "courses", "conferences", "ideas", "about"]
FOOTER_SECTIONS = [
    "news",
    "municipalities",
    "topics",
    "organisations",
    "people",
    "accessibility",
    "privacy",
    "contact",
]


class Neighbour(NamedTuple):
    """What is shown of an entry around the page; every page has some forty of them."""

    kind: str
    key: str
    language: str
    path: str
    url: str
    title: str
    version_of: str
    """What it is a version of: the translation key as the database writes it, since it is only compared."""


class MenuItem(NamedTuple):
    key: str
    title: str
    url: str
    current: bool


def around(path: str, entry: CatalogueEntry | None, request: HttpRequest) -> list[Neighbour]:
    """Return the neighbours of what is shown at a tree path that the visitor may see; read once a request."""
    kept: list[Neighbour] | None = getattr(request, "_around", None)
    if kept is None:
        above = [path[:end] for end in range(Page.steplen * 2, len(path), Page.steplen)]
        versions = [entry.translation_key] if entry else []
        kept = [
            Neighbour(*row)
            for row in _around(hidden_paths(request), above=above, versions=versions)
        ]
        request._around = kept  # type: ignore[attr-defined]  # kept for the length of the request
    return kept


@Statement
def _around(
    hidden: tuple[str, ...], *, above: list[str], versions: list[UUID]
) -> QuerySet[CatalogueEntry, tuple[Any, ...]]:
    """Return menus of all languages, what is above the page, and its versions."""
    # Each part names a kind: only then has every part an index, and no part reads the whole catalogue.
    wanted = (
        Q(in_menus=True, kind__in=["section", "page", "programme"])
        | Q(kind="home")
        | Q(kind="page", key__in=FOOTER_SECTIONS)
        | Q(
            path__in=above,
            kind__in=["home", "section", "page", "course", "module", "conference"],
        )
        | Q(translation_key__in=versions)
    )
    rows = CatalogueEntry.objects.annotate(
        version_of=Cast("translation_key", CharField(max_length=36))
    )
    return outside(rows.filter(wanted), hidden).values_list(*Neighbour._fields)


def menu(
    neighbours: list[Neighbour], keys: list[str], language: str, request: HttpRequest
) -> list[MenuItem]:
    """Return the items of a menu in one language, in the order of the keys."""
    found = {row.key: row for row in neighbours if row.language == language and row.key in keys}
    rows = [found[key] for key in keys if key in found]
    return [MenuItem(row.key, row.title, row.url, request.path.startswith(row.url)) for row in rows]
