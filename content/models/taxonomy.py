"""Municipalities and topics: the controlled lists by which everything is found.

One row serves every language: a municipality's name is the same in all of them, a topic carries its
Swedish and English name. Both are synced by a command from a list with stable keys.
"""

from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

ASSOCIATION = "Fyrbodal"


class Municipality(index.Indexed, models.Model):
    """A Swedish municipality by its SCB code, which is a string: a leading zero counts."""

    code = models.CharField(_("code"), max_length=4, primary_key=True)
    name = models.CharField(_("name"), max_length=60)
    full_name = models.CharField(_("full name"), max_length=80)
    county_code = models.CharField(_("county code"), max_length=2, db_index=True)
    county = models.CharField(_("county"), max_length=60)
    association = models.CharField(_("association"), max_length=60, blank=True, db_index=True)
    removed = models.BooleanField(
        _("removed"),
        default=False,
        help_text=_("No longer in the official list. Kept, since older content refers to it."),
    )

    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.FilterField("removed"),
    ]

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Topic(index.Indexed, models.Model):
    """A term of the portal's taxonomy: area of operation, target group or global goal."""

    class Group(models.TextChoices):
        AREA = "area", _("Area of operation")
        TARGET = "target", _("Target group")
        SDG = "sdg", pgettext_lazy("sustainable development", "Global goal")

    key = models.SlugField(_("key"), max_length=64, primary_key=True)
    group = models.CharField(_("group"), max_length=10, choices=Group.choices)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent"),
    )
    name_sv = models.CharField(_("Swedish name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=100)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    search_fields = [
        index.SearchField("name_sv"),
        index.SearchField("name_en"),
        index.AutocompleteField("name_sv"),
        index.AutocompleteField("name_en"),
    ]

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["position", "key"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the active language."""
        return self.name_en if (get_language() or "sv").startswith("en") else self.name_sv
