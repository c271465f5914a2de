"""Packages in the admin: uploaded by a form that checks them, listed, looked at, taken away. Never changed in place."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView, SnippetViewSet

from ..models import LearningPackage
from . import archive, storing


class PackageForm(WagtailAdminModelForm):
    """Takes a package in. An existing one keeps its files: what learners have begun must not change under them."""

    file = forms.FileField(
        label=_("Package"),
        help_text=_(
            "A zip file with SCORM 1.2, SCORM 2004 or cmi5, or an H5P file, at most %(limit)s MB."
        )
        % {"limit": archive.MAX_ARCHIVE // archive.MEBIBYTE},
        widget=forms.FileInput(attrs={"accept": ".zip,.h5p,application/zip"}),
    )

    class Meta:
        model = LearningPackage
        fields: ClassVar[list[str]] = ["title"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["file"]
            self.fields["title"].required = True
            self.fields["title"].help_text = ""  # nothing is taken from the package any more

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        storing.inspect(file)
        return file

    def save(self, commit: bool = True) -> LearningPackage:
        if self.instance.pk:
            package: LearningPackage = super().save(commit)
            return package
        return storing.store(
            self.cleaned_data["file"],
            title=self.cleaned_data["title"],
            user=getattr(self, "for_user", None),
        )


class PackageCreateView(CreateView):
    """Says in the form, too, what only turns up when the package is unpacked: a damaged file, a full disk."""

    def form_valid(self, form: PackageForm) -> Any:
        try:
            return super().form_valid(form)
        except ValidationError as error:
            form.add_error("file", error)
            self.is_valid(form)  # finds the message that the answer shows
            return self.form_invalid(form)


class PackageViewSet(SnippetViewSet):
    model = LearningPackage
    icon = "media"
    menu_label = _("Packages")
    menu_order = 460
    add_to_admin_menu = True
    add_view_class = PackageCreateView
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields: ClassVar[list[str]] = [
        "title",
        "standard",
        "identifier",
        "files",
        "size",
        "uploaded_by",
        "created_at",
    ]
    list_display: ClassVar[list[Any]] = [
        "title",
        Column("standard", label=_("Standard"), accessor="get_standard_display"),
        "created_at",
    ]
    search_fields: ClassVar[list[str]] = ["title", "identifier"]
    search_backend_name = None
    list_per_page = 50
    edit_handler = ObjectList(
        [FieldPanel("title"), FieldPanel("file")], base_form_class=PackageForm
    )


register_snippet(PackageViewSet)
