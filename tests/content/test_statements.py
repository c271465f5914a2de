"""A statement says the same as the queryset it is made of, whatever values it is given and whoever asks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from content.access import outside
from content.models import CatalogueEntry
from content.sql import below, union_of
from content.statements import Statement
from tests.factories import CaseFactory, ImageFactory, fill_catalogue

pytestmark = pytest.mark.django_db
written: list[Any] = []


@Statement
def titled(hidden: tuple[str, ...], *, kind: str, keys: list[UUID]) -> QuerySet[CatalogueEntry]:
    written.append((hidden, len(keys)))
    rows = CatalogueEntry.objects.filter(kind=kind, translation_key__in=keys)
    return outside(rows, hidden).defer("text").select_related("image").order_by("pk")


@Statement
def newest(kind: str, *, after: Any, under: str) -> QuerySet[CatalogueEntry, tuple[str]]:
    rows = CatalogueEntry.objects.filter(below(under), kind=kind, date__gt=after)
    return rows.order_by("-date").values_list("title")[:2]


@pytest.fixture
def keys() -> list[UUID]:
    fill_catalogue(9, "case")
    rows = CatalogueEntry.objects.filter(kind="case").order_by("pk")
    return list(rows.values_list("translation_key", flat=True))


def test_rows_are_those_of_the_queryset_in_one_query(keys):
    for asked in ([], keys[:1], keys[2:5], keys):
        expected = CatalogueEntry.objects.filter(translation_key__in=asked).order_by("pk")
        with CaptureQueriesContext(connection) as captured:
            rows = titled((), kind="case", keys=asked)
        assert len(captured) == bool(asked)
        assert [row.pk for row in rows] == [row.pk for row in expected]
    row = titled((), kind="case", keys=keys[:1])[0]
    assert row.get_deferred_fields() == {"text"}
    assert row.facts == CatalogueEntry.objects.get(pk=row.pk).facts
    assert titled((), kind="method", keys=keys) == []


def test_an_entry_is_what_django_would_make_of_its_row(keys):
    image = ImageFactory()
    entry = CatalogueEntry.objects.filter(translation_key=keys[0])
    entry.update(image=image)
    read, fields = entry.get(), CatalogueEntry._meta.concrete_fields
    made = CatalogueEntry(*(getattr(read, field.attname) for field in fields))
    assert vars(read) | {"_state": made._state} == vars(made)
    assert (read._state.adding, read._state.db) == (False, DEFAULT_DB_ALIAS)
    shown = entry.only("title", "image__file_hash").select_related("image").get()
    assert shown.image.get_deferred_fields() >= {"title", "file"}
    assert (shown.image, shown.image.file_hash) == (image, image.file_hash)
    assert (shown.image.width, shown.kind) == (image.width, "case")  # read when they are asked for
    shown.title = "Nytt namn"
    shown.save()
    assert entry.get().title == "Nytt namn"


def test_the_text_is_written_once_for_each_shape(keys):
    titled((), kind="case", keys=keys)
    written.clear()
    for asked in (keys[:5], keys[:6], keys[:8], keys[1:8]):
        titled((), kind="case", keys=asked)
        titled((), kind="method", keys=asked)
    assert written == [((), 8)]


def test_what_is_hidden_is_a_part_of_the_text(keys):
    case = CaseFactory(title="Privat")
    asked = [case.translation_key]
    assert [row.title for row in titled((), kind="case", keys=asked)] == ["Privat"]
    assert titled((case.path,), kind="case", keys=asked) == []
    assert [row.title for row in titled(("0009",), kind="case", keys=asked)] == ["Privat"]


def test_moments_and_paths_are_values_too_and_statements_can_be_joined():
    case = CaseFactory(title="Den nya")
    earlier, later = (timezone.now() + timedelta(days=days) for days in (-1, 1))
    parent = case.path[: -case.steplen]
    assert newest("case", after=earlier, under=parent) == [("Den nya",)]
    assert newest("case", after=later, under=parent) == []
    assert newest("case", after=earlier, under=f"{case.path}0001") == []
    parts = [
        newest.text("case", after=moment, under=parent) for moment in (earlier, later, earlier)
    ]
    assert union_of(parts) == [("Den nya",), ("Den nya",)]


def test_values_stay_values(keys):
    assert titled((), kind="case' OR '1'='1", keys=keys) == []


def test_a_connection_that_takes_the_place_of_another_has_texts_of_its_own():
    own = connections[DEFAULT_DB_ALIAS]
    titled((), kind="case", keys=[])
    written.clear()
    connections[DEFAULT_DB_ALIAS] = type(own)(own.settings_dict, DEFAULT_DB_ALIAS)
    try:
        titled((), kind="case", keys=[])
        titled((), kind="case", keys=[])
    finally:
        connections[DEFAULT_DB_ALIAS] = own
    titled((), kind="case", keys=[])
    assert written == [((), 0)]
