"""Reads about credentials: the pages they are about, and who has which."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from cases.models import CasePage
from content.models import BasePage
from methods.models import MethodPage

from ..models import CoursePage, Credential

PageType = TypeVar("PageType", bound=BasePage)
MOST = 200
"""How many of a person's credentials are listed."""


def _in_language(pages: QuerySet[PageType], language: str) -> PageType | None:
    """Return the page in this language if it is published, else in the portal's, else any."""
    found = list(pages.select_related("locale"))
    order = [language, settings.LANGUAGE_CODE]

    def rank(page: PageType) -> tuple[bool, int]:
        code = page.locale.language_code
        return not page.live, order.index(code) if code in order else len(order)

    return min(found, key=rank, default=None)


def course_in(key: UUID, language: str) -> CoursePage | None:
    return _in_language(CoursePage.objects.filter(translation_key=key), language)


def method_in(key: UUID, language: str) -> MethodPage | None:
    return _in_language(MethodPage.objects.filter(translation_key=key), language)


def case_in(key: UUID, language: str) -> CasePage | None:
    return _in_language(CasePage.objects.filter(translation_key=key), language)


def credentials_of(user: Any) -> list[Credential]:
    """Return what a person holds, the newest first; one query."""
    return list(Credential.objects.filter(user=user).order_by("-issued_at", "-pk")[:MOST])


def credential_by_number(number: str) -> Credential | None:
    """Return a credential by the number that stands on it, typed in capitals or with spaces as it may be."""
    return Credential.objects.filter(number=number.replace(" ", "").lower()).first()
