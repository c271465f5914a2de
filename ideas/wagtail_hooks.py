"""Ideas in the admin."""

from __future__ import annotations

from typing import Any

import django_filters
from django.conf import settings
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, LocaleColumn
from wagtail.models import Locale
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import (
    CreateView,
    IndexView,
    PreviewOnCreateView,
    SnippetViewSet,
)

from content.models import Municipality, Topic

from .models import Idea


def _in_use(name: str, model: Any) -> Any:
    """Return a function that gives only the rows that some idea has, so that the filter stays short."""
    return lambda request: model.objects.filter(pk__in=Idea.objects.values(name))


class IdeaFilterSet(WagtailFilterSet):
    stage = django_filters.MultipleChoiceFilter(label=_("Stage"), choices=Idea.Stage.choices)
    municipalities = django_filters.ModelChoiceFilter(
        label=_("Municipality"), queryset=_in_use("municipalities", Municipality)
    )
    topics = django_filters.ModelChoiceFilter(label=_("Topic"), queryset=_in_use("topics", Topic))

    class Meta:
        model = Idea
        fields = ["stage", "municipalities", "topics", "visibility"]


class PlacesColumn(Column):
    """The municipalities' names, read for all rows at once."""

    def get_value(self, instance: Idea) -> str:
        return ", ".join(place.name for place in instance.municipalities.all())


class IdeaIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet[Idea]:
        rows: QuerySet[Idea] = super().get_base_queryset()
        return rows.prefetch_related("municipalities").select_related("locale")


class IdeaCreateView(CreateView):
    def get_preview_url(self) -> str:
        """Name the language, which Wagtail's address of the preview leaves out."""
        address: str = super().get_preview_url()
        return f"{address}?locale={self.locale.language_code}" if self.locale else address


class IdeaPreviewOnCreateView(PreviewOnCreateView):
    def get_object(self) -> Idea:
        code = self.request.GET.get("locale", settings.LANGUAGE_CODE)
        return Idea(locale=get_object_or_404(Locale, language_code=code))


class IdeaViewSet(SnippetViewSet):
    model = Idea
    icon = "pick"
    menu_label = _("Ideas")
    menu_order = 150
    add_to_admin_menu = True
    index_view_class = IdeaIndexView
    add_view_class = IdeaCreateView
    preview_on_add_view_class = IdeaPreviewOnCreateView
    filterset_class = IdeaFilterSet
    list_display = [
        "title",
        Column("get_stage_display", label=_("Stage"), sort_key="stage"),
        PlacesColumn("places", label=_("Municipalities")),
        Column("get_visibility_display", label=_("Visibility")),
        LocaleColumn(),
        Column("submitted", label=_("Submitted"), sort_key="submitted"),
    ]
    list_per_page = 50
    ordering = ["-submitted", "title"]
    list_export = ["key", "title", "stage", "unit", "submitted", "visibility", "review_by"]
    export_filename = "ideas"
    copy_view_enabled = False  # a copy would keep the original's key and slug


register_snippet(IdeaViewSet)
