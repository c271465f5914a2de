"""Method guides: how to do it, with time, materials, steps and pitfalls."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail_localize.fields import SynchronizedField

from content.blocks import TextBlock
from content.choosers import DocumentChooser
from content.models import BasePage, SectionIndexPage
from content.models.base import stream, text_field
from content.widgets import SearchSelect


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Step"))
    minutes = blocks.IntegerBlock(label=_("Minutes"), required=False, min_value=1, max_value=10_000)
    text = TextBlock(label=_("What you do"))

    class Meta:
        icon = "list-ol"
        label = _("Step")


class MethodPage(BasePage):
    """A method that somebody else can use from the page alone."""

    class Phase(models.TextChoices):
        PREPARE = "prepare", _("Prepare")
        EXPLORE = "explore", _("Explore the need")
        DEFINE = "define", _("Define the problem")
        IDEATE = "ideate", _("Find ideas")
        TEST = "test", _("Test")
        IMPLEMENT = "implement", _("Implement")

    class TimeBand(models.TextChoices):
        HOUR = "hour", _("Up to an hour")
        HALF_DAY = "half_day", _("Half a day")
        DAY = "day", _("A day")
        LONGER = "longer", _("Longer")

    kind = "method"
    body_fields: ClassVar[list[str]] = [
        "purpose", "when_to_use", "when_not", "steps", "pitfalls", "materials", "body",
    ]  # fmt: skip
    purpose = text_field(_("purpose"), help_text=_("What it gives, in two or three sentences."))
    when_to_use = text_field(_("when to use it"))
    when_not = text_field(_("when not to use it"))
    phase = models.CharField(_("phase"), max_length=10, choices=Phase.choices, blank=True)
    time_band = models.CharField(_("time"), max_length=10, choices=TimeBand.choices, blank=True)
    time = models.CharField(_("time in words"), max_length=120, blank=True)
    participants = models.CharField(_("participants"), max_length=150, blank=True)
    materials = stream(blocks.CharBlock(label=_("Material")), _("materials"))
    steps = stream(StepBlock(), _("steps"))
    pitfalls = stream(blocks.TextBlock(label=_("Pitfall"), rows=2), _("pitfalls"))
    documents = stream(DocumentChooser(label=_("Document")), _("templates to download"))
    related_methods = ParentalManyToManyField("self", blank=True, symmetrical=False, related_name="+", verbose_name=_("related methods"))  # fmt: skip

    parent_page_types: ClassVar[list[str]] = ["methods.MethodIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    page_description = _("A method, step by step, that others can use as it is.")
    body_panels: ClassVar[list[Any]] = [
        FieldPanel("purpose"),
        FieldPanel("when_to_use"),
        FieldPanel("when_not"),
        MultiFieldPanel(
            [
                FieldPanel("phase"),
                FieldPanel("time_band"),
                FieldPanel("time"),
                FieldPanel("participants"),
            ],
            heading=_("In short"),
        ),
        FieldPanel("materials"),
        FieldPanel("steps"),
        FieldPanel("pitfalls"),
        FieldPanel("documents"),
        FieldPanel("body"),
    ]
    connection_panels: ClassVar[list[Any]] = [
        *BasePage.connection_panels,
        FieldPanel("related_methods", widget=SearchSelect),
    ]
    override_translatable_fields: ClassVar[list[Any]] = [
        *BasePage.override_translatable_fields,
        SynchronizedField("related_methods", overridable=False),
    ]

    class Meta:
        verbose_name = _("method guide")
        verbose_name_plural = _("method guides")

    def facets(self) -> dict[str, list[str]]:
        return super().facets() | {
            "phase": [self.phase] if self.phase else [],
            "time_band": [self.time_band] if self.time_band else [],
            "method": [str(method.translation_key) for method in self.related_methods.all()],
        }

    def card_facts(self) -> dict[str, Any]:
        return super().card_facts() | {"phase": self.phase, "time_band": self.time_band}

    def structured_data(self, request: HttpRequest) -> dict[str, Any]:
        steps = [
            {"@type": "HowToStep", "position": number, "name": item.value["title"]}
            for number, item in enumerate(self.steps, 1)
        ]
        return super().structured_data(request) | {
            "@type": "HowTo",
            "name": self.title,
            "step": steps,
        }


class MethodIndexPage(SectionIndexPage):
    lists_kind = "method"
    filter_names: ClassVar[list[str]] = ["phase", "time_band", "topic"]
    subpage_types: ClassVar[list[str]] = ["methods.MethodPage"]

    class Meta:
        verbose_name = _("methods section")
