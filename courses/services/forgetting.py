"""Leaves numbers of what an erased person learned, and no word that they wrote."""

from __future__ import annotations

from typing import Any

from ..models import ActivityStatement, Answer, Attempt, LearningEvent, MethodClaim, Review
from .claims import addresses_of
from .sessions import leave_coming

WRITTEN = ("free_text", "short_text")
"""Kinds of questions that are answered in one's own words."""
BATCH = 500


def forget(user: Any) -> None:
    """Blank the person's own words in rows that stay as statistics, and their address where others gave it.

    Places at coming sessions are given to those who wait.
    """
    leave_coming(user)
    _blank_answers(user)
    _strip(LearningEvent.objects.filter(user=user), "result")
    _strip(ActivityStatement.objects.filter(user=user), "statement")
    asked = MethodClaim.objects.filter(colleague_email__in=addresses_of(user))
    asked.update(colleague_email="", comment="")
    MethodClaim.objects.filter(confirmer=user).update(comment="")
    # The answer stays with the learner, whose course it decided; the words were the reviewer's. What was only taken
    # is free again.
    Review.objects.filter(reviewer=user, decided_at=None).delete()
    Review.objects.filter(reviewer=user).update(comment="")


def _blank_answers(user: Any) -> None:
    for attempt in Attempt.objects.filter(user=user).select_related("version").iterator(BATCH):
        written = [
            question["id"]
            for question in attempt.version.content.get("questions", [])
            if question.get("type") in WRITTEN
        ]
        Answer.objects.filter(attempt=attempt, question_key__in=written).update(response=None)


def _strip(rows: Any, field: str) -> None:
    """Take the response and free extensions out of a result, and all that is not needed to count a statement."""
    changed = []
    for row in rows.iterator(BATCH):
        kept = getattr(row, field)
        if field == "statement":
            kept = {name: kept[name] for name in ("verb", "object", "result") if name in kept}
            kept["result"] = _numbers(kept.get("result", {}))
        else:
            kept = _numbers(kept)
        if kept != getattr(row, field):
            setattr(row, field, kept)
            changed.append(row)
    rows.model.objects.bulk_update(changed, [field], batch_size=BATCH)


def _numbers(result: dict[str, Any]) -> dict[str, Any]:
    names = ("score", "success", "completion", "duration")
    return {name: result[name] for name in names if name in result}
