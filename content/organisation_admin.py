"""The organisation in the admin: units as a tree, who works where, and the search for a person or a unit."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet, SnippetViewSetGroup

from .models import Membership, OrganisationUnit
from .models.base import key_validator
from .organisation import current
from .organisation_files import put_below
from .people import people_named, person_name
from .sql import containing

INDENT = "\u2003"
KEEPERS = ("content.change_organisationunit", "content.add_membership", "content.change_membership")


# --- Choosing by search ------------------------------------------------------------------------


class NameFilter(BaseFilterForm):
    q = forms.CharField(label=_("Search term"), required=False, max_length=100)

    def clean_q(self) -> str:
        return str(self.cleaned_data["q"]).replace("\0", " ")

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        words = self.cleaned_data.get("q") or ""
        if words:
            self.is_searching, self.search_query = True, words
            objects = self.matching(objects, words)
        return super().filter(objects)

    def matching(self, objects: QuerySet[Any], words: str) -> QuerySet[Any]:
        raise NotImplementedError


class PersonFilter(NameFilter):
    def matching(self, objects: QuerySet[Any], words: str) -> QuerySet[Any]:
        return people_named(objects, words)


class UnitFilter(NameFilter):
    def matching(self, objects: QuerySet[Any], words: str) -> QuerySet[Any]:
        for word in words.split()[:8]:
            objects = objects.filter(containing("name", word) | containing("key", word))
        return objects


class KeepersOnly:
    """Names of people and units are for those who keep the organisation, not for every editor."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not any(request.user.has_perm(permission) for permission in KEEPERS):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # a view's mixin


class NamedTitle:
    @property
    def title_column(self) -> Any:
        column = super().title_column  # type: ignore[misc]  # a view's mixin
        column.accessor = self.label
        return column

    @staticmethod
    def label(row: Any) -> str:
        raise NotImplementedError


class PersonLabel(KeepersOnly, NamedTitle):
    filter_form_class = PersonFilter
    ordering = ["last_name", "first_name", "username"]

    @staticmethod
    def label(row: Any) -> str:
        return f"{person_name(row)} ({row.get_username()})"


class UnitLabel(KeepersOnly, NamedTitle):
    filter_form_class = UnitFilter
    ordering = ["path"]

    @staticmethod
    def label(row: OrganisationUnit) -> str:
        return f"{INDENT * (row.depth - 1)}{row.name}"


class PersonChooseView(PersonLabel, ChooseView):
    pass


class PersonResultsView(PersonLabel, ChooseResultsView):
    pass


class UnitChooseView(UnitLabel, ChooseView):
    pass


class UnitResultsView(UnitLabel, ChooseResultsView):
    pass


class PersonChooser(ChooserViewSet):
    model = get_user_model()
    icon = "user"
    choose_one_text = _("Choose a person")
    choose_another_text = _("Choose another person")
    choose_view_class = PersonChooseView
    choose_results_view_class = PersonResultsView
    register_widget = False  # only where a panel says so
    per_page = 20


class UnitChooser(ChooserViewSet):
    model = OrganisationUnit
    icon = "group"
    choose_one_text = _("Choose a unit")
    choose_another_text = _("Choose another unit")
    choose_view_class = UnitChooseView
    choose_results_view_class = UnitResultsView
    register_widget = False
    per_page = 20


person_chooser = PersonChooser("person_chooser")
unit_chooser = UnitChooser("unit_chooser")


# --- Units -------------------------------------------------------------------------------------


class UnitForm(WagtailAdminModelForm):
    """A unit and the one that it lies below, which the tree keeps and no field does."""

    parent = forms.ModelChoiceField(
        OrganisationUnit.objects.all(),
        label=_("Belongs to"),
        required=False,
        widget=unit_chooser.widget_class,
        help_text=_("The unit above. Leave it empty for a whole organisation."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["parent"].initial = self.instance.get_parent()
        if "key" in self.fields:
            self.fields["key"].validators.append(key_validator)

    def clean_parent(self) -> OrganisationUnit | None:
        parent: OrganisationUnit | None = self.cleaned_data["parent"]
        if parent and self.instance.pk and parent.path.startswith(self.instance.path):
            raise ValidationError(_("A unit cannot lie below itself. Choose another one."))
        return parent

    @transaction.atomic
    def save(self, commit: bool = True) -> OrganisationUnit:
        """Store the unit at its place among its siblings, which stand in order of their names."""
        unit: OrganisationUnit = super().save(commit=False)
        parent = self.cleaned_data.get("parent")
        if unit.pk is None:
            if parent is None:
                OrganisationUnit.add_root(instance=unit)
            else:
                parent.add_child(instance=unit)
            return unit
        unit.save()
        put_below(unit, parent)
        unit.refresh_from_db()
        return unit


class TreeColumn(TitleColumn):
    """The unit's name, set in by its depth."""

    def get_value(self, instance: OrganisationUnit) -> str:
        return format_html("{}{}", INDENT * (instance.depth - 1), instance.name)


class ManagerColumn(Column):
    def get_value(self, instance: OrganisationUnit) -> str:
        return person_name(instance.manager) if instance.manager else ""


class UnitIndexView(IndexView):
    def _get_title_column(self, field_name: str, **kwargs: Any) -> Any:
        return super()._get_title_column(field_name, column_class=TreeColumn, **kwargs)

    def get_base_queryset(self) -> QuerySet[OrganisationUnit]:
        rows: QuerySet[OrganisationUnit] = super().get_base_queryset()
        working = Count("memberships", filter=current(prefix="memberships__"))
        return rows.select_related("manager", "municipality").annotate(number=working)


class UnitViewSet(SnippetViewSet):
    model = OrganisationUnit
    icon = "group"
    menu_label = _("Units")
    index_view_class = UnitIndexView
    list_display = [
        "name",
        ManagerColumn("manager", label=_("Manager")),
        Column("municipality", label=_("Municipality")),
        Column("number", label=_("People")),
    ]
    search_fields = ["name", "key"]
    search_backend_name = None
    ordering = ["path"]
    list_per_page = 50
    list_export = ["key", "name", "manager", "municipality"]
    copy_view_enabled = False  # a copy would keep the original's place in the tree
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel(
                "key",
                help_text=_(
                    "A short name that never changes, for import. For example: hemtj-norr."
                ),
            ),
            FieldPanel("parent"),
            FieldPanel("municipality"),
            FieldPanel(
                "manager",
                widget=person_chooser.widget_class,
                help_text=_(
                    "Follows the learning of everybody in this unit and the units below, and gives them courses."
                ),
            ),
        ],
        base_form_class=UnitForm,
    )


# --- Memberships -------------------------------------------------------------------------------


class MembershipForm(WagtailAdminModelForm):
    def clean(self) -> Any:
        data = super().clean()
        began, ended = data.get("started_on"), data.get("ended_on")
        if began and ended and ended < began:
            self.add_error("ended_on", _("The last day is before the first."))
        return data


class PersonColumn(TitleColumn):
    def get_value(self, instance: Membership) -> str:
        return person_name(instance.user)


class MembershipIndexView(IndexView):
    def _get_title_column(self, field_name: str, **kwargs: Any) -> Any:
        return super()._get_title_column(field_name, column_class=PersonColumn, **kwargs)

    def get_base_queryset(self) -> QuerySet[Membership]:
        rows: QuerySet[Membership] = super().get_base_queryset()
        return rows.select_related("user", "unit")


class MembershipViewSet(SnippetViewSet):
    model = Membership
    icon = "user"
    menu_label = _("Who works where")
    index_view_class = MembershipIndexView
    list_display = [
        "user",
        Column("unit", label=_("Unit"), sort_key="unit__name"),
        Column("role", label=_("Role")),
        Column("started_on", label=_("From"), sort_key="started_on"),
        Column("ended_on", label=_("To"), sort_key="ended_on"),
    ]
    search_fields = ["user__first_name", "user__last_name", "user__username", "unit__name"]
    search_backend_name = None
    ordering = ["user__last_name", "user__first_name", "pk"]
    list_per_page = 50
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("user", widget=person_chooser.widget_class),
            FieldPanel("unit", widget=unit_chooser.widget_class),
            FieldPanel(
                "role", help_text=_("What the person does there. For example: assistant nurse.")
            ),
            MultiFieldPanel(
                [FieldPanel("started_on"), FieldPanel("ended_on")],
                heading=_("When"),
                help_text=_("Leave the last day empty for somebody who still works there."),
            ),
        ],
        base_form_class=MembershipForm,
    )


class OrganisationGroup(SnippetViewSetGroup):
    items = [UnitViewSet, MembershipViewSet]
    menu_label = _("Organisation")
    menu_icon = "group"
    menu_order = 440
