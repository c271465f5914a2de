"""Pictures and documents with real bytes."""

from __future__ import annotations

import io

import factory
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from factory.django import DjangoModelFactory
from PIL import Image

from content.models import PortalDocument, PortalImage


def png(width: int = 64, height: int = 40, colour: str = "teal") -> bytes:
    """Return the bytes of a one-coloured picture."""
    stream = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(stream, "PNG")
    return stream.getvalue()


class ImageFactory(DjangoModelFactory):
    class Meta:
        model = PortalImage

    title = factory.Sequence(lambda number: f"Bild {number}")
    key = factory.Sequence(lambda number: f"img-{number}")
    description = "En enfärgad yta"
    file = factory.LazyAttribute(
        lambda image: ImageFile(io.BytesIO(png()), name=f"{image.key}.png")
    )


class DocumentFactory(DjangoModelFactory):
    class Meta:
        model = PortalDocument

    title = factory.Sequence(lambda number: f"Dokument {number}")
    key = factory.Sequence(lambda number: f"doc-{number}")
    file = factory.LazyAttribute(
        lambda document: ContentFile(document.title.encode() + b"\n", name=f"{document.key}.txt")
    )
