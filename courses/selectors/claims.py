"""What somebody can claim to have applied, and what was claimed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from content.access import visible
from content.models import CatalogueEntry

from ..models import MethodClaim

MOST = 300
"""How many methods, and how many cases of one method, are offered."""
MOST_CLAIMS = 100


def methods_to_claim(request: HttpRequest, language: str) -> list[tuple[str, str]]:
    """Return key and title of the methods that the visitor may see, in the order of the alphabet; one query."""
    rows = visible(CatalogueEntry.objects.filter(kind="method", language=language), request)
    found = rows.order_by("sort_key", "pk").values_list("translation_key", "title")
    return [(str(key), title) for key, title in found[:MOST]]


def cases_of_method(request: HttpRequest, method_key: UUID, language: str) -> list[tuple[str, str]]:
    """Return key and title of the cases that say they used the method, the newest first; one query."""
    rows = visible(CatalogueEntry.objects.filter(kind="case", language=language), request)
    found = rows.filter(facets__name="method", facets__value=str(method_key))
    listed = found.order_by("-date", "pk").values_list("translation_key", "title")
    return [(str(key), title) for key, title in listed[:MOST]]


def claims_of(user: Any) -> list[MethodClaim]:
    """Return what a person has claimed and got no badge for yet, the newest first; one query."""
    rows = MethodClaim.objects.filter(user=user, credential=None)
    return list(rows.order_by("-created_at", "pk")[:MOST_CLAIMS])


def titles(kind: str, keys: list[UUID], language: str) -> dict[UUID, str]:
    """Return titles by translation key, in the language where there is one; one query."""
    rows = CatalogueEntry.objects.filter(kind=kind, translation_key__in=keys)
    found: dict[UUID, str] = {}
    for key, code, title in rows.values_list("translation_key", "language", "title"):
        if code == language or key not in found:
            found[key] = title
    return found
