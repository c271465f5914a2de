"""Blocks read what was chosen as Wagtail reads it, and are Wagtail's in migrations."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from content.choosers import DocumentChooser, ImageChooser, PageChooser, SnippetChooser
from tests.factories import DocumentFactory, ImageFactory, StandardPageFactory


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("chooser", "theirs", "factory"),
    [
        (PageChooser(), blocks.PageChooserBlock(), StandardPageFactory),
        (PageChooser(page_type="content.StandardPage"), blocks.PageChooserBlock(page_type="content.StandardPage"),
         StandardPageFactory),
        (DocumentChooser(), DocumentChooserBlock(), DocumentFactory),
        (ImageChooser(), ImageChooserBlock(), ImageFactory),
    ],
)  # fmt: skip
def test_what_was_chosen_comes_in_its_places_from_one_query(chooser, theirs, factory):
    first, second = factory().pk, factory().pk
    for ids in ([second, None, first], [first, second, first], [first, 0], [None], []):
        with CaptureQueriesContext(connection) as captured:
            found = chooser.bulk_to_python(ids)
        assert len(captured) == any(ids)
        expected = theirs.bulk_to_python(ids)
        assert found == expected
        assert [type(each) for each in found] == [type(each) for each in expected]
        assert len({id(each) for each in found if each}) == sum(each is not None for each in found)


@pytest.mark.parametrize(
    ("chooser", "theirs"),
    [
        (PageChooser, blocks.PageChooserBlock),
        (DocumentChooser, DocumentChooserBlock),
        (ImageChooser, ImageChooserBlock),
    ],
)
def test_in_a_migration_a_chooser_is_wagtails_own(chooser, theirs):
    assert chooser(label="Chosen").deconstruct() == theirs(label="Chosen").deconstruct()
    of = "courses.LearningPackage"
    assert SnippetChooser(of).deconstruct() == SnippetChooserBlock(of).deconstruct()
