"""Keeps wagtail-localize from opening a page.

When a translation is published, wagtail-localize makes its restriction equal to the source's, and if the source
has none it *deletes* the translation's. Here a restriction on any version holds for all of them
(`content.access`), so that would open every version. Copying from the source stays, deleting does not.
"""

from __future__ import annotations

from wagtail.models import Page
from wagtail_localize.models import TranslationSource

_copy_and_delete = TranslationSource.sync_view_restrictions


def copy_restrictions(source: TranslationSource, original: Page, translation: Page) -> None:
    """Give a translation its source's restriction, if the source has one."""
    if original.view_restrictions.exists():
        _copy_and_delete(source, original, translation)


def install() -> None:
    TranslationSource.sync_view_restrictions = copy_restrictions
