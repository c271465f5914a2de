"""People who came to a session without having registered: found by whom one sees, noted, and off the list again."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from content.models import OrganisationUnit
from courses.models import Credential, Enrolment, LearningEvent
from courses.selectors import drop_ins
from courses.services import attendance
from courses.services.attendance import AttendanceRefused, add_drop_in, mark_attendance
from courses.services.sessions import register
from tests.courses.conftest import at_time, small_course
from tests.courses.sessioning import HOUR, people, session
from tests.courses.test_attendance import learn, mark, over
from tests.factories import CourseFactory, UserFactory
from tests.factories.organisation import UnitFactory, join

pytestmark = pytest.mark.django_db


@pytest.fixture
def door() -> dict[str, Any]:
    """A trainer who leads a unit, one colleague in it, and somebody from elsewhere."""
    trainer = UserFactory()
    own = UserFactory(first_name="Åsa", last_name="Berg")
    other = UserFactory(first_name="Åsa", last_name="Dal", email="asa.dal@annan.example")
    join(UnitFactory(manager=trainer), own)
    join(UnitFactory(), other)
    row, _rows = over(CourseFactory(title="Leda förändring"), trainer=trainer)
    client = Client()
    client.force_login(trainer)
    return {
        "row": row, "trainer": trainer, "own": own, "other": other, "client": client,
        "address": f"/sv/learning/sessions/{row.pk}/attendance/",
    }  # fmt: skip


def search(door: Any, words: str) -> str:
    return door["client"].get(door["address"], {"who": words}).content.decode()


def add(door: Any, person: Any, words: str = "") -> str:
    data = {"person": person.pk, "who": words}
    return door["client"].post(f"{door['address']}add/", data, follow=True).content.decode()


# --- What follows ------------------------------------------------------------------------------------


def test_whoever_came_is_done_as_if_registered(django_capture_on_commit_callbacks: Any) -> None:
    small, [user], by = small_course(require_attendance=True), people(1), UserFactory()
    with at_time("2026-05-04 10:00"):
        learn(small, user)
    row, _rows = over(small.course)
    with django_capture_on_commit_callbacks(execute=True):
        assert add_drop_in(by, row.pk, user)
        assert not add_drop_in(by, row.pk, user), "the button was pressed twice"
    mine = row.registrations.get()
    assert (mine.state, mine.attended, mine.marked_by) == ("drop_in", True, by)
    assert Enrolment.objects.get(user=user).completed_at == row.ends_at
    assert Credential.objects.get(user=user).completed_on == timezone.localdate(row.ends_at)
    assert LearningEvent.objects.filter(verb="attended").count() == 1


def test_a_full_session_takes_those_who_came_and_gives_no_place_away() -> None:
    (one, two, waits, came) = people(4)
    row = session()
    for user in (one, two, waits):
        register(user, row.pk)
    row.refresh_from_db()
    row.starts_at = timezone.now() + HOUR
    row.save()
    add_drop_in(None, row.pk, came)
    row.refresh_from_db()
    assert (row.taken, row.free) == (2, 0)
    assert row.registrations.get(user=waits).waits


def test_whoever_is_on_the_list_is_ticked_there() -> None:
    small, [user] = small_course(), people(1)
    row, [listed] = over(small.course, user)
    assert add_drop_in(None, row.pk, user)
    listed.refresh_from_db()
    assert (listed.state, listed.attended) == ("placed", True)


def test_a_mistake_is_unticked_and_all_of_it_is_gone(
    django_capture_on_commit_callbacks: Any,
) -> None:
    small, [user] = small_course(require_attendance=True), people(1)
    learn(small, user)
    row, _rows = over(small.course)
    with django_capture_on_commit_callbacks(execute=True):
        add_drop_in(None, row.pk, user)
    with django_capture_on_commit_callbacks(execute=True):
        assert mark(row, [row.registrations.get()], []) == 1
    assert not row.registrations.exists()
    assert Enrolment.objects.get(user=user).completed_at is None
    assert Credential.objects.get(user=user).revoked_at is not None


def test_it_is_refused_before_its_time_when_cancelled_and_beyond_measure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, two = people(2)
    with pytest.raises(AttendanceRefused, match="börja"):
        add_drop_in(None, session(starts_at=timezone.now() + 3 * HOUR).pk, one)
    with pytest.raises(AttendanceRefused, match="inställt"):
        add_drop_in(None, over(CourseFactory(title="Inställd"), cancelled=True)[0].pk, one)
    monkeypatch.setattr(attendance, "MOST_DROP_INS", 1)
    row, _rows = over(CourseFactory(title="En till"))
    add_drop_in(None, row.pk, one)
    with pytest.raises(AttendanceRefused, match="fler"):
        add_drop_in(None, row.pk, two)
    assert mark_attendance(None, row.pk, shown=[], came=[]) == 0


# --- The page ----------------------------------------------------------------------------------------


def test_the_own_line_is_found_by_name_and_added(door: Any) -> None:
    html = search(door, "Åsa")
    assert "Åsa Berg" in html
    assert "Åsa Dal" not in html
    html = add(door, door["own"])
    assert "Åsa Berg står i listan som en som kom." in html
    assert "Kom utan anmälan (1)" in html
    assert "Står i listan ovan" in search(door, "berg")
    rows = door["client"].get(f"{door['address']}attendance.csv").getvalue().decode()
    assert "Kom utan anmälan" in rows


def test_others_are_found_by_the_whole_address_alone(door: Any) -> None:
    other = door["other"]
    assert "Åsa Dal" not in search(door, "asa.dal@annan")
    assert "Åsa Dal" in search(door, " Asa.Dal@annan.example ")
    for words in ("", "dal", "asa.dal@annan"):
        assert "Ingen lades till." in add(door, other, words)
    assert not door["row"].registrations.exists()
    assert "Åsa Dal står i listan" in add(door, other, other.email)


def test_who_leads_nobody_is_told_to_write_the_address(door: Any) -> None:
    door["row"].trainer = UserFactory()
    door["row"].save()
    door["client"].force_login(door["row"].trainer)
    html = search(door, "Åsa")
    assert "Skriv hela e-postadressen" in html
    assert "Ingen hittades." in html


def test_closed_accounts_are_not_found(door: Any) -> None:
    for person in (door["own"], door["other"]):
        person.is_active = False
        person.save()
        assert "Ingen hittades." in search(door, person.email)
        assert "Ingen lades till." in add(door, person, person.email)


def test_strange_words_find_nobody(door: Any) -> None:
    for words in ("\0", "x" * 300, "%", "@"):
        assert door["client"].get(door["address"], {"who": words}).status_code == 200
    response = door["client"].post(f"{door['address']}add/", {"person": "9" * 30}, follow=True)
    assert "Ingen lades till." in response.content.decode()


def test_only_those_who_keep_the_list_add_to_it(door: Any, sign_in: Any, client: Client) -> None:
    address = f"{door['address']}add/"
    data = {"person": door["own"].pk, "who": door["own"].email}
    assert client.post(address, data).status_code == 302
    for group in ("Staff", "Managers", "Quality leads"):
        assert sign_in(group).post(address, data).status_code == 404, group
    assert not door["row"].registrations.exists()
    assert door["client"].get(address).status_code == 405


def test_there_is_no_search_before_anybody_can_have_come(door: Any) -> None:
    early = session(starts_at=timezone.now() + 3 * HOUR, trainer=door["trainer"])
    html = door["client"].get(f"/sv/learning/sessions/{early.pk}/attendance/").content.decode()
    assert 'name="who"' not in html


def test_many_are_cut_and_cost_what_one_does(door: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            search(door, "berg")
        return len(counted)

    before = queries()
    join(
        OrganisationUnit.objects.get(manager=door["trainer"]),
        *(UserFactory(first_name="Bo", last_name="Berg") for _ in range(3)),
    )
    assert queries() == before
    monkeypatch.setattr(drop_ins, "MOST_FOUND", 2)
    html = search(door, "berg")
    assert html.count("Har kommit") == 2
    assert "De första" in html


def test_the_learner_reads_that_they_took_part(door: Any) -> None:
    add(door, door["own"])
    client = Client()
    client.force_login(door["own"])
    html = client.get(f"/sv/learning/sessions/{door['row'].pk}/").content.decode()
    assert "Du deltog" in html
    assert "väntelistan" not in html
