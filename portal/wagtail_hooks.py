"""The admin as the portal's own: its colours, what needs review on the first page, and the report of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import AdminOnlyMenuItem, MenuItem
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogActionRegistry

from .reports import ReviewReport, edit_address, kind_name
from .review import drafts, due_for_review, translations_behind

FIRST = 5
"""How many rows of each kind the first page shows."""


@hooks.register("insert_global_admin_css")
def colours() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("admin/portal.css"))


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("reports/review/", ReviewReport.as_view(), name="review_report"),
        path(
            "reports/review/results/",
            ReviewReport.as_view(results_only=True),
            name="review_report_results",
        ),
    ]


@hooks.register("register_reports_menu_item")
def review_menu_item() -> MenuItem:
    return MenuItem(_("To review"), reverse("review_report"), icon_name="date", order=50)


@hooks.register("construct_reports_menu")
def translations_in_the_readers_language(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Name the report anew for each reader: its package keeps the words of whoever came first."""
    address = reverse("wagtail_localize:translations_report")
    for item in menu_items:
        if item.url == address:
            item.label = _("Translations")


@hooks.register("construct_help_menu")
def keep_help_near(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Leave out what leads to Wagtail's own site: news of releases are for those who run the portal."""
    menu_items[:] = [
        item
        for item in menu_items
        if isinstance(item, AdminOnlyMenuItem) or not str(item.url).startswith("https://")
    ]


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(
        "portal.export_person", _("Export a person's data"), _("Personal data exported")
    )
    actions.register_action("portal.erase_person", _("Erase a person"), _("Person erased"))


class NeedsReviewPanel(Component):
    """What an editor should look at today; nothing at all when all is well."""

    name = "needs_review"
    template_name = "wagtailadmin/portal/needs_review.html"
    order = 50

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        user = (parent_context or {})["request"].user
        overdue = due_for_review(user, timezone.localdate())
        unpublished, behind = drafts(user), translations_behind(user)
        return {
            "overdue": [
                row | {"url": edit_address(row), "kind": kind_name(row)} for row in overdue[:FIRST]
            ],
            "overdue_total": overdue.count(),
            "drafts": unpublished[:FIRST],
            "drafts_total": unpublished.count(),
            "behind": behind[:FIRST],
            "behind_total": behind.count(),
        }


@hooks.register("construct_homepage_panels")
def needs_review(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(NeedsReviewPanel())
