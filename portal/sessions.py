"""Sessions that know their person: read together in one query, and gone with the person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, partial
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import connection, models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

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

    def load(self) -> dict[str, Any]:
        sql, names, conversions = _reading()
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(sql, [self.session_key, now])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        data, *values = row
        if values[0] is not None:
            for place, column, convert in conversions:
                values[place] = convert(values[place], column, connection)
            self.person = get_user_model().from_db(connection.alias, names, values)
        return self.decode(data)


def _columns() -> list[Any]:
    """Return the columns of an account, the key first."""
    return [field.cached_col for field in get_user_model()._meta.concrete_fields]


@cache
def _reading() -> tuple[str, list[str], list[tuple[int, Any, Callable[..., Any]]]]:
    """Return the statement that reads a session with its person, its fields, and what makes them Python's.

    Each request of somebody who is logged in reads it, and the ORM takes longer to write it than it takes to run.
    """
    quote = connection.ops.quote_name
    person = ", ".join(f"person.{quote(column.target.column)}" for column in _columns())
    # Names of our own models, quoted; the values stay parameters.
    sql = f"""
        SELECT session.session_data, {person} FROM {quote(UserSession._meta.db_table)} AS session
        LEFT JOIN {quote(get_user_model()._meta.db_table)} AS person ON person.id = session.user_id
        WHERE session.session_key = %s AND session.expire_date > %s
    """  # noqa: S608 - see above
    conversions = [
        (place, column, convert)
        for place, column in enumerate(_columns())
        for convert in (
            *connection.ops.get_db_converters(column),
            *column.get_db_converters(connection),
        )
    ]
    return sql, [column.target.attname for column in _columns()], conversions


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
