"""Certificates are given once, kept as they were, and taken back at once."""

from __future__ import annotations

import re
import threading

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from wagtail.models import ModelLogEntry

from courses.models import Credential, LearningEvent, StatusEntry
from courses.models.credentials import new_number
from courses.services import credentials
from courses.signals import course_completed
from tests.courses.credentialing import OUTCOMES, certificate, completed, course
from tests.factories import UserFactory


@pytest.mark.django_db
def test_a_completed_course_gives_a_certificate_when_it_says_so():
    enrolment = completed(course())
    course_completed.send(sender=None, enrolment=enrolment)
    credential = Credential.objects.get()
    assert (credential.name, credential.title) == ("Åsa Öberg", "Leda förändring")
    assert credential.details["outcomes"] == OUTCOMES
    assert credential.details["minutes"] == 30
    assert credential.details["completed_on"] == timezone.localdate().isoformat()
    assert StatusEntry.objects.filter(pk=credential.status_index, revoked_at=None).exists()
    event = LearningEvent.objects.get(verb="earned")
    assert (event.user, event.object_key) == (enrolment.user, enrolment.course_key)


@pytest.mark.django_db
def test_nothing_is_given_where_nothing_is_due():
    without = completed(course(gives_certificate=False))
    begun = completed(course(title="Inte klar"))
    begun.completed_at = None
    gone = completed(course(title="Borta"))
    gone.user = None
    assert [credentials.issue(each) for each in (without, begun, gone)] == [None, None, None]
    assert not Credential.objects.exists()
    assert not StatusEntry.objects.exists()


@pytest.mark.django_db
def test_it_keeps_its_words_when_course_and_person_change():
    page = course()
    credential = credentials.issue(completed(page))
    page.title = "Något annat"
    page.save_revision().publish()
    credential.user.first_name = "Annan"
    credential.user.save()
    credential.refresh_from_db()
    assert (credential.name, credential.title) == ("Åsa Öberg", "Leda förändring")


@pytest.mark.django_db
def test_asking_again_gives_the_same_and_after_revocation_no_new_one_unless_meant():
    enrolment = completed(course())
    first = credentials.issue(enrolment)
    assert credentials.issue(enrolment) == first
    credentials.revoke(first, "Fel person", UserFactory())
    assert credentials.issue(enrolment) == first
    second = credentials.issue(enrolment, again=True)
    assert second != first
    assert second.revoked_at is None
    assert second.status_index != first.status_index


@pytest.mark.django_db
def test_revocation_is_marked_logged_and_done_once():
    credential, admin = certificate(), UserFactory()
    credentials.revoke(credential, "Utfärdat av misstag", admin)
    credential.refresh_from_db()
    assert credential.revocation_reason == "Utfärdat av misstag"
    assert StatusEntry.objects.get(pk=credential.status_index).revoked_at is not None
    entry = ModelLogEntry.objects.get(action="courses.revoke_credential")
    assert (entry.user, entry.data["reason"]) == (admin, "Utfärdat av misstag")
    with pytest.raises(credentials.AlreadyRevoked):
        credentials.revoke(credential, "Igen", admin)


@pytest.mark.django_db
def test_what_was_missed_is_given_by_the_command(capsys):
    page = course()
    completed(page)
    revoked = credentials.issue(completed(page, UserFactory()))
    credentials.revoke(revoked, "Fusk", None)
    call_command("issue_credentials")
    assert "1 certificate" in capsys.readouterr().out
    call_command("issue_credentials")
    assert "0 certificates" in capsys.readouterr().out
    assert Credential.objects.filter(revoked_at=None).count() == 1


def test_numbers_are_long_random_and_easy_to_read():
    numbers = {new_number() for _ in range(1000)}
    assert len(numbers) == 1000
    assert all(re.fullmatch(r"[0-9a-hjkmnp-tv-z]{26}", number) for number in numbers)


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_give_one():
    enrolment = completed(course())
    barrier, given, failed = threading.Barrier(50), [], []

    def work() -> None:
        try:
            barrier.wait(30)
            given.append(credentials.issue(enrolment).pk)
        except Exception as fault:  # noqa: BLE001 - told below, in the thread that can fail the test
            failed.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert failed == []
    assert len(given) == 50
    assert len(set(given)) == 1
    assert Credential.objects.count() == LearningEvent.objects.filter(verb="earned").count() == 1
    assert StatusEntry.objects.count() == 1
