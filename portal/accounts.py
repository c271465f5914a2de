"""How accounts behave: who may sign up, and where a sign-in may lead."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are given by the administrator or the organisation's login, unless sign-up is switched on."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.ACCOUNT_SIGNUP_ENABLED)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """People from the organisation's own identity provider may come in without an account made beforehand."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return True
