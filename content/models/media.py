"""Images and documents with what a public body must know about a file: origin, licence, accessibility."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition


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

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    def __str__(self) -> str:
        return self.title

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
    """A file to download, with its record number, licence and whether it is accessible."""

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
