"""The demo's sessions of courses: three to come, one of them full, and one that is over, whose course demands it."""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from content.models import CatalogueEntry
from courses.models import Enrolment, LearningEvent, SessionRegistration, TrainingSession

from .demo_learning import SPACE
from .demo_organisation import PREFIX

PLANNED: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "demo/sessions.json").read_text("utf-8")
)
"""Each session: its course, in how many days, from when to when, how many registered, who of the demo accounts."""
State, Verb = SessionRegistration.State, LearningEvent.Verb


@transaction.atomic
def load_demo_sessions() -> str:
    """Write the sessions that are missing and return what there is now, as a sentence."""
    keys = dict(
        CatalogueEntry.objects.filter(language="sv", kind="course").values_list(
            "key", "translation_key"
        )
    )
    accounts = get_user_model()._default_manager
    named = {user.username: user for user in accounts.filter(username__in=["coach", "personal"])}
    crowd = list(accounts.filter(username__startswith=PREFIX).order_by("username"))
    people = cycle(crowd)
    for plan in PLANNED:
        number = uuid.uuid5(SPACE, f"session {plan['name']}")
        if plan["course"] in keys and not TrainingSession.objects.filter(pk=number).exists():
            session = _session(number, keys[plan["course"]], plan, named.get("coach"))
            _register(session, plan, list(_crowd(session, plan, people, named)))
    return f"{TrainingSession.objects.count()} sessions"


def _moment(days: int, clock: str) -> datetime.datetime:
    """Return a time of the day on the working day that is so many days off or comes next."""
    day = timezone.localdate() + datetime.timedelta(days=days)
    day += datetime.timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.fromisoformat(clock)))


def _session(number: UUID, course: UUID, plan: dict[str, Any], trainer: Any) -> TrainingSession:
    starts = _moment(plan["days"], plan["from"])
    return TrainingSession.objects.create(
        pk=number,
        course_key=course,
        starts_at=starts,
        ends_at=_moment(plan["days"], plan["to"]),
        register_by=timezone.localdate(starts) - datetime.timedelta(days=3),
        trainer=trainer,
        **plan["fields"],
    )


def _crowd(
    session: TrainingSession, plan: dict[str, Any], people: Iterator[Any], named: dict[str, Any]
) -> Iterator[Any]:
    """Give those who register: if it is over first those of its unit who are done with the course, then others."""
    begun = []
    if "came" in plan:
        rows = Enrolment.objects.filter(
            course_key=session.course_key, user__memberships__unit__key=plan["unit"]
        )
        begun = [
            row.user
            for row in rows.select_related("user").order_by(
                F("completed_at").asc(nulls_last=True), "user__username"
            )
        ]
    seen = set()
    for place in range(plan["registered"]):
        user = named.get(plan.get("accounts", {}).get(str(place), ""))
        user = user or (begun.pop(0) if begun else next(people, None))
        if user is not None and user.pk not in seen:
            seen.add(user.pk)
            yield user


def _register(session: TrainingSession, plan: dict[str, Any], people: Sequence[Any]) -> None:
    now = timezone.now()
    came = plan.get("came", 0)
    rows, events = [], []
    for place, user in enumerate(people):
        at = (
            min(now, session.starts_at)
            - datetime.timedelta(days=6)
            + place * datetime.timedelta(hours=5)
        )
        placed, over = place < session.places, bool(came)
        rows.append(
            SessionRegistration(
                session=session, user=user, course_key=session.course_key, language="sv", created_at=at,
                state=State.PLACED if placed else State.WAITING, placed_at=at if placed else None,
                attended=place < came if over else None, marked_at=session.ends_at if over else None,
                marked_by=session.trainer if over else None,
            )
        )  # fmt: skip
        events.append(_event(session, user, Verb.REGISTERED if placed else Verb.REQUESTED, at))
        if over and place < came:
            events.append(_event(session, user, Verb.ATTENDED, session.ends_at))
    SessionRegistration.objects.bulk_create(rows)
    LearningEvent.objects.bulk_create(events, ignore_conflicts=True)
    session.taken = min(len(rows), session.places)
    session.save(update_fields=["taken"])
    if came:
        _agree(session, {user.pk for user in people[:came]})


def _event(session: TrainingSession, user: Any, verb: str, at: datetime.datetime) -> LearningEvent:
    return LearningEvent(
        id=uuid.uuid5(SPACE, f"{user.pk} {verb} {session.pk}"), user=user, verb=verb, object_kind="session",
        object_key=session.pk, course_key=session.course_key, language="sv",
        result={"completion": True} if verb == Verb.ATTENDED else {}, timestamp=at,
    )  # fmt: skip


def _agree(session: TrainingSession, came: set[int]) -> None:
    """Let the year of learning agree with the rule of the course: nobody was done before the session."""
    mine = Enrolment.objects.filter(course_key=session.course_key, user__in=came)
    early = [row.user_id for row in mine.filter(completed_at__lt=session.ends_at)]
    mine.filter(user__in=early).update(completed_at=session.ends_at)
    LearningEvent.objects.filter(
        verb=Verb.COMPLETED, object_kind="course", object_key=session.course_key, user__in=early
    ).update(timestamp=session.ends_at)
    begun = set(mine.values_list("user_id", flat=True))
    Enrolment.objects.bulk_create(
        Enrolment(
            user_id=person, course_key=session.course_key, started_at=session.ends_at, last_seen_at=session.ends_at,
        )
        for person in sorted(came - begun)
    )  # fmt: skip
