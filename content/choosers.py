"""Choosers whose blocks read what was chosen as pages read everything: in a statement.

In migrations they are Wagtail's own, since they store the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, QuerySet
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from .statements import Statement


class _InAStatement(blocks.ChooserBlock):
    def bulk_to_python(self, values: Iterable[int | None]) -> list[Any]:
        chosen = list(values)
        ids = [each for each in chosen if each is not None]
        if len(ids) > len(set(ids)):  # each place gets an object of its own
            return super().bulk_to_python(chosen)
        found = {row.pk: row for row in _chosen(self.model_class, ids=ids)}
        return [found.get(each) for each in chosen]


@Statement
def _chosen(model: type[Model], *, ids: list[int]) -> QuerySet[Any]:
    # Not by `pk`, which in a page type is a relation and takes nothing in the place of a number.
    return model._default_manager.filter(id__in=ids)


class PageChooser(_InAStatement, blocks.PageChooserBlock):
    canonical_module_path = "wagtail.blocks.PageChooserBlock"


class DocumentChooser(_InAStatement, DocumentChooserBlock):
    canonical_module_path = "wagtail.documents.blocks.DocumentChooserBlock"


class ImageChooser(_InAStatement, ImageChooserBlock):
    canonical_module_path = "wagtail.images.blocks.ImageChooserBlock"


class SnippetChooser(_InAStatement, SnippetChooserBlock):
    canonical_module_path = "wagtail.snippets.blocks.SnippetChooserBlock"
