"""Ideas as public records. What happens to an idea on its way is built on these in an issue of its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.admin.widgets.slug import SlugInput
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import PreviewableMixin, RevisionMixin, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from content.catalogue import Place, place_of_page, refresh, remove_entries
from content.models import CatalogueEntry, SectionIndexPage
from content.models.base import Described, noon, picture_panel, plain_text, text_field
from content.statements import Statement
from content.widgets import SearchSelect


class Idea(
    Described, TranslatableMixin, PreviewableMixin, RevisionMixin, index.Indexed, ClusterableModel
):
    """An idea from everyday work, at a stage of the sluice."""

    class Stage(models.TextChoices):
        CAPTURED = "captured", _("Captured")
        ASSESSED = "assessed", _("Assessed")
        DEVELOPED = "developed", _("Developed")
        TESTED = "tested", _("Tested")
        DECIDED = "decided", _("Decided")
        IMPLEMENTED = "implemented", _("Implemented")
        SPREAD = "spread", _("Spread")
        PARKED = "parked", _("Parked")
        STOPPED = "stopped", _("Stopped")

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("Public")
        INTERNAL = "internal", _("Internal")

    kind = "idea"

    title = models.CharField(_("title"), max_length=150)
    slug = models.SlugField(_("address part"), max_length=150, allow_unicode=False)
    text = text_field(_("the idea"))
    need = text_field(_("the need behind it"))
    stage = models.CharField(
        _("stage"), max_length=12, choices=Stage.choices, default=Stage.CAPTURED
    )
    reason = models.TextField(
        _("reason"),
        blank=True,
        help_text=_("Why it was parked or stopped, in plain language. Required for both."),
    )
    unit = models.CharField(_("unit"), max_length=120, blank=True)
    submitted = models.DateField(_("submitted"), default=timezone.localdate)
    visibility = models.CharField(
        _("visibility"), max_length=10, choices=Visibility.choices, default=Visibility.PUBLIC
    )

    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.SearchField("summary"),
        index.FilterField("locale_id"),
        index.FilterField("stage"),
        index.FilterField("visibility"),
    ]
    panels = [
        TitleFieldPanel("title"),
        FieldPanel("slug", widget=SlugInput),
        FieldPanel("summary"),
        picture_panel(),
        FieldPanel("text"),
        FieldPanel("need"),
        MultiFieldPanel(
            [FieldPanel("stage"), FieldPanel("reason"), FieldPanel("visibility")],
            heading=_("Stage"),
        ),
        MultiFieldPanel(
            [FieldPanel("unit"), FieldPanel("submitted"), FieldPanel("contact_role")],
            heading=_("Origin"),
        ),
        FieldPanel("topics", widget=SearchSelect),
        FieldPanel("municipalities", widget=SearchSelect),
        MultiFieldPanel([FieldPanel("last_reviewed"), FieldPanel("review_by")], heading=_("Care")),
    ]
    translatable_fields = [
        TranslatableField("title"),
        TranslatableField("summary"),
        TranslatableField("text"),
        TranslatableField("need"),
        TranslatableField("reason"),
        TranslatableField("unit"),
        TranslatableField("contact_role"),
        TranslatableField("image_alt"),
        SynchronizedField("image"),
        SynchronizedField("image_decorative"),
        SynchronizedField("last_reviewed"),
        SynchronizedField("review_by"),
        SynchronizedField("slug"),
        SynchronizedField("key", overridable=False),
        SynchronizedField("stage", overridable=False),
        SynchronizedField("submitted", overridable=False),
        SynchronizedField("visibility", overridable=False),
        SynchronizedField("topics", overridable=False),
        SynchronizedField("municipalities", overridable=False),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("idea")
        verbose_name_plural = _("ideas")
        constraints = [
            models.UniqueConstraint(fields=["locale", "slug"], name="idea_slug_once_per_language"),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        if self.stage in {self.Stage.PARKED, self.Stage.STOPPED} and not self.reason:
            raise ValidationError(
                {"reason": _("Say why: the one who gave the idea deserves a reason.")}
            )

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        self.refresh_catalogue()  # not in a signal: the topics are stored only after the row's own

    def refresh_catalogue(self) -> None:
        """Show or hide the idea in lists and search, according to its visibility and its section."""
        section = self.section() if self.visibility == self.Visibility.PUBLIC else None
        base = place_of_page(section) if section and section.live else None
        refresh(self, Place(base.path, base.depth + 1, f"{base.url}{self.slug}/") if base else None)

    # --- The catalogue's contract (see content.models.base.BasePage) ------------------------------

    def facets(self) -> dict[str, list[str]]:
        return super().facets() | {"stage": [self.stage], "year": [str(self.submitted.year)]}

    def search_text(self) -> tuple[str, str]:
        return "", "\n".join(
            filter(None, (plain_text(self.text), plain_text(self.need), self.reason, self.unit))
        )

    def catalogue_date(self) -> Any:
        return noon(self.submitted)

    def card_facts(self) -> dict[str, Any]:
        return super().card_facts() | {"stage": self.stage}

    def serve_preview(self, request: HttpRequest, mode_name: str) -> Any:
        """Render in the idea's own language: the address of a preview does not say it."""
        with translation.override(self.locale.language_code):
            return super().serve_preview(request, mode_name).render()

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "ideas/idea_detail.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        return {"idea": self, "page": self.section(), "request": request}

    def section(self) -> IdeaIndexPage | None:
        """Return the section that shows this idea in its language, or None if there is none yet."""
        return next(iter(_section(locale=self.locale_id)), None)


@Statement
def _section(*, locale: int) -> QuerySet[IdeaIndexPage]:
    return IdeaIndexPage.objects.filter(locale_id=locale).select_related("locale", "image")


class IdeaIndexPage(RoutablePageMixin, SectionIndexPage):
    """Lists public ideas and shows one at `<section>/<slug>/`."""

    lists_kind = "idea"
    filter_names: ClassVar[list[str]] = ["stage", "topic", "municipality", "year"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("ideas section")

    def refresh_shown(self) -> None:
        """Ideas are public as long as their section is."""
        base = place_of_page(self) if self.live else None
        entries = CatalogueEntry.objects.filter(kind=Idea.kind, language=self.locale.language_code)
        if base is None:
            remove_entries(entries)
            return
        shown = entries.filter(path=base.path, url__startswith=base.url)
        for idea in Idea.objects.filter(
            locale_id=self.locale_id, visibility=Idea.Visibility.PUBLIC
        ).exclude(pk__in=shown.values("object_id")):
            idea.refresh_catalogue()

    @path("<slug:slug>/", name="idea")
    def idea(self, request: HttpRequest, slug: str) -> HttpResponse:
        idea = Idea.objects.filter(
            locale_id=self.locale_id, slug=slug, visibility=Idea.Visibility.PUBLIC
        ).first()
        if idea is None:
            raise Http404
        return self.show(idea, request)

    def view_of(self, idea: Idea) -> Callable[[HttpRequest], HttpResponse]:
        """Return the view that shows an idea which the catalogue has found by its address (`content.serving`)."""
        return partial(self.show, idea)

    def show(self, idea: Idea, request: HttpRequest) -> HttpResponse:
        return self.render(
            request,
            template="ideas/idea_detail.html",
            context_overrides={
                "idea": idea,
                "subject": idea,
                # Of the section's own only what is said about the portal: its dates are not the idea's.
                "structured_data": {
                    name: value
                    for name, value in self.structured_data(request).items()
                    if name != "dateModified"
                }
                | {
                    "name": idea.title,
                    "headline": idea.title,
                    "description": idea.summary,
                    "datePublished": idea.submitted.isoformat(),
                },
            },
        )
