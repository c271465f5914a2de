"""A scratch portal to measure in: SQLite in the temporary folder, or BENCH_DATABASE_URL.

Whatever is in its catalogue is deleted, so never name a database that anybody uses.
"""

from __future__ import annotations

import os
import tempfile
import uuid
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path

import django

FOLDER = Path(tempfile.gettempdir()) / "portal-bench"


def prepare() -> None:
    """Make the portal or find it as an earlier run left it."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.embedded"
    os.environ["PORTAL_DATA"] = str(FOLDER)
    os.environ["DATABASE_URL"] = os.environ.get(
        "BENCH_DATABASE_URL", f"sqlite:///{FOLDER / 'bench.sqlite3'}"
    )
    os.environ["LOG_LEVEL"] = "ERROR"
    FOLDER.mkdir(exist_ok=True)
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)
    import_module(settings.ROOT_URLCONF)


def empty() -> None:
    """Delete the catalogue and the index."""
    from content.models import CatalogueEntry, CatalogueFacet
    from search.models import Change, Posting, Segment, Wording

    for model in (CatalogueFacet, CatalogueEntry, Change, Posting, Segment, Wording):
        model.objects.all()._raw_delete("default")


def fill(documents: Iterable) -> None:
    """Write catalogue entries for documents; their index is not written."""
    from content.models import CatalogueEntry

    for start in _batches(documents, 1000):
        CatalogueEntry.objects.bulk_create(start)


def _batches(documents: Iterable, size: int) -> Iterator[list]:
    from datetime import UTC, datetime

    from django.contrib.contenttypes.models import ContentType

    from cases.models import CasePage
    from content.models import CatalogueEntry

    content_type = ContentType.objects.get_for_model(CasePage)
    batch = []
    for document in documents:
        moment = datetime.fromtimestamp(document.date, UTC)
        batch.append(
            CatalogueEntry(
                pk=document.entry_id,
                content_type=content_type,
                object_id=document.entry_id,
                kind=document.facets["kind"][0],
                key=str(document.entry_id),
                language=document.language,
                translation_key=uuid.uuid4(),
                path=document.path,
                url=f"/{document.language}/bench/{document.entry_id}/",
                title=document.title[:255],
                summary=document.summary,
                headings=document.headings,
                text=document.body,
                date=moment,
                updated=moment,
                values={name: list(values) for name, values in document.facets.items()},
            )
        )
        if len(batch) == size:
            yield batch
            batch = []
    yield batch


def page(entry_id: int, title: str, body: str):
    """Return a plain Swedish document."""
    from search.engines.base import Document

    return Document(entry_id, "sv", "00010001", title, "", "", body, 0.0, 0.0, {"kind": ("page",)})


def index() -> None:
    """Write the index of everything in the catalogue."""
    from search.documents import Catalogue
    from search.engine import engine

    for _ in engine().rebuild(["sv", "en"], Catalogue()):
        pass
