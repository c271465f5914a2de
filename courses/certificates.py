"""The certificate as a PDF that everybody can read: tagged, with a title, a language and a reading order (PDF/UA-1).

Nothing is fetched from anywhere: the type and the drawing come from this program's own files.
"""

from __future__ import annotations

import base64
import io
from functools import cache
from pathlib import Path
from typing import Any

import qrcode
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from qrcode.image.svg import SvgPathImage
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from .badges.documents import badge_caption, verification_address
from .models import Credential

STYLES = Path(__file__).parent / "certificate.css"
SCHEME = "own:"
FILES = {
    "newsreader-text.woff2": "fonts",
    "newsreader-text-bold.woff2": "fonts",
    "newsreader-display.woff2": "fonts",
    "newsreader-ext.woff2": "fonts",
    "figtree.woff2": "fonts",
    "figtree-ext.woff2": "fonts",
    "badge-course.svg": "img",
    "badge-method.svg": "img",
}


class OwnFiles(URLFetcher):
    """Gives the renderer the files named above and what is written out in the document, and nothing else."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return a file; raise ValueError for any other address."""
        if url.startswith("data:image/svg+xml;base64,"):
            return super().fetch(url, headers)
        name = url.removeprefix(SCHEME)
        if not url.startswith(SCHEME) or name not in FILES:
            raise ValueError(f"a certificate fetches nothing: {url[:80]}")
        content = (settings.BASE_DIR / "static" / FILES[name] / name).read_bytes()
        kind = "image/svg+xml" if name.endswith(".svg") else "font/woff2"
        return URLFetcherResponse(url, content, {"Content-Type": kind})


@cache
def _styles() -> tuple[CSS, FontConfiguration]:
    fonts = FontConfiguration()
    css = CSS(string=STYLES.read_text(encoding="utf-8"), url_fetcher=OwnFiles(), font_config=fonts)
    return css, fonts


def qr_code(text: str) -> str:
    """Return a QR code as an address that can stand in an image."""
    stream = io.BytesIO()
    qrcode.make(text, image_factory=SvgPathImage, border=0).save(stream)
    return "data:image/svg+xml;base64," + base64.b64encode(stream.getvalue()).decode()


def size_of(text: str) -> str:
    """Return the class of letters in which a name or title of this length fits its line or two."""
    longest = max(map(len, text.split()), default=0)
    if len(text) > 90 or longest > 34:
        return "smallest"
    return "small" if len(text) > 34 or longest > 22 else "large"


def markup(credential: Credential) -> str:
    """Return the certificate as HTML, in the language that it was issued in."""
    address = verification_address(credential)
    context: dict[str, Any] = {
        "credential": credential,
        "by_course": credential.kind == Credential.Kind.COURSE,
        "outcomes": credential.details.get("outcomes", [])[:8],
        "minutes": credential.details.get("minutes"),
        "address": address,
        "code": qr_code(address),
        "issuer": settings.WAGTAIL_SITE_NAME,
        "name_size": size_of(credential.name),
        "title_size": size_of(credential.title),
        "badge": f"{SCHEME}badge-{credential.kind}.svg",
    }
    with translation.override(credential.language):
        context["caption"] = badge_caption(credential)
        return render_to_string("courses/credentials/certificate.html", context)


def pdf(credential: Credential) -> bytes:
    """Return the certificate as PDF/UA-1."""
    css, fonts = _styles()
    document = HTML(string=markup(credential), url_fetcher=OwnFiles(), base_url=SCHEME)
    made: bytes = document.write_pdf(
        stylesheets=[css], font_config=fonts, pdf_variant="pdf/ua-1", pdf_tags=True
    )
    return made
