"""The block that puts a package into a lesson."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.choosers import SnippetChooser


class PackageBlock(blocks.StructBlock):
    """A package of SCORM, cmi5 or H5P that runs in the lesson. What it reports counts only if the editor says so."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    intro = blocks.TextBlock(label=_("Introduction"), required=False, rows=2)
    package = SnippetChooser(
        "courses.LearningPackage",
        label=_("Package"),
        help_text=_("Packages are uploaded under “Packages” in the menu."),
    )
    completes = blocks.BooleanBlock(
        label=_("The lesson is done when the package says so"),
        required=False,
        help_text=_(
            "Anybody who can write scripts can make a package say that. Leave it unticked"
            " where a certificate must mean something, and use a quiz."
        ),
    )

    class Meta:
        icon = "media"
        label = _("Package (SCORM, cmi5 or H5P)")
        template = "blocks/package.html"

    def get_searchable_content(self, value: Any) -> list[str]:
        return [text for text in (value["title"], value["intro"]) if text]
