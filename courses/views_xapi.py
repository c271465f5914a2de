"""The xAPI endpoint for activities that we host: statements and state of one's own activity, and no more.

An activity runs on an origin of its own, without our cookies. It shows a token that the portal gave it when the person
opened it, which ends with their session. So answers are readable from any origin, and no cookie counts here.
"""

from __future__ import annotations

import base64
import binascii
import json
import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from redis.exceptions import RedisError

from .models import ActivityLaunch, ActivityState, ActivityStatement
from .packages.cmi5 import keeping
from .packages.cmi5.vocabulary import LAUNCH_DATA
from .services import activities
from .xapi import VERSIONS, activity_id, reported

MOST_BYTES = 64 * 1024
MOST_STATEMENTS = 50
A_MINUTE = 240
"""Requests that one opened activity may make in a minute."""
METHODS = "GET, PUT, POST, DELETE, OPTIONS"
HEADERS = "Authorization, Content-Type, X-Experience-API-Version, If-Match, If-None-Match"
View = Callable[[HttpRequest, ActivityLaunch], HttpResponse]


def _answer(data: Any = None, status: int = 200) -> HttpResponse:
    return (
        HttpResponse(status=status)
        if data is None
        else JsonResponse(data, status=status, safe=False)
    )


def fault(status: int, why: str) -> HttpResponse:
    """Answer with what is wrong, in English, for the activity's programmer."""
    return JsonResponse({"error": why}, status=status)


def _token(request: HttpRequest) -> str:
    """Return the token: as Bearer, or as the password of Basic, which is what xAPI's programs send."""
    scheme, _blank, value = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() == "basic":
        try:
            text = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return ""
        return text.partition(":")[2] or text
    return ""


def _too_many(launch: ActivityLaunch) -> bool:
    """Count a request of an opened activity, and tell whether it is more than a minute may have."""
    key = f"xapi:{launch.pk}:{int(time.time()) // 60}"
    cache.add(key, 0, 120)
    try:
        return cache.incr(key) > A_MINUTE
    except (ValueError, OSError, RedisError):  # the cache has just let go of it, or is away
        return False


def _dispatch(request: HttpRequest, view: View) -> HttpResponse:
    if request.method == "OPTIONS":
        return HttpResponse(status=204)
    version = request.headers.get("X-Experience-API-Version", "")
    if not version.startswith(("1.0", "2.0")):
        return fault(400, "X-Experience-API-Version must be 1.0.x or 2.0.x")
    launch = activities.launch_of(_token(request))
    if launch is None:
        return fault(401, "the token is unknown, has run out, or its session has ended")
    if _too_many(launch):
        return fault(429, "too many requests; wait a minute")
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        return fault(413, f"{MOST_BYTES} bytes at most")
    try:
        return view(request, launch)
    except activities.Forbidden as why:
        return fault(403, str(why))
    except activities.NotAllowed as why:
        return fault(400, str(why))
    except activities.Conflict:
        return fault(409, "another statement with this id is stored")


def for_any_origin(response: HttpResponse) -> HttpResponse:
    """Let the activity's origin read an answer, and nobody keep it."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Allow-Methods"] = METHODS
    response.headers["Access-Control-Allow-Headers"] = HEADERS
    response.headers["Access-Control-Expose-Headers"] = "X-Experience-API-Version, Last-Modified"
    response.headers["X-Experience-API-Version"] = VERSIONS[0]
    response.headers["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, no_store=True, private=True)
    return response


def activity_endpoint(view: View) -> Callable[[HttpRequest], HttpResponse]:
    """Let a request in by its token, within limits, and answer so that the activity's origin can read it."""

    @csrf_exempt
    @require_http_methods(["GET", "PUT", "POST", "DELETE", "OPTIONS"])
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        # What is not there is 404: nobody is sent to a page in a language, as people are.
        request.urlconf = "courses.urls_xapi"
        return for_any_origin(_dispatch(request, view))

    return guarded


def _json(request: HttpRequest) -> Any:
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError) as fault:
        raise activities.NotAllowed("the body must be JSON") from fault


@activity_endpoint
def statements(request: HttpRequest, launch: ActivityLaunch) -> HttpResponse:
    number = request.GET.get("statementId")
    if request.method == "GET":
        return _read(launch, number)
    if request.method == "DELETE":
        return fault(405, "statements are not deleted")
    said = _json(request)
    if request.method == "PUT":
        if not number or not isinstance(said, dict):
            raise activities.NotAllowed("PUT takes one statement and its statementId")
        _record(launch, [said], number)
        return _answer(status=204)
    listed = said if isinstance(said, list) else [said]
    if len(listed) > MOST_STATEMENTS:
        return fault(413, f"{MOST_STATEMENTS} statements at most")
    return _answer([str(one) for one in _record(launch, listed)])


def _record(launch: ActivityLaunch, said: list[Any], number: str | None = None) -> list[UUID]:
    """Keep statements; those of a package's part by the rules of cmi5, since the learner's progress follows from them."""
    by_rules = hasattr(launch, "cmi5")
    return (keeping.record if by_rules else activities.record)(launch, said, number)


def _read(launch: ActivityLaunch, number: str | None) -> HttpResponse:
    mine = ActivityStatement.objects.filter(user=launch.user, activity_key=launch.activity_key)
    if number is None:
        latest = mine.order_by("-stored_at", "pk")[:MOST_STATEMENTS]
        return _answer({"statements": [reported(row, VERSIONS[0]) for row in latest], "more": ""})
    row = mine.filter(pk=_uuid(number)).first()
    return _answer(reported(row, VERSIONS[0])) if row else fault(404, "no such statement")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as fault:
        raise activities.NotAllowed("not a UUID") from fault


@activity_endpoint
def state(request: HttpRequest, launch: ActivityLaunch) -> HttpResponse:
    """Give, store or delete a document that the activity keeps about its person."""
    if request.GET.get("activityId") != activity_id("package", launch.activity_key):
        return fault(403, "activityId must be the opened activity")
    if "agent" in request.GET:
        check_agent(request.GET["agent"], launch)
    state_id = request.GET.get("stateId", "")
    registration = request.GET.get("registration")
    place = _uuid(registration) if registration else activities.EMPTY
    _check_session(request, launch, place)
    mine = ActivityState.objects.filter(
        user=launch.user, activity_key=launch.activity_key, registration=place
    )
    if not state_id and request.method == "GET":
        return _answer(list(mine.order_by("state_id").values_list("state_id", flat=True)))
    if not state_id or len(state_id) > 200 or "\0" in state_id:
        raise activities.NotAllowed("stateId must have 1 to 200 characters")
    if request.method == "GET":
        return _document(mine.filter(state_id=state_id).first())
    if request.method == "DELETE":
        mine.filter(state_id=state_id).delete()
        return _answer(status=204)
    content, kind = request.body, request.headers.get("Content-Type", "application/octet-stream")
    if request.method == "POST":
        content, kind = _merged(request, mine.filter(state_id=state_id).first()), "application/json"
    activities.put_state(launch, state_id, place, content, kind)
    return _answer(status=204)


def _check_session(request: HttpRequest, launch: ActivityLaunch, registration: UUID) -> None:
    """Raise Forbidden for what a part of a cmi5 package leaves alone: other registrations, and what the portal wrote."""
    session = getattr(launch, "cmi5", None)
    if session is None:
        return
    if registration not in (session.registration, activities.EMPTY):
        raise activities.Forbidden("registration must be that of the launch")
    if request.GET.get("stateId") == LAUNCH_DATA and request.method != "GET":
        raise activities.Forbidden(f"{LAUNCH_DATA} is the portal's")


def check_agent(text: str, launch: ActivityLaunch) -> None:
    """Raise NotAllowed unless the JSON names the person who opened the activity."""
    try:
        agent = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise activities.NotAllowed("agent must be JSON") from fault
    activities.check_actor(launch, agent)


def _merged(request: HttpRequest, old: ActivityState | None) -> bytes:
    """Return a JSON document with the posted one's properties in place of its own."""
    new = _json(request)
    before = json.loads(bytes(old.content)) if old and "json" in old.content_type else {}
    if not isinstance(new, dict) or not isinstance(before, dict):
        raise activities.NotAllowed("POST joins JSON objects")
    joined = json.dumps(before | new).encode()
    if len(joined) > MOST_BYTES:
        raise activities.NotAllowed(f"{MOST_BYTES} bytes at most")
    return joined


def _document(found: ActivityState | None) -> HttpResponse:
    """Give a document back. It is the activity's own and never shown as a page of ours."""
    if found is None:
        return fault(404, "no such document")
    response = HttpResponse(bytes(found.content), content_type=found.content_type)
    response.headers["Content-Security-Policy"] = "sandbox"
    response.headers["Content-Disposition"] = "attachment"
    return response


@activity_endpoint
def activity_profile(request: HttpRequest, launch: ActivityLaunch) -> HttpResponse:
    """Answer that there are no documents about an activity: all its people would share them."""
    if request.method != "GET":
        return fault(403, "documents that people share are not kept")
    return fault(404, "no such document") if "profileId" in request.GET else _answer([])


@csrf_exempt
@require_http_methods(["GET"])
def about(request: HttpRequest) -> HttpResponse:
    response = JsonResponse({"version": list(VERSIONS)})
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["X-Experience-API-Version"] = VERSIONS[0]
    return response
