"""Keeps the engines in step with the catalogue.

The index of the database is written in the transaction that changes the catalogue. An engine outside is
told after the commit; what it has not confirmed stays in `Pending` and is told again every minute, so a
crash between the two, or a day without the engine, loses nothing. Until its searches show a change too,
`search.engine` leaves out what is gone.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone

from content.catalogue import catalogue_changed
from content.models import CatalogueEntry

from .documents import document, documents
from .engine import database, external
from .engines import Document, Engine, EngineDown
from .models import Pending
from .models.index import unused_number

CHUNK = 200
SHOWN_AFTER = datetime.timedelta(minutes=1)
"""After so long an engine outside shows what it took: it refreshes every second."""
log = logging.getLogger(__name__)


@receiver(catalogue_changed)
def follow_catalogue(changed: list[int], removed: list[int], **kwargs: Any) -> None:
    """Write what changed."""
    if removed:
        database().drop(removed)
    if changed:
        put(database(), changed)
    if external() is not None:
        _remember([*changed, *removed])
        transaction.on_commit(deliver)


def put(engine: Engine, entry_ids: Iterable[int]) -> None:
    """Write the documents of entries to an engine, in bounded memory."""
    found = documents(entry_ids)
    while chunk := list(_first(found)):
        engine.put(chunk)


def _first(found: Iterator[Document]) -> Iterator[Document]:
    return islice(found, CHUNK)


def _remember(entry_ids: Iterable[int]) -> None:
    Pending.objects.bulk_create(
        [Pending(entry_id=entry_id, stamp=unused_number()) for entry_id in set(entry_ids)],
        batch_size=500,
        update_conflicts=True,
        unique_fields=["entry_id"],
        update_fields=["stamp", "told"],
    )


def deliver(most: int = CHUNK) -> int:
    """Tell the engine outside about pending changes and return how many it took; it may be down."""
    engine = external()
    if engine is None:
        return 0
    untold = Pending.objects.filter(told=None)
    taken = 0
    while taken < most:
        waiting = dict(untold.values_list("entry_id", "stamp")[:CHUNK])
        if not waiting:
            break
        found = list(documents(waiting))
        gone = waiting.keys() - {one.entry_id for one in found}
        try:
            if found:
                engine.put(found)
            if gone:
                engine.drop(gone)
        except EngineDown as error:
            log.warning("%s is down, changes wait: %s", engine.name, error)
            break
        _confirm(waiting)
        taken += len(waiting)
        if len(waiting) < CHUNK:
            break
    return taken


def outside_outdated() -> bool:
    """Tell whether the engine outside must be rebuilt, as after an upgrade; of one that is down nothing is known."""
    engine = external()
    try:
        return engine is not None and engine.outdated()
    except EngineDown:
        return False


def forget_told() -> None:
    """Forget the changes that the engine outside shows by now."""
    Pending.objects.filter(told__lt=timezone.now() - SHOWN_AFTER).delete()


def _confirm(told: dict[int, int]) -> None:
    """Note what the engine was told, by entry and stamp.

    What changed again meanwhile has another stamp and stays. Where another worker has noted it, that one has
    told the engine too, perhaps something newer that this one then wrote over: it is told once more.
    """
    now = timezone.now()
    ours = Pending.objects.filter(stamp__in=told.values())
    if ours.filter(told=None).update(told=now) < len(told):
        held = set(ours.filter(told=now).values_list("entry_id", flat=True))
        _remember(told.keys() - held)


# --- Comparing -----------------------------------------------------------------------------------


@dataclass
class Difference:
    """What an engine has wrong in one language, as entry ids."""

    missing: list[int] = field(default_factory=list)
    outdated: list[int] = field(default_factory=list)
    orphaned: list[int] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.missing or self.outdated or self.orphaned)


def compare(engine: Engine, language: str) -> Difference:
    """Compare what an engine stores with the catalogue, document by document."""
    stored = dict(engine.contents(language))
    difference = Difference()
    rows = CatalogueEntry.objects.filter(language=language).order_by("pk")
    for row in rows.iterator(chunk_size=CHUNK):
        digest = stored.pop(row.pk, None)
        if digest is None:
            difference.missing.append(row.pk)
        elif digest != document(row).digest:
            difference.outdated.append(row.pk)
    difference.orphaned = sorted(stored)
    return difference


def repair(engine: Engine, difference: Difference) -> None:
    put(engine, [*difference.missing, *difference.outdated])
    if difference.orphaned:
        engine.drop(difference.orphaned)
