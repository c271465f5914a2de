"""What a badge says, and who issued it, as Open Badges 3.0.

Source: https://www.imsglobal.org/spec/ob/v3p0/ (AchievementCredential, Profile). Everything comes from the row of the
credential, which keeps the words that it was issued with; so it can be signed anew at any time, with the same bytes.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from ..models import Credential
from .keys import did
from .signing import BADGE_CONTEXT, CREDENTIAL_CONTEXT, moment, signed
from .status import status_of

Document = dict[str, Any]
ACHIEVEMENT_TYPES = {Credential.Kind.COURSE: "Course", Credential.Kind.METHOD: "Competency"}


def absolute(path: str) -> str:
    """Return a path as an address that holds anywhere."""
    return settings.BASE_URL + path


def badge_address(credential: Credential) -> str:
    return absolute(reverse("badge", args=[credential.number]))


def verification_address(credential: Credential) -> str:
    """Return the address of the public page about a credential, in the language it was issued in."""
    with translation.override(credential.language):
        return absolute(reverse("verify_credential", args=[credential.number]))


def issuer_profile() -> Document:
    """Return who issues, as it stands in every badge."""
    return {
        "id": did(),
        "type": ["Profile"],
        "name": settings.WAGTAIL_SITE_NAME,
        "url": absolute("/"),
        "description": str(_("A portal where municipalities share cases, methods and courses.")),
    }


def issuer_document() -> Document:
    return {"@context": [CREDENTIAL_CONTEXT, BADGE_CONTEXT], **issuer_profile()}


def achievement(credential: Credential) -> Document:
    """Return what one must have done to be given a credential like this."""
    address = reverse("achievement", args=[credential.kind, credential.subject_key])
    return {
        "id": absolute(address),
        "type": ["Achievement"],
        "achievementType": ACHIEVEMENT_TYPES[Credential.Kind(credential.kind)],
        "name": credential.title,
        "description": credential.details.get("summary") or credential.title,
        "criteria": {"narrative": criteria(credential)},
        "inLanguage": credential.language,
        "image": {
            "id": absolute(reverse("badge_image", args=[credential.kind])),
            "type": "Image",
            "caption": badge_caption(credential),
        },
    }


def badge_caption(credential: Credential) -> str:
    if credential.kind == Credential.Kind.COURSE:
        return _("A boat in a sluice: a completed course at Idéslussen")
    return _("A sluice gate with a tick: a method applied, at Idéslussen")


def criteria(credential: Credential) -> str:
    """Return the criteria in words; for a course what one is able to do after it."""
    if credential.kind == Credential.Kind.METHOD:
        return _(
            "Has applied the method in a case of their own. A colleague who was there has confirmed it."
        )
    said = [_("Has met what the course asks for to be completed.")]
    if outcomes := credential.details.get("outcomes"):
        said += [_("Afterwards one can:"), *(f"- {outcome}" for outcome in outcomes)]
    return "\n".join(said)


def unsigned_badge(credential: Credential) -> Document:
    """Return the badge without a proof, in the credential's own language."""
    with translation.override(credential.language):
        document: Document = {
            "@context": [CREDENTIAL_CONTEXT, BADGE_CONTEXT],
            "id": badge_address(credential),
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": credential.title,
            "issuer": issuer_profile(),
            "validFrom": moment(credential.issued_at),
            "credentialSubject": {
                "type": ["AchievementSubject"],
                "identifier": [
                    {
                        "type": "IdentityObject",
                        "identityHash": credential.name,
                        "identityType": "name",
                        "hashed": False,
                    }
                ],
                "achievement": achievement(credential),
            },
            "credentialStatus": status_of(credential),
        }
        if evidence := _evidence(credential):
            document["evidence"] = evidence
        return document


def _evidence(credential: Credential) -> list[Document]:
    if credential.kind != Credential.Kind.METHOD:
        return []
    details = credential.details
    return [
        {
            "id": details["case_url"],
            "type": ["Evidence"],
            "name": details["case"],
            "narrative": details["text"],
        }
    ]


def badge(credential: Credential) -> Document:
    """Return the signed badge."""
    return signed(unsigned_badge(credential), credential.issued_at)
