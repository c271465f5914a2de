"""Activities that we host report by xAPI: they are let in, their statements kept, their state stored."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from ..models import ActivityLaunch, ActivityState, ActivityStatement
from ..xapi import activity_id, actor

OPEN_HOURS = 12
MOST_STATES = 50
"""How many documents an activity may keep about one person."""
EMPTY = UUID(int=0)
PUBLISHERS = re.compile(r"[a-z][a-z0-9+.\-]*:[^\s<>\"]{1,2000}", re.IGNORECASE)
"""What somebody else may have named an activity."""
KNOWN = {
    "id", "actor", "verb", "object", "result", "context", "timestamp", "version", "attachments",
    "stored", "authority",
}  # fmt: skip


class NotAllowed(Exception):
    """The activity may not do this; the message says why, in English, to its programmer."""


class Forbidden(NotAllowed):
    """It is well formed, but against the rules of what the activity is."""


class Conflict(Exception):
    """Another statement with this id is there already."""


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def open_activity(
    request: Any, activity_key: UUID, course_key: UUID | None = None
) -> tuple[ActivityLaunch, str]:
    """Let an activity report about the person who opens it, as long as they stay logged in, 12 hours at most.

    Return the launch and its token. The token is not stored and cannot be had again.
    """
    token = secrets.token_urlsafe(32)
    now = timezone.now()
    ActivityLaunch.objects.filter(user=request.user, expires_at__lt=now).delete()
    launch = ActivityLaunch.objects.create(
        user=request.user,
        activity_key=activity_key,
        course_key=course_key,
        token_digest=digest(token),
        session_key=request.session.session_key,
        expires_at=now + timedelta(hours=OPEN_HOURS),
    )
    return launch, token


def renew_token(launch: ActivityLaunch) -> str:
    """Give an opened activity another token; the earlier one lets nobody in any longer."""
    token = secrets.token_urlsafe(32)
    ActivityLaunch.objects.filter(pk=launch.pk).update(token_digest=digest(token))
    return token


def launch_of(token: str) -> ActivityLaunch | None:
    """Return what a token opened, if it has not run out and its person is still logged in."""
    found = ActivityLaunch.objects.select_related("user", "cmi5__package")
    launch = found.filter(token_digest=digest(token)).first()
    return launch if launch is not None and is_open(launch) else None


def is_open(launch: ActivityLaunch) -> bool:
    """Tell whether an activity may still report: it has not run out, and its person is still logged in."""
    if launch.expires_at <= timezone.now() or not launch.user.is_active:
        return False
    store = import_module(settings.SESSION_ENGINE).SessionStore(launch.session_key)
    return bool(store.get("_auth_user_id") == str(launch.user_id))


def _own(address: str, launch: ActivityLaunch) -> bool:
    """Tell whether an identifier is that of the opened activity or of a part of it."""
    own = activity_id("package", launch.activity_key)
    return address == own or address.startswith((f"{own}/", f"{own}#"))


def _may_tell_of(address: str, launch: ActivityLaunch) -> bool:
    """Tell whether a statement may be about something: a part of cmi5 also names questions as its publisher does."""
    if _own(address, launch):
        return True
    portal = activity_id("", "").rstrip("/")
    named = PUBLISHERS.fullmatch(address) and not address.startswith(f"{portal}/")
    return bool(named) and hasattr(launch, "cmi5")


def check_actor(launch: ActivityLaunch, said: Any) -> None:
    """Raise NotAllowed unless this is the person who opened the activity."""
    if not isinstance(said, dict) or said.get("account") != actor(launch.user_id)["account"]:
        raise NotAllowed("the actor or agent must be the person who opened the activity")


def _checked(launch: ActivityLaunch, said: Any) -> dict[str, Any]:
    """Return a statement in order, or raise NotAllowed."""
    if not isinstance(said, dict) or set(said) - KNOWN:
        raise NotAllowed("a statement is an object with the properties of xAPI")
    verb, target = said.get("verb"), said.get("object")
    if not isinstance(verb, dict) or not str(verb.get("id", "")).startswith(
        ("http://", "https://")
    ):
        raise NotAllowed("verb.id must be an IRI")
    if not isinstance(target, dict) or target.get("objectType", "Activity") != "Activity":
        raise NotAllowed("object must be an Activity")
    if not _may_tell_of(str(target.get("id", "")), launch):
        raise NotAllowed("object.id must be the opened activity or a part of it")
    if "actor" in said:
        check_actor(launch, said["actor"])
    if "attachments" in said:
        raise NotAllowed("attachments are not kept")
    if "timestamp" in said and _moment(said["timestamp"]) is None:
        raise NotAllowed("timestamp must be ISO 8601 with a time zone")
    return said


def _moment(text: Any) -> datetime | None:
    try:
        moment = parse_datetime(str(text))
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def _id_of(said: dict[str, Any], given: str | None) -> UUID:
    text = said.get("id") or given
    if text is None:
        return uuid4()
    try:
        return UUID(str(text))
    except ValueError as fault:
        raise NotAllowed("id must be a UUID") from fault


def _text(kept: dict[str, Any]) -> str:
    """Return a statement as text, or raise NotAllowed for what no database keeps."""
    try:
        text = json.dumps(kept, sort_keys=True, allow_nan=False)
        json.dumps(kept, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as fault:
        raise NotAllowed("numbers are finite, and texts are Unicode") from fault
    if "\\u0000" in text:
        raise NotAllowed("texts hold no zero bytes")
    return text


def prepare(
    launch: ActivityLaunch, said: list[Any], statement_id: str | None = None
) -> list[ActivityStatement]:
    """Return statements as they would be kept, or raise NotAllowed; nothing is written."""
    rows = []
    for one in said:
        checked = _checked(launch, one)
        number = _id_of(checked, statement_id)
        if statement_id and str(number) != statement_id.lower():
            raise NotAllowed("id and statementId must agree")
        kept: dict[str, Any] = {
            name: checked[name]
            for name in ("verb", "object", "result", "context", "timestamp")
            if name in checked
        }
        rows.append(
            ActivityStatement(
                id=number,
                user=launch.user,
                activity_key=launch.activity_key,
                course_key=launch.course_key,
                statement=kept,
                digest=digest(_text(kept)),
            )
        )
    return rows


@transaction.atomic
def keep(launch: ActivityLaunch, rows: list[ActivityStatement]) -> set[UUID]:
    """Keep statements, all or none, and return the ids of those that are new.

    The same statement again changes nothing; another with its id is a Conflict.
    """
    ids = [row.pk for row in rows]
    if len(set(ids)) < len(ids):
        raise Conflict
    before = set(ActivityStatement.objects.filter(pk__in=ids).values_list("pk", flat=True))
    ActivityStatement.objects.bulk_create(rows, ignore_conflicts=True)
    stored = ActivityStatement.objects.filter(pk__in=ids)
    there = {row.pk: (row.user_id, row.digest) for row in stored}
    if any(there.get(row.pk) != (launch.user_id, row.digest) for row in rows):
        raise Conflict
    return set(ids) - before


def record(launch: ActivityLaunch, said: list[Any], statement_id: str | None = None) -> list[UUID]:
    """Keep statements and return their ids."""
    rows = prepare(launch, said, statement_id)
    keep(launch, rows)
    return [row.pk for row in rows]


def put_state(
    launch: ActivityLaunch, state_id: str, registration: UUID, content: bytes, content_type: str
) -> None:
    """Store a document of the activity about its person, in place of an earlier one; one statement, so that none is lost."""
    mine = ActivityState.objects.filter(user=launch.user, activity_key=launch.activity_key)
    with transaction.atomic():
        new = not mine.filter(state_id=state_id, registration=registration).exists()
        if new and mine.count() >= MOST_STATES:
            raise NotAllowed(f"an activity keeps {MOST_STATES} documents at most")
        write_state(launch, state_id, registration, content, content_type)


def write_state(
    launch: ActivityLaunch, state_id: str, registration: UUID, content: bytes, content_type: str
) -> None:
    """Store a document, however many there are: for the portal's own."""
    ActivityState.objects.bulk_create(
        [
            ActivityState(
                user=launch.user,
                activity_key=launch.activity_key,
                state_id=state_id,
                registration=registration,
                content=content,
                content_type=content_type[:100],
            )
        ],
        update_conflicts=True,
        unique_fields=["user", "activity_key", "state_id", "registration"],
        update_fields=["content", "content_type", "updated_at"],
    )
