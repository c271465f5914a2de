"""Keeps the engines in step with the catalogue, in the transaction that changes it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.dispatch import receiver

from content.catalogue import catalogue_changed

from .documents import documents
from .engine import database
from .engines import Document

CHUNK = 200


@receiver(catalogue_changed)
def follow_catalogue(changed: list[int], removed: list[int], **kwargs: Any) -> None:
    """Write what changed to the index of the database, which belongs to the same transaction."""
    if removed:
        database().drop(removed)
    if changed:
        found = documents(changed)
        while chunk := list(_first(found)):
            database().put(chunk)


def _first(found: Iterator[Document]) -> Iterator[Document]:
    return islice(found, CHUNK)
