"""Whether somebody has shown a second factor, not merely owns one.

A session that was opened with the password alone stays without, also after another session of the same
person has set up a factor.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.utils import is_mfa_enabled
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import reverse

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
SET_UP = "second_factor_set_up"


@receiver(authenticator_added)
def remember_set_up(request: HttpRequest, **kwargs: Any) -> None:
    """Setting up a factor takes a valid code of it, so this session has shown it."""
    request.session[SET_UP] = True


def has_shown(request: HttpRequest) -> bool:
    """Tell whether this session has shown a second factor that its user still has."""
    if not is_mfa_enabled(request.user, FACTORS):
        return False
    records = get_authentication_records(request, request.user)
    return request.session.get(SET_UP) is True or any(
        record.get("method") == "mfa" for record in records
    )


def way_to_show(request: HttpRequest) -> str:
    """Return the address where the user shows a factor, or sets one up if there is none."""
    if is_mfa_enabled(request.user, FACTORS):
        for method in get_adapter().get_reauthentication_methods(request.user):
            if method["id"].startswith("mfa_reauthenticate"):
                return str(method["url"])
    return reverse("mfa_index")
