"""Keeps what a part of a cmi5 package says: its statements as they are, and what they mean for its learner."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ...models import ActivityLaunch, Cmi5Session, PackageState
from ...selectors.plan import lesson_demands
from ...services import activities
from ...services.learning import Lesson, finish_lesson
from .. import recording
from . import launching, rules, stating


def record(launch: ActivityLaunch, said: list[Any], statement_id: str | None = None) -> list[UUID]:
    """Keep statements, all or none, and return their ids. What was kept before changes nothing.

    Raises:
        NotAllowed: one is not a statement of this part, or against the rules of cmi5.
        Conflict: another statement with the id of one is there.
    """
    rows = activities.prepare(launch, said, statement_id)
    with transaction.atomic():
        session = (
            Cmi5Session.objects.select_for_update(of=("self",))
            .select_related("launch__user", "package")
            .filter(pk=launch.pk)
            .first()
        )
        if session is None:  # another part was opened while this one was on its way
            raise activities.Forbidden("cmi5: the session was abandoned")
        place = place_of(session)
        new = activities.keep(launch, rows)
        fresh = [row.statement for row in rows if row.pk in new]
        if not fresh:
            return [row.pk for row in rows]
        try:
            row = recording.hold(place, session.item, session.pk.hex, session.launch.created_at)
        except recording.TakenOver as error:
            raise activities.Forbidden("cmi5: a later session has reported") from error
        before = (row.completion, row.success)
        for statement in sorted(fresh, key=rules.moment_of):
            rules.check(session, row, statement)
            _take(session, row, statement)
        recording.save(row, place, before)
        session.heard_at = timezone.now()
        session.save(update_fields=["said", "heard_at"])
        kept = recording.states(place)
        stating.satisfied(session, kept)
    _complete_lesson(place, kept)
    return [row.pk for row in rows]


def place_of(session: Cmi5Session) -> recording.Place:
    launch = session.launch
    assert launch.course_key is not None  # noqa: S101 - `open_part` gives every session its course
    return recording.Place(
        user=launch.user,
        package=session.package,
        block_key=session.block_key,
        lesson_key=session.lesson_key,
        course_key=launch.course_key,
        language=session.language,
    )


def _take(session: Cmi5Session, row: PackageState, said: dict[str, Any]) -> None:
    """Set what a statement means for how far the person is; what cmi5 does not define means nothing here."""
    verb = rules.defined_verb(said)
    if not verb:
        return
    moment = rules.moment_of(said)
    session.said[verb] = moment.isoformat()
    result = said.get("result") or {}
    if verb == "initialized" and row.completion == PackageState.Completion.NOT_ATTEMPTED:
        row.completion = PackageState.Completion.INCOMPLETE
    elif verb == "completed":
        row.completion = PackageState.Completion.COMPLETED
    elif verb in rules.JUDGED:
        row.success = verb
        score = result.get("score", {})
        row.scaled, row.raw = score.get("scaled"), score.get("raw")
        row.minimum, row.maximum = score.get("min"), score.get("max")
        if row.scaled is None:
            row.scaled = recording.scaled_of(row.raw, row.minimum, row.maximum)
    recording.take_time(row, recording.iso_seconds(result.get("duration")) or 0)
    if verb == "terminated":
        launching.end(session, timezone.now() + launching.GRACE)


def _complete_lesson(place: recording.Place, kept: list[PackageState]) -> None:
    """Note the lesson as done if the editor lets the package say so, it does, and nothing else is demanded."""
    demanded = place.block_key in lesson_demands(place.lesson_key).packages
    if demanded and place.package.is_done(kept):
        finish_lesson(place.user, Lesson(place.lesson_key, place.course_key, place.language))
