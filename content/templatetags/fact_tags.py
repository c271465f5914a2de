"""The line of facts under a title in a list: what is said of each kind besides title and summary.

A table and not a template: a list says fifty facts, and a template would first ask of each entry which kind it is not.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from ..labels import choice_label
from ..models import CatalogueEntry
from .date_tags import day
from .portal_tags import minutes_label, some_of

register = template.Library()


def _as_stored(name: str, value: Any) -> Any:
    return value


def _places(name: str, value: list[str]) -> str:
    return some_of(value)


def _lessons(name: str, value: int) -> str:
    return ngettext("%(number)s lesson", "%(number)s lessons", value) % {"number": value}


def _minutes(name: str, value: int) -> str:
    return minutes_label(value)


def _day(name: str, value: str) -> SafeString:
    return render_to_string("components/moment.html", {"moment": value})


def _day_and_time(name: str, value: str) -> SafeString:
    return render_to_string("components/moment.html", {"moment": value, "time": True})


SAID: dict[str, dict[str, Callable[[str, Any], Any]]] = {
    "case": {
        "status": choice_label,
        "places": _places,
        "evidence": choice_label,
        "year": _as_stored,
    },
    "method": {"phase": choice_label, "time_band": choice_label},
    "idea": {"stage": choice_label, "places": _places},
    "course": {"lessons": _lessons, "minutes": _minutes},
    "path": {"audience": _as_stored},
    "session": {"session_kind": choice_label, "starts": _day_and_time, "room": _as_stored},
    "conference": {"starts": _day, "venue": _as_stored},
    "organisation": {"organisation_kind": choice_label},
    "person": {"role": _as_stored},
    "article": {},
}
"""How each fact of a kind is said, in the order in which they are."""
PLAIN, COLOURED = "<span>{0}</span>", '<span class="status status-{1}">{0}</span>'
COLOURS = {"status", "stage"}
DATED = {"idea", "article"}


@register.simple_tag
def entry_facts(entry: CatalogueEntry) -> SafeString:
    """Write the facts of an entry that it has; nothing for a kind of which nothing is said."""
    if entry.kind not in SAID:
        return mark_safe("")
    said = [
        format_html(COLOURED if name in COLOURS else PLAIN, say(name, value), value)
        for name, say in SAID[entry.kind].items()
        if (value := entry.facts.get(name))
    ]
    if entry.kind in DATED:
        said.append(day(entry.date))
    return mark_safe(f'<p class="meta-line">{"".join(said)}</p>')  # noqa: S308 - of safe parts alone
