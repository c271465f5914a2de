"""People keep searches, and are told by mail, once, what is new and what they may see."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction
from wagtail.users.models import UserProfile

from search import saving
from search.digests import HOLD
from search.models import SavedSearch
from search.models.saved import next_due
from tests.factories import ArticleFactory, UserFactory

pytestmark = pytest.mark.django_db
SAVED = "/sv/search/saved/"


@pytest.fixture
def person(db: None) -> Any:
    return UserFactory(email="anna@example.test")


@pytest.fixture
def at_home(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def keep(user: Any, query: str = "q=kanot", frequency: str = "daily", **more: Any) -> SavedSearch:
    return saving.keep(
        user, more.get("name", "Kanoter"), query, more.get("language", "sv"), frequency
    )


def later(**step: int) -> None:
    """Let time pass for everything that waits for it."""
    back = datetime.timedelta(**(step or {"days": 8}))
    for search in SavedSearch.objects.all():
        if search.due:
            search.due -= back
        if search.held_until:
            search.held_until -= back
        search.save()


def send() -> list[mail.EmailMessage]:
    before = len(mail.outbox)
    call_command("send_search_digests", verbosity=0)
    return mail.outbox[before:]


# --- Keeping ---------------------------------------------------------------------------------------


def test_a_search_is_saved_from_the_results_page_seen_renamed_and_deleted(at_home):
    ArticleFactory(title="Kanot", topics=["school"])
    page = at_home.get("/sv/search/", {"q": "kanot", "topic": "school"}).content.decode()
    assert 'value="q=kanot&amp;topic=school"' in page
    posted = {"name": "Båtar", "query": "q=kanot&topic=school&page=3&evil=1", "frequency": "weekly"}
    answer = at_home.post(SAVED, posted, follow=True)
    search = SavedSearch.objects.get()
    assert (search.name, search.query) == ("Båtar", "q=kanot&topic=school")
    assert search.frequency == "weekly"
    listed = answer.content.decode()
    assert "/sv/search/?q=kanot&amp;topic=school" in listed
    at_home.post(f"{SAVED}{search.pk}/", {"name": "Farkoster", "frequency": "never"})
    search.refresh_from_db()
    assert (search.name, search.frequency, search.due) == ("Farkoster", "never", None)
    at_home.post(f"{SAVED}{search.pk}/", {"delete": "1"})
    assert not SavedSearch.objects.exists()


def test_the_same_search_is_kept_once_and_not_without_end(at_home, person, monkeypatch):
    for name in ("Ett", "Två"):
        at_home.post(SAVED, {"name": name, "query": "q=kanot", "frequency": "daily"})
    assert SavedSearch.objects.get().name == "Två"
    monkeypatch.setattr(saving, "MOST", 1)
    for query in ("q=annat", "", "q=" + "%26" * 600 + "&topic=" + "x" * 60, "q=%00"):
        answer = at_home.post(SAVED, {"name": "N", "query": query}, follow=True)
        assert answer.status_code == 200
        assert 'role="alert"' in answer.content.decode()
    assert SavedSearch.objects.count() == 1


def test_nobody_reaches_the_searches_of_another(client, at_home, sign_in, person):
    search = keep(person)
    other = sign_in()
    for data in ({"delete": "1"}, {"name": "Min", "frequency": "never"}):
        assert other.post(f"{SAVED}{search.pk}/", data).status_code == 404
        assert client.post(f"{SAVED}{search.pk}/", data).status_code == 302
    assert "Kanoter" not in other.get(SAVED).content.decode()
    assert client.get(SAVED).status_code == 302
    assert at_home.get(f"{SAVED}{search.pk}/").status_code == 405
    search.refresh_from_db()
    assert search.name == "Kanoter"
    assert "no-store" in at_home.get(SAVED)["Cache-Control"]


def test_who_is_not_signed_in_is_led_to_the_login_and_back(client):
    page = client.get("/sv/search/", {"q": "kanot"}).content.decode()
    assert "/sv/account/login/?next=/sv/search/%3Fq%3Dkanot" in page


def test_the_list_costs_the_same_with_one_and_with_three(at_home, person):
    def cost() -> int:
        at_home.get(SAVED)
        with CaptureQueriesContext(connection) as queries:
            assert at_home.get(SAVED).status_code == 200
        return len(queries)

    keep(person)
    one = cost()
    keep(person, "q=annat")
    keep(person, "q=tredje")
    assert cost() == one


# --- Telling ---------------------------------------------------------------------------------------


def test_a_digest_tells_what_is_new_once(person):
    ArticleFactory(title="Gammal kanot")
    keep(person)
    later()
    assert send() == []
    page = ArticleFactory(title="Ny kanot")
    ArticleFactory(title="Ny cykel")
    assert send() == []  # not due before the next time
    later()
    (message,) = send()
    assert message.to == ["anna@example.test"]
    assert "1 nytt resultat" in message.subject
    assert "Ny kanot" in message.body
    assert f"http://localhost:8000{page.url}" in message.body
    for missing in ("Gammal kanot", "Ny cykel"):
        assert missing not in message.body
    later()
    assert send() == []


def test_a_missed_time_is_made_up_once(person):
    keep(person, frequency="weekly")
    ArticleFactory(title="Kanot")
    later(days=40)
    assert len(send()) == 1
    later(days=1)
    assert send() == []
    assert SavedSearch.objects.get().due > timezone.now() - datetime.timedelta(days=1)


def test_all_searches_of_a_person_are_one_mail_in_the_persons_language(person):
    keep(person)
    keep(person, "q=cykel", name="Cyklar")
    UserProfile.objects.create(user=person, preferred_language="en")
    ArticleFactory(title="Ny kanot")
    ArticleFactory(title="Ny cykel")
    later()
    (message,) = send()
    assert "2 new results" in message.subject
    assert "Kanoter" in message.body
    assert "Cyklar" in message.body


def test_only_what_the_person_may_see_when_it_is_sent(person):
    keep(person)
    hidden, seen = ArticleFactory(title="Kanot hemlig"), ArticleFactory(title="Kanot inloggad")
    gone = ArticleFactory(title="Kanot borta")
    PageViewRestriction.objects.create(page=seen, restriction_type="login")
    later()
    saving.look(timezone.now())
    assert len(SavedSearch.objects.get().waiting) == 3
    PageViewRestriction.objects.create(page=hidden, restriction_type="groups")
    gone.unpublish()
    (message,) = send()
    assert "Kanot inloggad" in message.body
    assert "Kanot hemlig" not in message.body
    assert "Kanot borta" not in message.body
    person.is_active = False
    person.save()
    ArticleFactory(title="Kanot sist")
    later()
    assert send() == []


def test_a_mail_server_that_is_down_is_tried_again_later_and_tells_once(person, monkeypatch):
    keep(person)
    ArticleFactory(title="Ny kanot")
    later()

    def down(self: Any, messages: Any) -> int:
        raise ConnectionRefusedError("down")

    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", down)
        with pytest.raises(CommandError):
            call_command("send_search_digests", verbosity=0)
        later(minutes=11)
        with pytest.raises(CommandError):
            call_command("send_search_digests", verbosity=0)
    assert send() == []  # not at once: the pause grows
    later(minutes=21)
    assert len(send()) == 1
    assert send() == []


def test_another_who_sends_meanwhile_sends_nothing_and_takes_over_if_the_first_dies(
    person, monkeypatch
):
    keep(person)
    ArticleFactory(title="Ny kanot")
    later()
    inside: list[int] = []
    deliver = EmailBackend.send_messages

    def meanwhile(self: Any, messages: Any) -> int:
        if not inside:
            inside.append(0)
            call_command("send_search_digests", verbosity=0)
            inside[0] = len(mail.outbox)
        return deliver(self, messages)

    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", meanwhile)
        assert len(send()) == 1
    assert inside == [0]
    ArticleFactory(title="Kanot igen")
    later()
    saving.look(timezone.now())
    SavedSearch.objects.update(held_until=timezone.now() + HOLD)  # held by one that was killed
    assert send() == []
    later(minutes=11)
    assert len(send()) == 1


def test_the_mail_is_stopped_by_its_signed_address_without_signing_in(person, client):
    keep(person)
    ArticleFactory(title="Ny kanot")
    later()
    (message,) = send()
    headers = message.extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.fullmatch(r"<http://localhost:8000(.+)>", headers["List-Unsubscribe"])[1]
    assert address in message.body
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(address).status_code == 200
    assert SavedSearch.objects.get().frequency == "daily"
    assert strict.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert SavedSearch.objects.get().frequency == "never"
    ArticleFactory(title="Kanot igen")
    later()
    assert send() == []
    assert client.post(address.replace("stop/", "stop/x")).status_code == 404


@pytest.mark.parametrize(
    ("frequency", "after", "due"),
    [
        ("daily", "2026-03-02 06:59", "2026-03-02 07:00"),
        ("daily", "2026-03-02 07:00", "2026-03-03 07:00"),
        ("weekly", "2026-03-02 07:00", "2026-03-09 07:00"),
        ("weekly", "2026-03-01 12:00", "2026-03-02 07:00"),
        ("daily", "2026-03-28 12:00", "2026-03-29 07:00"),  # the clocks change that night
    ],
)
def test_digests_are_due_in_the_morning(frequency, after, due):
    def moment(text: str) -> datetime.datetime:
        return timezone.make_aware(datetime.datetime.fromisoformat(text))

    assert next_due(frequency, moment(after)) == moment(due)
    assert next_due("never", moment(after)) is None
