"""Where the packages of others run, and why an origin may not be that. Imports nothing that needs the settings."""

from __future__ import annotations

from urllib.parse import urlsplit

LOOPBACK = ("localhost", "127.0.0.1", "::1")


def default_origin(portal: str) -> str:
    """Return an origin for a portal on this machine: browsers find `packages.localhost` without a name server.

    Another port would not do, since cookies are not kept apart by ports. Empty for a portal that others reach.
    """
    parts = urlsplit(portal)
    if parts.scheme != "http" or parts.hostname not in LOOPBACK:
        return ""
    return f"http://packages.localhost:{parts.port}" if parts.port else "http://packages.localhost"


def faults(origin: str, portal: str) -> list[str]:
    """Return what is unsafe about the packages' origin; nothing if it is empty and packages are off."""
    if not origin:
        return []
    own, parts = urlsplit(portal), urlsplit(origin)
    if not parts.hostname or parts.path or parts.query or parts.fragment or parts.username:
        return ["PACKAGE_ORIGIN: name scheme and host alone, for example https://packages.example"]
    found = []
    if parts.hostname == own.hostname:
        found.append(
            "PACKAGE_ORIGIN: must be another host name than the portal's, not just another port:"
            " packages run scripts of others, and cookies are not kept apart by ports"
        )
    if own.scheme == "https" and parts.scheme != "https":
        found.append("PACKAGE_ORIGIN: must start with https:// as the portal's address does")
    return found


def hosts(allowed: list[str], origin: str) -> list[str]:
    """Return the host names that are answered, the packages' own among them."""
    host = urlsplit(origin).hostname
    return [*allowed, host] if host and host not in allowed else allowed
