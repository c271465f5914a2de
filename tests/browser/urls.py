"""The portal's addresses, and one for each error page."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import path

from portal.urls import *  # noqa: F403 - the handlers of errors come with the addresses
from portal.urls import urlpatterns as portal_addresses


def fault(request: HttpRequest, language: str, status: int) -> HttpResponse:
    raise {400: SuspiciousOperation, 403: PermissionDenied}.get(status, RuntimeError)


urlpatterns = [path("<str:language>/fault/<int:status>/", fault), *portal_addresses]
