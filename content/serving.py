"""Serves a public page by its address: one query finds it, the access rule decides, the page renders.

Wagtail walks the tree one level a query; the catalogue knows every public address. What the catalogue does
not know (drafts, password forms, pages in pages) goes Wagtail's own way.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control
from wagtail import hooks
from wagtail.views import serve as wagtail_serve
from wagtail.views import serve_chain

from .access import restrictions_on
from .models import BasePage, CatalogueEntry
from .statements import Statement


def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    """Answer the request for the page at `path` (without the language prefix).

    Raises:
        Http404: there is no such page, or it is not published.
    """
    entry = next(iter(_at(url=request.path)), None)
    shown = load(entry) if entry else None
    page = shown if isinstance(shown, BasePage) or shown is None else shown.section()
    if page is None or not page.live:
        fallback: HttpResponseBase = wagtail_serve(request, path)
        return fallback
    request.entry = entry  # type: ignore[attr-defined]  # templates and tags read it
    page._restrictions = restrictions_on(page.path, request)
    # An object that is no page is a view of the page that lists it, as Wagtail's routable pages have them.
    response = _serve_page(page, request, [] if page is shown else [page.view_of(shown)])
    if page._restrictions:
        # Neither what some may see nor the way to the login for the others is kept by anybody.
        patch_cache_control(response, private=True, no_store=True)
    return response


def _serve_page(page: BasePage, request: HttpRequest, arguments: list[Any]) -> HttpResponseBase:
    """Answer with a page as Wagtail does, its hooks included."""
    handler = serve_chain
    for wrap in reversed(hooks.get_hooks("on_serve_page")):
        handler = wrap(handler)
    for hook in hooks.get_hooks("before_serve_page"):
        answer = hook(page, request, arguments, {})
        if isinstance(answer, HttpResponseBase):
            return answer
    response: HttpResponseBase = handler(page, request, arguments, {})
    return response


@Statement
def _at(*, url: str) -> QuerySet[CatalogueEntry]:
    rows = CatalogueEntry.objects.filter(url=url).defer("text", "headings")
    return rows.select_related("content_type").order_by("pk")[:1]


def load(entry: CatalogueEntry) -> Any:
    """Return the public object of an entry in one query, or None if it has gone."""
    model = entry.content_type.model_class()
    return next(iter(_public(model, pk=entry.object_id)), None) if model else None


@Statement
def _public(model: type[Model], *, pk: int) -> QuerySet[Any]:
    rows = model._default_manager.filter(pk=pk)
    if issubclass(model, BasePage):
        rows = rows.filter(live=True)
    return rows.select_related(*getattr(model, "shown_with", ["locale", "image"]))
