"""Sessions that know their person: read together in one query, and gone with the person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import partial
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from content.statements import Statement

_came: ContextVar[AbstractBaseUser | None] = ContextVar("came_with_the_session", default=None)


class UserSession(AbstractBaseSession):
    """A browser's session, with the account that is logged in there."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        editable=False,
        verbose_name=_("account"),
    )

    @classmethod
    def get_session_store_class(cls) -> type[SessionStore]:
        return SessionStore


class SessionStore(DatabaseStore):
    """Django's sessions in the database; reading one brings its person along."""

    person: AbstractBaseUser | None = None

    @classmethod
    def get_model_class(cls) -> type[UserSession]:
        return UserSession

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        session = super().create_model_instance(data)
        cast(UserSession, session).user_id = data.get(SESSION_KEY)
        return session

    def _get_session_from_db(self) -> UserSession | None:
        found = next(iter(_session(key=self.session_key, now=timezone.now())), None)
        if found is None:
            self._session_key = None
        else:
            self.person = found.user
        return found


@Statement
def _session(*, key: str, now: datetime) -> QuerySet[UserSession]:
    """Read a session with its person, which each request of somebody who is logged in does."""
    rows = UserSession.objects.filter(session_key=key, expire_date__gt=now)
    return rows.select_related("user")


@contextmanager
def _in_hand(person: AbstractBaseUser | None) -> Iterator[None]:
    token = _came.set(person)
    try:
        yield
    finally:
        _came.reset(token)


def in_hand(user_id: Any) -> AbstractBaseUser | None:
    """Return the person who came with the session that is being looked at, if it is this one."""
    person = _came.get()
    return person if person is not None and str(person.pk) == str(user_id) else None


def _person_of(request: HttpRequest) -> Any:
    request.session.get(SESSION_KEY)  # reads the session, which brings the person
    with _in_hand(getattr(request.session, "person", None)):
        return get_user(request)


class PersonMiddleware(AuthenticationMiddleware):
    """Django's own, which checks the session as ever; only the person is not read again."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = cast(Any, SimpleLazyObject(partial(_person_of, request)))
