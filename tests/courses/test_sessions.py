"""Places and the waiting list: never too many, nobody forgotten, whatever comes at once."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from content.signals import erasing
from courses.models import (
    Enrolment,
    LearningEvent,
    SessionNotice,
    SessionRegistration,
    TrainingSession,
)
from courses.services.attendance import mark_attendance
from courses.services.sessions import RegistrationRefused, register, save_session, unregister
from portal.data_rights.erasing import erase
from tests.courses.sessioning import DAY, HOUR, begins, people, session, to
from tests.courses.test_learning import at_once
from tests.factories import CourseFactory, UserFactory

pytestmark = pytest.mark.django_db

State = SessionRegistration.State


def states(row: TrainingSession) -> list[str]:
    return list(row.registrations.order_by("pk").values_list("state", flat=True))


def notices(row: TrainingSession) -> list[tuple[Any, str]]:
    return list(row.notices.order_by("pk").values_list("user_id", "kind"))


def test_first_come_first_served() -> None:
    row, (one, two, three) = session(), people(3)
    assert [register(user, row.pk).state for user in (one, two, three)] == [
        "placed", "placed", "waiting",
    ]  # fmt: skip
    row.refresh_from_db()
    assert (row.taken, row.free) == (2, 0)
    assert notices(row) == [
        (one.pk, "confirmed"), (two.pk, "confirmed"), (three.pk, "waiting"),
    ]  # fmt: skip
    verbs = LearningEvent.objects.order_by("timestamp").values_list("verb", "object_kind")
    assert list(verbs) == [("registered", "session")] * 2 + [("request", "session")]


def test_registering_twice_changes_nothing() -> None:
    row, [user] = session(), people(1)
    first = register(user, row.pk)
    assert register(user, row.pk) == first
    assert SessionRegistration.objects.count() == 1
    assert LearningEvent.objects.count() == SessionNotice.objects.count() == 1


def test_a_place_that_comes_free_goes_to_the_first_who_waits() -> None:
    row, (one, two, three, four) = session(), people(4)
    for user in (one, two, three, four):
        register(user, row.pk)
    assert unregister(one, row.pk)
    assert not unregister(one, row.pk)
    assert states(row) == ["placed", "placed", "waiting"]
    assert notices(row)[-1] == (three.pk, "promoted")
    assert LearningEvent.objects.filter(user=one, verb="leave").count() == 1
    assert register(one, row.pk).state == "waiting", "behind those who waited"
    unregister(two, row.pk)
    assert row.registrations.get(user=four).has_place


def test_places_that_are_added_are_given_and_too_few_are_refused() -> None:
    row, crowd = session(), people(5)
    for user in crowd:
        register(user, row.pk)
    row.places = 4
    save_session(row)
    assert states(row) == ["placed"] * 4 + ["waiting"]
    assert row.taken == 4
    row.places = 3
    with pytest.raises(ValidationError, match="4 personer har redan"):
        save_session(row)
    assert TrainingSession.objects.get().places == 4


def test_an_old_form_does_not_bring_back_old_numbers() -> None:
    row, [user] = session(), people(1)
    register(user, row.pk)
    assert row.taken == 0, "as somebody has it who opened the form before"
    row.note = "Ta med fika"
    save_session(row)
    row.refresh_from_db()
    assert (row.taken, row.sequence) == (1, 1)


def test_who_comes_too_late_is_told_why() -> None:
    [user] = people(1)
    today = timezone.localdate()
    closed = session(register_by=today - DAY)
    begun = session(starts_at=timezone.now() - HOUR)
    cancelled = session(cancelled=True)
    for row, words in ((closed, "Sista dagen"), (begun, "börjat"), (cancelled, "inställt")):
        with pytest.raises(RegistrationRefused, match=words):
            register(user, row.pk)
    assert register(user, session(register_by=today).pk).has_place
    with pytest.raises(TrainingSession.DoesNotExist):
        register(user, uuid.uuid4())


def test_nobody_leaves_when_it_has_begun_and_nobody_gets_a_place() -> None:
    row, (one, two) = session(places=1), people(2)
    register(one, row.pk)
    register(two, row.pk)
    begins(row, timezone.now() - HOUR)
    with pytest.raises(RegistrationRefused, match="börjat"):
        unregister(one, row.pk)
    row.places = 5
    save_session(row)
    assert states(row) == ["placed", "waiting"]


def test_whoever_is_marked_as_present_before_it_begins_does_not_leave(client: Any) -> None:
    course = CourseFactory(require_attendance=True)
    row, (one, two) = session(course, places=1), people(2)
    for user in (one, two):
        register(user, row.pk)
    begins(row, timezone.now() + HOUR)
    mine = row.registrations.get(user=one)
    mark_attendance(None, row.pk, shown={mine.pk}, came={mine.pk})
    with pytest.raises(RegistrationRefused, match="närvarande"):
        unregister(one, row.pk)
    client.force_login(one)
    address = f"/sv/learning/sessions/{row.pk}/"
    html = client.get(address).content.decode()
    assert "Du deltog" in html
    assert f"{address}leave/" not in html
    assert "närvarande" in client.post(f"{address}leave/", follow=True).content.decode()
    assert row.registrations.get(user=one).attended
    assert Enrolment.objects.get(user=one).completed_at is not None
    erase(one)
    assert row.registrations.get(user=None).attended, "the room holds one all the same"
    assert row.registrations.get(user=two).waits
    # A correction lets one leave again.
    begins(row, timezone.now() + HOUR)
    other = row.registrations.get(user=two)
    mark_attendance(None, row.pk, shown={other.pk}, came={other.pk})
    mark_attendance(None, row.pk, shown={other.pk}, came=set())
    assert unregister(two, row.pk)


def test_a_cancelled_session_tells_everybody_and_gives_no_places() -> None:
    row, (one, two) = session(places=1), people(2)
    register(one, row.pk)
    register(two, row.pk)
    row.cancelled, row.cancellation_reason = True, "Kursledaren är sjuk"
    save_session(row)
    assert notices(row)[-2:] == [(one.pk, "cancelled"), (two.pk, "cancelled")]
    unregister(one, row.pk)
    assert states(row) == ["waiting"]
    row.refresh_from_db()
    row.cancelled = False
    save_session(row)
    assert states(row) == ["placed"]
    assert [kind for _user, kind in notices(row)[-2:]] == ["changed", "promoted"]


def test_what_changes_for_people_is_told_and_what_does_not_is_not() -> None:
    row, [user] = session(), people(1)
    register(user, row.pk)
    for name, value, sequence, told in (
        ("contact_role", "Samordnare", 0, 1),
        ("note", "Ta med fika", 1, 1),
        ("venue", "Sal 4", 2, 2),
    ):
        setattr(row, name, value)
        save_session(row)
        assert (row.sequence, row.notices.count()) == (sequence, told), name


def test_the_database_refuses_one_too_many() -> None:
    row = session(places=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        TrainingSession.objects.filter(pk=row.pk).update(taken=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        TrainingSession.objects.filter(pk=row.pk).update(ends_at=row.starts_at)


def test_erasing_gives_the_place_on_and_keeps_the_numbers() -> None:
    row, (one, two) = session(places=1), people(2)
    over = begins(session(), timezone.now() - DAY)
    over.registrations.create(user=one, course_key=over.course_key, state="placed", attended=True)
    register(one, row.pk)
    register(two, row.pk)
    erase(one)
    assert [(each.user, each.state) for each in row.registrations.all()] == [(two, "placed")]
    assert notices(row) == [(two.pk, "waiting"), (two.pk, "promoted")]
    left = over.registrations.get()
    assert (left.user, left.attended) == (None, True)
    row.refresh_from_db()
    assert row.taken == 1


def test_a_trainer_who_is_erased_leaves_the_session() -> None:
    trainer = UserFactory()
    row = session(trainer=trainer)
    assert erasing.receivers
    erase(trainer)
    row.refresh_from_db()
    assert row.trainer is None


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_never_fill_it_too_much() -> None:
    row, crowd = session(places=7), people(50)

    results = at_once(50, lambda place: register(crowd[place], row.pk).state)

    assert sorted(results) == ["placed"] * 7 + ["waiting"] * 43
    row.refresh_from_db()
    assert row.taken == 7
    placed = list(row.registrations.order_by("pk").values_list("state", flat=True))
    assert placed == ["placed"] * 7 + ["waiting"] * 43, "in the order in which they came"
    assert row.notices.filter(kind="confirmed", sent_at__isnull=False).count() == 7


@pytest.mark.django_db(transaction=True)
def test_one_who_asks_fifty_times_at_once_is_registered_once() -> None:
    row, [user] = session(), people(1)

    results = at_once(50, lambda place: register(user, row.pk).pk)

    assert len(set(results)) == 1
    assert row.registrations.count() == LearningEvent.objects.count() == len(to(user)) == 1


@pytest.mark.django_db(transaction=True)
def test_no_promotion_is_lost_when_all_leave_at_once_and_others_come() -> None:
    row, crowd = session(places=10), people(40)
    for user in crowd[:30]:
        register(user, row.pk)

    def work(place: int) -> Any:
        if place < 10:
            return unregister(crowd[place], row.pk)
        return register(crowd[20 + place], row.pk).state

    results = at_once(20, work)

    assert results[:10] == [True] * 10
    assert set(results[10:]) == {"waiting"}
    assert row.registrations.filter(state=State.PLACED).count() == 10
    promoted = row.notices.filter(kind="promoted").order_by("user_id")
    assert [each.user_id for each in promoted] == [user.pk for user in crowd[10:20]]
    assert all(len(to(user)) == 2 for user in crowd[10:20]), "waits, then has a place"
