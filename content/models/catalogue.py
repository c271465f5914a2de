"""The catalogue: one row per public object and language, and one per facet value of it.

Everything that lists, counts, relates, feeds or searches reads these two tables and never the page tree.
Written by `content.catalogue`; privacy is not stored here but applied when reading (`content.access`).
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..kinds import kind_label
from .rows import as_stored


class CatalogueEntry(models.Model):
    """What a list, a card or a search hit shows of one published object in one language."""

    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=64)
    language = models.CharField(max_length=5)
    translation_key = models.UUIDField(db_index=True)
    path = models.CharField(
        max_length=255, help_text="Tree path of the page, or of the section that shows the object."
    )
    depth = models.PositiveSmallIntegerField(default=0)
    url = models.CharField(max_length=512, db_index=True)
    title = models.CharField(max_length=255)
    sort_key = models.CharField(
        max_length=200,
        blank=True,
        help_text="The title's place in the alphabet: see content.alphabet.",
    )
    summary = models.TextField(blank=True)
    image = models.ForeignKey("content.PortalImage", models.SET_NULL, null=True, related_name="+")
    date = models.DateTimeField()
    updated = models.DateTimeField()
    in_menus = models.BooleanField(default=False)
    listed = models.BooleanField(
        default=True, help_text="False for pages that are a part of another, and for sections."
    )
    facts = models.JSONField(default=dict, help_text="What a card shows besides title and summary.")
    values = models.JSONField(
        default=dict, help_text="The facet values, so that a page needs no query for its own."
    )
    headings = models.TextField(blank=True)
    text = models.TextField(blank=True)

    snippet = ""
    """What a search shows instead of the summary; not stored."""

    class Meta:
        verbose_name = _("catalogue entry")
        verbose_name_plural = _("catalogue entries")
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id"], name="catalogue_one_per_object"
            ),
        ]
        indexes = [
            models.Index(fields=["language", "kind", "-date", "-id"], name="catalogue_list_date"),
            models.Index(fields=["language", "kind", "sort_key", "id"], name="catalogue_alphabet"),
            models.Index(fields=["language", "-date"], name="catalogue_latest"),
            models.Index(fields=["kind", "key"], name="catalogue_key"),
            # A prefix search on the tree path needs the byte order on PostgreSQL, whatever its collation.
            models.Index(
                fields=["path"], opclasses=["varchar_pattern_ops"], name="catalogue_path_prefix"
            ),
            models.Index(
                fields=["kind"], condition=models.Q(in_menus=True), name="catalogue_menus"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.key} ({self.language})"

    @classmethod
    def from_db(  # type: ignore[override]  # the stubs know an argument of a later Django
        cls, db: str | None, field_names: Collection[str], values: Collection[Any]
    ) -> CatalogueEntry:
        return as_stored(cls, db, field_names, values)

    @property
    def kind_label(self) -> str:
        return kind_label(self.kind)

    @property
    def pattern(self) -> int:
        """Seed of the generated picture, the same for all languages of one object."""
        return self.translation_key.int % 1_000_003

    @cached_property
    def topic(self) -> str:
        """Key of the first topic, or an empty string."""
        return (self.facts.get("topics") or [""])[0]


class CatalogueFacet(models.Model):
    """One value by which an entry can be found: a topic, a municipality, a status or a link of the spine.

    `language`, `kind` and `date` repeat the entry's, so that counts and "the newest with this value" are
    answered by the index alone.
    """

    entry = models.ForeignKey(CatalogueEntry, models.CASCADE, related_name="facets")
    name = models.CharField(max_length=20)
    value = models.CharField(max_length=64)
    language = models.CharField(max_length=5)
    kind = models.CharField(max_length=20)
    date = models.DateTimeField()

    class Meta:
        verbose_name = _("catalogue facet")
        verbose_name_plural = _("catalogue facets")
        constraints = [
            models.UniqueConstraint(fields=["entry", "name", "value"], name="catalogue_facet_once"),
        ]
        indexes = [
            models.Index(
                fields=["name", "value", "language", "-date", "entry"], name="catalogue_facet_value"
            ),
            models.Index(
                fields=["language", "kind", "name", "value", "entry"], name="catalogue_facet_count"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}={self.value}"


class CatalogueCount(models.Model):
    """Part of the number of entries of a kind and language, or of those with one facet value.

    A number is the sum of its rows, so that those who publish at the same time only add rows and never wait for
    each other. `content.counts` writes, adds up and now and then puts rows together.
    """

    language = models.CharField(max_length=5)
    kind = models.CharField(max_length=20)
    name = models.CharField(
        max_length=20, help_text="The facet; empty for all entries of the kind."
    )
    value = models.CharField(max_length=64)
    number = models.IntegerField()

    class Meta:
        verbose_name = _("catalogue count")
        verbose_name_plural = _("catalogue counts")
        indexes = [
            models.Index(
                fields=["language", "name", "kind", "value", "number"], name="catalogue_count_sum"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}={self.value} ({self.language}): {self.number:+}"
