"""Writes segments: merges changes into them, and rebuilds a language beside what is in use."""

from __future__ import annotations

import datetime
import struct
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.utils import timezone

from content.models import CatalogueEntry
from search.analysis import fingerprint

from ...models import Change, Posting, Segment, Wording
from ...models.index import unused_number
from ..base import Progress, Source
from ..blocks import block
from ..columns import pack, pack_counts, pack_words, unpack, unpack_counts, unpack_words
from ..helpers import analysed, batched
from ..postings import Builder
from ..stored import Stored

MERGE_FROM = 200
"""Changes that are worth a merge when the clock asks."""
OVERDUE_FROM = 1_000
"""Changes after which whoever writes merges; a bulk import without the clock would slow every query."""
SMALL = 4_096
MOST_SMALL = 8
MOST_DEAD = 0.25
MOST_DOCUMENTS = 32_000
"""Of one segment; places are 16-bit numbers. Building one of this size takes some 100 MB."""
CHUNK = 1_000
"""Documents that a helper analyses at once."""
ROWS = 2_000
"""Postings that are written with one call."""
COPY_HEAD = b"PGCOPY\n\xff\r\n\0" + bytes(8)
COPY_END = b"\xff\xff"
COPY_INTEGERS = struct.Struct("!hiq")
"""How many fields a row has; length and value of the first."""
COPY_LENGTH = struct.Struct("!i")
ABANDONED_AFTER = datetime.timedelta(minutes=15)
GONE = -1
"""`covered` of a segment that was replaced and waits to be deleted."""
OVERTAKEN = "Another rebuild has begun, or this one was given up for dead"


# --- Merging -------------------------------------------------------------------------------------


def merge_if_overdue() -> None:
    if Change.objects.count() >= OVERDUE_FROM:
        merge()


def outdated() -> bool:
    """Tell whether the index must be rebuilt: it was made by another analysis, or never."""
    segments = Segment.objects.filter(active=True)
    if segments.exclude(fingerprint=fingerprint()).exists():
        return True
    never = not segments.exists() and not Change.objects.exists()
    return never and CatalogueEntry.objects.exists()


def merge(least: int = 1) -> int:
    """Fold the changes into segments and return their number; nothing happens while a rebuild runs."""
    with transaction.atomic():
        _lock()
        if _rebuilding() or outdated():
            return 0
        changes = list(Change.objects.order_by("entry_id"))
        if len(changes) < least:
            return 0
        overridden = np.array([change.entry_id for change in changes], np.int64)
        rows: dict[str, list[Stored]] = {}
        for change in changes:
            if not change.removed:
                rows.setdefault(change.language, []).append(change.data)
        for segment in Segment.objects.filter(active=True).only("id", "columns", "dead", "size"):
            _bury(segment, overridden)
        for language in {*rows, *Segment.objects.values_list("language", flat=True).distinct()}:
            _fold(language, rows.get(language, []))
        for start in range(0, len(changes), 500):
            stamps = [change.stamp for change in changes[start : start + 500]]
            Change.objects.filter(stamp__in=stamps).delete()
    delete_replaced()
    return len(changes)


def _bury(segment: Segment, entry_ids: np.ndarray) -> None:
    """Mark the documents of these entries as dead."""
    ids = unpack(segment.columns).ids
    dead = np.frombuffer(bytes(segment.dead), np.uint16)
    now = np.union1d(dead, np.flatnonzero(np.isin(ids, entry_ids)).astype(np.uint16))
    if len(now) > len(dead):
        Segment.objects.filter(pk=segment.pk).update(
            dead=now.astype(np.uint16).tobytes(), generation=unused_number()
        )


def _fold(language: str, rows: list[Stored]) -> None:
    """Write rows as a segment, together with segments that are small or mostly dead."""
    segments = list(
        Segment.objects.filter(active=True, language=language).only("id", "size", "dead", "columns")
    )
    small = [segment for segment in segments if segment.size < SMALL]
    folded = small if len(small) >= MOST_SMALL else []
    folded += [
        segment
        for segment in segments
        if segment not in folded and len(bytes(segment.dead)) / 2 > segment.size * MOST_DEAD
    ]
    builder = Builder()
    for segment in folded:
        if len(builder) + segment.size > MOST_DOCUMENTS:
            write(builder, language, active=True)
            builder = Builder()
        alive = np.ones(segment.size, bool)
        alive[np.frombuffer(bytes(segment.dead), np.uint16)] = False
        postings = Posting.objects.filter(segment_id=segment.pk).values_list("term", "data")
        builder.add_segment(unpack(segment.columns), postings.iterator(5_000), alive)
        words = Segment.objects.only("vocabulary", "titles").get(pk=segment.pk)
        builder.vocabulary.update(unpack_words(words.vocabulary))
        builder.titles.update(unpack_counts(words.titles))
    while rows:
        if len(builder) == MOST_DOCUMENTS:
            write(builder, language, active=True)
            builder = Builder()
        room = MOST_DOCUMENTS - len(builder)
        builder.add_rows(rows[:room])
        rows = rows[room:]
    if len(builder):
        write(builder, language, active=True)
    Segment.objects.filter(pk__in=[segment.pk for segment in folded]).update(
        active=False, covered=GONE
    )


def _lock() -> None:
    """Let one writer of segments at a time in; SQLite's transactions do so by themselves."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('search segments'))")


def _rebuilding() -> bool:
    """Tell whether a rebuild is under way; one that nobody goes on with is given up."""
    building = Segment.objects.filter(active=False, covered__gte=0)
    if building.filter(touched__gt=timezone.now() - ABANDONED_AFTER).exists():
        return True
    building.update(covered=GONE)
    return False


def delete_replaced() -> None:
    """Delete segments that nothing uses any more."""
    for number in list(Segment.objects.filter(covered=GONE).values_list("pk", flat=True)):
        with transaction.atomic(), connection.cursor() as cursor:
            # Not from outside: names of our own tables. The ORM would read each posting first.
            cursor.execute(f"DELETE FROM {Posting._meta.db_table} WHERE segment_id = %s", [number])  # noqa: S608 - see above
            cursor.execute(f"DELETE FROM {Segment._meta.db_table} WHERE id = %s", [number])  # noqa: S608 - see above


# --- Writing one segment -------------------------------------------------------------------------


def write(builder: Builder, language: str, **fields: Any) -> Segment:
    segment = Segment.objects.create(
        language=language,
        fingerprint=fingerprint(),
        size=len(builder),
        columns=pack(builder.columns()),
        vocabulary=pack_words(builder.vocabulary),
        titles=pack_counts(builder.titles),
        **fields,
    )
    table = Posting._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            copied = f"COPY {table} (segment_id, term, data) FROM STDIN (FORMAT BINARY)"
            with cursor.copy(copied) as copy:
                copy.write(COPY_HEAD)
                for some in batched(copied_rows(segment.pk, builder.postings()), ROWS):
                    copy.write(b"".join(some))
                copy.write(COPY_END)
        else:
            # Not from outside: the name of our own table.
            insert = f"INSERT INTO {table} (segment_id, term, data) VALUES (%s, %s, %s)"  # noqa: S608 - see above
            rows = ((segment.pk, term, data) for term, data in builder.postings())
            for values in batched(rows, ROWS):
                cursor.executemany(insert, values)
    return segment


def copied_rows(segment: int, postings: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """Yield rows as PostgreSQL's binary COPY wants them: each value behind its length in bytes.

    psycopg's own way asks for the type of each value, and takes ten times as long.
    """
    fields, number = COPY_INTEGERS.pack(3, 8, segment), COPY_LENGTH.pack
    for term, data in postings:
        word = term.encode()
        yield b"".join((fields, number(len(word)), word, number(len(data)), data))


# --- Rebuilding ----------------------------------------------------------------------------------


def rebuild(language: str, source: Source, *, resume: bool = False) -> Iterator[Progress]:
    """Index a language anew beside what is in use, and switch in one transaction."""
    building = Segment.objects.filter(language=language, active=False, covered__gte=0)
    if not resume or building.exclude(fingerprint=fingerprint()).exists():
        building.update(covered=GONE)
    delete_replaced()
    last = building.order_by("-covered").only("covered", "replaces").first() or _begin(language)
    done = sum(building.values_list("size", flat=True))
    total = source.count(language)
    builder, replaces = Builder(), last.replaces
    seen = set(replaces)
    for _, found in analysed(source.documents(language, last.covered), total - done, CHUNK, block):
        if len(builder) and len(builder) + len(found.columns) > MOST_DOCUMENTS:
            with transaction.atomic():
                write(builder, language, covered=builder.last_id, replaces=replaces)
            builder = Builder()
        builder.add_block(found)
        done += len(found.columns)
        with transaction.atomic():
            if not building.update(touched=timezone.now()):
                raise RuntimeError(OVERTAKEN)
            write_wordings(dict(zip(found.columns.ids.tolist(), found.words, strict=True)), seen)
        yield Progress(done, total, language)
    with transaction.atomic():
        _lock()
        if len(builder):
            write(builder, language, covered=builder.last_id)
        if not building.filter(size=0).delete()[0]:
            raise RuntimeError(OVERTAKEN)
        before = Segment.objects.filter(language=language, active=True)
        before.update(active=False, covered=GONE)
        building.update(active=True)
        for start in range(0, len(replaces), 500):
            Change.objects.filter(
                language=language, stamp__in=replaces[start : start + 500]
            ).delete()
    delete_replaced()
    Wording.objects.exclude(pk__in=CatalogueEntry.objects.values("pk")).delete()


def _begin(language: str) -> Segment:
    """Mark that a rebuild is under way, so that nothing is merged before it ends.

    Changes that are stored now are in what the rebuild will read; later ones stay above it.
    """
    stamps = Change.objects.filter(language=language).values_list("stamp", flat=True)
    return Segment.objects.create(
        language=language,
        fingerprint=fingerprint(),
        size=0,
        columns=b"",
        vocabulary=b"",
        titles=b"",
        replaces=list(stamps),
    )


def write_wordings(words: dict[int, str], seen: set[int]) -> None:
    """Write the words of some entries, but not over newer ones.

    Whoever publishes a page after the rebuild has read it writes its words as well. That is a change which
    the rebuild had not `seen` when it began; and as long as it is not committed, a row that is locked.
    """
    table = Wording._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Not from outside: the name of our own table.
            there = f"SELECT entry_id FROM {table} WHERE entry_id = ANY(%s) ORDER BY entry_id"  # noqa: S608 - see above
            cursor.execute(there, [list(words)])
            busy = {number for (number,) in cursor.fetchall()}
            cursor.execute(f"{there} FOR UPDATE SKIP LOCKED", [list(words)])
            busy -= {number for (number,) in cursor.fetchall()}
        else:
            busy = set()  # SQLite has one writer at a time
        changes = Change.objects.filter(entry_id__range=(min(words), max(words)))
        busy |= {n for n, stamp in changes.values_list("entry_id", "stamp") if stamp not in seen}
        pairs = [(number, text) for number, text in words.items() if number not in busy]
        # Not from outside, as above. The ORM would take several times as long.
        insert = f"INSERT INTO {table} (entry_id, words) "
        conflict = " ON CONFLICT (entry_id) DO UPDATE SET words = excluded.words"
        if connection.vendor == "postgresql":
            rows = "SELECT * FROM unnest(%s::bigint[], %s::text[])"
            cursor.execute(insert + rows + conflict, [[n for n, _ in pairs], [w for _, w in pairs]])
        else:
            cursor.executemany(insert + "VALUES (%s, %s)" + conflict, pairs)
