"""Handing in a reflection for review, and the reviewer's pages."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .forms_reviews import ReviewForm
from .models import Review, Submission
from .parts import reflection_in
from .personal import entry_of, person, private
from .selectors import reviews as waiting
from .services import reviews as services
from .services.progress import NotKept, checked

THANKS = gettext_lazy("Thank you. Your answer has been sent.")


def _language() -> str:
    return get_language() or "sv"


@private
@require_POST
@login_required
def hand_in(request: HttpRequest, lesson_key: UUID, reflection_key: UUID) -> HttpResponse:
    """Take a reflection for review. A text that cannot be taken is shown again, so that it is not lost."""
    entry = entry_of(lesson_key, "lesson", request)
    reflection = reflection_in(entry, reflection_key)
    text = request.POST.get("text", "")
    try:
        _position, kept = checked(reflection.lesson, "", {str(reflection_key): text})
        services.hand_in(person(request), reflection, str(kept[str(reflection_key)]))
    except NotKept as error:
        context = {
            "lesson": entry,
            "text": text,
            "error": str(error),
            "hand_in_url": reverse("learning_hand_in", args=[lesson_key, reflection_key]),
        }
        return render(request, "courses/not_kept.html", context, status=422)
    return HttpResponseRedirect(f"{entry.url}#b-{reflection_key}")


@private
@require_safe
@login_required
def queue(request: HttpRequest) -> HttpResponse:
    """Show what waits for the reader's review, the oldest first."""
    listed, more = waiting.queue(request, _language())
    return render(request, "courses/review/queue.html", {"queue": listed, "more": more})


def _reviewable(request: HttpRequest, submission_id: UUID) -> Submission | None:
    """Return what the reader may review now; None, with a message, for what somebody was quicker with or that is gone."""
    rows = waiting.reviewable(request).select_related("user", "review")
    found = rows.filter(pk=submission_id).first()
    if found is None:
        messages.warning(request, _("That reflection no longer waits for you. Choose another one."))
    return found


@private
@require_POST
@login_required
def take(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """Take a reflection for oneself and lead to its page."""
    submission = _reviewable(request, submission_id)
    if submission is None:
        return redirect("learning_reviews")
    try:
        services.take(request.user, submission)
    except services.ReviewRefused as refusal:
        messages.warning(request, str(refusal))
        return redirect("learning_reviews")
    return redirect("learning_review", submission_id)


@private
@require_POST
@login_required
def give_back(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    services.give_back(request.user, get_object_or_404(Submission, pk=submission_id))
    messages.success(request, _("You have given it back. Somebody else can review it now."))
    return redirect("learning_reviews")


@private
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def review(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """Show a reflection to the reviewer who has taken it, and take the answer."""
    answered = Review.objects.filter(submission_id=submission_id, decided_at__isnull=False)
    if answered.filter(
        reviewer_id=int(person(request).pk)
    ).exists():  # the button was pressed twice
        messages.success(request, THANKS)
        return redirect("learning_reviews")
    submission = _reviewable(request, submission_id)
    if submission is None:
        return redirect("learning_reviews")
    taken = getattr(submission, "review", None)
    if taken is None or taken.reviewer_id != person(request).pk:
        return redirect("learning_reviews")  # the queue has the button that takes it
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _answered(request, submission, form):
        return redirect("learning_reviews")
    context = {
        "submission": submission,
        "name": _name(submission),
        "lesson": waiting.lesson_of(submission, request, _language()),
        "form": form,
    }
    return render(
        request, "courses/review/review.html", context, status=422 if form.errors else 200
    )


def _name(submission: Submission) -> str:
    """Return whose reflection it is, if the learner was told that a coach would read it; a promise is kept."""
    if submission.reader != Submission.Reader.COACH:
        return ""
    return submission.user.get_full_name() or submission.user.get_username()


def _answered(request: HttpRequest, submission: Submission, form: ReviewForm) -> bool:
    try:
        services.decide(
            request.user,
            submission.pk,
            approved=form.cleaned_data["answer"] == ReviewForm.APPROVE,
            comment=form.cleaned_data["comment"],
            language=_language(),
        )
    except services.ReviewRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, THANKS)
    return True
