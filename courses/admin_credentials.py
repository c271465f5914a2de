"""Certificates and badges in the admin: a list for administrators, and the page that takes one back."""

from __future__ import annotations

from typing import Any

import django_filters
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.log_actions import LogActionRegistry

from content.sql import containing

from .forms_credentials import RevocationForm
from .models import Credential
from .services.credentials import AlreadyRevoked, revoke

PERMISSION = "courses.change_credential"


class CredentialFilterSet(WagtailFilterSet):
    words = django_filters.CharFilter(label=gettext_lazy("Name, title or number"), method="search")
    kind = django_filters.ChoiceFilter(
        label=gettext_lazy("Kind"), choices=Credential.Kind.choices, empty_label=gettext_lazy("All")
    )
    revoked = django_filters.BooleanFilter(
        label=gettext_lazy("Revoked"), field_name="revoked_at", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = Credential
        fields = ("words", "kind", "revoked")

    def search(self, rows: QuerySet[Credential], name: str, value: str) -> QuerySet[Credential]:
        number = "".join(value.split()).lower()
        words = containing("name", value) | containing("title", value)
        return rows.filter(words | Q(number=number))


class RevokedColumn(Column):
    def get_value(self, instance: Credential) -> str:
        return instance.revocation_reason if instance.revoked_at else ""


class CredentialReport(ReportView):
    """Everything that was issued, the newest first."""

    page_title = gettext_lazy("Certificates and badges")
    header_icon = "success"
    index_url_name = "credential_report"
    index_results_url_name = "credential_report_results"
    filterset_class = CredentialFilterSet
    is_searchable = False
    model = Credential
    columns = [
        TitleColumn(
            "name",
            label=gettext_lazy("Name"),
            get_url=lambda row: reverse("revoke_credential", args=[row.pk]),
        ),
        Column("title", label=gettext_lazy("Title")),
        Column("get_kind_display", label=gettext_lazy("Kind")),
        DateColumn("issued_at", label=gettext_lazy("Issued")),
        RevokedColumn("revocation_reason", label=gettext_lazy("Revoked because")),
    ]
    list_export = [
        "number",
        "name",
        "title",
        "kind",
        "issued_at",
        "revoked_at",
        "revocation_reason",
    ]
    export_filename = "credentials"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        _only_administrators(request)
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Credential]:
        return Credential.objects.order_by("-issued_at", "-pk")

    def get_base_queryset(self) -> QuerySet[Credential]:
        return self.get_queryset()


def _only_administrators(request: HttpRequest) -> None:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied


def revoke_credential(request: HttpRequest, credential_id: int) -> HttpResponse:
    """Show one credential, and take it back with a reason."""
    _only_administrators(request)
    credential = get_object_or_404(Credential, pk=credential_id)
    form = RevocationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            revoke(credential, form.cleaned_data["reason"], request.user)
        except AlreadyRevoked:
            messages.warning(request, _("It has been revoked before."))
        else:
            messages.success(request, _("Revoked. Its page and its badge say so from now on."))
        return redirect("credential_report")
    context = {"credential": credential, "form": form}
    return render(request, "wagtailadmin/courses/revoke_credential.html", context)


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("reports/credentials/", CredentialReport.as_view(), name="credential_report"),
        path(
            "reports/credentials/results/",
            CredentialReport.as_view(results_only=True),
            name="credential_report_results",
        ),
        path(
            "reports/credentials/<int:credential_id>/",
            revoke_credential,
            name="revoke_credential",
        ),
    ]


class CredentialMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(PERMISSION))


@hooks.register("register_reports_menu_item")
def menu_item() -> MenuItem:
    return CredentialMenuItem(
        gettext_lazy("Certificates and badges"),
        reverse("credential_report"),
        icon_name="success",
        order=400,
    )


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(
        "courses.revoke_credential",
        gettext_lazy("Revoke a credential"),
        gettext_lazy("Credential revoked"),
    )
