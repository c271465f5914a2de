"""Case stories: what was tried, what came of it, what others need to repeat it, and who has."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, TranslatableMixin
from wagtail_localize.fields import SynchronizedField, TranslatableField

from content.blocks import TitledTextBlock
from content.choosers import DocumentChooser
from content.models import BasePage, SectionIndexPage
from content.models.base import stream, text_field
from content.statements import Statement
from content.widgets import SearchSelect


class ResultBlock(blocks.StructBlock):
    """A claim: without a baseline and a source it is an opinion."""

    measure = blocks.CharBlock(label=_("What was measured"))
    baseline = blocks.CharBlock(label=_("Before"), required=False)
    after = blocks.CharBlock(label=_("After"), required=False)
    source = blocks.CharBlock(label=_("Source"), required=False)

    class Meta:
        icon = "order-up"
        label = _("Result")


class CasePage(BasePage):
    """A case story with typed facts, linked to the ideas it grew from and the methods it used."""

    class Status(models.TextChoices):
        RUNNING = "running", _("Running")
        FINISHED = "finished", _("Finished")
        STOPPED = "stopped", pgettext_lazy("status of a case", "Stopped")

    class CostBand(models.TextChoices):
        NONE = "none", _("No cost beyond working hours")
        UNDER_50 = "under_50", _("Under SEK 50,000")
        FROM_50 = "50_200", _("SEK 50,000–200,000")
        FROM_200 = "200_1000", _("SEK 200,000–1 million")
        OVER_1000 = "over_1000", _("Over SEK 1 million")

    class Evidence(models.TextChoices):
        """The evidence ladder, lowest step first."""

        DESCRIBED = "described", _("Described")
        OBSERVED = "observed", _("Observed")
        MEASURED = "measured", _("Measured")
        COMPARED = "compared", _("Compared")
        REPLICATED = "replicated", _("Replicated")

    kind = "case"
    body_fields: ClassVar[list[str]] = [
        "problem", "context", "solution", "results", "failed", "conditions", "guide", "body",
    ]  # fmt: skip
    problem = text_field(_("the problem"))
    context = text_field(_("the context"))
    solution = text_field(_("what was done"))
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.FINISHED
    )
    started = models.DateField(
        _("started"), null=True, blank=True, help_text=_("The first day of the month.")
    )
    ended = models.DateField(_("ended"), null=True, blank=True)
    cost_band = models.CharField(_("cost"), max_length=10, choices=CostBand.choices, blank=True)
    effort = models.CharField(_("effort"), max_length=200, blank=True)
    evidence = models.CharField(
        _("evidence"), max_length=12, choices=Evidence.choices, default=Evidence.DESCRIBED
    )
    results = stream(ResultBlock(), _("results"))
    failed = text_field(_("what did not work"), help_text=_("Required when the work was stopped."))
    conditions = stream(blocks.TextBlock(label=_("Condition"), rows=2), _("conditions for success"))
    guide = stream(TitledTextBlock(), _("how to repeat it"))
    documents = stream(DocumentChooser(label=_("Document")), _("documents"))
    funding_record = models.CharField(_("funding record number"), max_length=40, blank=True)
    ideas = ParentalManyToManyField(
        "ideas.Idea", blank=True, related_name="cases", verbose_name=_("ideas it grew from")
    )
    methods = ParentalManyToManyField(
        "methods.MethodPage", blank=True, related_name="+", verbose_name=_("methods that were used")
    )

    parent_page_types: ClassVar[list[str]] = ["cases.CaseIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    page_description = _("What was tried, what came of it and how others can repeat it.")
    body_panels: ClassVar[list[Any]] = [
        FieldPanel("problem"),
        FieldPanel("context"),
        FieldPanel("solution"),
        MultiFieldPanel(
            [
                FieldPanel("status"),
                FieldPanel("started"),
                FieldPanel("ended"),
                FieldPanel("cost_band"),
                FieldPanel("effort"),
                FieldPanel("evidence"),
                FieldPanel("funding_record"),
            ],
            heading=_("Facts"),
        ),
        FieldPanel("results"),
        FieldPanel("failed"),
        FieldPanel("conditions"),
        FieldPanel("guide"),
        FieldPanel("documents"),
        FieldPanel("body"),
    ]
    connection_panels: ClassVar[list[Any]] = [
        *BasePage.connection_panels,
        FieldPanel("ideas", widget=SearchSelect),
        FieldPanel("methods", widget=SearchSelect),
        InlinePanel("adoptions", label=_("Adoption"), heading=_("Adopted by others")),
    ]
    override_translatable_fields: ClassVar[list[Any]] = [
        *BasePage.override_translatable_fields,
        SynchronizedField("ideas", overridable=False),
        SynchronizedField("methods", overridable=False),
        SynchronizedField("funding_record", overridable=False),
    ]

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")

    def clean(self) -> None:
        super().clean()
        if self.status == self.Status.STOPPED and not self.failed:
            raise ValidationError(
                {"failed": _("Say what did not work: a stopped case teaches most.")}
            )
        if self.started and self.ended and self.ended < self.started:
            raise ValidationError({"ended": _("The end is before the start. Check both dates.")})

    @cached_property
    def adoption_list(self) -> list[Adoption]:
        # A draft's are at hand; those of the page that is stored are asked for in a statement that is written.
        drafted = getattr(self, "_cluster_related_objects", {}).get("adoptions")
        return _adoptions(page=self.pk) if drafted is None else list(drafted)

    def facets(self) -> dict[str, list[str]]:
        return super().facets() | {
            "status": [self.status],
            "evidence": [self.evidence],
            "cost_band": [self.cost_band] if self.cost_band else [],
            "idea": [str(idea.translation_key) for idea in self.ideas.all()],
            "method": [str(method.translation_key) for method in self.methods.all()],
            "funding": [self.funding_record] if self.funding_record else [],
            "adopted_by": sorted({adoption.municipality_id for adoption in self.adoptions.all()}),
        }

    def search_text(self) -> tuple[str, str]:
        headings, text = super().search_text()
        adopted = [
            f"{item.municipality.name}: {item.adaptation} {item.result}"
            for item in self.adoption_list
        ]
        return headings, "\n".join([text, *adopted])

    def card_facts(self) -> dict[str, Any]:
        year = self.ended or self.started
        return super().card_facts() | {
            "status": self.status,
            "evidence": self.evidence,
            "year": year.year if year else None,
        }

    def structured_data(self, request: HttpRequest) -> dict[str, Any]:
        return super().structured_data(request) | {
            "@type": "Article",
            "articleSection": str(_("Case")),
        }


class Adoption(TranslatableMixin, Orderable):
    """Another municipality's use of a case: how far it came, what it changed, what came of it."""

    class Stage(models.TextChoices):
        CONSIDERING = "considering", _("Considering")
        PLANNED = "planned", _("Planned")
        TESTING = "testing", _("Testing")
        IN_USE = "in_use", _("In use")
        DECLINED = "declined", _("Declined")

    page = ParentalKey(CasePage, on_delete=models.CASCADE, related_name="adoptions")
    municipality = models.ForeignKey(
        "content.Municipality", models.PROTECT, related_name="+", verbose_name=_("municipality")
    )
    stage = models.CharField(
        _("stage"), max_length=12, choices=Stage.choices, default=Stage.CONSIDERING
    )
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    adaptation = models.TextField(_("what was changed"), blank=True)
    result = models.TextField(_("what came of it"), blank=True)

    panels = [
        FieldPanel("municipality"),
        FieldPanel("stage"),
        FieldPanel("year"),
        FieldPanel("adaptation"),
        FieldPanel("result"),
    ]
    translatable_fields = [
        SynchronizedField("municipality", overridable=False),
        SynchronizedField("stage", overridable=False),
        SynchronizedField("year", overridable=False),
        TranslatableField("adaptation"),
        TranslatableField("result"),
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("adoption")
        verbose_name_plural = _("adoptions")

    def __str__(self) -> str:
        return f"{self.municipality_id}: {self.stage}"


@Statement
def _adoptions(*, page: int) -> QuerySet[Adoption]:
    return Adoption.objects.filter(page=page).select_related("municipality")


class CaseIndexPage(SectionIndexPage):
    lists_kind = "case"
    filter_names: ClassVar[list[str]] = [
        "status",
        "topic",
        "municipality",
        "evidence",
        "cost_band",
        "year",
    ]
    subpage_types: ClassVar[list[str]] = ["cases.CasePage"]

    class Meta:
        verbose_name = _("cases section")
