"""The whole demo goes out of one portal and into an empty one, and is the same there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from content.models import CatalogueEntry
from content.transfer.kinds import Outcome
from tests.demo import DemoPortal
from tests.factories.lines import give, take_all

# A minute, of what others measure; the demo is imported on every engine, and exports are tested there line by line.
pytestmark = [pytest.mark.django_db, pytest.mark.no_cover, pytest.mark.once]


def catalogue() -> list[tuple[Any, ...]]:
    names = (
        "kind",
        "key",
        "language",
        "url",
        "title",
        "summary",
        "facts",
        "headings",
        "text",
        "listed",
    )
    # A document's address holds its number, which is another in another database.
    rows = (
        (*row[:3], re.sub(r"^/documents/\d+/", "/documents/", row[3]), *row[4:])
        for row in CatalogueEntry.objects.values_list(*names)
    )
    return sorted(map(_without_numbers, rows), key=lambda row: row[:3])


def _without_numbers(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a row whose facts name no translation keys, which every portal makes anew: a path's courses."""
    facts = dict(row[6])
    if "courses" in facts:
        facts["courses"] = len(facts["courses"])
    return (*row[:6], facts, *row[7:])


def test_the_demo_is_the_same_in_an_empty_portal(
    demo: DemoPortal, settings: Any, tmp_path: Path
) -> None:
    with demo.in_use():
        lines, entries = give(), catalogue()
    settings.MEDIA_ROOT = str(tmp_path)
    assert not CatalogueEntry.objects.filter(kind="case").exists()
    take_all(*lines)
    assert catalogue() == entries
    assert give() == lines
    assert take_all(*lines).outcomes == {Outcome.UNCHANGED: len(lines)}
