"""schema.org JSON-LD, so that search engines and other portals understand a page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from .models import BasePage


def web_page(page: BasePage, request: HttpRequest) -> dict[str, Any]:
    """Return what is true of every page."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "name": page.title,
        "headline": page.title,
        "description": page.summary,
        "inLanguage": page.locale.language_code,
        "url": f"{settings.BASE_URL}{request.path}",
        "publisher": {
            "@type": "Organization",
            "name": settings.WAGTAIL_SITE_NAME,
            "url": settings.BASE_URL,
        },
    }
    if page.first_published_at:
        data["datePublished"] = page.first_published_at.date().isoformat()
    if page.last_published_at:
        data["dateModified"] = page.last_published_at.date().isoformat()
    return data


def json_script(data: dict[str, Any]) -> SafeString:
    """Return JSON that is safe inside a script element: no tag can begin in it."""
    text = json.dumps(data, ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return mark_safe(text)  # noqa: S308 - every character that could end the element is escaped above
