"""Images and documents with what a public body must know about a file: origin, licence, accessibility."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition

from .rows import as_stored

if TYPE_CHECKING:
    from .catalogue import CatalogueEntry


def _key_field() -> models.CharField:
    return models.CharField(
        _("key"),
        max_length=64,
        blank=True,
        db_index=True,
        editable=False,
        help_text=_("Stable name in import and export."),
    )


class PortalImage(AbstractImage):
    """A picture; `description` (from Wagtail) is its text alternative unless the place says otherwise."""

    key = _key_field()
    credit = models.CharField(
        _("credit"), max_length=150, blank=True, help_text=_("Who made it, and the licence.")
    )

    admin_form_fields = ("title", "file", "description", "credit", "collection", "tags", "focal_point_x",
                         "focal_point_y", "focal_point_width", "focal_point_height")  # fmt: skip

    decorative = False
    contextual_alt_text: str | None = None

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    def __str__(self) -> str:
        return self.title

    @classmethod
    def from_db(
        cls, db: str | None, field_names: Collection[str], values: Collection[Any]
    ) -> PortalImage:
        if "file" in field_names:  # whose signal looks at its dimensions
            return super().from_db(db, field_names, values)
        return as_stored(cls, db, field_names, values)

    def generate_rendition_file(self, *args: Any, **kwargs: Any) -> Any:
        self._made = super().generate_rendition_file(*args, **kwargs)
        return self._made

    def create_rendition(self, *args: Any, **kwargs: Any) -> Any:
        """Make a rendition, and close the file it was made in, which Wagtail leaves to chance."""
        try:
            return super().create_rendition(*args, **kwargs)
        finally:
            made = self.__dict__.pop("_made", None)
            if made is not None:
                made.close()


class PortalRendition(AbstractRendition):
    image = models.ForeignKey(PortalImage, related_name="renditions", on_delete=models.CASCADE)

    class Meta:
        unique_together = [("image", "filter_spec", "focal_point_key")]

    def __str__(self) -> str:
        return f"{self.image_id} {self.filter_spec}"


class PortalDocument(AbstractDocument):
    """A file to download, with its record number, licence and whether it is accessible.

    It honours the catalogue's contract, so that it is a search hit of its own: see `content.documents`.
    """

    kind: ClassVar[str] = "document"
    listed: ClassVar[bool] = True
    summary: ClassVar[str] = ""
    holder: CatalogueEntry | None = None
    """The page that it is found under; set by `content.documents` before the catalogue is written."""

    class Accessible(models.TextChoices):
        YES = "yes", _("Accessible")
        NO = "no", _("Not accessible")
        UNKNOWN = "unknown", _("Not examined")

    key = _key_field()
    record_number = models.CharField(_("record number"), max_length=40, blank=True)
    licence = models.CharField(_("licence"), max_length=60, blank=True)
    accessible = models.CharField(
        _("accessibility"), max_length=10, choices=Accessible.choices, default=Accessible.UNKNOWN
    )
    language = models.CharField(_("language"), max_length=5, default="sv")

    admin_form_fields = (
        "title",
        "file",
        "record_number",
        "licence",
        "accessible",
        "language",
        "collection",
        "tags",
    )

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return self.title

    @property
    def ending(self) -> str:
        return self.file_extension.lower()

    # --- The catalogue's contract --------------------------------------------------------------

    @property
    def locale(self) -> Any:
        """The language that the editor says it is in, or the portal's own if that is none of the portal's."""
        known = self.language in dict(settings.LANGUAGES)
        return SimpleNamespace(language_code=self.language if known else settings.LANGUAGE_CODE)

    @property
    def translation_key(self) -> uuid.UUID:
        return uuid.uuid5(uuid.NAMESPACE_OID, f"document {self.pk}")

    def facets(self) -> dict[str, list[str]]:
        """Return its year, and topics and places of the page that it is found under."""
        shared = self.holder.values if self.holder else {}
        names = ("topic", "municipality", "county")
        return {name: shared[name] for name in names if shared.get(name)} | {
            "year": [str(self.created_at.year)]
        }

    def search_text(self) -> tuple[str, str]:
        found = FileText.objects.filter(pk=self.file_hash).first() if self.file_hash else None
        return "", found.text if found else ""

    def card_facts(self) -> dict[str, Any]:
        return {"file": self.ending.upper(), "size": self.file_size, "record": self.record_number}

    def catalogue_date(self) -> Any:
        return self.created_at

    def refresh_catalogue(self) -> None:
        from ..documents import refresh  # writes the catalogue, which reads these models

        refresh([self.pk])


class FileText(models.Model):
    """What a file says, read once for each content: two documents with the same bytes share it."""

    file_hash = models.CharField(max_length=40, primary_key=True)
    outcome = models.CharField(max_length=10, help_text="See content.reading.Reading.")
    text = models.TextField(blank=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("text of a file")
        verbose_name_plural = _("texts of files")

    def __str__(self) -> str:
        return f"{self.file_hash}: {self.outcome}"


class DocumentUse(models.Model):
    """A document that something public holds; written with its catalogue entry."""

    entry = models.ForeignKey(
        "content.CatalogueEntry", models.CASCADE, related_name="document_uses"
    )
    document = models.ForeignKey(PortalDocument, models.CASCADE, related_name="uses")

    class Meta:
        verbose_name = _("use of a document")
        verbose_name_plural = _("uses of documents")
        constraints = [
            models.UniqueConstraint(fields=["entry", "document"], name="document_use_once")
        ]

    def __str__(self) -> str:
        return f"{self.document_id} in {self.entry_id}"
