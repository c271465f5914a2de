"""The status list: one bit for each credential, which tells everybody whether it has been revoked.

Source: https://www.w3.org/TR/vc-bitstring-status-list/ . A list is 16 kB of bits, compressed; who asks for it does not
say which credential is meant.
"""

from __future__ import annotations

import base64
import gzip
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, Max
from django.urls import reverse

from ..models import Credential, StatusEntry
from .keys import did, verification_method
from .signing import CREDENTIAL_CONTEXT, moment, signed

LENGTH = 131_072
"""Places in a list; the least that the standard allows, so that a single place says little."""
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
"""From when a list is valid in which nothing has been revoked."""
KEPT_SECONDS = 3600


def list_address(number: int) -> str:
    return settings.BASE_URL + reverse("status_list", args=[number])


def status_of(credential: Credential) -> dict[str, Any]:
    """Return where a credential's bit is."""
    number, place = divmod(credential.status_index, LENGTH)
    return {
        "id": f"{list_address(number)}#{place}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(place),
        "statusListCredential": list_address(number),
    }


def lists() -> int:
    """Return how many lists there are; the first is there from the start."""
    highest = StatusEntry.objects.aggregate(last=Max("pk"))["last"] or 0
    return int(highest) // LENGTH + 1


def encoded(revoked: list[int]) -> str:
    """Return the bits of a list, those at `revoked` set; the leftmost bit is place 0."""
    bits = bytearray(LENGTH // 8)
    for place in revoked:
        bits[place // 8] |= 128 >> place % 8
    packed = gzip.compress(bytes(bits), mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def status_list(number: int) -> dict[str, Any]:
    """Return a list as a signed credential. It is signed anew when something has been revoked, and kept until then."""
    first = number * LENGTH
    revoked = StatusEntry.objects.filter(
        pk__gte=first, pk__lt=first + LENGTH, revoked_at__isnull=False
    )
    state = revoked.aggregate(count=Count("pk"), latest=Max("revoked_at"))
    changed = state["latest"] or BEGINNING
    key = f"status-list:{verification_method()}:{number}:{state['count']}:{changed.timestamp()}"
    kept: dict[str, Any] | None = cache.get(key)
    if kept is not None:
        return kept
    places = [pk - first for pk in revoked.values_list("pk", flat=True)]
    document = {
        "@context": [CREDENTIAL_CONTEXT],
        "id": list_address(number),
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did(),
        "validFrom": moment(changed),
        "credentialSubject": {
            "id": f"{list_address(number)}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded(places),
        },
    }
    made = signed(document, changed)
    cache.set(key, made, KEPT_SECONDS)
    return made
