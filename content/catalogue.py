"""Writes the catalogue: call `refresh` after an object was published, `remove` when it is no longer public.

An object takes part if its class has `kind`, `key`, `facets()`, `search_text()` and `card_facts()` (pages get
them from BasePage). Rows are always built from what is stored, never from an unsaved draft.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Case, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Concat, Substr
from django.dispatch import Signal
from django.utils import timezone
from wagtail.models import Page

from . import counts, documents
from .alphabet import sort_key
from .models import BasePage, CatalogueEntry, CatalogueFacet

catalogue_changed = Signal()
"""Sent in the writing transaction with `changed` and `removed`: lists of entry ids. Search engines listen."""


@dataclass
class Place:
    """Where an object is found: its tree path, depth and address."""

    path: str
    depth: int
    url: str


def place_of_page(page: Page) -> Place | None:
    """Return where a page is found, or None if it lies outside every site."""
    url = page.get_url()
    return Place(page.path, page.depth, url) if url else None


@transaction.atomic
def refresh(obj: Any, place: Place | None) -> CatalogueEntry | None:
    """Write the entry and facets of one public object; with no place, remove it.

    `obj` is a freshly loaded specific page or another catalogued object.
    """
    if place is None:
        remove(obj)
        return None
    content_type = ContentType.objects.get_for_model(obj)
    headings, text = obj.search_text()
    held = documents.held_by(obj)
    text = documents.with_captions(text, held)
    values = values_of(obj)
    now = timezone.now()
    moment = (obj.catalogue_date() if hasattr(obj, "catalogue_date") else None) or now
    image = getattr(obj, "image", None)
    facts = obj.card_facts()
    if image is not None:
        facts["image_alt"] = obj.alt
    fields = {
        "kind": obj.kind,
        "key": obj.key,
        "language": obj.locale.language_code,
        "translation_key": obj.translation_key,
        "path": place.path,
        "depth": place.depth,
        "url": place.url,
        "title": obj.title,
        "sort_key": sort_key(obj.title),
        "summary": obj.summary,
        "image": image,
        "date": moment,
        "updated": getattr(obj, "last_published_at", None) or now,
        "in_menus": bool(getattr(obj, "show_in_menus", False)),
        "listed": obj.listed,
        "facts": facts,
        "values": values,
        "headings": headings,
        "text": text,
    }
    before = (
        CatalogueEntry.objects.filter(content_type=content_type, object_id=obj.pk)
        .only("id", "url", "language", "kind")
        .first()
    )
    changes: Counter[counts.Group] = Counter()
    if before is None:
        entry = CatalogueEntry.objects.create(content_type=content_type, object_id=obj.pk, **fields)
        changes[entry.language, entry.kind, "", ""] += 1
    else:
        entry = before
        old_url = before.url
        for name, value in fields.items():
            setattr(entry, name, value)
        entry.save()
        if old_url != place.url and isinstance(obj, Page):
            _readdress(place.path, old_url, place.url)
    _write_facets(entry, values, changes)
    counts.add(changes)
    released = documents.note_uses(entry, held)
    catalogue_changed.send(sender=CatalogueEntry, changed=[entry.pk], removed=[])
    documents.refresh(released)
    return entry


def values_of(obj: Any) -> dict[str, list[str]]:
    """Return an object's facet values as entries store them."""
    return {name: sorted(set(found)) for name, found in obj.facets().items() if found}


def refresh_page(page_id: int) -> CatalogueEntry | None:
    """Write the entry of a page from what is stored: a live page gets one, any other loses it."""
    page = Page.objects.filter(pk=page_id).specific().select_related("locale").first()
    if not isinstance(page, BasePage) or not page.kind:
        return None
    entry = refresh(page, place_of_page(page) if page.live else None)
    page.refresh_shown()
    for parent_id in page.catalogue_dependents():
        refresh_page(parent_id)
    return entry


def remove(obj: Any) -> None:
    """Take an object out of the catalogue; nothing happens if it is not there."""
    content_type = ContentType.objects.get_for_model(obj)
    remove_entries(CatalogueEntry.objects.filter(content_type=content_type, object_id=obj.pk))


def forget(obj: Any) -> None:
    """Take an object that was deleted out of the catalogue, with what it showed and what counted it."""
    remove(obj)
    if isinstance(obj, BasePage):
        obj.live = False
        obj.refresh_shown()
        for parent_id in obj.catalogue_dependents():
            refresh_page(parent_id)


@transaction.atomic
def remove_entries(entries: QuerySet[CatalogueEntry]) -> None:
    """Take entries out of the catalogue."""
    ids = list(entries.values_list("pk", flat=True))
    if not ids:
        return
    facets = CatalogueFacet.objects.filter(entry__in=entries.values("pk"))
    changes: Counter[counts.Group] = Counter()
    for group in facets.values_list("language", "kind", "name", "value"):
        changes[group] -= 1
    for language, kind in entries.values_list("language", "kind"):
        changes[language, kind, "", ""] -= 1
    released = documents.used_by(ids)
    entries.delete()
    counts.add(changes)
    catalogue_changed.send(sender=CatalogueEntry, changed=[], removed=ids)
    documents.refresh(released)


@transaction.atomic
def follow_move(page_id: int, parents: Iterable[Page]) -> None:
    """Follow a page that was moved in the tree: it, what is below it, siblings that made room, and both parents.

    A few statements, whatever their number. The paths matter beyond order: the access rule goes by them.
    """
    actual = Page.objects.filter(pk=OuterRef("object_id"))
    stale = (
        CatalogueEntry.objects.filter(content_type__in=page_types())
        .annotate(actual_path=Subquery(actual.values("path")[:1]))
        .exclude(path=F("actual_path"))
    )
    sections = dict(stale.filter(kind="section").values_list("path", "actual_path"))
    ids = list(stale.values_list("pk", flat=True))
    CatalogueEntry.objects.filter(pk__in=stale.values("pk")).update(
        path=Subquery(actual.values("path")[:1]), depth=Subquery(actual.values("depth")[:1])
    )
    if sections:  # what is no page of its own has the path of the section that shows it
        shown = CatalogueEntry.objects.filter(path__in=sections).exclude(
            content_type__in=page_types()
        )
        ids += shown.values_list("pk", flat=True)
        shown.update(path=Case(*(When(path=old, then=Value(new)) for old, new in sections.items())))
    if ids:
        catalogue_changed.send(sender=CatalogueEntry, changed=ids, removed=[])
    refresh_page(page_id)
    for parent in parents:  # a course counts its lessons
        for pk in Page.objects.get(pk=parent.pk).get_ancestors(inclusive=True).values_list("pk"):
            refresh_page(pk[0])


def page_types() -> list[ContentType]:
    """Return the content types of all pages that the catalogue holds."""
    models = [model for model in catalogued_models() if issubclass(model, Page)]
    return list(ContentType.objects.get_for_models(*models).values())


def _readdress(path: str, url_before: str, url_after: str) -> None:
    """Change the beginning of the addresses at and below a tree path."""
    moved = CatalogueEntry.objects.filter(path__startswith=path, url__startswith=url_before)
    ids = list(moved.values_list("pk", flat=True))
    moved.update(url=Concat(Value(url_after), Substr("url", len(url_before) + 1)))
    catalogue_changed.send(sender=CatalogueEntry, changed=ids, removed=[])


def _write_facets(
    entry: CatalogueEntry, values: dict[str, list[str]], changes: Counter[counts.Group]
) -> None:
    """Make the facet rows of an entry equal to `values`, touching only what differs, and note it in `changes`."""
    wanted = {(name, value) for name, found in values.items() for value in found}
    shared = {"language": entry.language, "kind": entry.kind, "date": entry.date}
    stored = {(row.name, row.value): row for row in entry.facets.all()}
    stale = [row.pk for pair, row in stored.items() if pair not in wanted]
    if stale:
        CatalogueFacet.objects.filter(pk__in=stale).delete()
    for name, value in wanted ^ stored.keys():
        changes[entry.language, entry.kind, name, value] += 1 if (name, value) in wanted else -1
    if any(
        getattr(row, field) != value for row in stored.values() for field, value in shared.items()
    ):
        entry.facets.update(**shared)
    CatalogueFacet.objects.bulk_create(
        CatalogueFacet(entry=entry, name=name, value=value, **shared)
        for name, value in sorted(wanted - stored.keys())
    )


@cache
def catalogued_models() -> tuple[type[models.Model], ...]:
    """Return every model that honours the catalogue's contract."""
    from django.apps import apps  # the registry is complete only after start-up

    return tuple(
        model
        for model in apps.get_models()
        if getattr(model, "kind", "") and hasattr(model, "card_facts")
    )


def rebuild(only: Iterable[str] = ()) -> Iterator[int]:
    """Rebuild the catalogue from what is stored, yielding the number of objects done after each.

    `only` names kinds; without it everything is rebuilt and rows of objects that are gone are removed.
    """
    wanted = set(only)
    done = 0
    for model in catalogued_models():
        if wanted and model.kind not in wanted:  # type: ignore[attr-defined]  # by contract
            continue
        content_type = ContentType.objects.get_for_model(model)
        ids = list(model._default_manager.order_by("pk").values_list("pk", flat=True))
        orphans = CatalogueEntry.objects.filter(content_type=content_type).exclude(
            object_id__in=model._default_manager.values("pk")
        )
        remove_entries(orphans)
        for object_id in ids:
            if issubclass(model, BasePage):
                refresh_page(object_id)
            else:
                cast(Any, model._default_manager.get(pk=object_id)).refresh_catalogue()
            done += 1
            yield done
    counts.recount()
