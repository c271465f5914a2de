"""Serves a public page by its address: one query finds it, the access rule decides, the page renders.

Wagtail walks the tree one level a query; the catalogue knows every public address. What the catalogue does
not know (drafts, password forms, pages in pages) goes Wagtail's own way.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from wagtail import hooks
from wagtail.views import serve as wagtail_serve
from wagtail.views import serve_chain

from .access import restrictions_on
from .models import BasePage, CatalogueEntry


def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    """Answer the request for the page at `path` (without the language prefix).

    Raises:
        Http404: there is no such page, or it is not published.
    """
    entry = CatalogueEntry.objects.filter(url=request.path).select_related("content_type").first()
    page = load(entry) if entry else None
    if page is None:
        fallback: HttpResponseBase = wagtail_serve(request, path)
        return fallback
    request.entry = entry  # type: ignore[attr-defined]  # templates and tags read it
    page._restrictions = restrictions_on(page.path, request)
    handler = serve_chain
    for wrap in reversed(hooks.get_hooks("on_serve_page")):
        handler = wrap(handler)
    for hook in hooks.get_hooks("before_serve_page"):
        answer = hook(page, request, [], {})
        if isinstance(answer, HttpResponseBase):
            return answer
    response: HttpResponseBase = handler(page, request, [], {})
    return response


def load(entry: CatalogueEntry) -> BasePage | None:
    """Return the live page of an entry in one query, or None if the entry is not a page."""
    model = entry.content_type.model_class()
    if model is None or not issubclass(model, BasePage):
        return None
    page = (
        model.objects.filter(pk=entry.object_id, live=True)
        .select_related("locale", "image")
        .first()
    )
    return page if isinstance(page, BasePage) else None
