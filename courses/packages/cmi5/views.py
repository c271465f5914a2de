"""What parts of cmi5 packages ask for beside statements and state: their token, and how their learner wants it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ...models import ActivityLaunch
from ...views_xapi import activity_endpoint, check_agent, fault, for_any_origin
from . import launching
from . import vocabulary as v


@csrf_exempt
@require_http_methods(["POST", "OPTIONS"])
def fetch(request: HttpRequest, code: str) -> HttpResponse:
    """Give an opened part its token, once. The answer is 200 also when it says what is wrong, as cmi5 wants it."""
    if request.method == "OPTIONS":
        return for_any_origin(HttpResponse(status=204))
    return for_any_origin(JsonResponse(launching.fetch(code)))


@activity_endpoint
def preferences(request: HttpRequest, launch: ActivityLaunch) -> HttpResponse:
    """Say in what language a part's learner reads. Parts change nothing about that: it is the portal's to ask."""
    check_agent(request.GET.get("agent", ""), launch)
    if request.method != "GET":
        return fault(403, "preferences are set in the portal")
    session = getattr(launch, "cmi5", None)
    if "profileId" not in request.GET:
        return JsonResponse([v.PREFERENCES] if session else [], safe=False)
    if session is None or request.GET["profileId"] != v.PREFERENCES:
        return fault(404, "no such document")
    others = [code for code, _name in settings.LANGUAGES if code != session.language]
    return JsonResponse(
        {
            "languagePreference": ",".join([session.language, *others]),
            "audioPreference": "on",
        }
    )
