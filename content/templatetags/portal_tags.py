"""What templates ask for. Each tag reads once a request; all lists obey the access rule."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext, pgettext
from wagtail.models import Page

from .. import labels
from ..access import hidden_paths
from ..around import FOOTER_SECTIONS, HEADER_SECTIONS, MenuItem, Neighbour, around, menu
from ..links import (
    best_versions,
    gathering_pages,
    linked_entries,
    related_entries,
    versions_of,
)
from ..listing import Filter
from ..models import CatalogueEntry, PortalImage
from ..pictures import FORMATS, SHAPES, picture_folder, picture_name, picture_url
from ..sql import written
from ..structured_data import json_script
from .sluice_tags import listed

register = template.Library()

OPTION = """
<label class="option">
  <input type="checkbox" name="{name}" value="{value}"{checked}>
  <span>{label}</span>
  <span class="count"><span class="visually-hidden">(</span>{number}<span class="visually-hidden">)</span></span>
</label>"""

DATE = re.compile(r"\b(\d{1,2}) ([^\W\d]+) (\d{4})\b")


def _request(context: dict[str, Any]) -> HttpRequest:
    return context.get("request") or HttpRequest()


def _subject_path(context: dict[str, Any]) -> str:
    page = context.get("page") or context.get("self")
    return page.path if isinstance(page, Page) else ""


def _entry(context: dict[str, Any]) -> CatalogueEntry | None:
    """Return the catalogue entry of what is shown; for a draft, one that is made up and not stored."""
    request = _request(context)
    subject = (
        context.get("subject") or context.get("idea") or context.get("page") or context.get("self")
    )
    entry = getattr(request, "entry", None)
    if (
        entry is not None
        and subject is not None
        and entry.object_id == subject.pk
        and not _is_preview(request)
    ):
        return entry
    if subject is None or not getattr(subject, "kind", ""):
        return None
    if getattr(subject, "_shown_entry", None) is None:
        language = subject.locale.language_code
        values = {name: sorted(set(found)) for name, found in subject.facets().items() if found}
        subject._shown_entry = CatalogueEntry(
            kind=subject.kind,
            key=subject.key,
            language=language,
            translation_key=subject.translation_key,
            path=getattr(subject, "path", "") or _subject_path(context),
            title=subject.title,
            values=values,
            facts=subject.card_facts() if subject.pk else {},
            url=request.path,
        )
    return subject._shown_entry


def _is_preview(request: HttpRequest) -> bool:
    return bool(getattr(request, "is_preview", False))


def _around(context: dict[str, Any]) -> list[Neighbour]:
    return around(_subject_path(context), _entry(context), _request(context))


def _menu(context: dict[str, Any], keys: list[str]) -> list[MenuItem]:
    language = get_language() or settings.LANGUAGE_CODE
    return menu(_around(context), keys, language, _request(context))


@register.simple_tag(takes_context=True)
def site_navigation(context: dict[str, Any]) -> list[MenuItem]:
    return _menu(context, HEADER_SECTIONS)


@register.simple_tag(takes_context=True)
def footer_navigation(context: dict[str, Any]) -> list[MenuItem]:
    return _menu(context, FOOTER_SECTIONS)


@register.simple_tag(takes_context=True)
def home_url(context: dict[str, Any]) -> str:
    return f"/{get_language() or settings.LANGUAGE_CODE}/"


@register.simple_tag(takes_context=True)
def breadcrumbs(context: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the way to the page, home first; the last has no address, since one is there."""
    path = _subject_path(context)
    if not path:
        return []
    rows = sorted(
        (row for row in _around(context) if path.startswith(row.path) and row.path),
        key=lambda row: row.path,
    )
    subject = context.get("subject") or context.get("idea")
    trail = [
        {"title": row.title, "url": row.url}
        for row in rows
        if row.path != path or (subject and row.kind == "section")
    ]
    current: Any = subject or context.get("page") or context.get("self")
    return [*trail, {"title": current.title, "url": None}] if trail or subject else []


@register.simple_tag(takes_context=True)
def language_links(context: dict[str, Any]) -> list[dict[str, Any]]:
    """Return each language with the address of this page in it, or of the nearest page above that exists."""
    request = _request(context)
    active = get_language() or settings.LANGUAGE_CODE
    rows = _around(context)
    entry = _entry(context)
    path = _subject_path(context)
    version_of = written(entry.translation_key) if entry else ""
    above = [
        row.version_of
        for row in sorted(rows, key=lambda row: -len(row.path))
        if path and path.startswith(row.path)
    ]
    links = []
    for code, name in settings.LANGUAGES:
        by_key = {row.version_of: row for row in rows if row.language == code}
        same = by_key.get(version_of)
        nearest = next((by_key[key] for key in above if key in by_key), None)
        # Filters mean the same in every language, so a filtered list stays filtered.
        query = request.META.get("QUERY_STRING", "")
        query = f"?{query}" if query else ""
        if same:
            url = same.url + query
        elif not entry and request.path.startswith(f"/{active}/"):
            url = f"/{code}{request.path[len(active) + 1 :]}{query}"
        else:
            url = nearest.url if nearest else f"/{code}/"
        exists = bool(same) or not entry
        links.append(
            {
                "code": code,
                "name": str(name),
                "url": url,
                "current": code == active,
                "exists": exists,
            }
        )
    return links


@register.simple_tag
def alternates(links: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Return the absolute addresses of all language versions among the links to languages, for hreflang."""
    return [
        {"code": link["code"], "url": f"{settings.BASE_URL}{link['url'].split('?')[0]}"}
        for link in links
        if link["exists"]
    ]


@register.simple_tag(takes_context=True)
def canonical_url(context: dict[str, Any]) -> str:
    return f"{settings.BASE_URL}{_request(context).path}"


@register.simple_tag(takes_context=True)
def linked(context: dict[str, Any], kind: str) -> list[CatalogueEntry]:
    request, entry = _request(context), _entry(context)
    if entry is None:
        return []
    kept = getattr(request, "_linked", None)
    if kept is None or kept[0] is not entry:
        kept = request._linked = (entry, linked_entries(entry, request))  # type: ignore[attr-defined]  # as above
    return kept[1].get(kind, [])


@register.simple_tag(takes_context=True)
def related(context: dict[str, Any], size: int = 3) -> list[CatalogueEntry]:
    entry = _entry(context)
    return related_entries(entry, _request(context), size) if entry else []


@register.simple_tag(takes_context=True)
def facets_of(context: dict[str, Any], subject: Any) -> dict[str, list[dict[str, str]]]:
    """Return the topics and municipalities of a page with the address that gathers each."""
    request, entry = _request(context), _entry(context)
    if entry is None:
        return {"topics": [], "municipalities": []}
    kept = getattr(request, "_facets_of", None)
    if kept is not None and kept[0] is entry:
        return dict(kept[1])
    language = get_language() or settings.LANGUAGE_CODE
    topics, places = entry.values.get("topic", []), entry.values.get("municipality", [])
    rows = gathering_pages(hidden_paths(request), topics=topics, places=places, language=language)
    pages = {(name, value): url for name, value, url in rows}

    def links(name: str, values: list[str], names: dict[str, str]) -> list[dict[str, str]]:
        return [
            {
                "value": value,
                "label": names.get(value, value),
                "url": pages.get((f"of_{name}", value))
                or f"/{language}/search/?{urlencode({name: value})}",
            }
            for value in values
        ]

    found = {
        "topics": links("topic", topics, labels.topic_names()),
        "municipalities": links("municipality", places, labels.municipality_names()),
    }
    request._facets_of = (entry, found)  # type: ignore[attr-defined]  # kept for the length of the request
    return found


@register.simple_tag(takes_context=True)
def block_entries(context: dict[str, Any], value: Any) -> list[CatalogueEntry]:
    """Return the entries of the pages that a block links to, each in the reader's language if there is one."""
    keys = [page.translation_key for page in value["pages"] if page]
    language = get_language() or settings.LANGUAGE_CODE
    best = best_versions(versions_of(hidden_paths(_request(context)), keys=keys), language)
    return [best[key] for key in keys if key in best]


@register.filter
def choice_label(value: Any, name: str) -> str:
    return labels.choice_label(name, value)


@register.filter
def minutes_label(value: Any) -> str:
    """Say a number of minutes as people do: 45 min, 1 h 30 min."""
    hours, minutes = divmod(int(value or 0), 60)
    parts = []
    if hours:
        parts.append(pgettext("hours, in short", "%(number)s h") % {"number": hours})
    if minutes or not hours:
        parts.append(pgettext("minutes, in short", "%(number)s min") % {"number": minutes})
    return " ".join(parts).replace(" ", "\u00a0")


@register.filter
def pages_label(number: int) -> str:
    """Say a number of pages: 12 pages."""
    return ngettext("%(number)s page", "%(number)s pages", number) % {"number": grouped(number)}


@register.filter
def some_of(places: list[str]) -> str:
    """Name up to three places, or the first and how many more there are."""
    if len(places) > 3:
        return gettext("%(first)s and %(number)s more") % {
            "first": places[0],
            "number": len(places) - 1,
        }
    return listed(places)


@register.filter
def foreign(language: str) -> SafeString:
    """Return the attribute that says which language something is in, if it is not that of the page."""
    if language and language != get_language():
        return format_html(' lang="{}"', language)
    return mark_safe("")


@register.filter
def grouped(number: int) -> str:
    """Return a number with its digits in groups, which one below a thousand is already."""
    return str(number) if number < 1000 else intcomma(number)


@register.filter
def whole_dates(words: str) -> str:
    """Keep day, month and year of each date in a text on one line."""
    return DATE.sub("\\1\u00a0\\2\u00a0\\3", words)


@register.simple_tag
@cache
def asset(path: str) -> str:
    """Return the address of a static file, which is the same for as long as the process lives."""
    return static(path)


@register.simple_tag
def json_ld(data: dict[str, Any] | None) -> SafeString:
    if not data:
        return mark_safe("")
    return format_html('<script type="application/ld+json">{}</script>', json_script(data))


@register.simple_tag
def responsive_image(image: PortalImage | None, shape: str, alt: str = "") -> SafeString:
    """Return a `picture` with AVIF, WebP and JPEG in two widths, its size known before it is loaded."""
    if image is None:
        return mark_safe("")
    return format_html(_picture(shape), folder=picture_folder(image, shape), alt=alt)


@cache
def _picture(shape: str) -> str:
    """Return the markup of a picture of one shape, in which its folder and its words are blanks."""
    form = SHAPES[shape]
    srcset = {
        extension: ", ".join(
            f"{{folder}}{picture_name(width, extension)} {width}w" for width in form.widths
        )
        for extension in FORMATS
    }
    sources = "".join(
        f'<source type="{FORMATS[extension]}" srcset="{srcset[extension]}" sizes="{form.sizes}">'
        for extension in ("avif", "webp")
    )
    width = form.widths[-1]
    loading = 'loading="eager" fetchpriority="high"' if form.eager else 'loading="lazy"'
    return (
        f'<picture>{sources}<img src="{{folder}}{picture_name(form.widths[0], "jpeg")}" srcset="{srcset["jpeg"]}"'
        f' sizes="{form.sizes}" width="{width}" height="{form.height(width)}" alt="{{alt}}" decoding="async" {loading}>'
        "</picture>"
    )


@register.simple_tag
def facet_options(facet: Filter) -> SafeString:
    """Write the options of a filter. A list has a hundred: in a template they would take as long as all its cards."""
    rows = [
        OPTION.format(
            name=escape(facet.name),
            value=escape(option.value),
            checked=" checked" if option.selected else "",
            label=escape(option.label),
            number=grouped(option.number),
        )
        for option in facet.options
    ]
    return mark_safe("".join(rows))  # noqa: S308 - what is not ours is escaped


@register.simple_tag
def poster_url(image: PortalImage) -> str:
    """Return the address of a film's still picture, for which HTML knows one file and no formats."""
    return picture_url(image, "film", SHAPES["film"].widths[-1], "jpeg")
