"""Mail about sessions: to whom, in which language, once, and never what is no longer so."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone
from icalendar import Calendar
from wagtail.users.models import UserProfile

from courses.models import SessionNotice
from courses.services import session_mail
from courses.services.session_mail import HOLD, send_session_mail
from courses.services.sessions import register, save_session, unregister
from tests.courses.conftest import at_time
from tests.courses.sessioning import DAY, LINK, begins, people, session, swedish, to
from tests.factories import CourseFactory, translate

pytestmark = pytest.mark.django_db

BACKEND = "django.core.mail.backends.locmem.EmailBackend.send_messages"


def attached(letter: Any) -> Any:
    [part] = letter.attachments
    assert part.get_content_type() == "text/calendar"
    [event] = Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")
    return event


def test_the_confirmation_has_the_calendar_file() -> None:
    row, [user] = session(CourseFactory(title="Leda förändring")), people(1)
    register(user, row.pk)
    assert send_session_mail().sent == 1
    assert send_session_mail().sent == 0
    [letter] = to(user)
    assert letter.subject.endswith("Du har en plats: Leda förändring")
    assert "Sal 3, Stadshuset" in letter.body
    assert f"/sv/learning/sessions/{row.pk}/" in letter.body
    assert attached(letter)["UID"].startswith(f"session-{row.pk}@")


def test_each_reads_the_own_language_and_only_those_with_a_place_the_link() -> None:
    course = CourseFactory(title="Leda förändring")
    translate(course, "Leading change")
    row, (one, two) = session(course, places=1, mode="online", venue="", link=LINK), people(2)
    UserProfile.objects.create(user=two, preferred_language="en")
    register(one, row.pk)
    register(two, row.pk)
    send_session_mail()
    assert LINK in to(one)[0].body
    [waiting] = to(two)
    assert "Leading change" in waiting.subject
    assert "number 1 on the waiting list" in waiting.body
    assert LINK not in waiting.body
    assert waiting.attachments == []
    unregister(one, row.pk)
    send_session_mail()
    promoted = to(two)[1]
    assert "A place has come free" in promoted.body
    assert LINK in promoted.body


def test_what_is_no_longer_so_is_not_told() -> None:
    row, (one, two) = session(), people(2)
    register(one, row.pk)
    unregister(one, row.pk)
    register(two, row.pk)
    row.cancelled, row.cancellation_reason = True, "För få anmälda"
    save_session(row)
    send_session_mail()
    [letter] = mail.outbox
    assert letter.to == [two.email]
    assert "Skäl: För få anmälda" in letter.body
    assert attached(letter)["STATUS"] == "CANCELLED"
    assert not SessionNotice.objects.filter(sent_at=None).exists()


def test_closed_accounts_and_those_without_address_get_none() -> None:
    row, (one, two) = session(), people(2)
    for user in (one, two):
        register(user, row.pk)
    one.is_active, two.email = False, ""
    one.save()
    two.save()
    assert send_session_mail().sent == 0
    assert mail.outbox == []


def test_a_server_that_is_down_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    row, [user] = session(), people(1)
    register(user, row.pk)

    def away(*args: Any) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr(BACKEND, away)
        with pytest.raises(CommandError):
            call_command("send_session_mail", verbosity=0)
    call_command("send_session_mail", verbosity=0)
    assert len(to(user)) == 1


def test_two_at_once_send_once(monkeypatch: pytest.MonkeyPatch) -> None:
    row, [user] = session(), people(1)
    register(user, row.pk)
    compose = session_mail._mail

    def meanwhile(notice: Any) -> Any:
        monkeypatch.setattr(session_mail, "_mail", compose)
        send_session_mail()
        return compose(notice)

    monkeypatch.setattr(session_mail, "_mail", meanwhile)
    send_session_mail()
    assert len(to(user)) == 1


def test_what_a_killed_process_held_is_sent_later() -> None:
    row, [user] = session(), people(1)
    register(user, row.pk)
    now = timezone.now()
    SessionNotice.objects.update(held_until=now + HOLD)
    assert send_session_mail(now).sent == 0
    assert send_session_mail(now + 2 * HOLD).sent == 1


def test_nothing_to_send_costs_two_queries(django_assert_num_queries: Any) -> None:
    row, [user] = session(starts_at=timezone.now() + 20 * DAY), people(1)
    register(user, row.pk)
    send_session_mail()
    with django_assert_num_queries(2):
        send_session_mail()


# --- The day before ------------------------------------------------------------------------------


@pytest.fixture
def tomorrow() -> Any:
    """A session on Sunday 25 October 2026, when clocks go back, and somebody who registered on Monday."""
    with at_time("2026-10-19 08:00"):
        row, (user, late) = session(starts_at=swedish("2026-10-25T09:00")), people(2)
        register(user, row.pk)
        send_session_mail()
    mail.outbox.clear()
    return row, user, late


def reminded(at: str) -> int:
    with at_time(at):
        send_session_mail()
    number = len(mail.outbox)
    mail.outbox.clear()
    return number


def test_the_reminder_goes_once_from_seven_the_day_before(tomorrow: Any) -> None:
    row, user, late = tomorrow
    assert reminded("2026-10-24 04:59") == 0
    with at_time("2026-10-24 05:00"):
        send_session_mail()
    [letter] = to(user)
    assert "söndag 25 oktober 2026, 09:00–11:00" in letter.body
    mail.outbox.clear()
    with at_time("2026-10-24 06:00"):
        register(late, row.pk)
    assert reminded("2026-10-24 06:01") == 1, "the confirmation alone"
    assert reminded("2026-10-25 07:00") == 0


def test_a_missed_reminder_is_made_up_until_it_begins(tomorrow: Any) -> None:
    _row, _user, _late = tomorrow
    assert reminded("2026-10-25 08:01") == 0, "it has begun: nine is eight in UTC"
    assert reminded("2026-10-25 07:30") == 1


def test_no_reminder_of_what_is_cancelled_and_a_new_one_of_what_is_moved(tomorrow: Any) -> None:
    row, _user, _late = tomorrow
    row.cancelled = True
    row.save()
    assert reminded("2026-10-24 12:00") == 0
    row.cancelled = False
    row.save()
    assert reminded("2026-10-24 12:01") == 1
    begins(row, swedish("2026-10-27T09:00"))
    assert reminded("2026-10-25 12:00") == 0
    assert reminded("2026-10-26 12:00") == 1
    assert reminded("2026-10-26 12:01") == 0


def test_who_only_waits_is_not_reminded(tomorrow: Any) -> None:
    row, user, late = tomorrow
    row.places = 1
    row.save()
    with at_time("2026-10-20 08:00"):
        register(late, row.pk)
        send_session_mail()
    mail.outbox.clear()
    with at_time("2026-10-24 12:00"):
        send_session_mail()
    assert [letter.to for letter in mail.outbox] == [[user.email]]
    assert SessionNotice.objects.get(kind="reminder").day == datetime.date(2026, 10, 25)
