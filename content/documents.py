"""Documents as hits of their own: which pages hold them, who may find them, and what films' captions say.

A document is found by those who may open it *and* see a page that holds it. Its entry's path is that of such a
page, the least restricted one, followed by "/", so the one access rule hides it with the page. In a restricted
collection it follows the collection instead: its path names that (`collection_path`), and `content.access` hides
what this visitor may not open. A document that nothing published holds is in no catalogue: who uploads a file for a
draft has not published it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import (
    BigIntegerField,
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast
from django.http import HttpRequest
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    ReferenceIndex,
)

from . import catalogue
from .access import collection_path, hidden_paths, outside, restricted_trees
from .models import CatalogueEntry, DocumentUse, FileText, PortalDocument
from .reading import READABLE, Reading, read
from .statements import Statement

FOUND = READABLE | {"zip"}
"""Endings of files that are hits of their own; films and their captions belong to the page that shows them."""
CAPTIONS = "vtt"
MOST_CAPTIONS = 1024 * 1024
MOST_AT_ONCE = 100
MOST_USES = 200
HIT = [
    "key",
    "kind",
    "language",
    "object_id",
    "translation_key",
    "url",
    "title",
    "summary",
    "date",
    "facts",
]
_NO_SPEECH = re.compile(r"^(WEBVTT|NOTE|STYLE|REGION)\b")
_MARKUP = re.compile(r"<[^>]*>")


# --- Which objects hold which documents -----------------------------------------------------------


def held_by(obj: Any) -> set[int]:
    """Return ids of the documents that an object refers to, in fields, blocks and running text."""
    if isinstance(obj, PortalDocument) or not ReferenceIndex.is_indexed(type(obj)):
        return set()
    wanted = ContentType.objects.get_for_model(PortalDocument).pk
    # What Wagtail's own index of references is written from; that index itself may come later, from a queue.
    found = ReferenceIndex._extract_references_from_object(obj)
    return {int(number) for content_type, number, *_paths in found if content_type == wanted}


def note_uses(entry: CatalogueEntry, held: set[int]) -> set[int]:
    """Store which documents an entry's object holds, and return ids of those that it holds no longer."""
    stored = dict(DocumentUse.objects.filter(entry=entry).values_list("document_id", "pk"))
    gone = stored.keys() - held
    if gone:
        DocumentUse.objects.filter(pk__in=[stored[number] for number in gone]).delete()
    fresh = held - stored.keys()
    if fresh:
        existing = PortalDocument.objects.filter(pk__in=fresh).values_list("pk", flat=True)
        DocumentUse.objects.bulk_create(
            [DocumentUse(entry=entry, document_id=number) for number in sorted(existing)],
            ignore_conflicts=True,
        )
    return set(gone)


def follow_entries(entry_ids: Iterable[int]) -> None:
    """Bring documents up to date that changed entries hold: where they are found, and under which topics."""
    refresh(used_by(list(entry_ids)), moved_only=True)


def used_by(entries: Any) -> list[int]:
    """Return ids of documents that the entries hold."""
    uses = DocumentUse.objects.filter(entry__in=entries)
    return list(uses.values_list("document_id", flat=True).distinct())


def with_holders(
    request: HttpRequest, ids: list[int], first: list[UUID], language: str
) -> tuple[list[CatalogueEntry], dict[int, list[CatalogueEntry]]]:
    """Return entries as hits, and by document the pages that hold those among them and that the visitor may see.

    The entries are those with `ids`, and in `language` those with the translation keys `first`. One query for all;
    of the pages the text is not read.
    """
    found: list[CatalogueEntry] = []
    held: dict[int, list[CatalogueEntry]] = {}
    for entry in _rows_and_holders(hidden_paths(request), ids=ids, first=first, language=language):
        entry.text = entry.whole
        (held.setdefault(entry.held, []) if entry.held else found).append(entry)
    return found, held


@Statement
def _rows_and_holders(
    hidden: tuple[str, ...], *, ids: list[int], first: list[UUID], language: str
) -> QuerySet[Any, Any]:
    wanted = Q(pk__in=ids) | Q(translation_key__in=first, language=language)
    rows = outside(CatalogueEntry.objects.filter(wanted), hidden)
    documents = rows.filter(kind=PortalDocument.kind).values("object_id")
    uses = DocumentUse.objects.filter(document__in=documents).order_by("pk").values("pk")
    pages = outside(CatalogueEntry.objects.filter(document_uses__in=uses[:MOST_USES]), hidden)
    hits = rows.annotate(held=Value(0, output_field=BigIntegerField()), whole=F("text"))
    holders = pages.annotate(
        held=F("document_uses__document_id"), whole=Value("", output_field=TextField())
    )
    return hits.only(*HIT).union(holders.only(*HIT), all=True)


# --- Where a document is found --------------------------------------------------------------------


def refresh(document_ids: Iterable[int], *, moved_only: bool = False) -> None:
    """Write the entries of documents; with `moved_only` of those whose place or facets are others than stored."""
    ids = sorted(set(document_ids))
    for start in range(0, len(ids), MOST_AT_ONCE):
        with transaction.atomic():
            _refresh(ids[start : start + MOST_AT_ONCE], moved_only=moved_only)


def _refresh(ids: list[int], *, moved_only: bool) -> None:
    shelves = _Shelves(ids)
    stored = {}
    if moved_only:
        content_type = ContentType.objects.get_for_model(PortalDocument)
        rows = CatalogueEntry.objects.filter(content_type=content_type, object_id__in=ids)
        stored = {
            number: found for number, *found in rows.values_list("object_id", "path", "values")
        }
    for document in PortalDocument.objects.filter(pk__in=ids).select_related("collection"):
        document.key = document.key or f"document-{document.pk}"
        if document.file_size is None:
            with suppress(OSError):
                document.file_size = document.file.size
        place = shelves.place(document)
        wanted = [place.path, catalogue.values_of(document)] if place else None
        if not moved_only or stored.get(document.pk) != wanted:
            catalogue.refresh(document, place)


class _Shelves:
    """Where some documents are found, worked out with four queries for all of them."""

    def __init__(self, ids: list[int]) -> None:
        nobody = HttpRequest()
        self.closed = tuple(path for tree in restricted_trees(nobody) for path in tree.paths)
        self.restricted = list(
            CollectionViewRestriction.objects.values_list("collection__path", "collection_id")
        )
        self.holders: dict[int, list[CatalogueEntry]] = {}
        uses = DocumentUse.objects.filter(document__in=ids).select_related("entry")
        for use in uses.defer("entry__text", "entry__headings"):
            self.holders.setdefault(use.document_id, []).append(use.entry)

    def place(self, document: PortalDocument) -> catalogue.Place | None:
        """Return where a document is found, or None, and set its `holder`."""
        holders = sorted(
            self.holders.get(document.pk, []),
            # The open ones first; of those one in the document's own language, then always the same.
            key=lambda entry: (
                entry.path.startswith(self.closed or ("\0",)),
                entry.language != document.locale.language_code,
                entry.path,
            ),
        )
        if not holders or document.ending not in FOUND:
            return None
        document.holder = holders[0]
        above = [row for row in self.restricted if document.collection.path.startswith(row[0])]
        if above:
            return catalogue.Place(collection_path(max(above)[1]), 0, document.url)
        return catalogue.Place(f"{document.holder.path}/", 0, document.url)


def follow_page_restriction(restriction: PageViewRestriction) -> None:
    """Look for a less restricted page for the documents below a page that was opened or closed."""
    page = Page.objects.filter(pk=restriction.page_id).first()
    if page is None:  # the restriction went with its page
        return
    twins = Page.objects.filter(Q(translation_key=page.translation_key) | Q(alias_of=page))
    below = Q(pk__in=[])
    for path in twins.values_list("path", flat=True):
        below |= Q(entry__path__startswith=path)
    refresh(DocumentUse.objects.filter(below).values_list("document_id", flat=True).distinct())


def follow_collection(collection_id: int) -> None:
    """Follow a collection that was opened, closed or moved, with all that is in it."""
    for path in Collection.objects.filter(pk=collection_id).values_list("path", flat=True):
        inside = PortalDocument.objects.filter(collection__path__startswith=path)
        refresh(inside.values_list("pk", flat=True))


def follow_document(document: PortalDocument) -> None:
    """Follow a document that was saved: its own entry, and for captions the pages that show the film."""
    refresh([document.pk])
    if document.ending == CAPTIONS:
        pages = CatalogueEntry.objects.filter(
            document_uses__document=document, content_type__in=catalogue.page_types()
        )
        for page_id in list(pages.values_list("object_id", flat=True)):
            catalogue.refresh_page(page_id)


def in_drafts_alone() -> Q:
    """Match the documents that pages or ideas hold, none of which is published."""
    mentions = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(PortalDocument),
        to_object_id=Cast(OuterRef("pk"), CharField()),
    )
    return Q(Exists(mentions), ~Exists(DocumentUse.objects.filter(document=OuterRef("pk"))))


# --- What files say -------------------------------------------------------------------------------


def _unread() -> QuerySet[PortalDocument]:
    endings = Q(pk__in=[])
    for ending in READABLE:
        endings |= Q(file__iendswith=f".{ending}")
    return PortalDocument.objects.filter(endings).exclude(
        file_hash__in=FileText.objects.values("pk")
    )


def number_waiting() -> int:
    """Return how many documents have a file that nobody has read yet."""
    return _unread().count()


def waiting() -> Iterator[PortalDocument]:
    """Yield one document of each file that nobody has read yet; a file that is not there is passed over."""
    seen: set[str] = set()
    for document in _unread().order_by("pk").iterator(chunk_size=50):
        try:
            digest = document.get_file_hash()
        except OSError:
            continue
        if digest not in seen:
            seen.add(digest)
            if not FileText.objects.filter(pk=digest).exists():
                yield document


def read_text(document: PortalDocument) -> Reading:
    """Read a document's file and store what it says, for every document with the same file.

    Raises:
        OSError: the storage does not answer; the file is read another time.
    """
    try:
        with document.file.storage.open(document.file.name, "rb") as file:
            found = read(file, document.ending)
    except FileNotFoundError:
        found = Reading("failed")
    with transaction.atomic():
        FileText.objects.update_or_create(
            file_hash=document.file_hash, defaults={"outcome": found.outcome, "text": found.text}
        )
        same = PortalDocument.objects.filter(file_hash=document.file_hash)
        refresh(same.values_list("pk", flat=True))
    return found


def captions_text(document_ids: Iterable[int]) -> str:
    """Return what is said in films, from the captions among these documents; unreadable ones say nothing."""
    rows = PortalDocument.objects.filter(pk__in=document_ids, file__iendswith=f".{CAPTIONS}")
    lines: list[str] = []
    for document in rows.order_by("pk"):
        try:
            with document.file.storage.open(document.file.name, "rb") as file:
                lines += _spoken(file.read(MOST_CAPTIONS).decode("utf-8-sig", "replace"))
        except OSError:
            continue
    return "\n".join(lines)


def with_captions(text: str, document_ids: Iterable[int]) -> str:
    """Return a page's text and those lines of its films' captions that it does not hold already."""
    spoken = captions_text(document_ids) if document_ids else ""
    if not spoken:
        return text
    known = " ".join(text.split())
    missing = [line for line in spoken.split("\n") if line not in known]
    return "\n".join(part for part in (text, " ".join(missing)) if part)


def _spoken(captions: str) -> Iterator[str]:
    """Yield the lines of WebVTT captions that are said, without times, notes, styles and markup."""
    for block in re.split(r"\n\s*\n", captions.replace("\r\n", "\n").replace("\0", "")):
        lines = block.split("\n")
        if _NO_SPEECH.match(lines[0]):
            continue
        said = next((number + 1 for number, line in enumerate(lines) if "-->" in line), len(lines))
        for line in lines[said:]:
            if words := " ".join(_MARKUP.sub("", line).split()):
                yield words
