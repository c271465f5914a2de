"""Which statements a part of a cmi5 package may make, and when. What is against the rules is refused, with the reason.

Source: sections 7.1 and 9 of the specification. The order of statements is that of their timestamps.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from ...models import Cmi5Session, PackageState
from ...services.activities import Forbidden
from ...xapi import activity_id
from .. import recording
from . import vocabulary as v

JUDGED = {"passed": True, "failed": False}


def moment_of(said: dict[str, Any]) -> datetime:
    """Return when a statement says that it happened; Forbidden where it does not."""
    moment = parse_datetime(str(said["timestamp"])) if "timestamp" in said else None
    if moment is None:
        raise Forbidden("cmi5: a statement has a timestamp")
    return moment


def defined_verb(said: dict[str, Any]) -> str:
    """Return the last part of the verb of a statement that is one of cmi5's own; nothing for other statements."""
    if v.CATEGORY not in _categories(said):
        return ""
    verb = str(said["verb"]["id"])
    name = verb.removeprefix(v.VERBS)
    if name not in v.OF_PARTS or name == verb:
        raise Forbidden(f"cmi5: a part does not say {verb[:80]!r}")
    return name


def check(session: Cmi5Session, row: PackageState, said: dict[str, Any]) -> None:
    """Raise Forbidden unless a part may make a statement now, after what it has said before."""
    _check_context(session, said)
    verb = defined_verb(said)
    _check_order(session, verb, moment_of(said))
    if not verb:
        return
    if said["object"]["id"] != activity_id("package", session.launch.activity_key):
        raise Forbidden("cmi5: object.id must be the activityId of the launch")
    _check_once(session, row, verb)
    result = _mapping(said.get("result"))
    _check_result(verb, result, _categories(said))
    _check_score(session, verb, result)


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _categories(said: dict[str, Any]) -> set[str]:
    """Return the ids of a statement's categories. xAPI takes one alone, too, for a list of one."""
    listed = _mapping(_mapping(said.get("context")).get("contextActivities")).get("category", [])
    each = listed if isinstance(listed, list) else [listed]
    return {str(_mapping(one).get("id", "")) for one in each}


def _check_context(session: Cmi5Session, said: dict[str, Any]) -> None:
    context = _mapping(said.get("context"))
    if str(context.get("registration", "")).lower() != str(session.registration):
        raise Forbidden("cmi5: context.registration must be that of the launch")
    if _mapping(context.get("extensions")).get(v.SESSION) != str(session.pk):
        raise Forbidden("cmi5: context.extensions must have the session's id")
    part = session.package.part(session.item) or {}
    listed = _mapping(context.get("contextActivities")).get("grouping", [])
    each = listed if isinstance(listed, list) else [listed]
    if part.get("iri") not in [_mapping(one).get("id") for one in each]:
        raise Forbidden("cmi5: the context must hold all of the contextTemplate")


def _check_order(session: Cmi5Session, verb: str, moment: datetime) -> None:
    began, ended = session.said.get("initialized"), session.said.get("terminated")
    if "abandoned" in session.said:
        raise Forbidden("cmi5: the session was abandoned")
    if began is None and verb != "initialized":
        raise Forbidden("cmi5: the first statement is initialized")
    if began is not None and moment < datetime.fromisoformat(began):
        raise Forbidden("cmi5: nothing comes before initialized")
    if ended is not None and moment > datetime.fromisoformat(ended):
        raise Forbidden("cmi5: nothing comes after terminated")


def _check_once(session: Cmi5Session, row: PackageState, verb: str) -> None:
    if verb in session.said:
        raise Forbidden(f"cmi5: {verb} was said in this session")
    if verb in JUDGED and set(JUDGED) & set(session.said):
        raise Forbidden("cmi5: a session passes or fails once")
    if verb == "completed" and row.completion == PackageState.Completion.COMPLETED:
        raise Forbidden("cmi5: completed was said in this registration")
    if verb in JUDGED and row.success == PackageState.Success.PASSED:
        raise Forbidden("cmi5: passed was said in this registration")


def _check_result(verb: str, result: dict[str, Any], categories: set[str]) -> None:
    if result.get("success") is not JUDGED.get(verb) or (
        "success" in result and verb not in JUDGED
    ):
        raise Forbidden(f"cmi5: result.success does not fit {verb}")
    if result.get("completion") is not (True if verb == "completed" else None) or (
        "completion" in result and verb != "completed"
    ):
        raise Forbidden(f"cmi5: result.completion does not fit {verb}")
    if ("success" in result or "completion" in result) is not (v.MOVE_ON in categories):
        raise Forbidden("cmi5: the moveOn category goes with success and completion")
    if "score" in result and verb not in JUDGED:
        raise Forbidden(f"cmi5: {verb} has no score")
    if verb != "initialized" and recording.iso_seconds(result.get("duration")) is None:
        raise Forbidden(f"cmi5: {verb} has a duration")


def _check_score(session: Cmi5Session, verb: str, result: dict[str, Any]) -> None:
    """Compare the score with the pass mark, in the part's own numbers."""
    if "score" not in result:
        return
    score = result["score"]
    names = {"scaled", "raw", "min", "max"}
    if not isinstance(score, dict) or set(score) - names or not all(map(_number, score.values())):
        raise Forbidden("cmi5: a score has scaled, raw, min and max, as numbers")
    if "raw" in score and not ("min" in score and "max" in score):
        raise Forbidden("cmi5: a raw score has min and max")
    if "raw" in score and not score["min"] <= score["raw"] <= score["max"]:
        raise Forbidden("cmi5: a raw score is between min and max")
    scaled = score.get("scaled")
    if scaled is None:
        return
    if not 0 <= scaled <= 1:
        raise Forbidden("cmi5: a scaled score is between 0 and 1")
    mark = recording.number((session.package.part(session.item) or {}).get("mastery_score"))
    if mark is not None and (scaled >= mark) is not JUDGED[verb]:
        raise Forbidden(f"cmi5: {verb} does not fit the score and the masteryScore {mark}")


def _number(value: Any) -> bool:
    return not isinstance(value, bool) and isinstance(value, int | float) and abs(value) < 1e9
