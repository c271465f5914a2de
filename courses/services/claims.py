"""Applied methods: somebody says so, a colleague confirms, a badge is given."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from ..models import MethodClaim
from ..selectors.credentials import case_in, method_in
from .credentials import issue_for_method


class ClaimRefused(Exception):
    """The claim cannot be made or decided so; the message says why, in the reader's language."""


def addresses_of(user: Any) -> set[str]:
    """Return the addresses that are certainly a person's own, in small letters."""
    verified = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return {address.lower() for address in (user.email, *verified) if address}


def claim(
    user: Any, *, method_key: UUID, case_key: UUID, text: str, email: str, language: str
) -> MethodClaim:
    """Note that somebody has applied a method, and write to the colleague when that is stored.

    Raise ClaimRefused when the colleague is the person, or the person already waits for an answer on this method.
    """
    if email.lower() in addresses_of(user):
        raise ClaimRefused(_("Somebody else must confirm it. Give a colleague's address."))
    try:
        with transaction.atomic():
            made = MethodClaim.objects.create(
                user=user,
                method_key=method_key,
                case_key=case_key,
                text=text,
                colleague_email=email.lower(),
                language=language,
            )
    except IntegrityError as fault:
        raise ClaimRefused(
            _("You already wait for a colleague's answer about this method.")
        ) from fault
    transaction.on_commit(lambda: ask_colleague.enqueue(str(made.pk)))
    return made


@task()
def ask_colleague(claim_id: str) -> None:
    """Write to the colleague; nothing is sent when the claim is gone or decided meanwhile."""
    found = MethodClaim.objects.filter(pk=claim_id, state=MethodClaim.State.WAITING)
    waiting = found.select_related("user").first()
    if waiting is None:
        return
    with translation.override(waiting.language):
        method = method_in(waiting.method_key, waiting.language)
        name = waiting.user.get_full_name() or waiting.user.get_username()
        context = {
            "name": name,
            "method": method.title if method else "",
            "url": settings.BASE_URL + reverse("confirm_claim", args=[waiting.pk]),
        }
        send_mail(
            _("%(name)s asks you to confirm something") % {"name": " ".join(name.split())},
            render_to_string("courses/credentials/mail_confirm.txt", context),
            settings.DEFAULT_FROM_EMAIL,
            [waiting.colleague_email],
        )


def may_decide(user: Any, waiting: MethodClaim) -> bool:
    """Tell whether this is the colleague who was asked; never the person who claims."""
    return waiting.user_id != user.pk and waiting.colleague_email in addresses_of(user)


def decide(waiting: MethodClaim, by: Any, *, confirmed: bool, comment: str = "") -> MethodClaim:
    """Confirm or decline; a confirmation gives the badge in the same transaction.

    Raise ClaimRefused when somebody else decides, or when it has been decided before.
    """
    if not may_decide(by, waiting):
        raise ClaimRefused(_("Only the colleague who was asked can answer."))
    with transaction.atomic():
        now = timezone.now()
        state = MethodClaim.State.CONFIRMED if confirmed else MethodClaim.State.DECLINED
        changed = MethodClaim.objects.filter(pk=waiting.pk, state=MethodClaim.State.WAITING).update(
            state=state, confirmer=by, comment=comment, decided_at=now
        )
        if not changed:
            raise ClaimRefused(_("This has been answered already."))
        decided = MethodClaim.objects.select_related("user").get(pk=waiting.pk)
        if confirmed:
            case = case_in(decided.case_key, decided.language)
            if case is None or not case.live:
                raise ClaimRefused(_("The case that was the evidence is no longer published."))
            decided.credential = issue_for_method(decided, case)
            decided.save(update_fields=["credential"])
    return decided


def withdraw(waiting: MethodClaim) -> None:
    """Take a claim back that has not been answered; raise ClaimRefused when it has."""
    changed = MethodClaim.objects.filter(pk=waiting.pk, state=MethodClaim.State.WAITING).update(
        state=MethodClaim.State.WITHDRAWN, decided_at=timezone.now()
    )
    if not changed:
        raise ClaimRefused(_("This has been answered already."))
