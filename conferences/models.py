"""Conferences with sessions, speakers and material."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail_localize.fields import SynchronizedField

from content.choosers import DocumentChooser
from content.models import BasePage, SectionIndexPage
from content.models.base import noon, stream
from content.widgets import SearchSelect


class Licence(models.TextChoices):
    CC_BY = "cc-by", "CC BY 4.0"
    CC_BY_SA = "cc-by-sa", "CC BY-SA 4.0"
    CC0 = "cc0", "CC0"
    ALL_RIGHTS = "all-rights", _("All rights reserved")


class MaterialValue(blocks.StructValue):
    @property
    def licence_label(self) -> str:
        """Say the licence as people write it; an unknown code is shown as it is."""
        code = str(self.get("licence") or "")
        return str(dict(Licence.choices).get(code, code))


class MaterialBlock(blocks.StructBlock):
    """Slides or another file from a session; the speaker must have agreed before it can be published."""

    document = DocumentChooser(label=_("File"))
    licence = blocks.ChoiceBlock(choices=Licence.choices, label=_("Licence"))
    consent = blocks.BooleanBlock(label=_("The speaker agrees to publication"))

    class Meta:
        icon = "doc-full"
        label = _("Material")
        value_class = MaterialValue


class ConferencePage(BasePage):
    """A conference: when, where, for whom, and its sessions."""

    kind = "conference"
    shown_with: ClassVar[list[str]] = [*BasePage.shown_with, "venue_municipality"]
    starts = models.DateField(_("first day"))
    ends = models.DateField(_("last day"))
    venue = models.CharField(_("venue"), max_length=150, blank=True)
    venue_municipality = models.ForeignKey(
        "content.Municipality",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("municipality"),
    )
    audience = models.CharField(_("for whom"), max_length=200, blank=True)

    parent_page_types: ClassVar[list[str]] = ["conferences.ConferenceIndexPage"]
    subpage_types: ClassVar[list[str]] = ["conferences.SessionPage"]
    page_description = _("A conference. Add its sessions below it.")
    body_panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [
                FieldPanel("starts"),
                FieldPanel("ends"),
                FieldPanel("venue"),
                FieldPanel("venue_municipality"),
                FieldPanel("audience"),
            ],
            heading=_("When, where and for whom"),
        ),
        FieldPanel("body"),
    ]
    override_translatable_fields: ClassVar[list[Any]] = [
        *BasePage.override_translatable_fields,
        SynchronizedField("starts", overridable=False),
        SynchronizedField("ends", overridable=False),
        SynchronizedField("venue_municipality", overridable=False),
    ]

    class Meta:
        verbose_name = _("conference")
        verbose_name_plural = _("conferences")

    def clean(self) -> None:
        super().clean()
        if self.starts and self.ends and self.ends < self.starts:
            raise ValidationError(
                {"ends": _("The last day is before the first. Check both dates.")}
            )

    def catalogue_date(self) -> Any:
        return noon(self.starts)

    def facets(self) -> dict[str, list[str]]:
        values = super().facets()
        if self.venue_municipality_id:
            values["municipality"] = sorted({*values["municipality"], self.venue_municipality_id})
        return values

    def card_facts(self) -> dict[str, Any]:
        return super().card_facts() | {
            "starts": self.starts.isoformat(),
            "ends": self.ends.isoformat(),
            "venue": self.venue,
        }

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from .selectors import sessions_of  # the selector reads these models

        context = super().get_context(request, *args, **kwargs)
        sessions = sessions_of(self, request)
        context["days"] = [
            (day, list(rows))
            for day, rows in itertools.groupby(sessions, key=lambda session: session.starts.date())
        ]
        return context

    def structured_data(self, request: HttpRequest) -> dict[str, Any]:
        return super().structured_data(request) | {
            "@type": "Event",
            "startDate": self.starts.isoformat(),
            "endDate": self.ends.isoformat(),
            "location": {"@type": "Place", "name": self.venue},
        }


class SessionPage(BasePage):
    """One slot of a conference with its speakers, material and the cases it tells about."""

    class Kind(models.TextChoices):
        KEYNOTE = "keynote", _("Keynote")
        TALK = "talk", _("Talk")
        WORKSHOP = "workshop", _("Workshop")
        PANEL = "panel", _("Panel")

    kind = "session"
    starts = models.DateTimeField(_("starts"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=45)
    room = models.CharField(_("room"), max_length=80, blank=True)
    session_kind = models.CharField(
        _("kind of session"), max_length=10, choices=Kind.choices, default=Kind.TALK
    )
    speakers = ParentalManyToManyField(
        "content.PersonPage", blank=True, related_name="+", verbose_name=_("speakers")
    )
    materials = stream(MaterialBlock(), _("material"))
    cases = ParentalManyToManyField(
        "cases.CasePage", blank=True, related_name="+", verbose_name=_("cases")
    )
    methods = ParentalManyToManyField(
        "methods.MethodPage", blank=True, related_name="+", verbose_name=_("methods")
    )

    parent_page_types: ClassVar[list[str]] = ["conferences.ConferencePage"]
    subpage_types: ClassVar[list[str]] = []
    page_description = _("One session, with its speakers and material.")
    body_panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [
                FieldPanel("starts"),
                FieldPanel("minutes"),
                FieldPanel("room"),
                FieldPanel("session_kind"),
            ],
            heading=_("Slot"),
        ),
        FieldPanel("body"),
        FieldPanel("materials"),
    ]
    connection_panels: ClassVar[list[Any]] = [
        FieldPanel("speakers", widget=SearchSelect),
        FieldPanel("cases", widget=SearchSelect),
        FieldPanel("methods", widget=SearchSelect),
        *BasePage.connection_panels,
    ]
    override_translatable_fields: ClassVar[list[Any]] = [
        *BasePage.override_translatable_fields,
        SynchronizedField("starts", overridable=False),
        SynchronizedField("minutes", overridable=False),
        SynchronizedField("speakers", overridable=False),
        SynchronizedField("cases", overridable=False),
        SynchronizedField("methods", overridable=False),
    ]

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    @property
    def ends(self) -> Any:
        return self.starts + timedelta(minutes=self.minutes)

    def catalogue_date(self) -> Any:
        return self.starts

    def facets(self) -> dict[str, list[str]]:
        return super().facets() | {
            "session_kind": [self.session_kind],
            "person": [str(person.translation_key) for person in self.speakers.all()],
            "case": [str(case.translation_key) for case in self.cases.all()],
            "method": [str(method.translation_key) for method in self.methods.all()],
        }

    def card_facts(self) -> dict[str, Any]:
        return super().card_facts() | {
            "starts": self.starts.isoformat(),
            "minutes": self.minutes,
            "room": self.room,
            "session_kind": self.session_kind,
        }

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from .selectors import conference_of  # the selector reads these models

        context = super().get_context(request, *args, **kwargs)
        context["conference"] = conference_of(self, request)
        return context

    def structured_data(self, request: HttpRequest) -> dict[str, Any]:
        return super().structured_data(request) | {
            "@type": "Event",
            "startDate": self.starts.isoformat(),
            "endDate": self.ends.isoformat(),
            "location": {"@type": "Place", "name": self.room},
        }


class ConferenceIndexPage(SectionIndexPage):
    lists_kind = "conference"
    filter_names: ClassVar[list[str]] = ["year", "topic", "municipality"]
    subpage_types: ClassVar[list[str]] = ["conferences.ConferencePage"]

    class Meta:
        verbose_name = _("conferences section")
