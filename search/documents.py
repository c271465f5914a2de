"""From the catalogue to the engines' documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Protocol

from content.models import CatalogueEntry

from .engines.base import FACETS, Document

CHUNK = 500
FIELDS = (
    "id",
    "language",
    "path",
    "title",
    "summary",
    "headings",
    "text",
    "date",
    "kind",
    "values",
)
EVIDENCE = {"observed": 0.25, "measured": 0.5, "compared": 0.75, "replicated": 1.0}
"""What a step of the evidence ladder counts for the rank; a step that is not named counts nothing."""


class Row(Protocol):
    """FIELDS of an entry: an instance or a named row."""

    id: int
    language: str
    path: str
    title: str
    summary: str
    headings: str
    text: str
    date: datetime
    kind: str
    values: Any


def document(row: Row) -> Document:
    """Return an entry as engines know it."""
    facets = {name: tuple(row.values[name]) for name in FACETS if row.values.get(name)}
    facets["kind"] = (row.kind,)
    evidence = max((EVIDENCE.get(value, 0.0) for value in facets.get("evidence", ())), default=0.0)
    return Document(
        entry_id=row.id,
        language=row.language,
        path=row.path,
        title=row.title,
        summary=row.summary,
        headings=row.headings,
        body=row.text,
        date=row.date.timestamp(),
        evidence=evidence,
        facets=facets,
    )


def documents(entry_ids: Iterable[int]) -> Iterator[Document]:
    """Yield the documents of entries, in bounded memory."""
    ids = sorted(set(entry_ids))
    for start in range(0, len(ids), CHUNK):
        found = CatalogueEntry.objects.filter(pk__in=ids[start : start + CHUNK])
        yield from map(document, found.values_list(*FIELDS, named=True))


class Catalogue:
    """The source of rebuilds: see `search.engines.base.Source`."""

    def count(self, language: str) -> int:
        return CatalogueEntry.objects.filter(language=language).count()

    def documents(self, language: str, after: int = 0) -> Iterator[Document]:
        while True:
            rows = list(
                CatalogueEntry.objects.filter(language=language, pk__gt=after)
                .order_by("pk")
                .values_list(*FIELDS, named=True)[:CHUNK]
            )
            yield from map(document, rows)
            if len(rows) < CHUNK:
                return
            after = rows[-1].id
