"""The pages on which people keep searches: only their own, and the way out of the mails without signing in."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from .models import SavedSearch
from .saving import MOST, Refusal, change, keep, stop_mail, user_of


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def saved(request: HttpRequest) -> HttpResponse:
    """List the searches that somebody keeps; a POST from the results page keeps one more."""
    if request.method == "POST":
        return _keep(request)
    mine = SavedSearch.objects.filter(user=cast(User, request.user))  # a login is required
    searches = list(mine.order_by("name", "pk")[:MOST])
    for search in searches:
        with override(search.language):
            search.url = f"{reverse('search')}?{search.query}"  # type: ignore[attr-defined]  # for this page only
    frequencies = SavedSearch.Frequency.choices
    return render(request, "search/saved.html", {"searches": searches, "frequencies": frequencies})


def _keep(request: HttpRequest) -> HttpResponse:
    query = request.POST.get("query", "")[:4000]
    try:
        search = keep(
            request.user,
            request.POST.get("name", ""),
            query,
            _language(),
            request.POST.get("frequency", SavedSearch.Frequency.NEVER),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        back = f"{reverse('search')}?{query}"
        own = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
        return redirect(back if own else reverse("search"))
    messages.success(request, _("“%s” is saved.") % search.name)
    return redirect("search_saved")


@login_required
@require_POST
def changed(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a search, change its mails, or delete it."""
    search = get_object_or_404(SavedSearch, pk=pk, user=request.user)
    if "delete" in request.POST:
        search.delete()
        messages.success(request, _("“%s” is deleted.") % search.name)
    else:
        change(search, request.POST.get("name", ""), request.POST.get("frequency", ""))
        messages.success(request, _("“%s” is changed.") % search.name)
    return redirect("search_saved")


@csrf_exempt  # a mail program posts it by itself (RFC 8058); the signed address is what proves the right
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop somebody's mails about searches; opening the address only asks, as mail scanners open it too.

    Raises:
        Http404: the address was not made by the portal.
    """
    user_id = user_of(token)
    if user_id is None:
        raise Http404
    stopped = request.method == "POST"
    if stopped:
        stop_mail(user_id)
    return render(request, "search/stop_mail.html", {"stopped": stopped})
