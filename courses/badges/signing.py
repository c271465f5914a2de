"""Data Integrity proofs of the cryptosuite eddsa-rdfc-2022.

Source: https://www.w3.org/TR/vc-di-eddsa/ (transformation, hashing, proof serialisation).
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from pyld import jsonld

from .keys import base58, private_key, verification_method

CONTEXTS = {
    "https://www.w3.org/ns/credentials/v2": "credentials-v2.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": "open-badges-3.0.3.json",
}
CREDENTIAL_CONTEXT, BADGE_CONTEXT = CONTEXTS
FOLDER = Path(__file__).parent / "contexts"


def moment(when: datetime) -> str:
    """Return a time in the form of xsd:dateTime, in UTC to the second."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@cache
def _context(url: str) -> dict[str, Any]:
    return dict(json.loads((FOLDER / CONTEXTS[url]).read_text(encoding="utf-8")))


def _load(url: str, options: dict[str, Any]) -> dict[str, Any]:
    """Give pyld a context from this folder. Any other address is a KeyError: nothing is fetched."""
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": _context(url),
    }


def _digest(document: dict[str, Any]) -> bytes:
    options = {
        "algorithm": "URDNA2015",
        "format": "application/n-quads",
        "documentLoader": _load,
    }
    return hashlib.sha256(jsonld.normalize(document, options).encode()).digest()


def signed(document: dict[str, Any], created: datetime) -> dict[str, Any]:
    """Return the document with a proof. The same document and time give the same bytes."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": moment(created),
        "verificationMethod": verification_method(),
        "proofPurpose": "assertionMethod",
    }
    hashed = _digest({"@context": document["@context"], **proof}) + _digest(document)
    return document | {"proof": proof | {"proofValue": base58(private_key().sign(hashed))}}
