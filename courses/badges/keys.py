"""Who signs: the portal's Ed25519 key, and the identifier under which others find its public half.

The issuer is `did:web:<host>`. Verifiers fetch `/.well-known/did.json`, which holds the key of today and those of
yesterday, so that a badge outlives the key that signed it.
"""

from __future__ import annotations

import base64
import binascii
from typing import Any
from urllib.parse import quote, urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
ED25519_PUBLIC = b"\xed\x01"
"""Prefix of a public Ed25519 key in multicodec."""


def base58(data: bytes) -> str:
    """Return bytes in base 58 as Bitcoin writes it, with the `z` in front that multibase asks for."""
    number, digits = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        digits = ALPHABET[digit] + digits
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "z" + ALPHABET[0] * zeros + digits


def private_key() -> Ed25519PrivateKey:
    """Return the key that signs; raise ImproperlyConfigured if the setting holds none."""
    text = settings.CREDENTIAL_KEY
    try:
        seed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        return Ed25519PrivateKey.from_private_bytes(seed)
    except (ValueError, binascii.Error) as fault:
        raise ImproperlyConfigured("CREDENTIAL_KEY must be 32 random bytes in base64url") from fault


def public_multikey() -> str:
    """Return the public half of the key, as verifiers read it."""
    return base58(ED25519_PUBLIC + private_key().public_key().public_bytes_raw())


def did() -> str:
    """Return the issuer's identifier, which is the portal's own address."""
    return "did:web:" + quote(urlsplit(settings.BASE_URL).netloc, safe="")


def verification_method() -> str:
    """Return the identifier of today's key."""
    return f"{did()}#{public_multikey()}"


def did_document() -> dict[str, Any]:
    """Return what stands at `/.well-known/did.json`: every key that a badge of ours may be signed with."""
    keys = [public_multikey(), *settings.CREDENTIAL_RETIRED_KEYS]
    methods = [
        {
            "id": f"{did()}#{key}",
            "type": "Multikey",
            "controller": did(),
            "publicKeyMultibase": key,
        }
        for key in keys
    ]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did(),
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }
