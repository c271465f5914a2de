"""A search as a feed: its newest results, for whoever wants to know when something new is found."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from content.models import CatalogueEntry

from .results import Results


class SearchFeed(Feed):
    """The address takes what the results page takes: words and filters."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Results:
        newest = request.GET.copy()
        newest["sort"] = "date"
        newest["page"] = "1"
        request.GET = newest  # type: ignore[assignment]  # a mutable copy of the same
        return Results(request, get_language() or settings.LANGUAGE_CODE)

    def title(self, found: Results) -> str:
        return _("Search: %(query)s") % {"query": found.query}

    def link(self, found: Results) -> str:
        query = found.selection.url().partition("?")[2]
        return f"{reverse('search')}?{query}"

    def description(self, found: Results) -> str:
        return _("The newest results of a search in the portal")

    def items(self, found: Results) -> list[CatalogueEntry]:
        return found.hits

    def item_title(self, item: CatalogueEntry) -> str:
        return item.title

    def item_description(self, item: CatalogueEntry) -> str:
        return item.summary

    def item_link(self, item: CatalogueEntry) -> str:
        return item.url

    def item_pubdate(self, item: CatalogueEntry) -> datetime:
        return item.date
