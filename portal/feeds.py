"""What machines read: a feed per section, the sitemap with language versions, robots and security.txt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed
from django.views.decorators.http import require_safe

from content.access import may_view, visible
from content.models import CatalogueEntry

FEED_SIZE = 30
SITEMAP_SIZE = 10_000
MOST_PARTS = 50_000  # what a sitemap index may name


class SectionFeed(Feed):
    """The newest entries of a section, for the section's address followed by `feed/`."""

    feed_type = Rss201rev2Feed

    def get_object(self, request: HttpRequest, path: str = "") -> CatalogueEntry:
        section = CatalogueEntry.objects.filter(
            url=request.path.removesuffix("feed/"), kind="section"
        ).first()
        if section is None or not may_view(section.path, request):
            raise Http404
        section.items = visible(  # type: ignore[attr-defined]  # the feed has the request only here
            CatalogueEntry.objects.filter(
                language=section.language, kind=section.facts["lists_kind"]
            ),
            request,
        ).order_by("-date", "-id")[:FEED_SIZE]
        return section

    def title(self, section: CatalogueEntry) -> str:
        return f"{settings.WAGTAIL_SITE_NAME}: {section.title}"

    def description(self, section: CatalogueEntry) -> str:
        return section.summary or section.title

    def link(self, section: CatalogueEntry) -> str:
        return f"{settings.BASE_URL}{section.url}"

    def feed_url(self, section: CatalogueEntry) -> str:
        return f"{settings.BASE_URL}{section.url}feed/"

    def items(self, section: CatalogueEntry) -> Any:
        return section.items  # type: ignore[attr-defined]  # set above

    def item_title(self, entry: CatalogueEntry) -> str:
        return entry.title

    def item_description(self, entry: CatalogueEntry) -> str:
        return entry.summary

    def item_link(self, entry: CatalogueEntry) -> str:
        return f"{settings.BASE_URL}{entry.url}"

    def item_guid(self, entry: CatalogueEntry) -> str:
        return f"urn:uuid:{entry.translation_key}:{entry.language}"

    item_guid_is_permalink = False

    def item_pubdate(self, entry: CatalogueEntry) -> Any:
        return entry.date


def _pages() -> QuerySet[CatalogueEntry]:
    """Return what a sitemap names: everything but files, which are found by the pages that hold them."""
    return CatalogueEntry.objects.exclude(kind="document")


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """List the sitemap's parts, each with at most `SITEMAP_SIZE` objects."""
    total = visible(_pages(), request).count()
    parts = range(1, max(-(-total // SITEMAP_SIZE), 1) + 1)
    rows = "".join(
        f"<sitemap><loc>{settings.BASE_URL}/sitemap-{part}.xml</loc></sitemap>" for part in parts
    )
    body = f'<?xml version="1.0" encoding="UTF-8"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</sitemapindex>'
    return HttpResponse(body, content_type="application/xml")


@require_safe
def sitemap_part(request: HttpRequest, part: int) -> StreamingHttpResponse:
    """List public addresses, each with the addresses of its language versions."""
    if not 1 <= part <= MOST_PARTS:
        raise Http404
    first = (part - 1) * SITEMAP_SIZE
    rows = visible(_pages(), request).order_by("translation_key", "language")
    window = list(
        rows.values_list("translation_key", "language", "url", "updated")[
            first : first + SITEMAP_SIZE
        ]
    )
    if not window and part > 1:
        raise Http404
    # Only the first and the last object can have versions in another part.
    ends = {row[0] for row in (window[:1] + window[-1:])}
    beyond = list(
        rows.filter(translation_key__in=ends).values_list("translation_key", "language", "url")
    )
    return StreamingHttpResponse(_sitemap(window, beyond), content_type="application/xml")


def _sitemap(window: list[tuple[Any, ...]], beyond: list[tuple[Any, ...]]) -> Iterator[str]:
    versions: dict[Any, dict[str, str]] = defaultdict(dict)
    for key, language, url in [*(row[:3] for row in window), *beyond]:
        versions[key][language] = url
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">'
    for key, _language, url, updated in window:
        yield f"<url><loc>{escape(settings.BASE_URL + url)}</loc><lastmod>{updated.date().isoformat()}</lastmod>"
        for other, address in sorted(versions[key].items()):
            yield f'<xhtml:link rel="alternate" hreflang="{other}" href="{escape(settings.BASE_URL + address)}"/>'
        yield "</url>"
    yield "</urlset>"


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /api/"]
    lines += [
        f"Disallow: /{code}/{part}/"
        for code, _name in settings.LANGUAGES
        for part in ("search", "account")
    ]
    lines += ["", f"Sitemap: {settings.BASE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain")


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Say where to report a vulnerability (RFC 9116); renewed by itself, half a year ahead."""
    expires = (timezone.now() + timedelta(days=180)).replace(microsecond=0).isoformat()
    body = (
        f"Contact: {settings.SECURITY_CONTACT}\nExpires: {expires}\nPreferred-Languages: sv, en\n"
        f"Canonical: {settings.BASE_URL}/.well-known/security.txt\n"
    )
    return HttpResponse(body, content_type="text/plain")
