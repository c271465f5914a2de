"""The portal that every test stands on, when a transactional test has flushed it away."""

from __future__ import annotations

from django.db import connection


def bring_back() -> None:
    """Write the skeleton again if it is gone."""
    from django.contrib.contenttypes.models import ContentType
    from wagtail.models import Page

    if not Page.objects.exists():
        ContentType.objects.all().delete()  # who asks for one meanwhile has it written anew
        connection.creation.deserialize_db_from_string(connection._test_serialized_contents)
