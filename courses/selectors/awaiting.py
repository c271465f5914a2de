"""Who has all that a course takes but a session: neither done nor, to be true, still under way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from content.models import CatalogueEntry
from content.sql import Joined, written

from ..models import Attempt, Progress, SessionRegistration, Submission
from .plan import CoursePlan, plans_of, sources_among

People = set[int]


def with_session(versions: Iterable[CatalogueEntry]) -> dict[UUID, CoursePlan]:
    """Return the plans of those of the courses that one must come to a session of; one query, none for none."""
    sources = sources_among(versions).values()
    return plans_of([source for source in sources if source.facts.get("attendance_required")])


def lacking_session(
    plans: Mapping[UUID, CoursePlan], begun: Mapping[UUID, People]
) -> dict[UUID, People]:
    """Return who lacks nothing but a session, of those who have begun each course; two queries for all of them."""
    people: People = set().union(*begun.values())
    if not people:
        return {}
    read, has = _read(people, plans.values()), _has(people, plans.values())
    lessons = {key: frozenset(map(written, plan.lessons)) for key, plan in plans.items()}
    return {
        key: {
            person
            for person in begun.get(key, ())
            if lessons[key] <= read[person]
            and plan.to_pass <= has[person]
            and key not in has[person]
        }
        for key, plan in plans.items()
    }


def _read(people: People, plans: Collection[CoursePlan]) -> dict[int, set[str]]:
    """Return the lessons that each person has done, as `written`; one row a person comes from the database."""
    rows = (
        Progress.objects.filter(
            user_id__in=people,
            lesson_key__in={key for plan in plans for key in plan.lessons},
            completed_at__isnull=False,
        )
        .order_by()
        .values_list("user_id")
        .annotate(lessons=Joined("lesson_key"))
    )
    return defaultdict(set, {person: set(keys.split(",")) for person, keys in rows})


def _has(people: People, plans: Collection[CoursePlan]) -> dict[int, set[UUID]]:
    """Return what each person has passed and which of the courses they have come to a session of, by its key."""
    keys = {key for plan in plans for key in plan.to_pass}
    passed = Attempt.objects.filter(user_id__in=people, quiz_key__in=keys, passed=True)
    approved = Submission.objects.filter(
        user_id__in=people, reflection_key__in=keys, state=Submission.State.APPROVED
    )
    came = SessionRegistration.objects.filter(
        user_id__in=people, course_key__in=[plan.course_key for plan in plans], attended=True
    )
    rows = came.order_by().values_list("user_id", "course_key")
    found: dict[int, set[UUID]] = defaultdict(set)
    for person, key in rows.union(
        passed.order_by().values_list("user_id", "quiz_key"),
        approved.order_by().values_list("user_id", "reflection_key"),
    ):
        found[person].add(key)
    return found
