"""What needs an editor's eye: pages past their review date, drafts, and translations that fell behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Exists, F, Model, OuterRef, QuerySet, Subquery, Value
from wagtail.models import Page
from wagtail.permissions import page_permission_policy
from wagtail_localize.models import Translation, TranslationSource

from content.models.base import Described

SHOWN = ("pk", "title", "review_by", "contact_role", "language", "model")
EDITING = ["add", "change", "publish"]


def reviewed_models() -> Iterator[type[Model]]:
    """Yield every model whose objects have a review date."""
    for model in apps.get_models():
        if issubclass(model, Described) and not model._meta.abstract:
            yield model


def due_for_review(user: Any, until: date, language: str = "") -> QuerySet[Any, dict[str, Any]]:
    """Return what is to be reviewed by a day, oldest first, of what the user edits: one query for all kinds."""
    parts = [_due(model, user, until, language) for model in reviewed_models()]
    return parts[0].union(*parts[1:], all=True).order_by("review_by", "title")


def _due(model: Any, user: Any, until: date, language: str) -> QuerySet[Any, dict[str, Any]]:
    rows = model._default_manager.filter(review_by__lte=until)
    if issubclass(model, Page):
        mine = page_permission_policy.instances_user_has_any_permission_for(user, EDITING)
        rows = rows.filter(live=True, pk__in=mine.values("pk"))
    elif not user.has_perm(f"{model._meta.app_label}.change_{model._meta.model_name}"):
        rows = rows.none()
    if language:
        rows = rows.filter(locale__language_code=language)
    return (
        rows.annotate(language=F("locale__language_code"), model=Value(model._meta.label_lower))
        .order_by()
        .values(*SHOWN)
    )


def drafts(user: Any) -> QuerySet[Page]:
    """Return pages with changes that nobody has published yet, latest first."""
    mine = page_permission_policy.instances_user_has_any_permission_for(user, EDITING)
    rows: QuerySet[Page] = (
        mine.filter(has_unpublished_changes=True)
        .select_related("locale")
        .order_by("-latest_revision_created_at")
    )
    return rows


def translations_behind(user: Any) -> QuerySet[Page]:
    """Return pages that somebody edited and published after they were last sent to translation, latest first."""
    mine = page_permission_policy.instances_user_has_any_permission_for(user, EDITING)
    behind = TranslationSource.objects.filter(
        Exists(Translation.objects.filter(source=OuterRef("pk"), enabled=True)),
        object_id=OuterRef("translation_key"),
        locale=OuterRef("locale"),
        last_updated_at__lt=OuterRef("latest_revision_created_at"),
    )
    rows: QuerySet[Page] = (
        mine.filter(live=True, has_unpublished_changes=False)
        .annotate(source_id=Subquery(behind.values("pk")[:1]))
        .filter(source_id__isnull=False)
        .select_related("locale")
        .order_by("-last_published_at")
    )
    return rows
