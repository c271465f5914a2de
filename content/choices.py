"""What can be chosen in an editing form's search field, and how each choice is named."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from wagtail.models import Page, TranslatableMixin
from wagtail.permissions import page_permission_policy

from .sql import containing

CHOOSABLE = {
    "ideas.idea",
    "methods.methodpage",
    "cases.casepage",
    "content.personpage",
    "content.topic",
    "content.municipality",
}
MAX_HITS = 30
# By label, since the models themselves name this module's widget in their panels.
MUNICIPALITY, TOPIC = "content.municipality", "content.topic"
NAMES = {MUNICIPALITY: ["name", "county"], TOPIC: ["name_sv", "name_en"]}


def kind_of(row: Any) -> str:
    return str(row._meta.label_lower)


def offered(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return the rows worth choosing, in order: of several language versions only one, the original's.

    Links are language-neutral: whoever reads is led to the version in the own language.
    """
    model = rows.model
    if kind_of(model) == MUNICIPALITY:
        return rows.filter(removed=False).order_by("name")
    if kind_of(model) == TOPIC:
        return rows.order_by("group", "position", "key")
    if issubclass(model, TranslatableMixin):
        swedish = model._default_manager.filter(
            translation_key=OuterRef("translation_key"),
            locale__language_code=settings.LANGUAGE_CODE,
        )
        rows = rows.filter(
            Q(locale__language_code=settings.LANGUAGE_CODE) | ~Exists(swedish)
        ).select_related("locale")
    return rows.order_by("title", "pk")


def label(row: Any) -> str:
    """Return what an editor calls the row."""
    if kind_of(row) == MUNICIPALITY:
        return f"{row.name} ({row.county})"
    if kind_of(row) == TOPIC:
        return str(row)
    parts = []
    if isinstance(row, TranslatableMixin) and row.locale.language_code != settings.LANGUAGE_CODE:
        parts.append(str(row.locale.get_display_name()))
    if isinstance(row, Page) and not row.live:
        parts.append(_("draft"))
    return f"{row.title} ({', '.join(parts)})" if parts else str(row.title)


def group_label(row: Any) -> str:
    """Return the heading under which the row stands, empty for none."""
    return str(row.get_group_display()) if kind_of(row) == TOPIC else ""


def matching(rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    """Return the rows in whose name all the words stand."""
    names = NAMES.get(kind_of(rows.model), ["title"])
    for word in words.split()[:8]:
        condition = Q()
        for name in names:
            condition |= containing(name, word)
        rows = rows.filter(condition)
    return rows


def choices(request: HttpRequest, app_label: str, model_name: str) -> JsonResponse:
    """Answer a search field of the editing form with the first matches.

    Raises:
        Http404: nothing of this kind is chosen by search.
        PermissionDenied: the user edits nothing that could link to it.
    """
    if f"{app_label}.{model_name}" not in CHOOSABLE:
        raise Http404
    model = apps.get_model(app_label, model_name)
    may = page_permission_policy.user_has_any_permission(request.user, ["add", "change", "publish"])
    if not may and (issubclass(model, Page) or not request.user.has_perm("ideas.change_idea")):
        raise PermissionDenied
    rows = offered(
        matching(model._default_manager.all(), request.GET.get("q", "")[:100].replace("\0", " "))
    )
    return JsonResponse(
        {"choices": [{"value": str(row.pk), "label": label(row)} for row in rows[:MAX_HITS]]}
    )
