"""There is one login, it tells strangers nothing, and it leads nowhere but back into the portal."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client
from django.test.utils import override_settings

from tests.factories import UserFactory

PASSWORD = "en lång och bra lösenfras"
LOGIN = "/sv/account/login/"
RESET = "/sv/account/password/reset/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Any:
    user = UserFactory(username="britt", email="britt@example.test", in_groups=["Editors"])
    user.set_password(PASSWORD)
    user.save()
    return user


def log_in(client: Client, login: str = "britt", password: str = PASSWORD, **data: str) -> Any:
    return client.post(data.pop("address", LOGIN), {"login": login, "password": password} | data)


def logged_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def words(response: Any) -> str:
    """The page without what differs in every answer or repeats what was typed."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
    return re.sub(r'value="[^"]*"', "", text)


# --- One login ---------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/admin/login/", "/login/"])
def test_other_login_addresses_lead_to_the_one_login(client: Client, address: str) -> None:
    response = client.get(f"{address}?next=/admin/pages/")
    assert response.status_code == 302
    assert response.headers["Location"] == f"{LOGIN}?next=/admin/pages/"


def test_admin_login_takes_no_password(client: Client, person: Any) -> None:
    client.post("/admin/login/", {"username": "britt", "password": PASSWORD})
    assert not logged_in(client)


def test_admin_asks_strangers_to_log_in(client: Client) -> None:
    assert client.get("/admin/").headers["Location"] == f"{LOGIN}?next=/admin/"


def test_admin_has_no_password_reset_of_its_own(client: Client, person: Any) -> None:
    assert client.get("/admin/password_reset/", follow=True).status_code == 404
    client.post("/admin/password_reset/", {"email": "britt@example.test"})
    assert mail.outbox == []


def test_admin_logs_out_by_the_same_way(client: Client, person: Any) -> None:
    client.force_login(person)
    client.get("/admin/logout/")
    assert logged_in(client), "a link must not log out"
    response = client.post("/admin/logout/")
    assert response.headers["Location"] == "/sv/"
    assert not logged_in(client)


def test_somebody_without_rights_is_refused_plainly(sign_in: Any) -> None:
    for group in ("Staff", "Managers"):
        assert sign_in(group).get("/admin/").status_code == 403


@pytest.mark.parametrize("name", ["britt", "BRITT", "britt@example.test"])
def test_login_by_name_or_address(client: Client, person: Any, name: str) -> None:
    log_in(client, name)
    assert logged_in(client)


# --- Where the login leads ---------------------------------------------------------------------


@pytest.mark.parametrize("language", ["sv", "en"])
def test_login_without_next_leads_to_the_front_page_of_the_language(
    client: Client, person: Any, language: str
) -> None:
    response = log_in(client, address=f"/{language}/account/login/")
    assert response.headers["Location"] == f"/{language}/"


def test_login_leads_back(client: Client, person: Any) -> None:
    response = log_in(client, next="/en/cases/?topic=school")
    assert response.headers["Location"] == "/en/cases/?topic=school"


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "https:evil.example",
        "http:///evil.example/",
        "javascript:alert(1)",
        "\thttps://evil.example",
        "http://localhost/elsewhere",
    ],
)
def test_login_leads_nowhere_else(client: Client, person: Any, address: str) -> None:
    assert log_in(client, next=address).headers["Location"] == "/sv/"
    client.logout()
    response = client.post(f"{LOGIN}?next={address}", {"login": "britt", "password": PASSWORD})
    assert response.headers["Location"] == "/sv/"


def test_login_link_remembers_the_page(client: Client) -> None:
    assert 'href="/sv/account/login/?next=/sv/' in client.get("/sv/").content.decode()


# --- Strangers learn nothing -------------------------------------------------------------------


def test_wrong_password_and_unknown_account_look_the_same(client: Client, person: Any) -> None:
    known = log_in(client, "britt", "fel")
    unknown = log_in(client, "nobody", "fel")
    assert known.status_code == unknown.status_code == 200
    assert words(known) == words(unknown)


def test_wrong_password_and_unknown_account_cost_the_same(
    client: Client, person: Any, monkeypatch: Any
) -> None:
    from django.contrib.auth.hashers import MD5PasswordHasher

    costs = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher,
        "encode",
        lambda self, *args, **kwargs: costs.append(1) or encode(self, *args, **kwargs),
    )
    counts = []
    for name in ("britt", "nobody", "britt@example.test", "nobody@example.test"):
        costs.clear()
        log_in(client, name, "fel")
        counts.append(len(costs))
    assert len(set(counts)) == 1, counts


def test_reset_answers_the_same_for_known_and_unknown(client: Client, person: Any) -> None:
    known = client.post(RESET, {"email": "britt@example.test"}, follow=True)
    unknown = client.post(RESET, {"email": "nobody@example.test"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    assert words(known) == words(unknown)
    assert [message.to for message in mail.outbox] == [
        ["britt@example.test"],
        ["nobody@example.test"],
    ]
    assert "/account/password/reset/key/" not in mail.outbox[1].body


# --- Password reset ----------------------------------------------------------------------------


def reset_link(body: str) -> str:
    found = re.search(r"https?://\S+/account/password/reset/key/\S+", body)
    assert found, body
    return found[0]


@override_settings(ALLOWED_HOSTS=["*"], BASE_URL="https://portal.example")
def test_reset_mail_names_the_portals_own_host(client: Client, person: Any) -> None:
    client.post(RESET, {"email": "britt@example.test"}, HTTP_HOST="evil.example")
    message = mail.outbox[0]
    assert reset_link(message.body).startswith("https://portal.example/sv/account/")
    assert "evil.example" not in message.body + message.subject


def test_reset_link_works_once(client: Client, person: Any) -> None:
    client.post(RESET, {"email": "britt@example.test"})
    link = re.sub(r"^https?://[^/]+", "", reset_link(mail.outbox[0].body))
    form = client.get(link, follow=True)
    address = form.redirect_chain[-1][0]
    new = {"password1": "nytt långt lösenord 7", "password2": "nytt långt lösenord 7"}
    assert client.post(address, new).status_code == 302
    assert get_user_model().objects.get(pk=person.pk).check_password(new["password1"])
    assert "newpassword" not in words(Client().get(link, follow=True))
    other = Client().get(link, follow=True)
    assert 'name="password1"' not in other.content.decode()


# --- Disabled accounts -------------------------------------------------------------------------


def test_disabled_account_is_refused_everywhere(client: Client, person: Any) -> None:
    open_before = Client()
    open_before.force_login(person)
    person.is_active = False
    person.save()
    log_in(client)
    assert not logged_in(client)
    assert open_before.get("/admin/").headers["Location"].startswith(LOGIN)
    client.post(RESET, {"email": "britt@example.test"})
    assert "/account/password/reset/key/" not in mail.outbox[0].body


# --- Rate limits -------------------------------------------------------------------------------


def test_failed_logins_are_limited_by_account_whatever_the_client_says(
    client: Client, person: Any
) -> None:
    for number in range(5):
        log_in(Client(REMOTE_ADDR=f"10.0.0.{number}"), "britt", "fel")
    for headers in (
        {"REMOTE_ADDR": "10.0.1.1"},
        {"HTTP_X_FORWARDED_FOR": "192.0.2.7"},
        {"HTTP_HOST": "testserver:8080"},
    ):
        fresh = Client(**headers)
        log_in(fresh)
        assert not logged_in(fresh)


def test_a_made_up_forwarded_address_does_not_evade_the_limit(client: Client) -> None:
    for number in range(12):
        response = client.post(
            LOGIN,
            {"login": f"nobody{number}", "password": "fel"},
            HTTP_X_FORWARDED_FOR=f"192.0.2.{number}",
        )
    assert "För många" in words(response) or "Too many" in words(response)


@override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1)
def test_behind_a_proxy_only_its_own_word_counts(client: Client, person: Any) -> None:
    for number in range(12):
        client.post(
            LOGIN,
            {"login": f"nobody{number}", "password": "fel"},
            HTTP_X_FORWARDED_FOR=f"192.0.2.{number}, 198.51.100.1",
        )
    client.post(
        LOGIN,
        {"login": "britt", "password": PASSWORD},
        HTTP_X_FORWARDED_FOR="203.0.113.9, 198.51.100.1",
    )
    assert not logged_in(client), "the proxy's client is limited whatever it wrote before"
    client.post(
        LOGIN, {"login": "britt", "password": PASSWORD}, HTTP_X_FORWARDED_FOR="198.51.100.2"
    )
    assert logged_in(client), "somebody else is not"


def test_reset_mails_are_limited(client: Client, person: Any) -> None:
    for _number in range(8):
        client.post(RESET, {"email": "britt@example.test"})
    assert len(mail.outbox) == 5
    assert client.post(RESET, {"email": "britt@example.test"}).status_code == 429


# --- Changing state ----------------------------------------------------------------------------


def test_login_needs_the_csrf_token(person: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    assert log_in(client).status_code == 403
    assert not logged_in(client)


def test_nobody_opens_an_account(client: Client) -> None:
    response = client.post(
        "/sv/account/signup/",
        {
            "email": "new@example.test",
            "username": "new",
            "password1": PASSWORD,
            "password2": PASSWORD,
        },
    )
    assert response.status_code == 200
    assert not get_user_model().objects.filter(username="new").exists()
