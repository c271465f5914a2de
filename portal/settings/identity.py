"""What the settings work out about logins and keys. Imports nothing that needs the settings."""

from __future__ import annotations

import base64
import binascii
from typing import Any
from urllib.parse import urlsplit


def identity_provider_origins(
    oidc: list[dict[str, Any]], saml: list[dict[str, Any]], more: list[str]
) -> list[str]:
    """Return the origins that the login form may lead to, for the content policy's `form-action`.

    Browsers apply it to redirects too, so a provider that is not named cannot be reached from the form.
    """
    addresses = [app.get("settings", {}).get("server_url", "") for app in oidc]
    for app in saml:
        provider = app.get("settings", {}).get("idp", {})
        addresses += [provider.get(name, "") for name in ("sso_url", "slo_url", "metadata_url")]
    parts = [urlsplit(address) for address in [*addresses, *more] if address]
    return sorted({f"{part.scheme}://{part.netloc}" for part in parts if part.netloc})


def is_credential_key(text: str) -> bool:
    """Say whether a text can be the key that badges are signed with: 32 bytes in base64url, not all alike."""
    try:
        seed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        return False
    return len(seed) == 32 and len(set(seed)) > 5
