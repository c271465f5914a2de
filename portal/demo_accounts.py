"""The demo's accounts: one for each group, with a password that everybody knows."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

from .groups import GROUPS

PASSWORD = "sluss-demo-2026"  # noqa: S105 - printed on the screen on purpose; refused in production
DOMAIN = "demo.idesluss.example"


@transaction.atomic
def create_demo_accounts() -> None:
    """Make what is missing; accounts that exist keep their password."""
    password = make_password(PASSWORD)  # once for all: hashing is slow on purpose
    for group in GROUPS:
        user, created = get_user_model().objects.get_or_create(
            username=group.account,
            defaults={
                "email": f"{group.account}@{DOMAIN}",
                "first_name": group.demo_name,
                "is_superuser": group.everything,
                "is_staff": group.everything,
            },
        )
        if created:
            user.password = password
            user.save()
            EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        user.groups.add(Group.objects.get(name=group.name))


def accounts() -> list[tuple[str, str, str]]:
    """Return user name, password and what the account may do, for printing."""
    return [(group.account, PASSWORD, group.purpose) for group in GROUPS]
