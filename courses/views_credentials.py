"""Pages about credentials: one's own, the public one that verifies, and what other programs read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.utils.cache import patch_cache_control
from django.utils.text import slugify
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from content.access import visible
from content.models import CatalogueEntry

from .badges import documents, keys, status
from .forms_credentials import ClaimForm, DecisionForm, MethodForm, NumberForm
from .models import Credential, MethodClaim
from .selectors import claims as claimed
from .selectors.credentials import credential_by_number, credentials_of
from .services import claims

FOUND_BY_NUMBER = "noindex, noarchive"
NO_SUCH_NUMBER = gettext_lazy(
    "There is no certificate with this number. Look at every letter once more."
)


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _private(response: HttpResponse) -> HttpResponse:
    """Keep what names somebody out of caches and search engines."""
    response.headers["X-Robots-Tag"] = FOUND_BY_NUMBER
    patch_cache_control(response, no_store=True, private=True)
    return response


def _document(data: dict[str, Any], content_type: str, max_age: int = 0) -> HttpResponse:
    """Answer a verifier, which may run in a browser on any site: there is nothing secret in what it reads."""
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response.headers["Content-Type"] = content_type
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["X-Robots-Tag"] = FOUND_BY_NUMBER
    if max_age:
        patch_cache_control(response, public=True, max_age=max_age)
    else:
        patch_cache_control(response, no_cache=True)
    return response


# --- What other programs read -------------------------------------------------------------------


@require_safe
def did_document(request: HttpRequest) -> HttpResponse:
    return _document(keys.did_document(), "application/did+json", max_age=300)


@require_safe
def issuer_document(request: HttpRequest) -> HttpResponse:
    return _document(documents.issuer_document(), "application/ld+json", max_age=300)


@require_safe
def status_list(request: HttpRequest, number: int) -> HttpResponse:
    if number >= status.lists():
        raise Http404
    return _document(status.status_list(number), "application/vc")


@require_safe
def badge(request: HttpRequest, number: str) -> HttpResponse:
    """Give the signed badge. A revoked one is given too: the status list says what it is worth."""
    credential = _by_number(number)
    response = _private(_document(documents.badge(credential), "application/vc"))
    name = slugify(credential.title)[:60] or "badge"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.badge.json"'
    return response


@require_safe
def achievement(request: HttpRequest, kind: str, key: UUID) -> HttpResponse:
    """Lead to the course or method that a badge is about, in the language that the visitor reads."""
    rows = CatalogueEntry.objects.filter(kind=kind, translation_key=key)
    found = {entry.language: entry.url for entry in visible(rows, request)}
    if kind not in Credential.Kind.values or not found:
        raise Http404
    url = found.get(_language()) or found.get(settings.LANGUAGE_CODE) or next(iter(found.values()))
    return HttpResponseRedirect(url)


@require_safe
def badge_image(request: HttpRequest, kind: str) -> HttpResponse:
    """Lead to the drawing of a badge: its file is named anew when it changes, but badges last."""
    if kind not in Credential.Kind.values:
        raise Http404
    return HttpResponseRedirect(static(f"img/badge-{kind}.svg"))


def _by_number(number: str) -> Credential:
    credential = credential_by_number(number)
    if credential is None:
        raise Http404
    return credential


# --- The public page ----------------------------------------------------------------------------


@never_cache
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for the number of a certificate, and lead to its page."""
    asked = "number" in request.GET
    form = NumberForm(request.GET if asked else None)
    if form.is_valid():
        credential = credential_by_number(form.cleaned_data["number"])
        if credential is not None:
            return redirect("verify_credential", number=credential.number)
        form.add_error("number", NO_SUCH_NUMBER)
    return _ask_for_number(request, form)


def _ask_for_number(request: HttpRequest, form: NumberForm) -> HttpResponse:
    context = {"form": form, "did": keys.did()}
    response = render(
        request,
        "courses/credentials/verify_number.html",
        context,
        status=404 if form.is_bound else 200,
    )
    return _private(response)


@require_safe
def verify_credential(request: HttpRequest, number: str) -> HttpResponse:
    """Say the minimum about a credential: who, what, when, from whom, and whether it holds."""
    credential = credential_by_number(number)
    if credential is None:  # a slip on the way from paper: show where to look again
        form = NumberForm({"number": number})
        form.add_error("number", NO_SUCH_NUMBER)
        return _ask_for_number(request, form)
    if credential.number != number:
        return redirect("verify_credential", number=credential.number)
    context = {
        "credential": credential,
        "by_course": credential.kind == Credential.Kind.COURSE,
        "image": f"img/badge-{credential.kind}.svg",
    }
    return _private(render(request, "courses/credentials/verify.html", context))


@require_safe
def issuer(request: HttpRequest) -> HttpResponse:
    context = {"did": keys.did(), "key": keys.public_multikey()}
    return render(request, "courses/credentials/issuer.html", context)


# --- One's own ----------------------------------------------------------------------------------


@login_required
@require_safe
def my_credentials(request: HttpRequest) -> HttpResponse:
    waiting = claimed.claims_of(request.user)
    names = claimed.titles("method", [claim.method_key for claim in waiting], _language())
    context = {
        "credentials": [
            {
                "credential": credential,
                "image": f"img/badge-{credential.kind}.svg",
                "address": documents.verification_address(credential),
            }
            for credential in credentials_of(request.user)
        ],
        "claims": [
            {"claim": claim, "title": names.get(claim.method_key, _("A method that is gone"))}
            for claim in waiting
        ],
    }
    return _private(render(request, "courses/credentials/mine.html", context))


@login_required
@require_safe
def certificate(request: HttpRequest, number: str) -> HttpResponse:
    """Give one's own certificate as PDF; another's is not there, and neither is one that was revoked."""
    own = Credential.objects.filter(user=request.user.pk, revoked_at=None)
    credential = get_object_or_404(own, number=number)
    # The renderer takes a second and 20 MB to load, which no other answer needs.
    from .certificates import pdf

    response = HttpResponse(pdf(credential), content_type="application/pdf")
    name = slugify(credential.title)[:60] or "certificate"
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return _private(response)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def claim_method(request: HttpRequest) -> HttpResponse:
    """Claim to have applied a method: first which, then in which case and who can confirm it."""
    methods = claimed.methods_to_claim(request, _language())
    chosen = MethodForm(request.GET if "method" in request.GET else None, methods=methods)
    context: dict[str, Any] = {"method_form": chosen}
    if chosen.is_valid():
        key = UUID(chosen.cleaned_data["method"])
        cases = claimed.cases_of_method(request, key, _language())
        form = ClaimForm(request.POST or None, cases=cases)
        if request.method == "POST" and form.is_valid() and _claimed(request, key, form):
            return redirect("my_credentials")
        context |= {"form": form, "cases": cases, "method": dict(methods)[str(key)]}
    return _private(render(request, "courses/credentials/claim.html", context))


def _claimed(request: HttpRequest, key: UUID, form: ClaimForm) -> bool:
    values = form.cleaned_data
    try:
        claims.claim(
            request.user,
            method_key=key,
            case_key=values["case"],
            text=values["text"],
            email=values["colleague_email"],
            language=_language(),
        )
    except claims.ClaimRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Noted. Your colleague gets a letter and answers here."))
    return True


@login_required
@require_POST
def withdraw_claim(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    claim = get_object_or_404(MethodClaim, pk=claim_id, user=request.user.pk)
    try:
        claims.withdraw(claim)
    except claims.ClaimRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("You have taken it back."))
    return redirect("my_credentials")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_claim(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Let the colleague who was asked confirm or decline; for everybody else the page is not there."""
    claim = get_object_or_404(MethodClaim.objects.select_related("user"), pk=claim_id)
    if not claims.may_decide(request.user, claim):
        raise Http404
    form = DecisionForm(request.POST or None)
    answer = request.POST.get("answer")
    if answer in ("confirm", "decline") and form.is_valid():
        confirmed, comment = answer == "confirm", form.cleaned_data["comment"]
        try:
            claims.decide(claim, request.user, confirmed=confirmed, comment=comment)
        except claims.ClaimRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Thank you for your answer."))
        return redirect("confirm_claim", claim_id=claim.pk)
    method_titles = claimed.titles("method", [claim.method_key], _language())
    entry = visible(
        CatalogueEntry.objects.filter(kind="case", translation_key=claim.case_key), request
    ).first()
    context = {
        "claim": claim,
        "name": claim.user.get_full_name() or claim.user.get_username(),
        "method": method_titles.get(claim.method_key, _("A method that is gone")),
        "case": entry,
        "form": form,
        "waiting": claim.state == MethodClaim.State.WAITING,
    }
    return _private(render(request, "courses/credentials/confirm.html", context))
