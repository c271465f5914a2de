"""What the portal itself says of a part: that it was launched, left behind, or that a block or course is satisfied."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.utils import timezone

from ...models import ActivityStatement, Cmi5Session, PackageState
from ...services.activities import digest
from . import vocabulary as v


def launched(session: Cmi5Session, part: dict[str, Any], data: dict[str, Any], url: str) -> None:
    """Say that a part was opened; `data` is its launch data, `url` where it lies."""
    said = {"launchmode": data["launchMode"], "launchurl": url, "moveon": data["moveOn"]}
    for name in ("masteryScore", "launchParameters"):
        if name in data:
            said[name.lower()] = data[name]
    _row(session, "launched", v.activity(session.launch.activity_key), extensions=said).save(
        force_insert=True
    )


def abandoned(session: Cmi5Session) -> None:
    """Say that a part was left without a word. What has been heard of it since says how long it lasted."""
    seconds = max(0.0, (session.heard_at - session.launch.created_at).total_seconds())
    result = {"duration": f"PT{seconds:.2f}S"}
    _row(session, "abandoned", v.activity(session.launch.activity_key), result=result).save(
        force_insert=True
    )


def satisfied(session: Cmi5Session, states: Iterable[PackageState]) -> None:
    """Say of the course and of each block whose parts are all through that they are, once in a registration."""
    package = session.package
    done = package.done_parts(states)
    parts_of: dict[str, list[str]] = {"": []}
    for part in package.items:
        for block in ("", *part["blocks"]):
            parts_of.setdefault(block, []).append(part["id"])
    rows = []
    for block, parts in parts_of.items():
        if set(parts) <= done:
            key = v.activity_key(package, block) if block else package.key
            kind = "block" if block else "course"
            number = uuid5(session.registration, f"satisfied {key}")
            rows.append(_row(session, "satisfied", v.activity(key, kind), number=number))
    ActivityStatement.objects.bulk_create(rows, ignore_conflicts=True)


def _row(
    session: Cmi5Session,
    verb: str,
    target: dict[str, Any],
    *,
    extensions: dict[str, Any] | None = None,
    result: dict[str, Any] | None = None,
    number: UUID | None = None,
) -> ActivityStatement:
    part = session.package.part(session.item) or {}
    own = {f"{v.EXTENSIONS}{name}": value for name, value in (extensions or {}).items()}
    said: dict[str, Any] = {
        "verb": {"id": v.OF_PORTAL[verb], "display": {"en": verb}},
        "object": target,
        "context": {
            "registration": str(session.registration),
            "contextActivities": {
                "category": [{"objectType": "Activity", "id": v.CATEGORY}],
                "grouping": [{"objectType": "Activity", "id": part["iri"]}],
            },
            "extensions": {v.SESSION: str(session.pk)} | own,
        },
        "timestamp": timezone.now().isoformat(timespec="milliseconds"),
    }
    if result:
        said["result"] = result
    return ActivityStatement(
        id=number or uuid4(),
        user=session.launch.user,
        activity_key=session.launch.activity_key,
        course_key=session.launch.course_key,
        statement=said,
        digest=digest(json.dumps(said, sort_keys=True)),
    )
