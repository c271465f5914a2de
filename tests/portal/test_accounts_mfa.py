"""The second step: nobody edits without having shown it, by whatever way they come."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.test.utils import override_settings
from django.urls import get_resolver

from tests.factories import UserFactory

PASSWORD = "en lång och bra lösenfras"
LOGIN = "/sv/account/login/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("second_factor_required")]


@pytest.fixture
def second_factor_required() -> Any:
    with override_settings(MFA_REQUIRED_FOR_EDITORS=True):
        yield


@pytest.fixture
def editor() -> Any:
    user = UserFactory(username="britt", email="britt@example.test", in_groups=["Editors"])
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def with_factor(editor: Any) -> Any:
    totp.TOTP.activate(editor, SECRET)
    RecoveryCodes.activate(editor)
    return editor


def code(secret: str = SECRET) -> str:
    counter = int(time.time()) // 30
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def log_in(client: Client, **data: str) -> Any:
    return client.post(LOGIN, {"login": "britt", "password": PASSWORD} | data)


def may_edit(client: Client) -> bool:
    return bool(client.get("/admin/pages/").status_code == 200)


def test_without_a_factor_the_editor_is_led_to_set_one_up(client: Client, editor: Any) -> None:
    log_in(client)
    response = client.get("/admin/pages/")
    assert response.headers["Location"].startswith("/sv/account/2fa/?next=%2Fadmin%2Fpages%2F")
    page = client.get(response.headers["Location"])
    assert "två steg" in page.content.decode() or "two steps" in page.content.decode()
    assert not may_edit(client)


@pytest.mark.django_db(transaction=True)  # allauth tells of a new factor when it is committed
def test_setting_up_a_factor_opens_the_admin_for_this_session_alone(editor: Any) -> None:
    here, elsewhere = Client(), Client()
    log_in(here)
    log_in(elsewhere)
    again = here.get("/sv/account/2fa/totp/activate/").headers["Location"]
    assert again.startswith("/sv/account/reauthenticate/?next=")
    here.post(again, {"password": PASSWORD})
    form = here.get("/sv/account/2fa/totp/activate/")
    response = here.post(
        "/sv/account/2fa/totp/activate/", {"code": code(form.context["form"].secret)}
    )
    assert response.status_code == 302
    assert may_edit(here)
    assert (
        elsewhere.get("/admin/pages/")
        .headers["Location"]
        .startswith("/sv/account/2fa/reauthenticate/?next=")
    )


def test_the_password_alone_does_not_log_in_who_has_a_factor(
    client: Client, with_factor: Any
) -> None:
    response = log_in(client, next="/admin/pages/")
    assert response.headers["Location"] == "/sv/account/2fa/authenticate/"
    assert "_auth_user_id" not in client.session
    for address in ("/admin/", "/admin/login/", "/login/", "/sv/account/2fa/", "/admin/account/"):
        location = client.get(address).headers.get("Location", "")
        assert location.startswith(LOGIN), address
    assert not may_edit(client)


def test_the_code_logs_in_and_leads_back(client: Client, with_factor: Any) -> None:
    log_in(client, next="/admin/pages/")
    assert client.post("/sv/account/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert not may_edit(client)
    response = client.post("/sv/account/2fa/authenticate/", {"code": code()})
    assert response.headers["Location"] == "/admin/pages/"
    assert may_edit(client)


def test_a_code_works_once(with_factor: Any) -> None:
    used = code()
    for client, logs_in in ((Client(), True), (Client(), False)):
        log_in(client)
        client.post("/sv/account/2fa/authenticate/", {"code": used})
        assert ("_auth_user_id" in client.session) is logs_in


def test_a_recovery_code_logs_in_once(with_factor: Any) -> None:
    codes = Authenticator.objects.get(user=with_factor, type="recovery_codes").wrap()
    spare = codes.get_unused_codes()[0]
    for client, logs_in in ((Client(), True), (Client(), False)):
        log_in(client)
        client.post("/sv/account/2fa/authenticate/", {"code": spare})
        assert ("_auth_user_id" in client.session) is logs_in


def test_codes_cannot_be_guessed_in_numbers(client: Client, with_factor: Any) -> None:
    log_in(client)
    for number in range(6):
        client.post("/sv/account/2fa/authenticate/", {"code": f"00000{number}"})
    client.post("/sv/account/2fa/authenticate/", {"code": code()})
    assert "_auth_user_id" not in client.session


def test_a_session_from_elsewhere_does_not_pass(client: Client, with_factor: Any) -> None:
    """A session made by code, a restored cookie, another backend: it has shown no factor."""
    client.force_login(with_factor)
    assert client.get("/admin/").headers["Location"].startswith("/sv/account/2fa/reauthenticate/")
    response = client.post(
        "/sv/account/2fa/reauthenticate/?next=/admin/pages/", {"code": code()}, follow=False
    )
    assert response.headers["Location"] == "/admin/pages/"
    assert may_edit(client)


def test_taking_the_factor_away_closes_the_admin(client: Client, with_factor: Any) -> None:
    log_in(client)
    client.post("/sv/account/2fa/authenticate/", {"code": code()})
    assert may_edit(client)
    Authenticator.objects.filter(user=with_factor).delete()
    assert not may_edit(client)


def test_a_reset_password_does_not_pass_the_factor(client: Client, with_factor: Any) -> None:
    from django.core import mail

    client.post("/sv/account/password/reset/", {"email": "britt@example.test"})
    link = next(word for word in mail.outbox[0].body.split() if "/reset/key/" in word)
    form = client.get("/" + link.split("/", 3)[3], follow=True)
    new = {"password1": "nytt långt lösenord 7", "password2": "nytt långt lösenord 7"}
    client.post(form.redirect_chain[-1][0], new, follow=True)
    assert not may_edit(client)
    assert "_auth_user_id" not in client.session


def test_administrators_are_not_excepted(client: Client) -> None:
    boss = UserFactory(is_superuser=True)
    client.force_login(boss)
    assert client.get("/admin/users/").headers["Location"].startswith("/sv/account/2fa/")


def test_every_address_of_the_admin_lies_behind_the_gate() -> None:
    """What Wagtail and its extensions add is below /admin/; the gate looks at nothing else."""
    outside = [
        str(pattern.pattern)
        for pattern in get_resolver().url_patterns
        if "wagtail.admin" in str(getattr(pattern, "urlconf_name", ""))
    ]
    assert outside == ["admin/"]


def test_the_demo_may_do_without(client: Client, editor: Any) -> None:
    with override_settings(MFA_REQUIRED_FOR_EDITORS=False):
        log_in(client)
        assert may_edit(client)
