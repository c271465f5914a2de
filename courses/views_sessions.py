"""Sessions of courses: what one is, registering and leaving, calendars, and the list of who came."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from content.access import visible
from content.models import CatalogueEntry
from content.people import person_name

from .calendars import CONTENT_TYPE, feed_of, session_file
from .forms_attendance import DropInForm
from .models import CalendarFeed, SessionRegistration, TrainingSession
from .models.sessions import new_token, swedish
from .personal import person, private
from .rules import line_of, marks_attendance
from .selectors.drop_ins import addable, find
from .selectors.sessions import Shown, participants, place_in_queue, session_for
from .services.attendance import AttendanceRefused, add_drop_in, mark_attendance
from .services.sessions import RegistrationRefused, register, unregister, why_closed
from .sheets import csv_response, xlsx_response

MOST_TICKS = 5000
"""How many rows one form of attendance can name."""


def _session(request: HttpRequest, session_id: UUID) -> Shown:
    """Return a session as the reader sees it.

    Raises:
        Http404: there is none, or the reader may not see its course and has no part in it.
    """
    session = get_object_or_404(TrainingSession, pk=session_id)
    shown = session_for(session, request, get_language() or "sv")
    if not _sees_course(request, session) and shown.mine is None and not _marks(request, session):
        raise Http404
    return shown


def _sees_course(request: HttpRequest, session: TrainingSession) -> bool:
    entries = CatalogueEntry.objects.filter(kind="course", translation_key=session.course_key)
    return visible(entries, request).exists()


def _marks(request: HttpRequest, session: TrainingSession) -> bool:
    return request.user.is_authenticated and marks_attendance(request.user, session)


@private
@require_safe
def session(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Show one session, and how to register for it or leave it."""
    shown = _session(request, session_id)
    context = {
        "shown": shown,
        "session": shown.session,
        "queue_place": place_in_queue(shown.mine) if shown.mine and shown.waits else 0,
        "closed": "" if shown.session.is_open else why_closed(shown.session),
        "marks": _marks(request, shown.session),
    }
    return render(request, "courses/sessions/session.html", context)


@private
@require_POST
@login_required
def session_register(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Give the person a place, or one on the waiting list."""
    wanted = get_object_or_404(TrainingSession, pk=session_id)
    if not _sees_course(request, wanted):
        raise Http404
    try:
        mine = register(person(request), wanted.pk, language=get_language() or "")
    except RegistrationRefused as error:
        messages.error(request, str(error))
    else:
        if mine.has_place:
            messages.success(
                request, _("You are registered and have a place. A mail is on its way.")
            )
        else:
            messages.success(request, _("The session is full. You are on the waiting list."))
    return redirect("learning_session", wanted.pk)


@private
@require_POST
@login_required
def session_leave(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Take the person off the session or its waiting list."""
    shown = _session(request, session_id)
    try:
        if unregister(person(request), shown.session.pk):
            messages.success(request, _("You are no longer registered for the session."))
    except RegistrationRefused as error:
        messages.error(request, str(error))
    if not _sees_course(request, shown.session):
        return redirect("learning")
    return redirect("learning_session", shown.session.pk)


# --- Calendars ---------------------------------------------------------------------------------


def _calendar_response(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@private
@require_safe
@login_required
def session_calendar(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Give one session as a calendar file to somebody who has a place."""
    shown = _session(request, session_id)
    if not shown.has_place:
        raise Http404
    return _calendar_response(session_file(shown), "session")


@private
@require_POST
@login_required
def calendar_address(request: HttpRequest) -> HttpResponse:
    """Make, renew or take away the secret address of the person's own calendar."""
    mine = CalendarFeed.objects.filter(user_id=person(request).pk)
    if "stop" in request.POST:
        mine.delete()
        messages.success(request, _("The calendar address no longer works."))
    elif "renew" in request.POST:
        mine.update(token=new_token())
        messages.success(
            request, _("You have a new calendar address. The old one no longer works.")
        )
    else:
        CalendarFeed.objects.get_or_create(user_id=person(request).pk)
    return redirect(f"{reverse('learning')}#calendar")


@private
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Give a person's sessions to whoever knows the secret address: the person's calendar program."""
    feed = get_object_or_404(
        CalendarFeed.objects.select_related("user__wagtail_userprofile"),
        token=token,
        user__is_active=True,
    )
    return _calendar_response(feed_of(feed.user), "sessions")


# --- Attendance --------------------------------------------------------------------------------


def _kept(request: HttpRequest, session_id: UUID) -> Shown:
    """Return a session to somebody who marks who came to it.

    Raises:
        Http404: there is none, or the reader has no right to know who comes.
    """
    found = get_object_or_404(TrainingSession.objects.select_related("trainer"), pk=session_id)
    if not _marks(request, found):
        raise Http404
    return session_for(found, request, get_language() or "sv")


def _numbers(request: HttpRequest, name: str) -> set[int]:
    return {int(text) for text in request.POST.getlist(name)[:MOST_TICKS] if text.isdecimal()}


@private
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def attendance(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Show who has a place and who waits, and take the ticks of those who came."""
    shown = _kept(request, session_id)
    if request.method == "POST":
        try:
            changed = mark_attendance(
                request.user,
                session_id,
                shown=_numbers(request, "shown"),
                came=_numbers(request, "came"),
            )
        except AttendanceRefused as error:
            messages.error(request, str(error))
        else:
            words = ngettext(
                "%(number)s row was changed.", "%(number)s rows were changed.", changed
            )
            saved = _("Attendance is saved.")
            messages.success(request, f"{saved} {words % {'number': changed}}")
        return redirect("learning_attendance", session_id)
    rows = participants(shown.session)
    form = DropInForm(request.GET)
    found, more = find(shown.session, request.user, form.words)
    context = {
        "shown": shown,
        "session": shown.session,
        "placed": [row for row in rows if row.has_place],
        "waiting": [row for row in rows if row.waits],
        "dropped_in": [row for row in rows if row.dropped_in],
        "form": form,
        "found": found,
        "more": more,
        "leads": line_of(request.user).exists(),
        "came": sum(row.attended is True for row in rows),
        "is_marked": any(row.attended is not None for row in rows),
    }
    return render(request, "courses/sessions/attendance.html", context)


@private
@require_POST
@login_required
def attendance_add(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Add somebody to the list who came without being on it."""
    _kept(request, session_id)
    form = DropInForm(request.POST)
    came = addable(request.user, form.chosen, form.words)
    try:
        if came is None:
            messages.error(request, _("Nobody was added. Search for the person again."))
        elif add_drop_in(request.user, session_id, came):
            words = _("%(name)s is on the list as one who came.")
            messages.success(request, words % {"name": person_name(came)})
    except AttendanceRefused as error:
        messages.error(request, str(error))
    return redirect("learning_attendance", session_id)


def _headings() -> list[str]:
    return [_("Name"), _("E-mail"), _("State"), _("Registered"), _("Attended"), _("Marked by")]


def _rows(session: TrainingSession) -> Iterator[list[Any]]:
    words = {True: _("Yes"), False: _("No"), None: ""}
    for row in participants(session):
        yield [
            person_name(row.user),
            row.user.email if row.user else "",
            str(SessionRegistration.State(row.state).label),
            swedish(row.created_at),
            words[row.attended],
            person_name(row.marked_by) if row.marked_by else "",
        ]


def _file_name(shown: Shown) -> str:
    title = slugify(shown.course.title if shown.course else "")[:60] or "session"
    return f"{title}-{shown.session.day.isoformat()}"


@private
@require_safe
@login_required
def attendance_csv(request: HttpRequest, session_id: UUID) -> HttpResponseBase:
    shown = _kept(request, session_id)
    return csv_response(_file_name(shown), _headings(), list(_rows(shown.session)))


@private
@require_safe
@login_required
def attendance_xlsx(request: HttpRequest, session_id: UUID) -> HttpResponseBase:
    shown = _kept(request, session_id)
    sheet = (_("Attendance"), _headings(), _rows(shown.session))
    return xlsx_response(_file_name(shown), [sheet])
