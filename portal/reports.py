"""The report of what is to be read again, and by when."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import django_filters
from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail.snippets.models import get_snippet_models

from .review import due_for_review

PERIODS = [("0", _("Overdue")), ("30", _("Within 30 days")), ("90", _("Within 90 days"))]


def edit_address(row: dict[str, Any]) -> str:
    """Return where the object of a row is edited."""
    model = apps.get_model(row["model"])
    if issubclass(model, Page):
        return reverse("wagtailadmin_pages:edit", args=[row["pk"]])
    if model in get_snippet_models():
        return reverse(model.snippet_viewset.get_url_name("edit"), args=[row["pk"]])
    return ""


def kind_name(row: dict[str, Any]) -> str:
    return str(capfirst(apps.get_model(row["model"])._meta.verbose_name))


class ReviewFilterSet(WagtailFilterSet):
    """The rows come from many tables at once, so the filters go into the query instead of after it."""

    days = django_filters.ChoiceFilter(label=_("Review by"), choices=PERIODS, empty_label=None)
    language = django_filters.ChoiceFilter(
        label=_("Language"), choices=settings.LANGUAGES, empty_label=_("All")
    )

    def filter_queryset(self, queryset: Any) -> Any:
        days = int(self.form.cleaned_data.get("days") or 0)
        until = timezone.localdate() + timedelta(days=days)
        language = self.form.cleaned_data.get("language") or ""
        return due_for_review(self.request.user, until, language)


class KindColumn(Column):
    def get_value(self, instance: dict[str, Any]) -> str:
        return kind_name(instance)


class ReviewPaginator(WagtailPaginator):
    """Counts pages, whatever model happens to be the first of those in the report."""

    verbose_name = _("page to review")
    verbose_name_plural = _("pages to review")


class ReviewReport(ReportView):
    """What is past its review date or soon will be; paginated, and exported in full."""

    page_title = _("To review")
    header_icon = "date"
    index_url_name = "review_report"
    index_results_url_name = "review_report_results"
    filterset_class = ReviewFilterSet
    paginator_class = ReviewPaginator
    is_searchable = False
    verbose_name_plural = ReviewPaginator.verbose_name_plural
    columns = [
        TitleColumn("title", label=_("Title"), get_url=edit_address),
        KindColumn("kind", label=_("Type")),
        Column("language", label=_("Language")),
        Column("review_by", label=_("Review by")),
        Column("contact_role", label=_("Contact")),
    ]
    list_export = ["title", "model", "language", "review_by", "contact_role"]
    export_headings = {
        "title": _("Title"),
        "model": _("Type"),
        "language": _("Language"),
        "review_by": _("Review by"),
        "contact_role": _("Contact"),
    }
    export_filename = "to-review"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm("wagtailadmin.access_admin"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_filterset_kwargs(self) -> dict[str, Any]:
        return super().get_filterset_kwargs() | {"queryset": self.get_queryset()}

    def get_queryset(self) -> QuerySet[Any, Any]:
        return due_for_review(self.request.user, timezone.localdate())
