"""The page "My learning": the courses and sessions of the person who has logged in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, F, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from content.models import CatalogueEntry, OrganisationUnit

from .personal import person, private
from .rules import administers_learning, reviews_reflections
from .selectors.learning import my_learning
from .selectors.reviews import number_to_review
from .selectors.sessions import my_sessions


@private
@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    language = get_language() or "sv"
    sessions = my_sessions(person(request))
    mine, states = my_learning(request, language, sessions.course_keys)
    entries = [state.entry for state in states.values() if state.entry is not None]
    sessions.name(entries, request, language)
    context = {
        "mine": mine,
        "sessions": sessions,
        "coaches": reviews_reflections(request.user),
        **_beside(request, language),
    }
    return render(request, "courses/my_learning.html", context)


def _beside(request: HttpRequest, language: str) -> dict[str, Any]:
    """Return what the page says beside the courses and sessions; one query."""
    section = CatalogueEntry.objects.filter(kind="section", key="courses", language=language)
    rows = get_user_model()._default_manager.filter(pk=person(request).pk)
    found: dict[str, Any] = dict(
        rows.values(
            feed=F("calendar_feed__token"),
            courses_url=Subquery(section.values("url")[:1]),
            to_review=number_to_review(request),
            leads=Exists(OrganisationUnit.objects.filter(manager_id=OuterRef("pk"))),
        ).get()
    )
    feed = reverse("calendar_feed", args=[found["feed"]]) if found["feed"] else ""
    return found | {
        "leads": found["leads"] or administers_learning(request.user),
        "feed_address": f"{settings.BASE_URL}{feed}" if feed else "",
    }
