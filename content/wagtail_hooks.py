"""The foundation in the admin: the two lists, to look things up in, and the search field's answers."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from .choices import choices
from .models import Municipality, Topic
from .organisation_admin import OrganisationGroup, person_chooser, unit_chooser
from .rich_links import CatalogueLinkHandler


@hooks.register("register_rich_text_features", order=10)  # after Wagtail's own, which it replaces
def links_by_catalogue(features: Any) -> None:
    features.register_link_type(CatalogueLinkHandler)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [path("choices/<str:app_label>/<str:model_name>/", choices, name="content_choices")]


class SyncedListPolicy(ModelPermissionPolicy):
    """Nobody changes a list by hand: it is synced by a command from the official one."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def users_with_any_permission(self, actions: Any) -> Any:
        return super().users_with_any_permission(set(actions) & {"view"})


class MunicipalityViewSet(SnippetViewSet):
    model = Municipality
    icon = "globe"
    menu_label = _("Municipalities")
    list_display = ["name", "code", "county", "association"]
    list_filter = ["county", "association", "removed"]
    search_fields = ["name", "code", "county"]
    search_backend_name = None  # a name of a few letters is matched by the database alone
    ordering = ["name"]
    list_per_page = 50
    list_export = ["code", "name", "full_name", "county_code", "county", "association", "removed"]
    inspect_view_enabled = True
    inspect_view_fields = ["code", "name", "full_name", "county", "association", "removed"]
    copy_view_enabled = False
    panels: list[Any] = []

    @property
    def permission_policy(self) -> SyncedListPolicy:
        return SyncedListPolicy(self.model)


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    menu_label = _("Topics")
    list_display = ["name_sv", "name_en", "group", "parent", "key"]
    list_filter = ["group"]
    search_fields = ["name_sv", "name_en", "key"]
    search_backend_name = None
    ordering = ["group", "position"]
    list_per_page = 50
    inspect_view_enabled = True
    inspect_view_fields = ["key", "name_sv", "name_en", "group", "parent"]
    copy_view_enabled = False
    panels: list[Any] = []

    @property
    def permission_policy(self) -> SyncedListPolicy:
        return SyncedListPolicy(self.model)


class ListsGroup(SnippetViewSetGroup):
    items = [MunicipalityViewSet, TopicViewSet]
    menu_label = _("Lists")
    menu_icon = "list-ul"
    menu_order = 450


@hooks.register("register_admin_viewset")
def organisation_choosers() -> list[Any]:
    return [person_chooser, unit_chooser]


register_snippet(ListsGroup)
register_snippet(OrganisationGroup)
