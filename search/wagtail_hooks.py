"""What editors see of search in the admin: synonyms, promoted results, tasks and the report."""

from __future__ import annotations

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from .models import Promotion, SearchTask, Synonym
from .panels import synonym_effect
from .reports import make_task, report


class SynonymViewSet(SnippetViewSet):
    model = Synonym
    icon = "list-ul"
    list_display = ["__str__", "language", "effect"]
    list_filter = ["language"]


class PromotionViewSet(SnippetViewSet):
    model = Promotion
    icon = "pick"
    list_display = ["words", "page", "owner", "expires"]
    list_filter = ["language"]


class SearchTaskViewSet(SnippetViewSet):
    model = SearchTask
    icon = "tasks"
    list_display = ["query", "language", "created", "done"]
    list_filter = ["language", "done"]


class SearchGroup(SnippetViewSetGroup):
    menu_label = pgettext_lazy("what the editors decide about it", "Search")
    menu_icon = "search"
    items = (SynonymViewSet, PromotionViewSet, SearchTaskViewSet)


register_snippet(SearchGroup)


class ReportMenuItem(MenuItem):
    def is_shown(self, request) -> bool:
        return request.user.has_perm("search.view_searchcount")


@hooks.register("register_reports_menu_item")
def report_in_menu() -> MenuItem:
    return ReportMenuItem(_("Searches"), reverse("search_report"), icon_name="search", order=900)


@hooks.register("register_admin_urls")
def report_addresses() -> list:
    return [
        path("reports/searches/", report, name="search_report"),
        path("reports/searches/task/", make_task, name="search_make_task"),
        path("search/synonyms/effect/", synonym_effect, name="search_synonym_effect"),
    ]
