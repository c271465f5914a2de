"""What differs between the public site and the editing surface."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _

Handler = Callable[[HttpRequest], HttpResponseBase]
EDITING = ("/admin/",)


class SurfaceMiddleware:
    """Gives the admin its own looser content policy and keeps it, and accounts, out of caches and search engines."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.path.startswith(EDITING):
            # The preview panel frames a page of the site that is rendered under an admin address.
            response._csp_replace = settings.ADMIN_CONTENT_SECURITY_POLICY  # type: ignore[attr-defined]  # django-csp
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response


class EditorMfaMiddleware:
    """Sends people who may edit to set up a second factor before they reach the admin."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if (
            settings.MFA_REQUIRED_FOR_EDITORS
            and request.path.startswith(EDITING)
            and self._lacks_factor(request)
        ):
            messages.warning(
                request, _("Editors sign in with a second factor. Set one up to go on.")
            )
            with translation.override(translation.get_language() or settings.LANGUAGE_CODE):
                return redirect("mfa_activate_totp")
        return self.get_response(request)

    @staticmethod
    def _lacks_factor(request: HttpRequest) -> bool:
        from allauth.mfa.utils import is_mfa_enabled  # needs the app registry

        user = request.user
        return (
            user.is_authenticated
            and user.has_perm("wagtailadmin.access_admin")
            and not is_mfa_enabled(user)
        )
