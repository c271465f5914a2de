"""What views about one person share: who asks, what that person may see, and no cache that keeps the answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language

from content.access import visible
from content.models import CatalogueEntry

View = Callable[..., HttpResponseBase]


def private(view: View) -> View:
    """Keep what a view answers out of every cache: it is about one person."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response

    return shown


def person(request: HttpRequest) -> AbstractBaseUser:
    """Return who has logged in; views behind `login_required` alone ask."""
    user = request.user
    assert isinstance(user, AbstractBaseUser)  # noqa: S101 - for the reader and mypy, not for safety
    return user


def entry_of(key: UUID, kind: str, request: HttpRequest) -> CatalogueEntry:
    """Return a course or lesson that the reader may see, in the language of the address if it has a version in it.

    Raises:
        Http404: there is none.
    """
    found = list(visible(CatalogueEntry.objects.filter(translation_key=key, kind=kind), request))
    found.sort(key=lambda entry: entry.language != get_language())
    if not found:
        raise Http404
    return found[0]
