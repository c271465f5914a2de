"""Sessions: one query brings the person too, and what ends a session ends it at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.backends import PasswordBackend
from portal.models import UserSession
from portal.sessions import PersonMiddleware, SessionStore, in_hand
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return UserFactory(last_login=timezone.now())


@pytest.fixture
def browser(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def is_in(browser: Client) -> bool:
    return browser.get(reverse("my_data")).status_code == 200


def test_the_session_brings_its_person_as_the_orm_would(person, browser, django_assert_num_queries):
    store = SessionStore(browser.session.session_key)
    with django_assert_num_queries(1):
        store.load()
    read = get_user_model().objects.get(pk=person.pk)
    assert vars(store.person) | {"_state": None} == vars(read) | {"_state": None}
    assert store.person.last_login.tzinfo is not None
    assert store.person.is_active is True
    assert not store.person._state.adding


def test_the_person_is_not_read_again(person, browser, rf, django_assert_num_queries):
    request = rf.get("/")
    request.session = SessionStore(browser.session.session_key)
    PersonMiddleware(lambda request: HttpResponse()).process_request(request)
    with django_assert_num_queries(1):
        assert request.user == person


@pytest.mark.parametrize(
    "ended",
    [
        lambda person: get_user_model().objects.filter(pk=person.pk).update(is_active=False),
        lambda person: (person.set_password("Ett-annat-losen-7"), person.save()),
        lambda person: person.delete(),
        lambda person: UserSession.objects.update(expire_date=timezone.now()),
        lambda person: UserSession.objects.all().delete(),
    ],
    ids=["closed account", "new password", "erased", "too old", "taken away"],
)
def test_what_ends_a_session_ends_it_at_once(person, browser, ended):
    assert is_in(browser)
    ended(person)
    assert not is_in(browser)


def test_logging_out_and_in_as_somebody_else(person, browser):
    other = UserFactory()
    browser.force_login(other)
    assert [session.user for session in UserSession.objects.all()] == [other]
    browser.logout()
    assert not UserSession.objects.exists()
    assert not is_in(browser)


def test_a_session_may_be_nobodys():
    store = SessionStore()
    store["seen"] = "a lesson"
    store.save()
    again = SessionStore(store.session_key)
    assert (again["seen"], again.person) == ("a lesson", None)


def test_nobody_is_in_hand_outside_a_request(person, browser, django_assert_num_queries):
    assert is_in(browser)
    assert in_hand(person.pk) is None
    with django_assert_num_queries(1):
        assert PasswordBackend().get_user(person.pk) == person


def test_old_sessions_are_cleared(browser):
    UserSession.objects.update(expire_date=timezone.now() - timedelta(days=1))
    call_command("clearsessions")
    assert not UserSession.objects.exists()
