"""Signed addresses on the packages' origin. They are good for some hours, for one package and for one portal."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core import signing

SALT = "courses.packages.address"
GOOD_FOR = 6 * 60 * 60
"""Seconds: a package that is left open over a working day's lunch still finds its next picture."""


@dataclass(frozen=True)
class Ticket:
    """What an address allows: to read one package, framed by the portal at `portal`, in one language."""

    package: UUID
    portal: str
    language: str
    reports: bool = False
    """Whether the package speaks to the portal's xAPI endpoint itself."""


def issue(ticket: Ticket) -> str:
    """Return the address of a package's player."""
    content = [ticket.package.hex, ticket.portal, ticket.language, ticket.reports]
    token = signing.dumps(content, salt=SALT)
    return f"{settings.PACKAGE_ORIGIN}/{token}/"


def read(token: str) -> Ticket:
    """Return what a token allows.

    Raises:
        signing.SignatureExpired: it was good once.
        signing.BadSignature: it was never issued here.
    """
    package, *rest = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    return Ticket(UUID(package), *rest)
