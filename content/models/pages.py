"""The foundation's own page types: news, standard pages, people, organisations, places and topics."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from ..blocks import TitledTextBlock
from .base import BasePage, SectionIndexPage, noon, stream


class ArticlePage(BasePage):
    """News: something happened, on a day."""

    kind = "article"
    date = models.DateField(_("date"))

    parent_page_types: ClassVar[list[str]] = ["content.ArticleIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    page_description = _("News, dated.")
    body_panels: ClassVar[list[Any]] = [FieldPanel("date"), FieldPanel("body")]

    class Meta:
        verbose_name = _("news article")
        verbose_name_plural = _("news articles")

    def catalogue_date(self) -> Any:
        return noon(self.date)


class ArticleIndexPage(SectionIndexPage):
    lists_kind = "article"
    subpage_types: ClassVar[list[str]] = ["content.ArticlePage"]
    filter_names: ClassVar[list[str]] = ["topic", "municipality", "year"]

    class Meta:
        verbose_name = _("news section")


class StandardPage(BasePage):
    """Plain text that needs no structure: about the portal, how it works, legal texts."""

    kind = "page"
    parent_page_types: ClassVar[list[str]] = ["portal.HomePage", "content.StandardPage"]
    subpage_types: ClassVar[list[str]] = ["content.StandardPage", "content.ProgrammePage"]
    page_description = _("Text without a structure of its own.")

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")


class OrganisationPage(BasePage):
    """An actor of the innovation system and what it offers (the data model's Actor)."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", _("Municipality")
        REGION = "region", _("Region")
        INCUBATOR = "incubator", _("Incubator")
        SCIENCE_PARK = "science_park", _("Science park")
        UNIVERSITY = "university", _("University")
        COMPANY = "company", _("Company")
        FUNDER = "funder", _("Funder")
        TEST_BED = "test_bed", _("Test bed")
        ASSOCIATION = "association", _("Association")
        AGENCY = "agency", _("Public agency")

    kind = "organisation"
    body_fields: ClassVar[list[str]] = ["body", "offers"]
    organisation_kind = models.CharField(
        _("kind of organisation"), max_length=20, choices=Kind.choices
    )
    website = models.URLField(_("website"), blank=True)
    offers = stream(TitledTextBlock(), _("what it offers"))

    parent_page_types: ClassVar[list[str]] = ["content.OrganisationIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    page_description = _("Someone outside the unit who can help an idea along.")
    body_panels: ClassVar[list[Any]] = [
        FieldPanel("organisation_kind"),
        FieldPanel("website"),
        FieldPanel("body"),
        FieldPanel("offers"),
    ]

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def facets(self) -> dict[str, list[str]]:
        return super().facets() | {"organisation_kind": [self.organisation_kind]}

    def card_facts(self) -> dict[str, Any]:
        return super().card_facts() | {"organisation_kind": self.organisation_kind}


class OrganisationIndexPage(SectionIndexPage):
    lists_kind = "organisation"
    subpage_types: ClassVar[list[str]] = ["content.OrganisationPage"]
    filter_names: ClassVar[list[str]] = ["organisation_kind", "topic", "municipality"]

    class Meta:
        verbose_name = _("actors section")


class PersonPage(BasePage):
    """A person in a role: a speaker, a coach, a contact."""

    kind = "person"
    role = models.CharField(_("role"), max_length=120, blank=True)
    organisation = models.ForeignKey(
        OrganisationPage,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation"),
    )

    parent_page_types: ClassVar[list[str]] = ["content.PersonIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    page_description = _("A speaker, coach or other person that pages refer to.")
    search_fields = [*BasePage.search_fields, index.SearchField("role")]
    body_panels: ClassVar[list[Any]] = [
        FieldPanel("role"),
        FieldPanel("organisation"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def facets(self) -> dict[str, list[str]]:
        links = [str(self.organisation.translation_key)] if self.organisation else []
        return super().facets() | {"organisation": links}

    def card_facts(self) -> dict[str, Any]:
        return super().card_facts() | {"role": self.role}


class PersonIndexPage(SectionIndexPage):
    lists_kind = "person"
    subpage_types: ClassVar[list[str]] = ["content.PersonPage"]

    class Meta:
        verbose_name = _("people section")


class GatheringPage(BasePage):
    """A page that gathers all that has one facet value: one municipality, one topic."""

    gathers: ClassVar[str] = ""
    """The facet whose value the page gathers."""

    class Meta:
        abstract = True

    @property
    def gathered_value(self) -> str:
        raise NotImplementedError

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from ..gathering import gather  # the listing reads the catalogue, which reads these models

        context = super().get_context(request, *args, **kwargs)
        context["groups"] = gather(
            request, self.gathers, self.gathered_value, self.locale.language_code
        )
        return context


class MunicipalityPage(GatheringPage):
    """Everything from one municipality."""

    kind = "municipality"
    gathers = "municipality"
    municipality = models.ForeignKey(
        "content.Municipality", models.PROTECT, related_name="pages", verbose_name=_("municipality")
    )

    parent_page_types: ClassVar[list[str]] = ["content.MunicipalityIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    page_description = _("Gathers all cases, ideas and other pages of one municipality.")
    body_panels: ClassVar[list[Any]] = [FieldPanel("municipality"), FieldPanel("body")]
    override_translatable_fields: ClassVar[list[Any]] = [
        *BasePage.override_translatable_fields,
        SynchronizedField("municipality", overridable=False),
    ]

    class Meta:
        verbose_name = _("municipality page")
        verbose_name_plural = _("municipality pages")

    @property
    def gathered_value(self) -> str:
        return self.municipality_id

    def facets(self) -> dict[str, list[str]]:
        return {
            "of_municipality": [self.municipality_id],
            "municipality": [self.municipality_id],
            "county": [self.municipality.county_code],
        }


class MunicipalityIndexPage(SectionIndexPage):
    lists_kind = "municipality"
    subpage_types: ClassVar[list[str]] = ["content.MunicipalityPage"]

    class Meta:
        verbose_name = _("municipalities section")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from ..gathering import (
            counties,  # the listing reads the catalogue, which reads these models
        )

        context = BasePage.get_context(self, request, *args, **kwargs)
        context["counties"] = counties(request, self.locale.language_code)
        return context


class TopicPage(GatheringPage):
    """Everything about one topic."""

    kind = "topic"
    gathers = "topic"
    topic = models.ForeignKey(
        "content.Topic", models.PROTECT, related_name="pages", verbose_name=_("topic")
    )

    parent_page_types: ClassVar[list[str]] = ["content.TopicIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    page_description = _("Gathers everything about one topic.")
    body_panels: ClassVar[list[Any]] = [FieldPanel("topic"), FieldPanel("body")]
    override_translatable_fields: ClassVar[list[Any]] = [
        *BasePage.override_translatable_fields,
        SynchronizedField("topic", overridable=False),
    ]

    class Meta:
        verbose_name = _("topic page")
        verbose_name_plural = _("topic pages")

    @property
    def gathered_value(self) -> str:
        return self.topic_id

    def facets(self) -> dict[str, list[str]]:
        return {"of_topic": [self.topic_id]}

    def card_facts(self) -> dict[str, Any]:
        return {"topics": [self.topic_id]}


class TopicIndexPage(SectionIndexPage):
    lists_kind = "topic"
    subpage_types: ClassVar[list[str]] = ["content.TopicPage"]

    class Meta:
        verbose_name = _("topics section")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from ..gathering import (
            topic_groups,  # the listing reads the catalogue, which reads these models
        )

        context = BasePage.get_context(self, request, *args, **kwargs)
        context["groups"] = topic_groups(request, self.locale.language_code)
        return context
