"""What differs between the public site and the editing surface."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _

Handler = Callable[[HttpRequest], HttpResponseBase]
EDITING = "/admin/"
OPEN = ("/admin/login/", "/admin/logout/")
"""The login's own addresses lead to allauth and must be reached by those who have shown nothing yet."""


class SurfaceMiddleware:
    """Gives the admin its own looser content policy and keeps it, and accounts, out of caches and search engines."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.path_info.startswith(EDITING):
            # A preview has its policy already: Wagtail makes it by a request of its own for the public address.
            response._csp_replace = settings.ADMIN_CONTENT_SECURITY_POLICY  # type: ignore[attr-defined]  # django-csp
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
            response.headers.setdefault("Cache-Control", "no-store, private")
        elif settings.SESSION_COOKIE_NAME in request.COOKIES:
            # Somebody in particular: what they see is theirs, and no proxy keeps it for the next one.
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


class AdminGateMiddleware:
    """Lets into the admin only editors, and those only when they have shown a second factor in this session.

    Others who are logged in get a plain refusal: Wagtail would send them to the login, which sends them back.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if (
            request.path_info.startswith(EDITING)
            and request.path_info not in OPEN
            and request.user.is_authenticated
        ):
            return self._refuse(request) or self.get_response(request)
        return self.get_response(request)

    def _refuse(self, request: HttpRequest) -> HttpResponseBase | None:
        from .second_factor import (  # needs the app registry, which middleware is loaded before
            has_shown,
            way_to_show,
        )

        if not request.user.has_perm("wagtailadmin.access_admin"):
            raise PermissionDenied
        if not settings.MFA_REQUIRED_FOR_EDITORS or has_shown(request):
            return None
        messages.warning(
            request, _("Editors log in with two steps. Show or set up the second step to go on.")
        )
        query = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{way_to_show(request)}?{query}")
