"""What editors decide about search, and what they learn from it."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, PageChooserPanel

from search.analysis import analyse_query

from ..panels import EffectPanel


class Synonym(models.Model):
    """Words that say the same: whoever looks for one finds the others."""

    language = models.CharField(
        _("language"), max_length=5, choices=settings.LANGUAGES, default="sv"
    )
    words = models.TextField(
        _("words"), help_text=_("One word or expression on each line; each finds the others.")
    )

    panels = [FieldPanel("language"), FieldPanel("words"), EffectPanel()]

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")

    def __str__(self) -> str:
        return ", ".join(self.expressions)

    def clean(self) -> None:
        if len(self.expressions) < 2:
            raise ValidationError(
                {"words": _("Write at least two expressions, each on its own line.")}
            )
        for expression in self.expressions:
            if not analyse_query(expression, self.language):
                raise ValidationError({"words": _("There is no word in “%s”.") % expression})

    @property
    def expressions(self) -> list[str]:
        return [line.strip() for line in self.words.splitlines() if line.strip()]

    @property
    def effect(self) -> str:
        """Say how many open pages each expression finds alone, and all of them together."""
        from ..editing import number_found  # asks the engine, which reads these models

        alone = [f"{text}: {number_found(text, self.language)}" for text in self.expressions]
        together = number_found(" ".join(self.expressions), self.language)
        return f"{', '.join(alone)} → {together}"


class Promotion(models.Model):
    """A page that stands first when somebody looks for certain words, until a day."""

    language = models.CharField(
        _("language"), max_length=5, choices=settings.LANGUAGES, default="sv"
    )
    words = models.CharField(
        _("words"),
        max_length=200,
        help_text=_("The page is shown first when a search holds all of these words, in any form."),
    )
    page = models.ForeignKey(
        "wagtailcore.Page", models.CASCADE, related_name="+", verbose_name=_("page")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("owner")
    )
    expires = models.DateField(_("expires"), help_text=_("The last day it is shown."))

    panels = [
        FieldPanel("language"),
        FieldPanel("words"),
        PageChooserPanel("page"),
        FieldPanel("owner"),
        FieldPanel("expires"),
    ]

    class Meta:
        verbose_name = _("promoted result")
        verbose_name_plural = _("promoted results")

    def __str__(self) -> str:
        return self.words

    @property
    def valid(self) -> bool:
        return self.expires >= timezone.localdate()


class SearchCount(models.Model):
    """How often something was looked for on a day; nobody is named, and no time of day."""

    day = models.DateField(_("day"))
    language = models.CharField(_("language"), max_length=5)
    query = models.CharField(_("search"), max_length=100)
    searches = models.PositiveIntegerField(_("searches"), default=0)
    empty = models.PositiveIntegerField(_("without results"), default=0)
    clicks = models.PositiveIntegerField(_("clicks"), default=0)

    class Meta:
        verbose_name = _("search")
        verbose_name_plural = _("searches")
        constraints = [
            models.UniqueConstraint(fields=["day", "language", "query"], name="search_count_once")
        ]

    def __str__(self) -> str:
        return self.query


class SearchTask(models.Model):
    """A search that found too little, and somebody should see to."""

    language = models.CharField(
        _("language"), max_length=5, choices=settings.LANGUAGES, default="sv"
    )
    query = models.CharField(_("search"), max_length=100)
    note = models.TextField(_("note"), blank=True)
    created = models.DateTimeField(_("created"), auto_now_add=True)
    done = models.BooleanField(_("done"), default=False)

    panels = [
        FieldPanel("query"),
        FieldPanel("language"),
        FieldPanel("note"),
        FieldPanel("done"),
    ]

    class Meta:
        verbose_name = _("search task")
        verbose_name_plural = _("search tasks")
        constraints = [
            models.UniqueConstraint(fields=["language", "query"], name="search_task_once")
        ]

    def __str__(self) -> str:
        return self.query
