"""Placeholder until the engines are in; replaced in this change."""

from django.http import HttpRequest, HttpResponse, JsonResponse


def results(request: HttpRequest) -> HttpResponse:
    return HttpResponse("search")


def api(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"total": 0, "results": [], "facets": []})
