"""What a day is called. It does not change, and to work it out takes as long as many a query."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language


def said(day: date, form: str) -> str:
    """Return a day in one of Django's date formats, in the running language."""
    return _said(date(day.year, day.month, day.day), form, get_language())


@lru_cache(4096)
def _said(day: date, form: str, language: str | None) -> str:
    return date_format(day, form)
