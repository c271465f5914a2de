"""Health, errors and the way to the right language."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
def front_door(request: HttpRequest) -> HttpResponse:
    """Lead `/` to the front page in the language that the browser asks for; Swedish unless it prefers English."""
    language = translation.get_language_from_request(request)
    response = HttpResponseRedirect(
        f"/{language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE}/"
    )
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


@never_cache
def to_login(request: HttpRequest) -> HttpResponse:
    """Lead every other login address to the one login, in the visitor's language, and keep where to go next."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(reverse("account_login") + (f"?{query}" if query else ""))


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the process lives; asks nothing of anybody."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Say whether pages can be served: 503 while the database does not answer. The cache only slows."""
    parts = {"database": "ok", "cache": "ok"}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        parts["database"] = "down"
    cache.set("readyz", "1", 5)
    if cache.get("readyz") != "1":
        parts["cache"] = "down"
    return JsonResponse(parts, status=200 if parts["database"] == "ok" else 503)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(loader.render_to_string("400.html"), status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer without the database or the request: whatever broke, this page still stands.

    A database that is away is 503, so that clients and proxies try again.
    """
    try:
        connection.ensure_connection()
        status = 500
    except DatabaseError:
        status = 503
    response = HttpResponse(loader.render_to_string("500.html"), status=status)
    if status == 503:
        response.headers["Retry-After"] = "30"
    return response
