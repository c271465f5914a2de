"""The names that cmi5 gives to things, and what names the portal gives to those in a package."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from ...models import LearningPackage
from ...xapi import activity_id

VERBS = "http://adlnet.gov/expapi/verbs/"
OF_PARTS = ("initialized", "completed", "passed", "failed", "terminated")
"""What a part says of itself. `launched`, `abandoned`, `waived` and `satisfied` are the portal's to say."""
OF_PORTAL = {
    "launched": VERBS + "launched",
    "abandoned": "https://w3id.org/xapi/adl/verbs/abandoned",
    "satisfied": "https://w3id.org/xapi/adl/verbs/satisfied",
}
CMI5 = "https://w3id.org/xapi/cmi5/"
CATEGORY = CMI5 + "context/categories/cmi5"
MOVE_ON = CMI5 + "context/categories/moveon"
EXTENSIONS = CMI5 + "context/extensions/"
SESSION = EXTENSIONS + "sessionid"
TYPES = CMI5 + "activitytype/"
LAUNCH_DATA = "LMS.LaunchData"
PREFERENCES = "cmi5LearnerPreferences"


def activity_key(package: LearningPackage, iri: str) -> UUID:
    """Return the portal's own key of a part or block: never the publisher's name, and the same for everybody."""
    return uuid5(package.key, iri)


def registration(package: LearningPackage, block_key: UUID, user: int) -> UUID:
    """Return the number of a person's registration in a package where it stands."""
    return uuid5(block_key, f"{package.key} {user}")


def activity(key: UUID, kind: str = "") -> dict[str, Any]:
    """Return the object of a statement."""
    found: dict[str, Any] = {"objectType": "Activity", "id": activity_id("package", key)}
    return found | ({"definition": {"type": TYPES + kind}} if kind else {})
