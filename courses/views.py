"""The learner's own pages and reports: beginning a course, progress in lessons, attempts at quizzes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AbstractBaseUser
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from content.models import CatalogueEntry
from content.serving import load

from . import tickets, visiting
from .evaluations.inviting import may_evaluate
from .models import Attempt
from .parts import quiz_in
from .personal import entry_of, person, private
from .selectors.learning import course_state
from .selectors.outline import course_outline
from .services.attempts import (
    AttemptRefused,
    is_late,
    refusal,
    save_answers,
    start_attempt,
    submit_attempt,
)
from .services.demands import finish_lesson
from .services.enrolling import enrol
from .services.progress import Lesson, NotKept, checked, record_progress
from .showing import asked, read_answers, right_answers

MOST_BYTES = 200_000


@private
@require_POST
def begin(request: HttpRequest, course_key: UUID) -> HttpResponse:
    """Begin a course, or go on with it at the exact place."""
    entry = entry_of(course_key, "course", request)
    if request.user.is_authenticated:
        enrol(person(request), course_key, language=entry.language)
    else:
        visiting.remember(request)
    page = load(entry)
    if page is None:
        raise Http404
    state = course_state(course_outline(page, request), request)
    return HttpResponseRedirect(state.resume_url if state and state.resume_url else entry.url)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def remembering(request: HttpRequest) -> HttpResponse:
    """Ask a visitor without an account whether this browser should remember what is done, and do so."""
    back = _local(request, request.POST.get("next") or request.GET.get("next") or "")
    if request.user.is_authenticated:
        return HttpResponseRedirect(back)
    if request.method == "POST":
        if request.POST.get("forget"):
            visiting.forget(request)
        else:
            visiting.remember(request)
        return HttpResponseRedirect(back)
    context = {"next": back, "is_remembered": visiting.is_remembered(request)}
    return render(request, "courses/remember.html", context)


def _local(request: HttpRequest, address: str) -> str:
    """Return an address within the portal; the front page for any other."""
    safe = url_has_allowed_host_and_scheme(
        address, allowed_hosts=None, require_https=request.is_secure()
    )
    return address if safe and address.startswith("/") else f"/{get_language()}/"


# --- Progress --------------------------------------------------------------------------------------


@private
@require_POST
def progress(request: HttpRequest) -> HttpResponseBase:
    """Keep a report from a lesson: JSON from the script, a form from those without."""
    if request.content_type != "application/json":
        return _progress_form(request)
    body = _json(request)
    try:
        lesson = tickets.read(request, body.get("ticket"))
        position, activities = checked(lesson, body.get("position", ""), body.get("activities", {}))
        completed, opened = body.get("completed") is True, body.get("opened") is True
        if request.user.is_authenticated:
            record_progress(
                request.user,
                lesson,
                position=position,
                activities=activities,
                completed=completed,
                opened=opened,
            )
            if opened:
                _look_again(person(request), lesson)
        elif visiting.is_remembered(request):
            visiting.record(
                request, lesson, position=position, activities=activities, completed=completed
            )
        else:
            return _say(body, 401, _("Log in again to save what you do."))
    except tickets.BadTicket:
        return _say(body, 403, _("Load the page again to save what you do."))
    except NotKept as error:
        return _say(body, 400, str(error))
    invites = completed and may_evaluate(request, lesson.course_key)
    return JsonResponse(
        {"id": body.get("id"), "saved": True} | ({"evaluate": True} if invites else {})
    )


def _look_again(user: AbstractBaseUser, lesson: Lesson) -> None:
    """Finish a lesson that demands less than it did, when somebody who has met the rest comes back to it."""
    if lesson.has_demands:
        finish_lesson(user, lesson)


def _json(request: HttpRequest) -> dict[str, Any]:
    """Return the object that was posted; an empty one for anything else."""
    if len(request.body) > MOST_BYTES:
        return {}
    try:
        body = json.loads(request.body)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _say(body: dict[str, Any], status: int, message: str) -> JsonResponse:
    return JsonResponse({"id": body.get("id"), "saved": False, "message": message}, status=status)


def _progress_form(request: HttpRequest) -> HttpResponse:
    """Keep what one form of a lesson says, and lead back to it."""
    try:
        lesson = tickets.read(request, request.POST.get("ticket"))
    except tickets.BadTicket as error:
        raise Http404 from error
    entry = entry_of(lesson.key, "lesson", request)
    block = request.POST.get("block", "")
    activities: dict[str, Any] = {}
    if block:
        text = request.POST.get("text")
        activities[block] = request.POST.getlist("tick") if text is None else text
    done = "completed" in request.POST
    try:
        _position, activities = checked(lesson, "", activities)
        if request.user.is_authenticated:
            record_progress(
                request.user,
                lesson,
                position=block,
                activities=activities,
                completed=done,
                opened=True,
            )
            _look_again(person(request), lesson)
        else:
            visiting.remember(request)
            visiting.record(request, lesson, position=block, activities=activities, completed=done)
    except NotKept as error:
        return _lesson_again(request, entry, block, request.POST.get("text", ""), str(error))
    return HttpResponseRedirect(f"{entry.url}#{f'b-{block}' if block else 'done'}")


def _lesson_again(
    request: HttpRequest, entry: CatalogueEntry, block: str, text: str, error: str
) -> HttpResponse:
    """Show what was typed and could not be kept, so that nobody has to write it again."""
    context = {"lesson": entry, "block": block, "text": text, "error": error}
    return render(
        request,
        "courses/not_kept.html",
        context | {"ticket": request.POST.get("ticket")},
        status=422,
    )


# --- Quizzes ---------------------------------------------------------------------------------------


@private
@require_POST
@login_required
def start(request: HttpRequest, lesson_key: UUID, quiz_key: UUID) -> HttpResponse:
    """Begin an attempt or go on with an open one. Why none can begin is said in the lesson."""
    entry = entry_of(lesson_key, "lesson", request)
    quiz = quiz_in(entry, quiz_key)
    try:
        attempt = start_attempt(person(request), quiz)
    except AttemptRefused:
        return HttpResponseRedirect(f"{entry.url}#b-{quiz_key}")
    return redirect("learning_attempt", attempt.pk)


@private
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def attempt(request: HttpRequest, attempt_id: UUID) -> HttpResponseBase:
    """Show the questions of an open attempt, take answers, and show the result of one that was handed in."""
    mine = get_object_or_404(
        Attempt.objects.select_related("version"), pk=attempt_id, user_id=person(request).pk
    )
    if request.method == "POST":
        if request.content_type == "application/json":
            return _answers_json(request, mine)
        return _answers_form(request, mine)
    return _show(request, mine)


def _answers_json(request: HttpRequest, mine: Attempt) -> JsonResponse:
    """Keep answers that the script sends, or hand them in. What is sent again changes nothing."""
    body = _json(request)
    answers = body.get("answers")
    if not isinstance(answers, dict):
        return _say(body, 400, _("That could not be kept. Load the page again and try once more."))

    def values_of(key: str) -> Sequence[str] | None:
        values = answers.get(key)
        return [str(value) for value in values[:50]] if isinstance(values, list) else None

    found = read_answers(mine, values_of)
    user = person(request)
    if (
        body.get("submit") is True
        and not found.errors
        and not (found.open and body.get("confirm") is not True)
    ):
        mine = submit_attempt(user, mine.pk, found.responses)
    else:
        mine = save_answers(user, mine.pk, found.responses)
    return JsonResponse(
        {
            "id": body.get("id"),
            "saved": True,
            "submitted": mine.submitted_at is not None,
            "url": reverse("learning_attempt", args=[mine.pk]),
        }
    )


def _answers_form(request: HttpRequest, mine: Attempt) -> HttpResponse:
    posted = {paper["id"]: request.POST.getlist(f"q-{paper['id']}") for paper in mine.questions}
    found = read_answers(mine, lambda key: [value[:20_000] for value in posted[key]])
    user = person(request)
    here = redirect("learning_attempt", mine.pk)
    late = is_late(mine, timezone.now())
    if mine.submitted_at or late:
        if late:
            submit_attempt(user, mine.pk, {})
        return here
    save_answers(user, mine.pk, found.responses)
    saving, confirmed = "save" in request.POST, "confirm" in request.POST
    if not found.errors and (saving or confirmed or not found.open):
        if saving:
            entry = _lesson_of(mine, request)
            return HttpResponseRedirect(
                f"{entry.url}#b-{mine.quiz_key}" if entry else reverse("learning")
            )
        submit_attempt(user, mine.pk, found.responses)
        return here
    errors = dict(found.errors)
    if not saving:
        errors |= dict.fromkeys(found.open, _("You have not answered this question."))
    return _show(
        request, mine, posted=posted, errors=errors, may_confirm=not found.errors, status=422
    )


def _lesson_of(mine: Attempt, request: HttpRequest) -> CatalogueEntry | None:
    try:
        return entry_of(mine.version.lesson_key, "lesson", request)
    except Http404:
        return None


def _show(
    request: HttpRequest,
    mine: Attempt,
    *,
    posted: dict[str, list[str]] | None = None,
    errors: dict[str, str] | None = None,
    may_confirm: bool = False,
    status: int = 200,
) -> HttpResponse:
    rules = mine.version.content
    questions = asked(mine, mine.answers.all(), posted, errors)
    context: dict[str, Any] = {
        "attempt": mine,
        "rules": rules,
        "questions": questions,
        "lesson": _lesson_of(mine, request),
        "language": mine.version.language,
    }
    now = timezone.now()
    if mine.submitted_at is None:
        context |= {
            "errors": [question for question in questions if question.error],
            "may_confirm": may_confirm,
            "late": is_late(mine, now),
            "seconds_left": int((mine.deadline - now).total_seconds()) if mine.deadline else None,
        }
        return render(request, "courses/attempt.html", context, status=status)
    refused = refusal(rules, mine, now)
    exhausted = refused is not None and refused.until is None
    shows_right = bool(mine.passed or exhausted)
    if shows_right:
        for question in questions:
            question.right = right_answers(question.question)
    context |= {
        "hides_right_answers": not shows_right and any(each.state for each in questions),
        "exhausted": exhausted,
        "wait_until": refused.until if refused else None,
        "newest": not Attempt.objects.filter(
            user_id=person(request).pk, quiz_key=mine.quiz_key, number__gt=mine.number
        ).exists(),
        "may_evaluate": mine.passed and may_evaluate(request, mine.course_key),
        "percent": int((mine.score or 0) * 100 / mine.max_score) if mine.max_score else None,
    }
    return render(request, "courses/result.html", context)
