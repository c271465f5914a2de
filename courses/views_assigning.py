"""A manager gives courses and learning paths to people and units, moves last days and takes them back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from content.listing import Selection
from content.people import person_name

from .forms_team import AssignForm, DueForm, FindForm, Found
from .rules import line_of
from .selectors.assigning import as_given, assignments_in, path_to_give
from .services.assigning import assign, assign_path, change_due, withdraw

PAGE_SIZE = 25


def _language() -> str:
    return get_language() or "sv"


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """Give a course or a learning path to people or to a unit of the own line: first found by search, then chosen."""
    line = line_of(request.user)
    if not line.exists():
        raise Http404
    find = FindForm(request.GET)
    found = Found(find, request, _language(), line)
    form = AssignForm(
        request.POST if request.method == "POST" else None,
        line=line,
        found=found,
        initial={"course": request.GET.get("course", ""), "unit": request.GET.get("unit", "")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            receivers = _give(request, form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, receivers)
            return redirect("team_assignments")
    status = 422 if form.errors else 200
    context = {"form": form, "find": find, "found": found}
    return render(request, "courses/team/give.html", context, status=status)


def _give(request: HttpRequest, data: dict[str, Any]) -> str:
    """Give what was chosen and return what is to be told."""
    what = {"due_on": data["due_on"], "mandatory": data["mandatory"]}
    courses = path_to_give(data["course"], request)

    def give_to(**whom: Any) -> None:
        if courses is None:
            assign(request.user, data["course"], **whom, **what)
        else:
            assign_path(request.user, data["course"], courses, **whom, **what)

    if data["unit"]:
        give_to(unit=data["unit"])
        name = data["unit"].name
    else:
        people = list(data["people"])
        with transaction.atomic():
            for user in people:
                give_to(user=user)
        if len(people) > 1:
            text = (
                _("The course was given to %(number)s people.")
                if courses is None
                else _("The learning path was given to %(number)s people.")
            )
            return text % {"number": len(people)}
        name = person_name(people[0])
    if courses is None:
        return _("The course was given to %(name)s.") % {"name": name}
    return _("The learning path was given to %(name)s.") % {"name": name}


@never_cache
@login_required
@require_safe
def assignments(request: HttpRequest) -> HttpResponse:
    """List what the own line has been asked to take."""
    selection = Selection(request, [], ["name"])
    pages = Paginator(assignments_in(line_of(request.user)), PAGE_SIZE)
    page = pages.get_page(selection.number)
    rows = list(page.object_list)
    context = {
        "rows": as_given(rows, request, _language()),
        "total": pages.count,
        "pages": selection.page_links(pages.num_pages),
        "previous_url": selection.url(page=page.number - 1) if page.has_previous() else "",
        "next_url": selection.url(page=page.number + 1) if page.has_next() else "",
    }
    return render(request, "courses/team/assignments.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def assignment(request: HttpRequest, pk: int) -> HttpResponse:
    """Move the last day of something that was given, or take it back."""
    given = get_object_or_404(assignments_in(line_of(request.user)), pk=pk)
    form = DueForm(
        request.POST if request.method == "POST" else None, initial={"due_on": given.due_on}
    )
    [row] = as_given([given], request, _language())
    if request.method == "POST" and "withdraw" in request.POST:
        withdraw(request.user, given)
        text = (
            _("The learning path was taken back. What people have done stays theirs.")
            if row.is_path
            else _("The course was taken back. What people have done stays theirs.")
        )
        messages.success(request, text)
        return redirect("team_assignments")
    if request.method == "POST" and form.is_valid():
        try:
            change_due(request.user, given, form.cleaned_data["due_on"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The last day was changed."))
            return redirect("team_assignments")
    context = {"form": form, "given": given, "row": row}
    status = 422 if form.errors else 200
    return render(request, "courses/team/assignment.html", context, status=status)
