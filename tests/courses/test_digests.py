"""The weekly mail: to whom, about what, in which language, and never twice."""

from __future__ import annotations

import datetime
import smtplib
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.users.models import UserProfile

from courses.models import Assignment, DigestRun, Enrolment, LearningDigest, Submission
from courses.services import digests
from courses.services.digests import send_digests, week_of
from tests.courses.conftest import small_course
from tests.courses.reviewing import TEXT, answer, coach, course_with_review, hand_in
from tests.courses.test_attendance import learn
from tests.factories import CourseFactory, UserFactory, translate
from tests.factories.organisation import UnitFactory, join

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
BACKEND = "django.core.mail.backends.locmem.EmailBackend.send_messages"


@pytest.fixture
def duty() -> dict[str, Any]:
    """A manager and one person with a course whose last day was yesterday."""
    chief, person = UserFactory(), UserFactory()
    unit, course = UnitFactory(manager=chief), CourseFactory(title="Leda förändring")
    join(unit, person)
    Assignment.objects.create(
        course_key=course.translation_key, unit=unit, due_on=timezone.localdate() - DAY
    )
    return {"chief": chief, "person": person, "course": course, "unit": unit}


def to(user: Any) -> list[Any]:
    return [each for each in mail.outbox if each.to == [user.email]]


def test_the_learner_is_told_what_is_late_and_the_manager_the_numbers(duty: Any) -> None:
    assert send_digests().finished
    [letter] = to(duty["person"])
    assert "Leda förändring" in letter.body
    assert "Sista dagen var" in letter.body
    assert duty["course"].url in letter.body
    [letter] = to(duty["chief"])
    assert "Klara 0, pågår 0, inte börjat 0, försenade 1." in letter.body
    assert duty["person"].username not in letter.body
    assert len(mail.outbox) == 2


def test_the_manager_reads_who_waits_for_a_session() -> None:
    chief, person = UserFactory(), UserFactory()
    unit, small = UnitFactory(manager=chief), small_course(require_attendance=True)
    join(unit, person)
    Assignment.objects.create(
        course_key=small.course.translation_key, unit=unit, due_on=timezone.localdate() + DAY
    )
    learn(small, person)
    send_digests()
    [letter] = to(chief)
    assert "Klara 0, väntar på kurstillfälle 1, pågår 0, inte börjat 0, försenade 0." in letter.body


# --- Coaches -----------------------------------------------------------------------------------------


@pytest.fixture
def waiting() -> Any:
    """A coach, and a reflection that waits for one."""
    lesson, reader, learner = course_with_review(), coach(), UserFactory(first_name="Hemlig")
    hand_in(learner, lesson)
    return {"lesson": lesson, "coach": reader, "learner": learner}


def test_a_coach_is_told_once_how_many_wait_and_never_who(waiting: Any) -> None:
    hand_in(UserFactory(), waiting["lesson"])
    send_digests()
    assert send_digests().sent == 0
    [letter] = mail.outbox
    assert letter.to == [waiting["coach"].email]
    assert letter.subject.endswith("Reflektioner väntar på att du granskar dem")
    assert "2 reflektioner väntar på att du granskar dem:" in letter.body
    assert "/sv/learning/review/" in letter.body
    for secret in ("Hemlig", waiting["learner"].username, TEXT):
        assert secret not in letter.body


def test_a_coach_reads_it_in_the_own_language_and_in_the_same_letter(
    waiting: Any, duty: Any
) -> None:
    join(duty["unit"], waiting["coach"])
    UserProfile.objects.create(user=waiting["coach"], preferred_language="en")
    send_digests()
    [letter] = to(waiting["coach"])
    assert letter.subject.endswith("Your learning this week")
    assert "The last day was" in letter.body
    assert "1 reflection waits for your review:" in letter.body
    assert "/en/learning/review/" in letter.body
    [letter] = to(duty["person"])
    assert "reflektion" not in letter.body


def test_who_has_nothing_to_review_gets_no_letter(waiting: Any) -> None:
    UserFactory(is_superuser=True)
    coach(is_active=False)
    other = coach()
    send_digests()
    assert len(mail.outbox) == 2, "both coaches"
    DigestRun.objects.all().delete()
    LearningDigest.objects.all().delete()
    mail.outbox.clear()
    answer(other, Submission.objects.get())
    mail.outbox.clear()
    assert send_digests().finished
    assert mail.outbox == []


def test_a_coachs_own_reflection_waits_for_others(waiting: Any) -> None:
    Submission.objects.update(user=waiting["coach"])
    assert send_digests().finished
    assert mail.outbox == []


def test_nobody_is_told_twice_a_week(duty: Any, django_assert_num_queries: Any) -> None:
    send_digests()
    with django_assert_num_queries(1):
        assert send_digests().sent == 0
    assert send_digests(timezone.now() + 7 * DAY).sent == 2
    assert len(to(duty["person"])) == 2


def test_what_is_done_is_never_told(duty: Any) -> None:
    Enrolment.objects.create(
        user=duty["person"],
        course_key=duty["course"].translation_key,
        completed_at=timezone.now(),
    )
    assert send_digests().finished
    assert mail.outbox == []


def test_what_is_far_off_or_has_no_last_day_waits(duty: Any) -> None:
    for due in (None, timezone.localdate() + 60 * DAY):
        Assignment.objects.update(due_on=due)
        assert send_digests().finished
        DigestRun.objects.all().delete()
    assert mail.outbox == []


def test_in_the_persons_language(duty: Any) -> None:
    UserProfile.objects.create(user=duty["person"], preferred_language="en")
    translate(duty["course"], "Leading change")
    send_digests()
    [letter] = to(duty["person"])
    assert "Leading change" in letter.body
    assert "The last day was" in letter.body


def test_closed_accounts_and_those_without_address_get_none(duty: Any) -> None:
    duty["person"].is_active = False
    duty["person"].save()
    duty["chief"].email = ""
    duty["chief"].save()
    assert send_digests().finished
    assert mail.outbox == []


def test_a_server_that_is_down_is_asked_again(duty: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: Any) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr(BACKEND, away)
        with pytest.raises(CommandError):
            call_command("send_learning_digest", stdout=StringIO())
    assert not DigestRun.objects.exists()
    call_command("send_learning_digest", verbosity=0)
    assert len(to(duty["person"])) == len(to(duty["chief"])) == 1


def test_a_refused_mail_is_given_up_and_the_others_come(
    duty: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.mail.backends.locmem import EmailBackend

    send = EmailBackend.send_messages

    def choosy(self: Any, letters: Any) -> int:
        if letters[0].to == [duty["person"].email]:
            raise smtplib.SMTPRecipientsRefused({})
        return send(self, letters)

    monkeypatch.setattr(EmailBackend, "send_messages", choosy)
    now = timezone.now()
    for number in range(digests.MOST_FAILURES):
        assert not DigestRun.objects.exists()
        send_digests(now + number * digests.HOLD * 1.1)
    assert DigestRun.objects.exists()
    assert len(to(duty["chief"])) == 1


def test_what_another_is_sending_is_left_alone_until_it_has_died(duty: Any) -> None:
    now = timezone.now()
    LearningDigest.objects.create(
        user=duty["person"], week=week_of(now), held_until=now + digests.HOLD
    )
    outcome = send_digests(now)
    assert not outcome.finished
    assert to(duty["person"]) == []
    assert send_digests(now + 2 * digests.HOLD).finished
    assert len(to(duty["person"])) == 1


def test_two_at_once_send_once(duty: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    compose = digests.content_for

    def meanwhile(user: Any, language: str) -> Any:
        monkeypatch.setattr(digests, "content_for", compose)
        send_digests()
        return compose(user, language)

    monkeypatch.setattr(digests, "content_for", meanwhile)
    send_digests()
    assert len(to(duty["person"])) == len(to(duty["chief"])) == 1


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        ("2026-11-23T05:59:00+00:00", datetime.date(2026, 11, 16)),
        ("2026-11-23T06:00:00+00:00", datetime.date(2026, 11, 23)),
        ("2026-11-29T22:00:00+00:00", datetime.date(2026, 11, 23)),
        ("2026-07-06T05:00:00+00:00", datetime.date(2026, 7, 6)),
    ],
)
def test_a_week_begins_on_monday_at_seven_in_sweden(moment: str, week: datetime.date) -> None:
    assert week_of(datetime.datetime.fromisoformat(moment)) == week
