"""What learners did, as xAPI statements, and what activities may say.

Source: https://github.com/adlnet/xAPI-Spec (1.0.3) and IEEE 9274.1.1 (2.0), which share what is used here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from content.models import CatalogueEntry

from .models import ActivityStatement, LearningEvent

VERSIONS = ("1.0.3", "2.0.0")
VERBS = "http://adlnet.gov/expapi/verbs/"
OTHER_VERBS = {
    LearningEvent.Verb.EARNED: "http://id.tincanapi.com/verb/earned",
    LearningEvent.Verb.REQUESTED: "http://activitystrea.ms/schema/1.0/request",
    LearningEvent.Verb.LEFT: "http://activitystrea.ms/schema/1.0/leave",
    LearningEvent.Verb.REVIEWED: "http://id.tincanapi.com/verb/reviewed",
    LearningEvent.Verb.SUBMITTED: "http://activitystrea.ms/schema/1.0/submit",
}
"""Verbs that are not in ADL's vocabulary."""
KINDS = "http://adlnet.gov/expapi/activities/"
TYPES = {
    "course": "course",
    "module": "module",
    "lesson": "lesson",
    "quiz": "assessment",
    "question": "question",
    "reflection": "question",
    "session": "meeting",
    "package": "module",
}
BATCH = 500
Statement = dict[str, Any]


def activity_id(kind: str, key: UUID | str) -> str:
    """Return the identifier of something that can be done here."""
    return f"{settings.BASE_URL}/xapi/activities/{kind}/{key}"


def actor(user_id: int | None) -> dict[str, Any]:
    """Return who did it: the number of the account, since a name or address is nobody else's business."""
    name = str(user_id) if user_id is not None else "erased"
    return {
        "objectType": "Agent",
        "account": {"homePage": settings.BASE_URL, "name": name},
    }


def _activity(kind: str, key: UUID, titles: dict[UUID, dict[str, str]]) -> dict[str, Any]:
    definition: dict[str, Any] = {}
    if kind in TYPES:
        definition["type"] = KINDS + TYPES[kind]
    if key in titles:
        definition["name"] = titles[key]
    activity: dict[str, Any] = {"objectType": "Activity", "id": activity_id(kind, key)}
    return activity | ({"definition": definition} if definition else {})


def _object(event: LearningEvent, titles: dict[UUID, dict[str, str]]) -> dict[str, Any]:
    if event.object_kind == "statement":
        return {"objectType": "StatementRef", "id": str(event.object_key)}
    return _activity(event.object_kind, event.object_key, titles)


def statement(event: LearningEvent, titles: dict[UUID, dict[str, str]], version: str) -> Statement:
    """Return a learning event as a statement; `titles` holds names by translation key and language."""
    context: dict[str, Any] = {}
    if event.object_kind != "statement":  # xAPI has a platform for activities alone
        context["platform"] = settings.WAGTAIL_SITE_NAME
    if event.language:
        context["language"] = event.language
    if event.course_key and event.course_key != event.object_key:
        course = _activity("course", event.course_key, titles)
        context["contextActivities"] = {"grouping": [course]}
    said: Statement = {
        "id": str(event.pk),
        "actor": actor(event.user_id),
        "verb": {
            "id": OTHER_VERBS.get(LearningEvent.Verb(event.verb), VERBS + event.verb),
            "display": {"en": event.verb},
        },
        "object": _object(event, titles),
        "context": context,
        "timestamp": event.timestamp.isoformat(timespec="milliseconds"),
        "version": version,
    }
    return said | ({"result": event.result} if event.result else {})


def reported(row: ActivityStatement, version: str) -> Statement:
    """Return what an activity reported, with its actor."""
    said = {
        "id": str(row.pk),
        "actor": actor(row.user_id),
        "stored": row.stored_at.isoformat(timespec="milliseconds"),
        "timestamp": row.stored_at.isoformat(timespec="milliseconds"),
    }
    return said | row.statement | {"version": version}


def _titles(events: Sequence[LearningEvent]) -> dict[UUID, dict[str, str]]:
    keys = {key for event in events for key in (event.object_key, event.course_key) if key}
    found: dict[UUID, dict[str, str]] = {}
    rows = CatalogueEntry.objects.filter(translation_key__in=keys)
    for key, language, title in rows.values_list("translation_key", "language", "title"):
        found.setdefault(key, {})[language] = title
    return found


def statements(events: QuerySet[LearningEvent], version: str = VERSIONS[0]) -> Iterator[Statement]:
    """Yield events as statements in the order they happened; two queries for every 500."""
    rows = events.order_by("timestamp", "pk").iterator(BATCH)
    while batch := list(islice(rows, BATCH)):
        titles = _titles(batch)
        for event in batch:
            yield statement(event, titles, version)


def statements_of(user: Any, version: str = VERSIONS[0]) -> Iterator[Statement]:
    """Yield all that is known of what a person did: the portal's own events, then what activities reported."""
    yield from statements(LearningEvent.objects.filter(user=user), version)
    rows = ActivityStatement.objects.filter(user=user).order_by("stored_at", "pk")
    for row in rows.iterator(BATCH):
        yield reported(row, version)
