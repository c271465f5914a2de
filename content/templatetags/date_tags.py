"""Dates as people say them and as machines read them, in one `time` element."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import is_aware, localtime

from ..dates import said

register = template.Library()


@register.simple_tag
def day(moment: date | datetime | None) -> SafeString:
    """Write a day: 3 May 2026."""
    return _time(moment, "%Y-%m-%d", "j F Y")


@register.simple_tag
def weekday(moment: date | datetime | None) -> SafeString:
    """Write a day of a programme: Sunday 3 May."""
    return _time(moment, "%Y-%m-%d", "l j F")


@register.simple_tag
def month(moment: date | datetime | None) -> SafeString:
    """Write a month: May 2026."""
    return _time(moment, "%Y-%m", "F Y")


@register.simple_tag
def clock(moment: datetime) -> SafeString:
    """Write the time of the day: 09:30."""
    local = _here(moment)
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), f"{local:%H:%M}")


def _time(moment: date | datetime | None, exact: str, form: str) -> SafeString:
    if moment is None:  # a draft that has no date yet
        return mark_safe("")
    here = _here(moment) if isinstance(moment, datetime) else moment
    return format_html('<time datetime="{}">{}</time>', f"{here:{exact}}", said(here, form))


def _here(moment: datetime) -> datetime:
    """Return a moment in the portal's time zone."""
    return localtime(moment) if is_aware(moment) else moment
