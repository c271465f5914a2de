"""Erases a person: what is theirs goes, what counts stays without a name, what others answer for stays."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.log_actions import log as log_action
from wagtail.models import ModelLogEntry

from content.signals import erasing

from .relations import Relation, relations


class NeedsSuccessor(Exception):
    """Something must have an owner; the message names it."""


@dataclass
class Report:
    """How many rows go, and how many stay without a name, by model."""

    gone: dict[str, int] = field(default_factory=dict)
    anonymous: dict[str, int] = field(default_factory=dict)
    handed_over: dict[str, int] = field(default_factory=dict)


def _counts(user: Any) -> list[tuple[Relation, int]]:
    counted = [(relation, relation.rows(user).count()) for relation in relations()]
    return [(relation, number) for relation, number in counted if number]


def look(user: Any) -> Report:
    """Return what erasing would do, and do nothing."""
    report = Report()
    for relation, number in _counts(user):
        if relation.goes:
            target = report.gone
        elif relation.holds:
            target = report.handed_over
        else:
            target = report.anonymous
        label = relation.model._meta.label
        target[label] = target.get(label, 0) + number
    return report


def erase(user: Any, *, by: Any = None, successor: Any = None, reason: str = "") -> Report:
    """Erase the account and everything that names the person, in one transaction, and log that it was done.

    Raise NeedsSuccessor if the person owns something that must have an owner and nobody was named for it.
    """
    with transaction.atomic():
        person = get_user_model().objects.select_for_update().get(pk=user.pk)
        report = look(person)
        if report.handed_over and successor is None:
            raise NeedsSuccessor(", ".join(sorted(report.handed_over)))
        erasing.send(sender=type(person), user=person)
        for relation, _number in _counts(person):
            if relation.dangles:
                relation.rows(person).update(**{relation.field.name: None})
            elif relation.holds:
                relation.rows(person).update(**{relation.field.name: successor})
        _forget_traces(person)
        number = person.pk
        person.delete()
        _remember(number, by, reason, report)
    return report


def _forget_traces(person: Any) -> None:
    """Take away what names the account without pointing to it by a foreign key: entries of logs."""
    kind = ContentType.objects.get_for_model(person)
    ModelLogEntry.objects.filter(content_type=kind, object_id=str(person.pk)).update(
        label="", data={}
    )


def _remember(number: int, by: Any, reason: str, report: Report) -> None:
    """Keep that an account was erased, when, by whom and why; the number alone tells which."""
    erased = get_user_model()(pk=number)
    data = {
        "reason": reason,
        "gone": report.gone,
        "anonymous": report.anonymous,
        "handed_over": report.handed_over,
    }
    log_action(erased, "portal.erase_person", user=by, title=f"#{number}", data=data)
