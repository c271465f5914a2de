"""What the lesson's script asks the portal for a package: where it runs, and to keep what it reports."""

from __future__ import annotations

import json
import logging
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from . import addresses, recording, results
from .cmi5 import launching
from .place import PackageInLesson, package_in_lesson

MAX_BODY = 600_000
"""Bytes; the limit of the values in characters, as UTF-8 and JSON write them."""

log = logging.getLogger(__name__)


@require_GET
@never_cache
def launch(request: HttpRequest, page_id: int, block_key: UUID) -> JsonResponse:
    """Answer with the player's address and, for somebody logged in, what is kept from the last time.

    Nothing is written: a sitting is in the books when the package reports for the first time.
    """
    found = package_in_lesson(request, page_id, block_key)
    if not settings.PACKAGE_ORIGIN:
        return _refusal(_("Packages cannot be run on this portal."), 503)
    if found.package.is_cmi5 and not request.user.is_authenticated:
        return _refusal(_("Log in to open this part."), 401)
    answer: dict[str, Any] = {
        "player": _player(request, found),
        "origin": settings.PACKAGE_ORIGIN,
        "learner": {"id": "", "name": _("Learner")},
        "sitting": "",
        "states": {},
    }
    if request.user.is_authenticated:
        place = _place(request, found)
        kept = recording.states(place)
        answer |= {
            # The package gets a name that says nothing about the person, and is another in each package.
            "learner": {"id": _pseudonym(request.user.pk, found.package.pk), "name": _("Learner")},
            "sitting": recording.begin(place),
            "states": {row.item: row.data | {"seconds": row.total_seconds} for row in kept},
            "record": reverse("package_record", args=[page_id, block_key]),
            "open": reverse("package_open", args=[page_id, block_key]),
            "token": get_token(request),
            "result": results.summary(found.package, kept),
        }
    return JsonResponse(answer)


@require_POST
@never_cache
def record(request: HttpRequest, page_id: int, block_key: UUID) -> JsonResponse:
    """Keep a message of the package. The answer 2xx says that it is kept; the same may be sent again."""
    found = package_in_lesson(request, page_id, block_key)
    if not request.user.is_authenticated:
        return _refusal(_("You are logged out. Log in to have this kept."), 401)
    place = _place(request, found)
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY:
            raise recording.NotAccepted("the message is too large")
        message = recording.Message.parse(json.loads(request.body))
        recording.record(place, message)
    except (recording.NotAccepted, ValueError, RecursionError) as error:
        log.warning("a message of package %s was not accepted: %s", found.package.pk, error)
        return _refusal(_("The package reported something that cannot be kept."), 400)
    except recording.TakenOver:
        return _refusal(
            _("This was opened in another window or on another device later. Go on there."), 409
        )
    kept = recording.states(place)
    results.complete_lesson(request.user, found, kept)
    return JsonResponse(
        {"sequence": message.sequence, "result": results.summary(found.package, kept)}
    )


@require_POST
@never_cache
def open_part(request: HttpRequest, page_id: int, block_key: UUID) -> JsonResponse:
    """Open a part of a cmi5 package and answer with the parameters that it is launched with."""
    found = package_in_lesson(request, page_id, block_key)
    if not settings.PACKAGE_ORIGIN:
        return _refusal(_("Packages cannot be run on this portal."), 503)
    if not request.user.is_authenticated:
        return _refusal(_("Log in to open this part."), 401)
    part = found.package.part(request.POST.get("item", ""))
    if part is None or not found.package.is_cmi5:
        return _refusal(_("The package has no such part."), 400)
    back = _player(request, found) + "closed/"
    parameters = launching.open_part(request, _place(request, found), part, back)
    return JsonResponse({"item": part["id"], "parameters": parameters})


def _refusal(text: str, status: int) -> JsonResponse:
    return JsonResponse({"error": text}, status=status)


def _place(request: HttpRequest, found: PackageInLesson) -> recording.Place:
    return recording.Place(
        user=request.user,
        package=found.package,
        block_key=found.block_key,
        lesson_key=found.lesson.translation_key,
        course_key=found.course.translation_key,
        language=found.lesson.locale.language_code,
    )


def _player(request: HttpRequest, found: PackageInLesson) -> str:
    """Return the address of the package's player for this visitor."""
    ticket = addresses.Ticket(
        found.package.key,
        _own_origin(request),
        get_language() or settings.LANGUAGE_CODE,
        found.package.is_cmi5,
    )
    return addresses.issue(ticket)


def _own_origin(request: HttpRequest) -> str:
    """Return the origin that the visitor sees the portal at, which alone may frame the player."""
    parts = urlsplit(request.build_absolute_uri("/"))
    return f"{parts.scheme}://{parts.netloc}"


def _pseudonym(user: int, package: int) -> str:
    return salted_hmac("courses.packages.learner", f"{user}:{package}").hexdigest()[:20]
