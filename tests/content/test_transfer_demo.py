"""The whole demo goes out of one portal and into an empty one, and is the same there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from content.models import CatalogueEntry
from content.transfer.importing import Chain, import_file
from content.transfer.kinds import Outcome
from tests.factories.lines import Line, give, take_all

pytestmark = pytest.mark.django_db
DEMO = Path(__file__).resolve().parents[2] / "portal" / "demo"


class Undo(Exception):
    """Takes the first portal away."""


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
    return sorted(rows, key=lambda row: row[:3])


def load_demo() -> None:
    paths = sorted(DEMO.glob("*.jsonl"))
    stream = Chain(paths)
    try:
        report = import_file(stream, folder=DEMO)
    finally:
        stream.close()
    assert [(fault.number, fault.reason) for fault in report.faults] == []


def test_the_demo_is_the_same_in_an_empty_portal(settings, tmp_path):
    first: tuple[list[Line], list[tuple[Any, ...]]] = ([], [])
    settings.MEDIA_ROOT = str(tmp_path / "first")
    try:
        with transaction.atomic():
            load_demo()
            first = (give(), catalogue())
            raise Undo
    except Undo:
        settings.MEDIA_ROOT = str(tmp_path / "second")
    assert not CatalogueEntry.objects.filter(kind="case").exists()
    take_all(*first[0])
    assert catalogue() == first[1]
    assert give() == first[0]
    assert take_all(*first[0]).outcomes == {Outcome.UNCHANGED: len(first[0])}
