"""What a manager sees: how far the people of the own line are with what they have been asked to learn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from content.listing import Selection
from content.models import OrganisationUnit

from .rules import administers_learning, line_of
from .selectors.team import MOST_UNITS, Person, State, Team, named_in_tree, person_in, within
from .sheets import csv_response, xlsx_response

PAGE_SIZE = 25
MOST_ROWS = 50_000
"""How many rows a file may have: a choice of unit or course makes it smaller."""


class View:
    """The team page as its address says: which unit, course, state and page."""

    def __init__(self, request: HttpRequest) -> None:
        """Read the address.

        Raises:
            Http404: the unit belongs to another's line, or the course to nobody here.
        """
        self.selection = Selection(request, ["unit", "course", "state"], ["name"])
        self.line = line_of(request.user)
        self.units = named_in_tree(self.line)
        # A whole organisation at a time for those who may see all of them.
        self.takes_all = not administers_learning(request.user)
        self.unit = self._unit(request)
        units = within(self.line, self.unit.path) if self.unit else self.line
        self.team = Team(units, request, get_language() or "sv")
        self.course = self._course()
        self.state = self._state()

    def _first(self, name: str) -> str:
        return next(iter(self.selection.values.get(name, [])), "")

    def _unit(self, request: HttpRequest) -> OrganisationUnit | None:
        key = self._first("unit")
        if key:
            return get_object_or_404(self.line, key=key)
        return self.units[0] if self.units and not self.takes_all else None

    def _course(self) -> UUID | None:
        text = self._first("course")
        for course in self.team.courses if text else []:
            if str(course.key) == text:
                return course.key
        if text:
            raise Http404
        return None

    def _state(self) -> State | None:
        text = self._first("state")
        return State(text) if text in State.values else None

    @property
    def people(self) -> list[Person]:
        return self.team.having(self.state, self.course)

    @property
    def file_name(self) -> str:
        return f"team-{timezone.localdate().isoformat()}"

    def rows(self) -> Iterator[list[Any]]:
        """Give the rows of the file: one a person and course."""
        for cell in self.team.cells(self.people, self.state, self.course):
            yield [
                cell.person.name,
                cell.person.unit,
                cell.course.title,
                str(cell.state.label),
                cell.due_on,
                timezone.localtime(cell.completed_at).date() if cell.completed_at else None,
            ]


def headings() -> list[str]:
    return [_("Name"), _("Unit"), _("Course"), _("State"), _("Last day"), _("Done on")]


def address_of(name: str, view: View) -> str:
    """Return the address of another view of the same choice."""
    return f"{reverse(name)}{view.selection.url()[len(view.selection.path) :]}"


@never_cache
@login_required
@require_safe
def team(request: HttpRequest) -> HttpResponse:
    """Show how far the people of the own line are."""
    view = View(request)
    people = view.people
    pages = Paginator(people, PAGE_SIZE)
    page = pages.get_page(view.selection.number)
    shown = list(page.object_list)
    by_course = [
        row for row in view.team.by_course if view.course is None or row[0].key == view.course
    ]
    context = {
        "view": view,
        "team": view.team,
        "states": [each for each in State if each != State.AWAITING or view.team.has_sessions],
        "by_course": by_course,
        "people_total": len(people),
        "rows": (
            view.team.cells(shown, view.state, view.course)
            if view.course
            else [(person, view.team.of(person)) for person in shown]
        ),
        "pages": view.selection.page_links(pages.num_pages),
        "previous_url": view.selection.url(page=page.number - 1) if page.has_previous() else "",
        "next_url": view.selection.url(page=page.number + 1) if page.has_next() else "",
        "xlsx_url": address_of("team_xlsx", view),
        "csv_url": address_of("team_csv", view),
        "many_units": len(view.units) > MOST_UNITS,
    }
    return render(request, "courses/team/team.html", context)


def _rows_or_refusal(request: HttpRequest, view: View) -> HttpResponse | None:
    """Return the way back with a word of explanation where a file would be too big."""
    asked = view.team.total.total if view.course is None else len(view.people)
    if asked <= MOST_ROWS:
        return None
    messages.error(
        request,
        _("The file would have more than %(most)s rows. Choose a unit or a course first.")
        % {"most": MOST_ROWS},
    )
    return redirect(address_of("team", view))


@never_cache
@login_required
@require_safe
def team_csv(request: HttpRequest) -> HttpResponseBase:
    view = View(request)
    refusal = _rows_or_refusal(request, view)
    return refusal or csv_response(view.file_name, headings(), list(view.rows()))


@never_cache
@login_required
@require_safe
def team_xlsx(request: HttpRequest) -> HttpResponseBase:
    view = View(request)
    refusal = _rows_or_refusal(request, view)
    return refusal or xlsx_response(view.file_name, [(_("Team"), headings(), view.rows())])


@never_cache
@login_required
@require_safe
def member(request: HttpRequest, user_id: int) -> HttpResponse:
    """Show what one person of the own line has been asked to take, and how far that is."""
    line = line_of(request.user)
    user = person_in(line, user_id)
    if user is None:
        raise Http404
    one = Team(line, request, get_language() or "sv", person=user.pk)
    [person] = one.people
    return render(
        request,
        "courses/team/member.html",
        {"person": person, "cells": list(one.cells([person])), "tally": one.of(person)},
    )
