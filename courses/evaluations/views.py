"""The page where somebody who has completed a course says what it was worth."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from content.serving import load

from ..models import CoursePage, Enrolment, EvaluationGiven
from ..personal import entry_of, person, private
from ..selectors.reports import SMALLEST_GROUP
from .answering import NotCompleted, answer
from .questions import LONGEST_TEXT, Form, fill, form_of

MOST_VALUES = 20


@private
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def evaluate(request: HttpRequest, course_key: UUID) -> HttpResponse:
    """Ask for the evaluation of a course, take it, and thank whoever has given it."""
    entry = entry_of(course_key, "course", request)
    page = load(entry)
    form = form_of(page) if isinstance(page, CoursePage) else None
    if form is None:
        raise Http404
    user = person(request)
    context: dict[str, Any] = {"course": entry, "form": form, "smallest": SMALLEST_GROUP}
    mine = {"user_id": user.pk, "course_key": course_key}
    if EvaluationGiven.objects.filter(**mine).exists():
        return render(request, "courses/evaluations/thanks.html", context)
    if not Enrolment.objects.filter(**mine, completed_at__isnull=False).exists():
        return render(request, "courses/evaluations/not_yet.html", context, status=403)
    if request.method == "POST":
        return _take(request, form, context)
    context["filled"] = fill(form)
    return render(request, "courses/evaluations/evaluate.html", context)


def _take(request: HttpRequest, form: Form, context: dict[str, Any]) -> HttpResponse:
    """Keep what was posted, or show it again with what is wrong."""

    def values_of(name: str) -> list[str]:
        # One character more than is kept, so that what is too long is seen to be.
        found = request.POST.getlist(name)[:MOST_VALUES]
        return [value.replace("\r\n", "\n")[: 4 * LONGEST_TEXT] for value in found]

    filled = fill(form, values_of)
    said = ""
    if request.POST.get("form") != form.digest:
        said = _(
            "The questions have been changed meanwhile. Look through your answers and send them."
        )
    elif filled.is_empty and not filled.errors:
        said = _("You have not answered anything yet. Answer at least one question.")
    if said or filled.errors:
        context |= {"filled": filled, "said": said}
        return render(request, "courses/evaluations/evaluate.html", context, status=422)
    try:
        answer(person(request), form, filled.answers)
    except NotCompleted:
        return render(request, "courses/evaluations/not_yet.html", context, status=403)
    return redirect("course_evaluation", form.course_key)
