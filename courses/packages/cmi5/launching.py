"""Opens a part of a cmi5 package for a person: what it starts from, and the address by which it fetches its token."""

from __future__ import annotations

import base64
import json
import secrets
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from ...models import Cmi5Session, PackageState
from ...services import activities
from ...xapi import activity_id, actor
from .. import recording
from . import stating
from . import vocabulary as v

ENDPOINT = "/xapi/"
"""Where parts report, below the address of the portal: the packages' origin may be left for this alone."""
GRACE = timedelta(minutes=1)
"""How long after its last word a part may deliver what it said before."""


@transaction.atomic
def open_part(
    request: HttpRequest, place: recording.Place, part: dict[str, Any], returns_to: str
) -> dict[str, str]:
    """Return the parameters that a part is launched with. What the person had open of the package before is ended."""
    # Of two windows that open the package at once, the second waits here and ends what the first has opened.
    get_user_model().objects.select_for_update(no_key=True).get(pk=place.user.pk)
    registration = v.registration(place.package, place.block_key, place.user.pk)
    _abandon(place, registration)
    code = secrets.token_urlsafe(32)
    # Nobody gets this token: the part fetches another one.
    launch, _token = activities.open_activity(
        request, v.activity_key(place.package, part["iri"]), place.course_key
    )
    session = Cmi5Session.objects.create(
        launch=launch,
        package=place.package,
        item=part["id"],
        block_key=place.block_key,
        lesson_key=place.lesson_key,
        language=place.language,
        registration=registration,
        fetch_digest=activities.digest(code),
    )
    data = _launch_data(session, part, returns_to)
    content = json.dumps(data).encode()
    activities.write_state(launch, v.LAUNCH_DATA, registration, content, "application/json")
    # As it is launched, but without the ticket, which lets whoever reads it at the package.
    address = (
        f"{settings.PACKAGE_ORIGIN}/{place.package.key}/content/{quote(part['href'], safe='/?#&=')}"
    )
    stating.launched(session, part, data, address)
    stating.satisfied(session, recording.states(place))
    return {
        "endpoint": request.build_absolute_uri(ENDPOINT),
        "fetch": request.build_absolute_uri(reverse("xapi_fetch", args=[code])),
        "actor": json.dumps(actor(place.user.pk)),
        "registration": str(registration),
        "activityId": activity_id("package", launch.activity_key),
    }


def _launch_data(session: Cmi5Session, part: dict[str, Any], returns_to: str) -> dict[str, Any]:
    data: dict[str, Any] = {
        "contextTemplate": {
            "registration": str(session.registration),
            "contextActivities": {"grouping": [{"objectType": "Activity", "id": part["iri"]}]},
            "extensions": {v.SESSION: str(session.pk)},
        },
        "launchMode": "Normal",
        "moveOn": part["move_on"],
        "returnURL": returns_to,
    }
    if part["mastery_score"]:
        data["masteryScore"] = float(part["mastery_score"])
    if part["launch_data"]:
        data["launchParameters"] = part["launch_data"]
    if part["entitlement_key"]:
        data["entitlementKey"] = {"courseStructure": part["entitlement_key"]}
    return data


def _abandon(place: recording.Place, registration: Any) -> None:
    """End what is still open in a registration: a package has one part open at a time."""
    now = timezone.now()
    sessions = Cmi5Session.objects.select_for_update(of=("self",)).select_related(
        "launch__user", "package"
    )
    for session in sessions.filter(
        launch__user=place.user, registration=registration, launch__expires_at__gt=now
    ):
        end(session, now)
        if "terminated" in session.said:
            continue
        stating.abandoned(session)
        session.said["abandoned"] = now.isoformat()
        session.save(update_fields=["said"])
        row = PackageState.objects.select_for_update().filter(
            user=place.user, block_key=place.block_key, package=place.package, item=session.item
        )
        if (found := row.first()) is not None and found.session == session.launch_id.hex:
            lasted = session.heard_at - session.launch.created_at
            recording.take_time(found, int(lasted.total_seconds()))
            found.save(update_fields=["seconds"])


def end(session: Cmi5Session, moment: Any) -> None:
    """Let a part's token run out at a moment, if it does not before."""
    launch = session.launch
    launch.expires_at = min(launch.expires_at, moment)
    launch.save(update_fields=["expires_at"])


def fetch(code: str) -> dict[str, str]:
    """Return the token of an opened part, the first time that its code is shown, and after that what is wrong."""
    session = (
        Cmi5Session.objects.select_related("launch__user")
        .filter(fetch_digest=activities.digest(code))
        .first()
    )
    if session is None:
        return {"error-code": "2", "error-text": "Nothing was opened by this address."}
    first = Cmi5Session.objects.filter(pk=session.pk, fetched_at=None)
    if not activities.is_open(session.launch) or not first.update(fetched_at=timezone.now()):
        return {
            "error-code": "1",
            "error-text": "The authorization token has already been returned, or has run out.",
        }
    token = activities.renew_token(session.launch)
    # As it stands in the header of Basic authentication, which the part only puts it into.
    return {"auth-token": base64.b64encode(f":{token}".encode()).decode()}
