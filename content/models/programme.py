"""The programme page: what a funded development project promised and what has come of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel

from ..blocks import TextBlock, TitledTextBlock
from .base import BasePage, stream


class FundingBlock(blocks.StructBlock):
    funder = blocks.CharBlock(label=_("Funder"))
    record = blocks.CharBlock(label=_("Record number"), required=False)
    call = blocks.CharBlock(label=_("Call"), required=False)
    starts = blocks.CharBlock(
        label=_("Starts"), help_text=_("Year and month, for example 2016-11."), required=False
    )
    ends = blocks.CharBlock(label=_("Ends"), required=False)
    grant = blocks.CharBlock(label=_("Grant"), required=False)
    coordinator = blocks.CharBlock(label=_("Coordinator"), required=False)

    class Meta:
        label = _("Funding record")


class WorkPackageBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    text = TextBlock(label=_("Text"), required=False)
    activities = blocks.ListBlock(
        blocks.CharBlock(label=_("Activity")), label=_("Activities"), default=[]
    )
    deliverables = blocks.ListBlock(
        blocks.CharBlock(label=_("Deliverable")), label=_("Deliverables"), default=[]
    )

    class Meta:
        label = _("Work package")


class PartnerBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Name"))
    role = blocks.CharBlock(label=_("Role"), required=False)

    class Meta:
        label = _("Partner")


class RefereeBlock(blocks.StructBlock):
    role = blocks.CharBlock(label=_("Role"))
    organisation = blocks.CharBlock(label=_("Organisation"), required=False)

    class Meta:
        label = _("Member of the reference group")


class ProgrammePage(BasePage):
    """A programme with work packages, activities, partners, reference group and funding record."""

    kind = "programme"
    body_fields: ClassVar[list[str]] = [
        "body",
        "effects",
        "work_packages",
        "partners",
        "reference_group",
        "funding",
    ]
    funding = stream(FundingBlock(), _("funding record"))
    work_packages = stream(WorkPackageBlock(), _("work packages"))
    partners = stream(PartnerBlock(), _("partners"))
    reference_group = stream(RefereeBlock(), _("reference group"))
    effects = stream(TitledTextBlock(), _("expected effects"))

    parent_page_types: ClassVar[list[str]] = ["content.StandardPage"]
    subpage_types: ClassVar[list[str]] = []
    page_description = _("A funded programme: what was promised and what came of it.")
    body_panels: ClassVar[list[Any]] = [
        FieldPanel("body"),
        FieldPanel("effects"),
        FieldPanel("work_packages"),
        FieldPanel("partners"),
        FieldPanel("reference_group"),
        FieldPanel("funding"),
    ]

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")

    def facets(self) -> dict[str, list[str]]:
        records = [item.value["record"] for item in self.funding if item.value["record"]]
        return super().facets() | {"funding": records}

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from ..listing import (
            counts_by_kind,  # the listing reads the catalogue, which reads these models
        )

        context = super().get_context(request, *args, **kwargs)
        context["live"] = counts_by_kind(request, self.locale.language_code)
        return context
