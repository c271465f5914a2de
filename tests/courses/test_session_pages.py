"""Sessions as visitors, learners and editors meet them: what they see, may do, and may not."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar
from wagtail.models import GroupPagePermission, PageViewRestriction
from wagtail.users.models import UserProfile

from courses.models import CalendarFeed, TrainingSession
from courses.services.sessions import register, save_session
from tests.courses.sessioning import DAY, HOUR, LINK, begins, people, session, swedish
from tests.factories import CourseFactory, UserFactory, translate

pytestmark = pytest.mark.django_db

ADMIN = "/admin/snippets/courses/trainingsession/"


def address(row: TrainingSession, rest: str = "") -> str:
    return f"/sv/learning/sessions/{row.pk}/{rest}"


def signed_in(user: Any = None) -> Client:
    client = Client()
    client.force_login(user or UserFactory())
    return client


# --- Pages -----------------------------------------------------------------------------------------


def test_the_course_shows_what_is_coming_in_every_language(client: Client) -> None:
    course = CourseFactory(title="Leda förändring")
    english = translate(course, "Leading change")
    row, [user] = session(course), people(1)
    begins(session(course), timezone.now() - DAY)
    register(user, row.pk)
    html = client.get(course.url).content.decode()
    assert html.lower().replace("\u00a0", " ").count(row.when) == 2, (
        "as a heading and in the button's name"
    )
    assert "1 av 2 platser ledig" in html
    assert f"/sv/account/login/?next={address(row)}" in html
    assert "1 of 2 places free" in client.get(english.url).content.decode()
    html = signed_in(user).get(course.url).content.decode()
    assert "Du har en plats" in html
    assert address(row, "register/") not in html


def test_a_session_that_nobody_can_register_for_says_so_and_where_to_go(client: Client) -> None:
    course = CourseFactory(title="Leda förändring")
    row = session(course, register_by=timezone.localdate() - DAY)
    html = client.get(course.url).content.decode()
    assert "Anmälan är stängd" in html
    assert "platser lediga" not in html
    assert "Anmäl dig senast" not in html
    html = client.get(address(row)).content.decode()
    assert "Sista dagen att anmäla sig har passerat." in html
    assert "Kursens andra tillfällen" in html
    row.register_by, row.cancelled = None, True
    row.save()
    assert "Kursens andra tillfällen" in client.get(address(row)).content.decode()


def test_a_course_that_demands_a_session_says_so_beside_them(client: Client) -> None:
    words = "För att bli klar behöver du delta i ett kurstillfälle."
    demanding, other = CourseFactory(require_attendance=True), CourseFactory()
    for course in (demanding, other):
        session(course)
    assert words in client.get(demanding.url).content.decode()
    assert words not in client.get(other.url).content.decode()


def test_dates_are_not_broken_and_days_stand_apart(client: Client) -> None:
    row = session(starts_at=swedish("2030-03-05 09:00"), ends_at=swedish("2030-03-06 12:00"))
    assert row.when == "tisdag 5 mars 2030, 09:00 – onsdag 6 mars 2030, 12:00"
    html = client.get(address(row)).content.decode()
    assert (
        "<h1>Tisdag 5\u00a0mars\u00a02030, 09:00 – onsdag 6\u00a0mars\u00a02030, 12:00</h1>" in html
    )


def test_out_to_login_and_back(client: Client) -> None:
    row = session()
    assert client.get(address(row)).status_code == 200
    response = client.post(address(row, "register/"))
    assert response.status_code == 302
    assert "/account/login/" in response["Location"]
    assert row.registrations.count() == 0


def test_one_registers_and_leaves_with_a_form() -> None:
    row, client = session(places=1), signed_in()
    other = signed_in()
    html = client.post(address(row, "register/"), follow=True).content.decode()
    assert "Du är anmäld och har en plats" in html
    html = client.post(address(row, "register/"), follow=True).content.decode()
    assert row.registrations.count() == 1
    assert "Fullt" in html
    assert "Fullt, " not in html
    html = other.post(address(row, "register/"), follow=True).content.decode()
    assert "Du står som nummer 1 på väntelistan" in html
    html = client.post(address(row, "leave/"), follow=True).content.decode()
    assert "Du är inte längre anmäld" in html
    assert "Du har en plats" in other.get(address(row)).content.decode()


def test_why_it_does_not_work_is_said() -> None:
    row, client = session(register_by=timezone.localdate() - DAY), signed_in()
    html = client.post(address(row, "register/"), follow=True).content.decode()
    assert "Sista dagen att anmäla sig har passerat." in html
    assert 'action="' + address(row, "register/") not in html


def test_the_link_and_the_calendar_are_for_those_with_a_place(client: Client) -> None:
    row, (one, two) = session(places=1, mode="online", venue="", link=LINK), people(2)
    register(one, row.pk)
    register(two, row.pk)
    trainer = UserFactory()
    TrainingSession.objects.update(trainer=trainer)
    course_url = f"/sv/kurser/{CourseFactory(title='Annan').slug}/"
    for visitor in (client, signed_in(), signed_in(two)):
        assert LINK not in visitor.get(address(row)).content.decode()
        assert LINK not in visitor.get(course_url).content.decode()
        assert visitor.get(address(row, "session.ics")).status_code in (302, 404)
    assert LINK in signed_in(one).get(address(row)).content.decode()
    response = signed_in(one).get(address(row, "session.ics"))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert LINK in response.content.decode().replace("\r\n ", "")


def test_a_restricted_course_hides_its_sessions_but_not_from_those_registered() -> None:
    course, (user, other) = CourseFactory(title="Hemlig kurs"), people(2)
    row = session(course)
    register(user, row.pk)
    PageViewRestriction.objects.create(page=course, restriction_type="password", password="x")
    stranger = signed_in(other)
    assert stranger.get(address(row)).status_code == 404
    assert stranger.post(address(row, "register/")).status_code == 404
    html = signed_in(user).get(address(row)).content.decode()
    assert "Hemlig kurs" not in html
    assert "En kurs som du inte kan öppna" in html
    course.unpublish()
    assert stranger.get(address(row)).status_code == 404


def test_no_proxy_keeps_it_and_it_is_not_indexed() -> None:
    row, client = session(), signed_in()
    response = client.get(address(row))
    assert "no-store" in response["Cache-Control"]
    assert 'name="robots" content="noindex"' in response.content.decode()


def test_my_learning_shows_places_waits_and_what_one_leads() -> None:
    row, (one, two), trainer = session(places=1), people(2), UserFactory()
    TrainingSession.objects.update(trainer=trainer)
    register(one, row.pk)
    register(two, row.pk)
    assert "Du har en plats" in signed_in(one).get("/sv/learning/").content.decode()
    assert "På väntelistan" in signed_in(two).get("/sv/learning/").content.decode()
    html = signed_in(trainer).get("/sv/learning/").content.decode()
    assert address(row, "attendance/") in html
    assert "1 av 1 platser upptagna" in html


@pytest.mark.parametrize("place", ["course", "mine"])
def test_the_size_does_not_change_the_number_of_queries(place: str) -> None:
    course, [user] = CourseFactory(), people(1)
    client = signed_in(user)
    url = course.url if place == "course" else "/sv/learning/"

    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            assert client.get(url).status_code == 200
        return len(counted)

    register(user, session(course).pk)
    queries()
    one = queries()
    for number in (3, 4):
        register(user, session(course, starts_at=timezone.now() + number * DAY).pk)
    assert queries() == one


def test_the_page_shows_ten_and_says_so(client: Client) -> None:
    course = CourseFactory()
    for number in range(11):
        session(course, starts_at=timezone.now() + (number + 1) * DAY)
    html = client.get(course.url).content.decode()
    assert html.count('class="row-title"') == 10
    assert "De tio närmaste visas" in html


# --- Calendars -------------------------------------------------------------------------------------


def events(content: bytes) -> list[Any]:
    return list(Calendar.from_ical(content).walk("VEVENT"))


def feed(user: Any) -> str:
    return f"/calendar/{CalendarFeed.objects.get_or_create(user=user)[0].token}.ics"


@pytest.mark.parametrize(
    ("day", "offset"), [("2027-03-27", 1), ("2027-03-28", 2), ("2027-10-30", 2), ("2027-10-31", 1)]
)
def test_times_are_right_on_both_sides_of_a_change_of_clocks(
    client: Client, day: str, offset: int
) -> None:
    row, [user] = session(starts_at=swedish(f"{day}T09:00")), people(1)
    register(user, row.pk)
    content = client.get(feed(user)).content
    [event] = events(content)
    start = event["DTSTART"].dt
    assert start == row.starts_at
    assert start.replace(tzinfo=None) == datetime.datetime.fromisoformat(f"{day}T09:00")
    assert start.utcoffset() == datetime.timedelta(hours=offset)
    assert b"DTSTART;TZID=Europe/Stockholm:" in content
    assert len(list(Calendar.from_ical(content).walk("VTIMEZONE"))) == 1


def test_the_feed_follows_changes_and_cancellations(client: Client) -> None:
    course = CourseFactory(title="Leda; förändring, nu")
    row, [user] = session(course, note="Rad ett\nrad två"), people(1)
    register(user, row.pk)
    [before] = events(client.get(feed(user)).content)
    assert (before["SEQUENCE"], before["STATUS"]) == (0, "CONFIRMED")
    assert before["SUMMARY"] == "Leda; förändring, nu"
    assert "rad två" in before["DESCRIPTION"]
    row.venue = "Sal 4"
    save_session(row)
    row.cancelled, row.cancellation_reason = True, "Storm"
    save_session(row)
    [after] = events(client.get(feed(user)).content)
    assert after["UID"] == before["UID"]
    assert (after["SEQUENCE"], after["STATUS"]) == (2, "CANCELLED")
    assert after["SUMMARY"] == "Inställt: Leda; förändring, nu"


def test_who_waits_is_tentative_and_gets_no_link(client: Client) -> None:
    row, (one, two) = session(places=1, mode="online", venue="", link=LINK), people(2)
    register(one, row.pk)
    register(two, row.pk)
    content = client.get(feed(two)).content
    [event] = events(content)
    assert event["STATUS"] == "TENTATIVE"
    assert LINK.encode() not in content.replace(b"\r\n ", b"")


def test_the_feed_is_in_the_persons_language_and_hides_closed_titles(client: Client) -> None:
    course = CourseFactory(title="Hemlig kurs")
    translate(course, "Secret course")
    row, [user] = session(course), people(1)
    UserProfile.objects.create(user=user, preferred_language="en")
    register(user, row.pk)
    assert events(client.get(feed(user)).content)[0]["SUMMARY"] == "Secret course"
    PageViewRestriction.objects.create(page=course, restriction_type="password", password="x")
    [event] = events(client.get(feed(user)).content)
    assert event["SUMMARY"] == "A course that you cannot open"


def test_the_secret_address_is_made_renewed_and_taken_away() -> None:
    [user] = people(1)
    register(user, session().pk)
    mine, anybody = signed_in(user), Client()
    html = mine.post("/sv/learning/sessions/calendar/", follow=True).content.decode()
    first = re.search(r"/calendar/([\w-]{43})\.ics", html)
    assert first is not None
    response = anybody.get(first[0])
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    mine.post("/sv/learning/sessions/calendar/", {"renew": "1"})
    assert anybody.get(first[0]).status_code == 404
    second = feed(user)
    assert anybody.get(second).status_code == 200
    user.is_active = False
    user.save()
    assert anybody.get(second).status_code == 404
    user.is_active = True
    user.save()
    signed_in(user).post("/sv/learning/sessions/calendar/", {"stop": "1"})
    assert anybody.get(second).status_code == 404
    assert anybody.get("/calendar/gissning.ics").status_code == 404


# --- In the admin ----------------------------------------------------------------------------------


def planned(page: Any, **fields: Any) -> dict[str, Any]:
    """Return what the form of a new session sends."""
    return {
        "course": str(page.translation_key),
        "starts_at": "2099-06-01 09:00",
        "ends_at": "2099-06-01 12:00",
        "mode": "on_site",
        "venue": "Sal 3",
        "places": "12",
        "language": "sv",
    } | fields


def test_an_editor_plans_a_session_in_swedish_time(sign_in: Any) -> None:
    course, client, trainer = CourseFactory(), sign_in("Editors"), UserFactory()
    translate(course, "In English")
    html = client.get(f"{ADMIN}add/?course={course.translation_key}").content.decode()
    assert f'value="{course.translation_key}" selected' in html
    assert "In English" not in html
    response = client.post(f"{ADMIN}add/", planned(course, trainer_address=trainer.email))
    assert response.status_code == 302
    row = TrainingSession.objects.get()
    assert row.starts_at == swedish("2099-06-01T09:00")
    assert (row.trainer, row.course_key) == (trainer, course.translation_key)
    listed = client.get(f"{ADMIN}?course={course.translation_key}").content.decode()
    assert "1 juni 2099 09:00" in listed
    assert address(row, "attendance/").removeprefix("/sv") in listed
    assert client.get(f"{ADMIN}edit/{row.pk}/").status_code == 200


def test_another_time_zone_in_the_profile_changes_nothing() -> None:
    editor = UserFactory(in_groups=["Editors"])
    UserProfile.objects.create(user=editor, current_time_zone="America/New_York")
    client = signed_in(editor)
    client.post(f"{ADMIN}add/", planned(CourseFactory()))
    row = TrainingSession.objects.get()
    assert row.starts_at == swedish("2099-06-01T09:00")
    assert "2099-06-01 09:00" in client.get(f"{ADMIN}edit/{row.pk}/").content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"ends_at": "2099-06-01 08:00"}, "Slutet måste komma efter början"),
        ({"starts_at": "2020-06-01 09:00"}, "Den tiden har passerat"),
        ({"venue": ""}, "Skriv var det är"),
        ({"register_by": "2099-06-02"}, "ligger efter att tillfället börjar"),
        ({"trainer_address": "ingen@example.test"}, "Ingen har ett konto här"),
        ({"places": "0"}, "1"),
        ({"course": "11111111-1111-4111-8111-111111111111"}, "giltigt"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    sign_in: Any, fields: dict[str, str], words: str
) -> None:
    response = sign_in("Editors").post(f"{ADMIN}add/", planned(CourseFactory(), **fields))
    html = response.content.decode()
    assert response.status_code == 200
    assert words in html
    assert 'value="12"' in html or "places" in fields
    assert not TrainingSession.objects.exists()


def test_cancelling_asks_why_and_too_few_places_are_refused(sign_in: Any) -> None:
    course = CourseFactory()
    row, client = session(course, starts_at=swedish("2099-06-01T09:00")), sign_in("Editors")
    for user in people(2):
        register(user, row.pk)
    url = f"{ADMIN}edit/{row.pk}/"
    html = client.post(url, planned(course, places="1")).content.decode()
    assert "2 personer har redan en plats" in html
    html = client.post(url, planned(course, cancelled="on")).content.decode()
    assert "Skriv varför" in html
    client.post(url, planned(course, cancelled="on", cancellation_reason="Storm"))
    row.refresh_from_db()
    assert (row.cancelled, row.places, row.sequence) == (True, 12, 1)


def test_only_who_may_edit_the_course_plans_its_sessions(sign_in: Any) -> None:
    course, other = CourseFactory(title="Min"), CourseFactory(title="Andras")
    row, foreign = session(course), session(other)
    for group in ("Staff", "Coaches", "Quality leads"):
        client = sign_in(group)
        for url in (ADMIN, f"{ADMIN}add/", f"{ADMIN}edit/{row.pk}/"):
            assert client.get(url).status_code in (302, 403), (group, url)
    editor = UserFactory(in_groups=["Editors"])
    [group] = editor.groups.all()
    GroupPagePermission.objects.filter(group=group).update(page=course)
    client = signed_in(editor)
    assert client.get(f"{ADMIN}edit/{row.pk}/").status_code == 200
    assert client.get(f"{ADMIN}edit/{foreign.pk}/").status_code in (302, 403)
    html = client.get(ADMIN).content.decode()
    assert "Min" in html
    assert "Andras" not in html
    client.post(f"{ADMIN}add/", planned(other))
    assert TrainingSession.objects.count() == 2
    assert client.get(address(foreign, "attendance/")).status_code == 404


def test_one_with_registrations_is_cancelled_and_not_deleted(sign_in: Any) -> None:
    row, [user], client = session(), people(1), sign_in("Editors")
    empty = session()
    register(user, row.pk)
    client.post(f"{ADMIN}delete/{row.pk}/")
    client.post(f"{ADMIN}delete/{empty.pk}/")
    assert list(TrainingSession.objects.all()) == [row]


def test_a_change_while_it_goes_on_is_quiet(sign_in: Any) -> None:
    row, [user] = session(), people(1)
    register(user, row.pk)
    begins(row, timezone.now() - HOUR)
    row.refresh_from_db()
    row.venue = "Sal 9"
    save_session(row)
    assert row.notices.count() == 1
