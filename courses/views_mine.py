"""The page "My learning": the courses and sessions of the person who has logged in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from content.models import CatalogueEntry

from .personal import private
from .rules import line_of, reviews_reflections
from .selectors.learning import my_learning
from .selectors.reviews import number_to_review
from .selectors.sessions import feed_address, my_sessions


@private
@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    mine = my_learning(request, get_language() or "sv")
    courses = CatalogueEntry.objects.filter(
        kind="section", key="courses", language=get_language() or "sv"
    )
    context = {
        "mine": mine,
        "sessions": my_sessions(request, get_language() or "sv"),
        "feed_address": feed_address(request.user),
        "courses_url": courses.values_list("url", flat=True).first(),
        "leads": request.user.is_authenticated and line_of(request.user).exists(),
        "coaches": reviews_reflections(request.user),
        "to_review": number_to_review(request),
    }
    return render(request, "courses/my_learning.html", context)
