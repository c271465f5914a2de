"""Packages in lines of content: named by their key. Their files are not in the lines and must be there already."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from wagtail.snippets.blocks import SnippetChooserBlock

from content.transfer.errors import LineError
from content.transfer.references import References
from content.transfer.values import from_json, to_json

from ..models import LearningPackage


@from_json.register
def _package_from_json(block: SnippetChooserBlock, value: Any, refs: References, path: str) -> int:
    try:
        return LearningPackage.objects.values_list("pk", flat=True).get(key=UUID(str(value)))
    except (LearningPackage.DoesNotExist, ValueError) as error:
        raise LineError(
            f"{path.rsplit('/', 1)[-1]}: there is no package {str(value)[:60]!r}; upload it first"
        ) from error


@to_json.register
def _package_to_json(block: SnippetChooserBlock, value: Any, refs: References) -> str | None:
    return str(value.key) if value else None
