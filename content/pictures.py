"""Pictures by shape: the sizes and formats that pages ask for, and addresses that are made when first asked.

A page names a shape ("card", "hero"); this module knows its sizes. Addresses lead to `content.media`, which makes
the file on the first request and keeps it. So no page ever waits for a picture to be encoded, and none asks
the database which files exist.
"""

from __future__ import annotations

from dataclasses import dataclass

from .models import PortalImage

FORMATS = {"avif": "image/avif", "webp": "image/webp", "jpeg": "image/jpeg"}


@dataclass(frozen=True)
class Shape:
    """A place for pictures: widths in pixels, height for a width, and how wide it is shown."""

    widths: tuple[int, ...]
    ratio: float
    sizes: str
    eager: bool = False

    def height(self, width: int) -> int:
        return round(width / self.ratio)


SHAPES = {
    "card": Shape((400, 800), 1.6, "(min-width: 60em) 24rem, 100vw"),
    "hero": Shape((480, 960), 1.6, "(min-width: 62em) 30rem, 100vw", eager=True),
    "wide": Shape((480, 960), 1.6, "(min-width: 60em) 44rem, 100vw"),
    "film": Shape((960,), 16 / 9, "(min-width: 60em) 44rem, 100vw"),
    "portrait": Shape((160, 320), 1.0, "10rem"),
}


def picture_url(image: PortalImage, shape: str, width: int, extension: str) -> str:
    """Return the address of a picture in one shape, width and format."""
    return picture_folder(image, shape) + picture_name(width, extension)


def picture_folder(image: PortalImage, shape: str) -> str:
    """Return how the addresses of a picture in one shape begin; it changes when the file does."""
    return f"/pictures/{image.pk}-{(image.file_hash or '0')[:10]}/{shape}-"


def picture_name(width: int, extension: str) -> str:
    """Return how the address of a picture in one width and format ends."""
    return f"{width}.{extension}"


def filter_spec(shape: str, width: int, extension: str) -> str | None:
    """Return Wagtail's filter for an address, or None if no page would ask for it."""
    known = SHAPES.get(shape)
    if known is None or width not in known.widths or extension not in FORMATS:
        return None
    quality = "|jpegquality-78" if extension == "jpeg" else ""
    return f"fill-{width}x{known.height(width)}|format-{extension}{quality}"
