"""What people call a stored value: choices, topics, municipalities and counties, in the active language.

The names of topics and municipalities change a few times a year and are read on every page, so they are
cached for five minutes in the process or in Redis.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache as once
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db.models import Field
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .kinds import KIND_LABELS, kind_label
from .models import Municipality, Topic

FACET_LABELS = {
    "kind": _("Type"),
    "topic": _("Topic"),
    "municipality": _("Municipality"),
    "county": _("County"),
    "status": _("Status"),
    "evidence": _("Evidence"),
    "cost_band": _("Cost"),
    "year": _("Year"),
    "phase": _("Phase"),
    "time_band": _("Time"),
    "stage": _("Stage"),
    "level": _("Level"),
    "organisation_kind": _("Kind of actor"),
    "session_kind": _("Kind of session"),
    "language": _("Language"),
}
NAMES_KEPT_SECONDS = 300


@once
def _choices(language: str | None) -> dict[str, dict[str, str]]:
    """Return the labels of all model choices by field name, and by `model_field` for other models.

    In the running language, by whose name they are kept: a list shows dozens of few.
    """
    found: dict[str, dict[str, str]] = {}
    for model in apps.get_models():
        if not model.__module__.startswith(
            ("content.", "methods.", "ideas.", "cases.", "courses.", "conferences.")
        ):
            continue
        for field in model._meta.get_fields():
            if isinstance(field, Field) and field.choices:
                labels = {value: str(label) for value, label in field.flatchoices}
                found[f"{model._meta.model_name}_{field.name}"] = labels
                if getattr(model, "kind", ""):
                    found.setdefault(field.name, labels)
    return found


def choice_label(name: str, value: str) -> str:
    """Return the label of a stored choice; an unknown one is returned as it is."""
    return str(_choices(get_language()).get(name, {}).get(value, value or ""))


def topic_names() -> dict[str, str]:
    """Return all topic names in the active language, by key, in their order."""
    rows = _kept("topics", lambda: list(Topic.objects.values_list("key", "name_sv", "name_en")))
    english = _in_english()
    return {key: name_en if english else name_sv for key, name_sv, name_en in rows}


def _in_english() -> bool:
    return (get_language() or "sv").startswith("en")


def _kept(name: str, read: Callable[[], list[Any]]) -> list[Any]:
    """Return rows from the cache, read anew when they are too old or the cache is away."""
    rows: list[Any] | None = cache.get(f"labels:{name}")
    if rows is None:
        rows = read()
        cache.set(f"labels:{name}", rows, NAMES_KEPT_SECONDS)
    return rows


def municipality_names() -> dict[str, str]:
    """Return the names of all municipalities by code."""
    return dict(
        _kept("municipalities", lambda: list(Municipality.objects.values_list("code", "name")))
    )


def county_label(name: str) -> str:
    """Return a county in the active language: "Västra Götalands län" is "Västra Götaland County"."""
    stem = name.removesuffix(" län")
    return f"{stem.removesuffix('s')} County" if _in_english() and stem != name else name


def county_names() -> dict[str, str]:
    """Return the names of all counties by code, in the active language."""
    rows = _kept(
        "counties",
        lambda: list(
            Municipality.objects.order_by("county_code")
            .values_list("county_code", "county")
            .distinct()
        ),
    )
    return {code: county_label(name) for code, name in rows}


def facet_label(name: str) -> str:
    return str(FACET_LABELS.get(name, name))


def value_labels(name: str) -> dict[str, str]:
    """Return the labels of a facet's values; a value without one is shown as it is."""
    match name:
        case "topic":
            return topic_names()
        case "municipality":
            return municipality_names()
        case "county":
            return county_names()
        case "language":
            return {code: str(name).capitalize() for code, name in settings.LANGUAGES}
        case "kind":
            return {kind: kind_label(kind, plural=True) for kind in KIND_LABELS}
        case _other:
            return _choices(get_language()).get(name, {})
