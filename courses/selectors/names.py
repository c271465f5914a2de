"""What courses and learning paths are called to somebody, and where they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from content.access import may_view
from content.models import CatalogueEntry


@dataclass(frozen=True, slots=True)
class Course:
    key: UUID
    title: str
    url: str
    """Empty when the reader may not open it or it is no longer there."""


def course_names(keys: set[UUID], request: HttpRequest, language: str) -> dict[UUID, Course]:
    """Return courses by key, named in a language if they have it; one query.

    A title that the reader may not see, and one that is no longer there, is not told.
    """
    return names_among(_entries("course", keys), keys, request, language)


def path_names(keys: set[UUID], request: HttpRequest, language: str) -> dict[UUID, Course]:
    """Return learning paths by key, as `course_names` returns courses."""
    hidden = _("A learning path that you cannot open")
    return names_among(_entries("path", keys), keys, request, language, hidden)


def _entries(kind: str, keys: set[UUID]) -> Iterable[CatalogueEntry]:
    entries = CatalogueEntry.objects.filter(kind=kind, translation_key__in=keys)
    return entries.only("translation_key", "language", "title", "url", "path")


def names_among(
    entries: Iterable[CatalogueEntry],
    keys: set[UUID],
    request: HttpRequest,
    language: str,
    hidden: str = "",
) -> dict[UUID, Course]:
    """Return what `course_names` does of versions that have been read; `hidden` is the name of what is not told."""
    found: dict[UUID, Course] = {}
    for entry in sorted(entries, key=lambda entry: (entry.language == language, entry.language)):
        if may_view(entry.path, request):
            found[entry.translation_key] = Course(entry.translation_key, entry.title, entry.url)
    for key in keys - found.keys():
        found[key] = Course(key, hidden or _("A course that you cannot open"), "")
    return found
