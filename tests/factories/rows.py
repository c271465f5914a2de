"""Catalogue rows without pages behind them: what size does to a list is a question to the catalogue alone."""

from __future__ import annotations

import datetime
import uuid

from django.contrib.contenttypes.models import ContentType

from cases.models import CasePage
from content.counts import recount
from content.models import CatalogueEntry, CatalogueFacet

START = datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)


def fill_catalogue(
    number: int,
    kind: str = "case",
    language: str = "sv",
    *,
    path: str = "0001ZZZZ",
    values: dict[str, list[str]] | None = None,
) -> list[CatalogueEntry]:
    """Write `number` entries of one kind with the same facet values, each a day older than the one before."""
    shared = values or {"topic": ["school"], "municipality": ["1485"], "county": ["14"]}
    content_type = ContentType.objects.get_for_model(CasePage)
    last = CatalogueEntry.objects.order_by("-object_id").first()
    first_id = max(1_000_000, last.object_id + 1 if last else 0)
    entries = CatalogueEntry.objects.bulk_create(
        CatalogueEntry(
            content_type=content_type,
            object_id=first_id + count,
            kind=kind,
            key=f"{kind}-row-{first_id + count}",
            language=language,
            translation_key=uuid.uuid4(),
            path=f"{path}{count:04d}",
            depth=len(path) // 4 + 1,
            url=f"/{language}/rows/{kind}-{first_id + count}/",
            title=f"{kind} nummer {count}",
            summary="En rad i katalogen.",
            date=START - datetime.timedelta(days=count),
            updated=START,
            facts={"topics": shared.get("topic", []), "places": []},
            values=shared,
        )
        for count in range(number)
    )
    CatalogueFacet.objects.bulk_create(
        CatalogueFacet(
            entry=entry, name=name, value=value, language=language, kind=kind, date=entry.date
        )
        for entry in entries
        for name, found in shared.items()
        for value in found
    )
    recount()
    return entries
