"""Which reflections somebody may review: the one rule behind the queue and behind every look at a text in it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Replace
from django.http import HttpRequest
from django.utils import timezone

from content.access import visible
from content.links import best_versions
from content.models import CatalogueEntry, CatalogueFacet

from ..models import Review, Submission
from ..rules import reviews_reflections

PEERS_TIME = datetime.timedelta(days=14)
"""How long other participants have a reflection to themselves before a coach may review it."""
MOST_WAITING = 20
"""How many the queue shows at once."""


@dataclass(frozen=True)
class Waiting:
    """A reflection in somebody's queue."""

    submission: Submission
    lesson: CatalogueEntry
    course_title: str
    begun: bool
    """Tell whether the reader of the queue has taken it already."""

    @property
    def overdue(self) -> bool:
        return self.submission.submitted_at <= timezone.now() - PEERS_TIME


def reviewable(request: HttpRequest) -> QuerySet[Submission]:
    """Return what the person who has logged in may review at this moment, the most urgent first.

    Nobody reviews what is their own, what another holds, what stands in a lesson that they may not see, or what no
    longer wants a review there.
    A participant reviews what was handed in for the reflections that they have finished themselves.
    """
    user, now = request.user, timezone.now()
    me = int(user.pk or 0)
    finished = Submission.objects.filter(user_id=me, state__in=Submission.FINISHED)
    peer = Q(reader=Submission.Reader.PEER)
    overdue = peer & Q(submitted_at__lte=now - PEERS_TIME)
    allowed = peer & Q(reflection_key__in=finished.values("reflection_key"))
    order = ["submitted_at", "pk"]
    waiting = Submission.objects.filter(state=Submission.State.WAITING)
    if reviews_reflections(user):
        allowed |= Q(reader=Submission.Reader.COACH) | overdue
        urgent = ExpressionWrapper(overdue, output_field=BooleanField())
        waiting, order = waiting.annotate(urgent=urgent), ["-urgent", *order]
    held = Review.objects.filter(submission=OuterRef("pk"), held_until__gt=now)
    lessons = visible(CatalogueEntry.objects.filter(kind="lesson"), request)
    return (
        waiting.filter(allowed, _still_wanted(lessons))
        .exclude(user_id=me)
        .exclude(Exists(held.exclude(Q(reviewer_id=me) | Q(reviewer=None))))
        .order_by(*order)
    )


def _still_wanted(lessons: QuerySet[CatalogueEntry]) -> Q:
    """Return the condition for what one of the lessons wants reviewed today, as its writer meets the lesson.

    The version in the language that it was written in decides; where that is no longer there, any other does.
    """
    as_text = Cast(OuterRef("reflection_key"), CharField(max_length=36))
    wanting = CatalogueFacet.objects.filter(
        name="review",
        value=Replace(as_text, Value("-"), Value("")),
        entry__in=lessons.values("pk"),
        entry__translation_key=OuterRef("lesson_key"),
    )
    own = lessons.filter(translation_key=OuterRef("lesson_key"), language=OuterRef("language"))
    return Q(Exists(wanting.filter(language=OuterRef("language")))) | (
        Q(Exists(wanting)) & ~Q(Exists(own))
    )


def number_to_review(request: HttpRequest) -> Coalesce:
    """Return how many reflections wait for the person, as a value for a query about something else."""
    by_state = reviewable(request).order_by().values("state")  # they are all in one
    return Coalesce(Subquery(by_state.annotate(number=Count("pk")).values("number")), 0)


def queue(request: HttpRequest, language: str) -> tuple[list[Waiting], bool]:
    """Return the first reflections that wait for the person, and whether there are more; three queries."""
    rows = list(reviewable(request).select_related("review")[: MOST_WAITING + 1])
    shown = rows[:MOST_WAITING]
    keys = {key for row in shown for key in (row.lesson_key, row.course_key)}
    entries = _entries(keys, request, language)
    found = []
    for row in shown:
        lesson, course = entries.get(row.lesson_key), entries.get(row.course_key)
        if lesson is not None:
            review = getattr(row, "review", None)
            begun = review is not None and review.reviewer_id == request.user.pk
            found.append(Waiting(row, lesson, course.title if course else "", begun))
    return found, len(rows) > MOST_WAITING


def _entries(keys: set[UUID], request: HttpRequest, language: str) -> dict[UUID, CatalogueEntry]:
    """Return what the reader may see of lessons and courses, in the language where there is a version in it."""
    rows = visible(CatalogueEntry.objects.filter(translation_key__in=keys), request)
    return best_versions(rows.defer("text", "headings"), language)


def lesson_of(submission: Submission, request: HttpRequest, language: str) -> CatalogueEntry | None:
    """Return the lesson that a reflection stands in, as far as the reader may see it; one query."""
    return _entries({submission.lesson_key}, request, language).get(submission.lesson_key)


def submissions_of(user: Any, reflections: list[UUID]) -> dict[UUID, list[Submission]]:
    """Return what a person has handed in for reflections, the newest first, each with its review; one query."""
    found: dict[UUID, list[Submission]] = {key: [] for key in reflections}
    mine = Submission.objects.filter(user_id=user.pk, reflection_key__in=reflections)
    for row in mine.select_related("review").order_by("-number"):
        found[row.reflection_key].append(row)
    return found
