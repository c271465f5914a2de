"""What is shown as related shares most with the page: ideas and methods weigh more than topics and places."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpRequest
from django.utils import translation

from content.links import _linked, gathering_pages, related_entries
from content.models import CatalogueEntry
from content.templatetags.sluice_tags import evidence_ladder, idea_sluice
from tests.factories import ArticleFactory, CaseFactory, MethodFactory, translate


def entry(page: Any) -> CatalogueEntry:
    return CatalogueEntry.objects.get(translation_key=page.translation_key, language="sv")


@pytest.mark.django_db
def test_those_who_share_most_come_first_and_what_is_linked_is_left_to_its_own_place(
    visitor: HttpRequest,
):
    method = MethodFactory(title="Frågeronden", topics=["school"])
    case = CaseFactory(title="Utgångspunkten", topics=["school"], municipalities=["1485"])
    case.methods = [method]
    case.save_revision().publish()
    same_method = CaseFactory(title="Samma metod", topics=["planning"], municipalities=["1488"])
    same_method.methods = [method]
    same_method.save_revision().publish()
    CaseFactory(title="Samma ämne och ort", topics=["school"], municipalities=["1485"])
    ArticleFactory(title="Samma ämne", topics=["school"])
    CaseFactory(title="Inget gemensamt", topics=["planning"], municipalities=["1421"])
    translate(case, "The point of departure")
    found = [row.title for row in related_entries(entry(case), visitor)]
    assert found == ["Samma ämne och ort", "Samma metod", "Samma ämne"]


@pytest.mark.django_db
def test_nothing_shared_is_nothing_related(visitor: HttpRequest):
    alone = CaseFactory(title="Ensam", topics=[], municipalities=[])
    assert related_entries(entry(alone), visitor) == []


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL chooses by what is stored")
@pytest.mark.parametrize(
    "written",
    [
        lambda: gathering_pages.text((), topics=["school"], places=["1485"], language="sv"),
        lambda: _linked.text((), pointed_at=["case"], key=str(uuid4()), linked=[uuid4()]),
    ],
)
def test_no_link_is_found_by_reading_a_whole_language_or_kind(written):
    sql, values = written()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", values)
        plan = "\n".join(row[3] for row in cursor.fetchall())
    assert "USING" in plan
    assert not re.search(r"SCAN|[( ](language|kind)=\?\)", plan.replace("AND language=?", ""))


@pytest.mark.parametrize(
    ("draw", "step", "words"),
    [
        (idea_sluice, "captured", {"sv": "Fångad", "en": "Captured"}),
        (evidence_ladder, "measured", {"sv": "Uppmätt", "en": "Measured"}),
    ],
)
def test_a_drawing_that_is_kept_speaks_the_language_of_its_reader(draw, step, words):
    for _time in range(2):
        for language, said in words.items():
            with translation.override(language):
                assert said in draw(step)
