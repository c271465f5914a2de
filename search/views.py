"""The results page, its JSON twin and the suggestions."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language, override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from content.access import hidden_paths, visible
from content.listing import MAX_PAGE
from content.models import CatalogueEntry

from .counting import count
from .engine import suggest
from .engines.base import Prefix
from .models import SavedSearch
from .parsing import LONGEST_TEXT, clean
from .results import SORTS, Results

SHORTEST_PREFIX = 2


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Show what was found, in the language of the address."""
    found = Results(request, get_language() or settings.LANGUAGE_CODE)
    if found.parsed.wanted and found.selection.number == 1 and not found.selection.values:
        count("searches", found.query, found.language)
        if not found.total:
            count("empty", found.query, found.language)
    context = {"results": found, "frequencies": SavedSearch.Frequency.choices}
    return render(request, "search/results.html", context)


@require_safe
def api(request: HttpRequest) -> JsonResponse:
    """Answer a search as JSON: see docs/search.md."""
    language = request.GET.get("locale", settings.LANGUAGE_CODE)
    problem = _problem(request, language)
    if problem:
        return JsonResponse({"error": problem}, status=400)
    with override(language):
        found = Results(request, language)
        return JsonResponse(_as_json(found))


def _problem(request: HttpRequest, language: str) -> str:
    """Return what is wrong with the parameters, or nothing."""
    if language not in dict(settings.LANGUAGES):
        return "locale: unknown language"
    if len(request.GET.get("q", "")) > LONGEST_TEXT:
        return f"q: longer than {LONGEST_TEXT} characters"
    number = request.GET.get("page", "1")
    if not (number.isascii() and number.isdigit() and 1 <= int(number[:6]) <= MAX_PAGE):
        return f"page: not a number from 1 to {MAX_PAGE}"
    if request.GET.get("sort", SORTS[0]) not in SORTS:
        return f"sort: not one of {', '.join(SORTS)}"
    return ""


def _hit_as_json(entry: CatalogueEntry) -> dict[str, Any]:
    hit: dict[str, Any] = {
        "kind": entry.kind,
        "key": entry.key,
        "language": entry.language,
        "title": entry.title,
        "url": entry.url,
        "snippet": entry.snippet,
        "date": entry.date.date().isoformat(),
    }
    if entry.kind == "document":
        hit["file"] = {"type": entry.facts.get("file"), "size": entry.facts.get("size")}
        hit["pages"] = [{"title": page.title, "url": page.url} for page in entry.holders]  # type: ignore[attr-defined]  # set by Results.hits
    return hit


def _as_json(found: Results) -> dict[str, Any]:
    return {
        "query": found.query,
        "locale": found.language,
        "total": found.total,
        "page": found.number,
        "pages": found.page_count if found.total else 0,
        "results": [_hit_as_json(entry) for entry in found.hits],
        "facets": {
            facet.name: [
                {
                    "value": option.value,
                    "label": option.label,
                    "count": option.number,
                    "selected": option.selected,
                }
                for option in facet.options
            ]
            for facet in found.facets
        },
        "did_you_mean": [suggestion.text for suggestion in found.did_you_mean],
        "other_languages": found.other_counts,
        "reserve": found.reserve,
    }


@csrf_exempt  # tells nothing but that somebody went on from a search; there is nothing to forge
@require_POST
def clicked(request: HttpRequest) -> HttpResponse:
    """Count that a result of a search was opened."""
    language = request.POST.get("locale", "")
    if language in dict(settings.LANGUAGES):
        count("clicks", clean(request.POST.get("q", "")), language)
    return HttpResponse(status=204)


@require_safe
def suggestions(request: HttpRequest) -> JsonResponse:
    """Return titles that the beginning of a query may mean."""
    language = request.GET.get("locale", settings.LANGUAGE_CODE)
    if language not in dict(settings.LANGUAGES):
        return JsonResponse({"error": "locale: unknown language"}, status=400)
    text = clean(request.GET.get("q", ""))
    if len(text) < SHORTEST_PREFIX:
        return JsonResponse({"suggestions": []})
    ids = suggest(Prefix(language, text, hidden_paths(request)))
    rows = visible(CatalogueEntry.objects.filter(pk__in=ids), request)
    found = {row["pk"]: row for row in rows.values("pk", "kind", "title", "url")}
    return JsonResponse(
        {
            "suggestions": [
                {key: found[number][key] for key in ("kind", "title", "url")}
                for number in ids
                if number in found
            ]
        }
    )
