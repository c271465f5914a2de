"""Everything that the portal keeps about a person, as files that can be read."""

from __future__ import annotations

import base64
import json
import zipfile
from collections.abc import Iterable
from typing import Any, BinaryIO
from uuid import UUID

from django.conf import settings
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language

from content.models import CatalogueEntry
from courses.badges.documents import badge
from courses.calendars import calendar_of
from courses.models import Credential
from courses.xapi import statements_of

from .relations import Relation, children, relations

SECRET = {
    ("auth.user", "password"),
    ("portal.usersession", "session_key"),
    ("portal.usersession", "session_data"),
    ("mfa.authenticator", "data"),
    ("socialaccount.socialtoken", "token"),
    ("socialaccount.socialtoken", "token_secret"),
    ("courses.activitylaunch", "token_digest"),
    ("courses.activitylaunch", "session_key"),
    ("courses.cmi5session", "fetch_digest"),
    ("courses.calendarfeed", "token"),
    ("courses.review", "reviewer"),
}
"""Fields that would let whoever finds the file in as the person, or say who reviewed them."""
BRIEF = (
    "title",
    "action",
    "label",
    "created_at",
    "timestamp",
    "first_published_at",
    "comment",
    "text",
)
"""What is told of a row that is not about the person: a page, a picture or a revision that they touched."""
Row = dict[str, Any]


def _plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    if value is None or isinstance(value, (str, int, float, bool, list, dict)):
        return value
    if isinstance(value, (bytes, memoryview)):
        return base64.b64encode(bytes(value)).decode()
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _row(instance: Model, *, brief: bool) -> Row:
    label = instance._meta.label_lower
    found: Row = {}
    for field in instance._meta.concrete_fields:
        if (label, field.name) in SECRET or (brief and field.name not in BRIEF):
            continue
        found[field.name] = _plain(field.value_from_object(instance))
    return found or {"id": _plain(instance.pk)}


def _with_children(instance: Model, below: list[Relation]) -> Row:
    row = _row(instance, brief=False)
    for relation in below:
        rows = relation.rows(instance).order_by("pk")
        if listed := [_row(each, brief=False) for each in rows.iterator(500)]:
            row[relation.model._meta.model_name or ""] = listed
    return row


def _titles(data: Any) -> dict[str, str]:
    """Return the titles of everything that the data names by translation key."""
    keys: set[str] = set()

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            for name, part in value.items():
                if name.endswith("_key") and isinstance(part, str):
                    keys.add(part)
                walk(part)
        elif isinstance(value, list):
            for part in value:
                walk(part)

    walk(data)
    valid = [key for key in keys if _is_uuid(key)]
    titles: dict[str, str] = {}
    for start in range(0, len(valid), 500):
        rows = CatalogueEntry.objects.filter(translation_key__in=valid[start : start + 500])
        for key, language, title in rows.values_list("translation_key", "language", "title"):
            if language == get_language() or str(key) not in titles:
                titles[str(key)] = title
    return titles


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def everything(user: Any) -> dict[str, Any]:
    """Return all rows that point to the person, and what belongs to those, by model."""
    records: dict[str, Any] = {}
    for relation in relations():
        meta = relation.model._meta
        below = list(children(relation.model)) if relation.own else []
        rows = [
            _with_children(each, below) if relation.own else _row(each, brief=True)
            for each in relation.rows(user).order_by("pk").iterator(500)
        ]
        if rows:
            name = f"{meta.label_lower}.{relation.field.name}"
            records[name] = {"what": str(capfirst(meta.verbose_name_plural)), "rows": rows}
    data = {
        "portal": settings.WAGTAIL_SITE_NAME,
        "address": settings.BASE_URL,
        "made": timezone.now().isoformat(timespec="seconds"),
        "account": _row(user, brief=False)
        | {"groups": [group.name for group in user.groups.all()]},
        "records": records,
    }
    return data | {"titles": _titles(records)}


def write_archive(user: Any, stream: BinaryIO) -> dict[str, Any]:
    """Write a ZIP of all that is kept about a person, and return the data in it."""
    data = everything(user)
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        _write(archive, "data.json", data)
        _write(archive, "learning-xapi.json", list(statements_of(user)))
        for credential in Credential.objects.filter(user=user).order_by("pk"):
            _write(archive, f"badges/{credential.number}.json", badge(credential))
        archive.writestr("sessions.ics", calendar_of(user))
        archive.writestr("README.txt", render_to_string("portal/data_rights/readme.txt", data))
    return data


def _write(archive: zipfile.ZipFile, name: str, data: dict[str, Any] | Iterable[Any]) -> None:
    archive.writestr(name, json.dumps(data, ensure_ascii=False, indent=1, default=str))
