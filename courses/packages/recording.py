"""Keeps what packages report: how far, how well, how long, and their own memory for the next time.

A sitting begins when somebody starts a package. Its messages are numbered and each holds the whole state, so that
one that comes twice, late or out of order changes nothing. A sitting that began later, on another device, takes over.
"""

from __future__ import annotations

import math
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.utils import timezone

from ..models import LearningEvent, LearningPackage, PackageState

SALT = "courses.packages.sitting"
GOOD_FOR = timedelta(days=2)
MAX_VALUES = 3_000
MAX_VALUE = 4_096
MAX_SUSPEND_DATA = 64_000
"""Characters. SCORM 1.2 asks for 4,096 and SCORM 2004 for 64,000."""
MAX_TOTAL = 250_000
NAME = re.compile(r"^cmi(\.[a-z_]{1,40}|\.\d{1,4}){1,8}$")
UNKEPT = re.compile("[\0\ud800-\udfff]")
"""What no database keeps: zero bytes and halves of letters."""
KEPT = {
    "1.2": re.compile(
        r"^cmi\.(suspend_data|core\.(lesson_location|lesson_status|exit|score\.(raw|min|max))"
        r"|student_preference\.\w+|objectives\.\d+\..+)$"
    ),
    "2004": re.compile(
        r"^cmi\.(suspend_data|location|exit|completion_status|success_status|progress_measure"
        r"|score\.(scaled|raw|min|max)|learner_preference\.\w+|(objectives|interactions)\.\d+\..+"
        r"|comments_from_learner\.\d+\..+)$"
    ),
    # The player says in the words of SCORM 2004 what H5P says in those of xAPI.
    "h5p": re.compile(
        r"^cmi\.(suspend_data|completion_status|success_status|score\.(scaled|raw|min|max))$"
    ),
}
SECONDS_12 = re.compile(r"^(\d{2,4}):(\d{2}):(\d{2})(\.\d{1,2})?$")
SECONDS_ISO = re.compile(
    r"^P(?:(\d{1,9})Y)?(?:(\d{1,9})M)?(?:(\d{1,9})D)?"
    r"(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d{1,20})?)S)?)?$"
)
SLACK = 120
"""Seconds by which a sitting may seem longer than the server's clock says: messages wait for the network."""


class NotAccepted(Exception):
    """A message is not one that a package may send; the text says why, for the log and the developer."""


class TakenOver(Exception):
    """A sitting that began later has written since."""


@dataclass(frozen=True)
class Place:
    """A package where it stands: the person, the block and what it is a part of."""

    user: Any
    package: LearningPackage
    block_key: UUID
    lesson_key: UUID
    course_key: UUID
    language: str


@dataclass(frozen=True)
class Message:
    sitting: str
    """As given out by `begin`."""
    sequence: int
    item: str
    values: dict[str, str]

    @classmethod
    def parse(cls, data: Any) -> Message:
        """Return a message from JSON.

        Raises:
            NotAccepted: it has not the form, or holds more than may be kept.
        """
        if not isinstance(data, dict) or set(data) != {"sitting", "sequence", "item", "values"}:
            raise NotAccepted("an object with sitting, sequence, item and values is expected")
        sitting, sequence, item = data["sitting"], data["sequence"], data["item"]
        if not (isinstance(sitting, str) and len(sitting) < 500 and isinstance(item, str)):
            raise NotAccepted("sitting and item are texts")
        if not isinstance(sequence, int) or isinstance(sequence, bool):
            raise NotAccepted("sequence is a whole number")
        if not 0 < sequence < 2**31:
            raise NotAccepted("sequence is out of range")
        return cls(sitting, sequence, item, _values(data["values"]))


def _values(values: Any) -> dict[str, str]:
    if not isinstance(values, dict) or len(values) > MAX_VALUES:
        raise NotAccepted(f"values are an object of at most {MAX_VALUES} texts")
    total = 0
    for name, value in values.items():
        if not NAME.fullmatch(name) or not isinstance(value, str):
            raise NotAccepted(f"{name[:60]!r} is not an element of SCORM with a text")
        if len(value) > (MAX_SUSPEND_DATA if name == "cmi.suspend_data" else MAX_VALUE):
            raise NotAccepted(f"{name[:60]!r} is too long")
        if UNKEPT.search(value):
            raise NotAccepted(f"{name[:60]!r} holds what is no letter")
        total += len(name) + len(value)
    if total > MAX_TOTAL:
        raise NotAccepted("the values are too long together")
    return values


def begin(place: Place) -> str:
    """Return the name of a new sitting. Nothing is written before the package reports."""
    content = [
        place.user.pk,
        str(place.block_key),
        place.package.pk,
        int(timezone.now().timestamp() * 1000),
        secrets.token_hex(8),
    ]
    return signing.dumps(content, salt=SALT)


def states(place: Place) -> list[PackageState]:
    """Return what is kept of each part of the package, in no order."""
    return list(
        PackageState.objects.filter(
            user=place.user, block_key=place.block_key, package=place.package
        )
    )


def _sitting(place: Place, token: str) -> tuple[datetime, str]:
    try:
        user, block, package, moment, name = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    except (signing.BadSignature, ValueError) as error:
        raise NotAccepted("the sitting is not known or too old") from error
    if (user, block, package) != (place.user.pk, str(place.block_key), place.package.pk):
        raise NotAccepted("the sitting is of another package or person")
    return datetime.fromtimestamp(moment / 1000, UTC), name


def record(place: Place, message: Message) -> PackageState:
    """Keep what a package reports and return the row as it then is.

    Raises:
        NotAccepted: the sitting or the part is not known.
        TakenOver: a later sitting has written; nothing is changed.
    """
    began, sitting = _sitting(place, message.sitting)
    item = place.package.part(message.item)
    if item is None or place.package.is_cmi5:
        raise NotAccepted("the package has no such part")
    with transaction.atomic():
        row = hold(place, message.item, sitting, began)
        if message.sequence <= row.sequence:
            return row
        before = (row.completion, row.success)
        _take(row, place.package.standard, message.values, item)
        row.sequence = message.sequence
        save(row, place, before)
    return row


def hold(place: Place, item: str, sitting: str, began: datetime) -> PackageState:
    """Return the row of a part, locked and in the hands of a sitting.

    Raises:
        TakenOver: a later sitting has written.
    """
    made, _new = PackageState.objects.get_or_create(
        user=place.user,
        block_key=place.block_key,
        package=place.package,
        item=item,
        defaults={"lesson_key": place.lesson_key, "course_key": place.course_key},
    )
    row = PackageState.objects.select_for_update().get(pk=made.pk)
    if row.session != sitting:
        if row.is_newer(began):
            raise TakenOver
        row.seconds_before += row.seconds
        row.session, row.session_began, row.sequence, row.seconds = sitting, began, 0, 0
    return row


def save(row: PackageState, place: Place, before: tuple[str, str]) -> None:
    """Write a row and what has newly happened; `before` is what completion and success were."""
    row.lesson_key, row.course_key = place.lesson_key, place.course_key
    row.updated_at = timezone.now()
    row.save()
    LearningEvent.objects.bulk_create(_events(row, place, before))


def take_time(row: PackageState, seconds: int) -> None:
    """Note how long a sitting says that it has lasted; it has not lasted longer than the clock says."""
    assert row.session_began is not None  # noqa: S101 - a sitting that writes has begun
    longest = int((timezone.now() - row.session_began).total_seconds()) + SLACK
    row.seconds = max(row.seconds, min(seconds, longest))


def _take(row: PackageState, standard: str, values: dict[str, str], item: dict[str, Any]) -> None:
    kept = KEPT[standard]
    row.data = {name: value for name, value in values.items() if value and kept.match(name)}
    if standard == "1.2":
        _take_12(row, values, item)
    else:
        _take_2004(row, values)
    take_time(row, _seconds(values))


def _take_12(row: PackageState, values: dict[str, str], item: dict[str, Any]) -> None:
    """Set completion, success and score from the data model of SCORM 1.2, which has one status for both."""
    status = values.get("cmi.core.lesson_status", "")
    row.raw = number(values.get("cmi.core.score.raw"))
    row.minimum = number(values.get("cmi.core.score.min"))
    row.maximum = number(values.get("cmi.core.score.max"))
    row.scaled = scaled_of(row.raw, row.minimum, row.maximum)
    row.success = {
        "passed": PackageState.Success.PASSED,
        "failed": PackageState.Success.FAILED,
    }.get(status, PackageState.Success.UNKNOWN)
    if status in ("passed", "failed", "completed"):
        row.completion = PackageState.Completion.COMPLETED
        mastery = number(item.get("mastery_score"))
        if mastery is not None and row.raw is not None:
            reached = row.raw >= mastery
            row.success = PackageState.Success.PASSED if reached else PackageState.Success.FAILED
    elif status in ("incomplete", "browsed"):
        row.completion = PackageState.Completion.INCOMPLETE
    else:
        row.completion = PackageState.Completion.NOT_ATTEMPTED


def _take_2004(row: PackageState, values: dict[str, str]) -> None:
    row.raw = number(values.get("cmi.score.raw"))
    row.minimum = number(values.get("cmi.score.min"))
    row.maximum = number(values.get("cmi.score.max"))
    scaled = number(values.get("cmi.score.scaled"))
    if scaled is None:
        row.scaled = scaled_of(row.raw, row.minimum, row.maximum)
    else:
        row.scaled = max(-1.0, min(1.0, scaled))
    success = values.get("cmi.success_status", "")
    row.success = success if success in PackageState.Success.values else "unknown"
    completion = values.get("cmi.completion_status", "")
    if completion in PackageState.Completion.values:
        row.completion = completion
    else:
        row.completion = PackageState.Completion.INCOMPLETE


def number(text: Any) -> float | None:
    try:
        number = float(text)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and abs(number) < 1e9 else None


def scaled_of(raw: float | None, minimum: float | None, maximum: float | None) -> float | None:
    """Return a score between 0 and 1; of 100 where the package does not say of how much."""
    low, high = minimum or 0.0, 100.0 if maximum is None else maximum
    if raw is None or high <= low:
        return None
    return max(-1.0, min(1.0, (raw - low) / (high - low)))


def _seconds(values: dict[str, str]) -> int:
    """Return how long the package says that the sitting has lasted; 0 where it does not say or cannot be read."""
    if found := SECONDS_12.match(values.get("cmi.core.session_time", "")):
        hours, minutes, seconds, _fraction = found.groups(default="0")
        return int(hours) * 3600 + int(minutes) * 60 + int(seconds)
    return iso_seconds(values.get("cmi.session_time", "")) or 0


def iso_seconds(text: Any) -> int | None:
    """Return the whole seconds of a duration in ISO 8601; None for what is not one."""
    found = SECONDS_ISO.match(text) if isinstance(text, str) and len(text) > 2 else None
    if found is None:
        return None
    years, months, days, hours, minutes, seconds = found.groups(default="0")
    days_in_all = int(years) * 365 + int(months) * 30 + int(days)
    return min(
        2**31 - 1,
        days_in_all * 86_400 + int(hours) * 3600 + int(minutes) * 60 + int(float(seconds)),
    )


def _events(row: PackageState, place: Place, before: tuple[str, str]) -> list[LearningEvent]:
    """Return what has newly happened, as events in the shape of xAPI."""
    completion, success = before
    verbs: list[str] = []
    if row.completion != completion:
        if completion == PackageState.Completion.NOT_ATTEMPTED:
            verbs.append(LearningEvent.Verb.INITIALIZED)
        if row.completion == PackageState.Completion.COMPLETED:
            verbs.append(LearningEvent.Verb.COMPLETED)
    if row.success != success and row.success == PackageState.Success.PASSED:
        verbs.append(LearningEvent.Verb.PASSED)
    if row.success != success and row.success == PackageState.Success.FAILED:
        verbs.append(LearningEvent.Verb.FAILED)
    result: dict[str, Any] = {"duration": f"PT{row.total_seconds}S"}
    if score := row.score():
        result["score"] = score
    return [
        LearningEvent(
            user=place.user,
            verb=verb,
            object_kind="package",
            object_key=place.block_key,
            course_key=place.course_key,
            language=place.language,
            result={} if verb == LearningEvent.Verb.INITIALIZED else result,
        )
        for verb in verbs
    ]
