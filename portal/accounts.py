"""How accounts behave: who may sign up, where a login may lead, and what addresses the mails hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme


@dataclass(frozen=True)
class MailSite:
    """The portal as mails name it: from the settings, never from the request's Host header."""

    name: str
    domain: str


def trusted_address(address: str) -> str:
    """Return the address with the portal's own scheme and host, whatever host the request claimed."""
    base, parts = urlsplit(settings.BASE_URL), urlsplit(address)
    return urlunsplit((base.scheme, base.netloc, parts.path, parts.query, parts.fragment))


def front_page() -> str:
    """Return the address of the front page in the language that the visitor reads."""
    return f"/{translation.get_language() or settings.LANGUAGE_CODE}/"


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are given by the administrator or the organisation's login, unless sign-up is switched on."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.ACCOUNT_SIGNUP_ENABLED)

    def is_safe_url(self, url: str) -> bool:
        """Allow only addresses of the host that was asked; the portal leads nowhere else after login."""
        request = allauth_context.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return front_page()

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return front_page()

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count failed logins by account alone: allauth adds the Host header, whose port anybody can vary."""
        return str(credentials.get("email") or credentials.get("username") or "").lower()

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail whose links begin with the portal's configured address."""
        links = {
            name: trusted_address(value)
            for name, value in context.items()
            if name.endswith("_url") and isinstance(value, str)
        }
        site = MailSite(settings.WAGTAIL_SITE_NAME, urlsplit(settings.BASE_URL).netloc)
        super().send_mail(template_prefix, email, context | links | {"current_site": site})


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """People from the organisation's own identity provider may come in without an account made beforehand."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return True
