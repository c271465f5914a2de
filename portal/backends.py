"""How a password is checked."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from .sessions import in_hand


class PasswordBackend(AuthenticationBackend):
    """allauth's backend, with one hash a try.

    allauth tries a mail address twice, as user name and as address, so a known address answered more slowly
    than an unknown one. The first try covers both.
    """

    def authenticate(
        self, request: HttpRequest | None, **credentials: Any
    ) -> AbstractBaseUser | None:
        if credentials.get("username") == credentials.get("email"):
            credentials.pop("email", None)
        return super().authenticate(request, **credentials)

    def get_user(self, user_id: Any) -> AbstractBaseUser | None:
        person = in_hand(user_id)
        if person is None:
            return super().get_user(user_id)
        return person if self.user_can_authenticate(person) else None
