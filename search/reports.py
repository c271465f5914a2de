"""What people look for, what they do not find, and what they find but do not open."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import F, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from .counting import LONGEST, flush
from .models import SearchCount, SearchTask

DAYS = 30
ROWS = 50
LEAST_SEARCHES = 3
"""A search is called low-click only when it was made so often."""
LOW = 0.2


@require_safe
@permission_required("search.view_searchcount")
def report(request: HttpRequest) -> HttpResponse:
    flush()
    since = timezone.localdate() - datetime.timedelta(days=DAYS)
    rows = (
        SearchCount.objects.filter(day__gte=since)
        .values("language", "query")
        .annotate(number=Sum("searches"), without=Sum("empty"), opened=Sum("clicks"))
    )
    lists: list[tuple[Any, Any]] = [
        (_("Most frequent"), rows.order_by("-number", "query")[:ROWS]),
        (_("Without results"), rows.filter(without__gt=0).order_by("-without", "query")[:ROWS]),
        (
            _("Seldom opened"),
            rows.filter(
                number__gte=LEAST_SEARCHES, without=0, opened__lt=F("number") * LOW
            ).order_by("-number", "query")[:ROWS],
        ),
    ]
    return render(request, "search/report.html", {"lists": lists, "days": DAYS})


@require_POST
@permission_required("search.add_searchtask")
def make_task(request: HttpRequest) -> HttpResponse:
    """Turn a search that failed into a task."""
    query, language = request.POST.get("query", "")[:LONGEST], request.POST.get("language", "")
    if query and language in dict(settings.LANGUAGES):
        SearchTask.objects.get_or_create(query=query, language=language)
        messages.success(request, _("“%s” is now a task.") % query)
    return redirect("search_report")
