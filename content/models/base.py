"""The page that all pages are, and the index page that lists one kind."""

from __future__ import annotations

import html
import re
import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import (
    FieldPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Locale, Page, PageViewRestriction
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from ..blocks import RICH_FEATURES, BodyBlock
from ..widgets import SearchSelect

key_validator = RegexValidator(
    r"^[a-z0-9-]{1,64}$", _("Use a–z, 0–9 and hyphens, at most 64 characters.")
)


def text_field(label: Any, **kwargs: Any) -> RichTextField:
    """Return a field of running text with the portal's few marks; optional unless told otherwise."""
    kwargs.setdefault("blank", True)
    return RichTextField(label, features=RICH_FEATURES, **kwargs)


def stream(block: Any, label: Any, **kwargs: Any) -> StreamField:
    """Return an optional stream of blocks; a single block class makes a list of that block named `item`."""
    blocks = [("item", block)] if not isinstance(block, (list, BodyBlock)) else block
    return StreamField(blocks, verbose_name=label, blank=True, **kwargs)


def plain_text(value: str) -> str:
    """Return the words of an HTML fragment, with a blank between blocks."""
    spaced = re.sub(r"</(p|h\d|li|ul|ol)>|<br/?>", " ", value)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", spaced)).split())


class Described(models.Model):
    """What every published object has: key, summary, picture, topics, places, contact and review dates.

    With `kind`, `locale` and `translation_key` it honours the catalogue's contract.
    """

    if TYPE_CHECKING:
        translation_key: uuid.UUID
        locale: Locale

    kind: ClassVar[str] = ""
    """Name of the kind in addresses of the API and in transfer."""
    listed: ClassVar[bool] = True
    """False for what is a part of something else or a mere list, and is no search hit of its own."""

    key = models.CharField(
        _("key"),
        max_length=64,
        blank=True,
        db_index=True,
        editable=False,
        validators=[key_validator],
    )
    summary = models.TextField(
        _("summary"),
        max_length=300,
        blank=True,
        help_text=_(
            "One or two plain sentences. Shown in lists, search results and when someone shares the page."
        ),
    )
    image = models.ForeignKey(
        "content.PortalImage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("image"),
    )
    image_alt = models.CharField(
        _("text alternative"),
        max_length=255,
        blank=True,
        help_text=_("Say what the picture shows to someone who does not see it."),
    )
    image_decorative = models.BooleanField(
        _("the picture is decorative"),
        default=False,
        help_text=_("Tick this if the picture carries no information."),
    )
    topics = ParentalManyToManyField(
        "content.Topic",
        blank=True,
        related_name="+",
        verbose_name=_("topics"),
        help_text=_("Choose two to four."),
    )
    municipalities = ParentalManyToManyField(
        "content.Municipality", blank=True, related_name="+", verbose_name=_("municipalities")
    )
    contact_role = models.CharField(
        _("contact"),
        max_length=150,
        blank=True,
        help_text=_(
            "A role and a unit, never a person. For example: Quality strategist, Elderly care, Uddevalla."
        ),
    )
    last_reviewed = models.DateField(_("last reviewed"), null=True, blank=True)
    review_by = models.DateField(
        _("review by"), null=True, blank=True, help_text=_("When someone should read this again.")
    )

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not kwargs.get("update_fields"):
            self.settle_key()
        super().save(*args, **kwargs)

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        if not self.key:
            self.key = str(self.translation_key)
        super().full_clean(*args, **kwargs)

    def settle_key(self) -> None:
        """Give a key to an object that has none, and one of its own to a copy, which comes with the original's.

        Asked at every save: a copy's revisions, too, bring the original's key back. Aliases keep it, being the
        same object in another place.
        """
        if getattr(self, "alias_of_id", None):
            return
        others = originals(type(self)).filter(key=self.key)
        if not self.key or others.exclude(translation_key=self.translation_key).exists():
            self.key = str(self.translation_key)

    def clean(self) -> None:
        super().clean()
        if self.image is not None and not self.image_decorative and not self.image_alt:
            self.image_alt = self.image.description[:255]
        if self.image_id and not self.image_decorative and not self.image_alt:
            raise ValidationError(
                {
                    "image_alt": _(
                        "Describe the picture, or mark it as decorative so that screen readers skip it."
                    )
                }
            )

    def facets(self) -> dict[str, list[str]]:
        """Return the values by which the page can be found, by facet name (see `content.facets`)."""
        municipalities = list(self.municipalities.all())
        values = {
            "topic": [topic.key for topic in self.topics.all()],
            "municipality": [place.code for place in municipalities],
            "county": sorted({place.county_code for place in municipalities}),
        }
        moment = self.catalogue_date()
        if moment:
            values["year"] = [str(moment.year)]
        return values

    def card_facts(self) -> dict[str, Any]:
        """Return what a card shows besides title and summary, as JSON values."""
        return {
            "topics": [topic.key for topic in self.topics.all()],
            "places": [place.name for place in self.municipalities.all()],
        }

    def catalogue_date(self) -> Any:
        """Return the moment by which lists are ordered, or None for now."""
        return None

    @cached_property
    def alt(self) -> str:
        """The picture's text alternative, empty when decorative."""
        return "" if self.image_decorative else self.image_alt


def originals(model: type[models.Model]) -> Any:
    """Return all objects of a model but aliases, which repeat the key of the page they stand for."""
    rows = model._default_manager.all()
    return rows.filter(alias_of=None) if issubclass(model, Page) else rows


def noon(day: Any) -> datetime:
    """Return the middle of a day, which is the same day in every time zone near Sweden's."""
    return make_aware(datetime(day.year, day.month, day.day, 12))  # noqa: DTZ001 - made aware on the spot


def picture_panel() -> MultiFieldPanel:
    """Return the panel of the picture and what those get who do not see it."""
    words = _(
        "Say what the picture shows to someone who does not see it. Left empty, it becomes the picture's own "
        "description, if it has one."
    )
    return MultiFieldPanel(
        [
            FieldPanel("image"),
            FieldPanel("image_alt", help_text=words),
            FieldPanel("image_decorative"),
        ],
        heading=_("Picture"),
    )


class BasePage(Described, Page):
    """Common fields and the contract that makes a page type appear everywhere.

    A concrete page declares `kind` (its name in addresses of the API and in transfer), and may extend
    `facets()`, `search_text()` and `card_facts()`. `content.catalogue` reads them when a page is published.
    """

    body_fields: ClassVar[list[str]] = ["body"]
    """Names of the text and stream fields, in reading order, that make up the searchable text."""

    shown_with: ClassVar[list[str]] = ["locale", "image"]
    """Relations to read with the page when it is shown."""

    _restrictions: list[Any] | None = None

    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    search_fields = [*Page.search_fields, index.SearchField("summary"), index.FilterField("key")]
    override_translatable_fields: ClassVar[list[Any]] = [
        SynchronizedField("slug"),
        SynchronizedField("key", overridable=False),
        SynchronizedField("topics", overridable=False),
        SynchronizedField("municipalities", overridable=False),
        SynchronizedField("last_reviewed"),
        SynchronizedField("review_by"),
        SynchronizedField("show_in_menus"),
    ]

    intro_panels: ClassVar[list[Any]] = [
        TitleFieldPanel("title"),
        FieldPanel("summary"),
        picture_panel(),
    ]
    body_panels: ClassVar[list[Any]] = [FieldPanel("body")]
    connection_panels: ClassVar[list[Any]] = [
        FieldPanel("topics", widget=SearchSelect),
        FieldPanel("municipalities", widget=SearchSelect),
    ]
    care_panels: ClassVar[list[Any]] = [
        FieldPanel("contact_role"),
        FieldPanel("last_reviewed"),
        FieldPanel("review_by"),
    ]

    class Meta:
        abstract = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.edit_handler = TabbedInterface(
            [
                ObjectList([*cls.intro_panels, *cls.body_panels], heading=_("Content")),
                ObjectList(cls.connection_panels, heading=_("Connections")),
                ObjectList(cls.care_panels, heading=_("Care")),
                ObjectList([*Page.promote_panels, PublishingPanel()], heading=_("Publishing")),
            ]
        )

    # --- The contract --------------------------------------------------------------------------

    def search_text(self) -> tuple[str, str]:
        """Return the page's headings and its whole running text, both plain."""
        headings: list[str] = []
        words: list[str] = []
        for name in self.body_fields:
            field, value = self._meta.get_field(name), getattr(self, name)
            if isinstance(field, StreamField):
                for child in value:
                    if child.block_type == "heading":
                        headings.append(child.value)
                    words += [
                        plain_text(part) for part in child.block.get_searchable_content(child.value)
                    ]
            elif value:
                words.append(plain_text(str(value)))
        return "\n".join(headings), "\n".join(part for part in words if part)

    def catalogue_date(self) -> Any:
        """Return the moment by which lists are ordered."""
        return self.first_published_at

    def catalogue_dependents(self) -> list[int]:
        """Return ids of pages whose entry says something about this one, such as the number of its lessons."""
        return []

    def refresh_shown(self) -> None:
        """Bring entries of objects up to date that are no pages and are shown by this one."""

    # --- Serving -------------------------------------------------------------------------------

    def get_view_restrictions(self) -> Any:
        """Return the restrictions that hold here, those of other language versions included.

        A list when the page is being served (`content.serving` has read them), else a query set as in Wagtail.
        """
        if self._restrictions is not None:
            return self._restrictions
        from ..access import (
            restrictions_on,  # access reads Wagtail's models, which models must not at import
        )

        found = [restriction.pk for restriction in restrictions_on(self.path, HttpRequest())]
        return PageViewRestriction.objects.filter(pk__in=found)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from ..rich_links import gather  # reads the catalogue, which reads page models

        context = super().get_context(request, *args, **kwargs)
        gather(self)
        context["structured_data"] = self.structured_data(request)
        return context

    def structured_data(self, request: HttpRequest) -> dict[str, Any]:
        """Return the page as schema.org JSON-LD."""
        from ..structured_data import (
            web_page,  # reads settings and sites, which models must not at import
        )

        return web_page(self, request)


class SectionIndexPage(BasePage):
    """Lists one kind of content, filtered by what the address says."""

    kind = "section"
    listed = False
    lists_kind: ClassVar[str] = ""
    """The kind of entry that is listed."""
    filter_names: ClassVar[list[str]] = ["topic", "municipality"]
    """Facets offered as filters, in order."""

    max_count_per_parent = 1
    parent_page_types: ClassVar[list[str]] = ["portal.HomePage"]
    page_description = _("Lists everything of one kind, with filters.")

    class Meta:
        abstract = True

    def card_facts(self) -> dict[str, Any]:
        return super().card_facts() | {"lists_kind": self.lists_kind}

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from ..listing import (
            build_listing,  # the listing reads the catalogue, which reads these models
        )

        context = super().get_context(request, *args, **kwargs)
        context["listing"] = build_listing(request, self)
        return context

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> list[str]:
        return [super().get_template(request, *args, **kwargs), "content/section_index_page.html"]
