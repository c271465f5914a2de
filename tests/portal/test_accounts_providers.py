"""The organisations' own logins: named by the environment, shown on the login page, reachable from its form."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.test.utils import override_settings

from portal.settings.identity import identity_provider_origins

OIDC = {
    "provider_id": "kommun",
    "name": "Kommunens inloggning",
    "client_id": "portal",
    "secret": "hemlig",
    "settings": {"server_url": "https://login.kommun.example/realms/x"},
}
SAML = {
    "provider_id": "urn:idp",
    "name": "Regionens inloggning",
    "client_id": "region",
    "settings": {
        "idp": {
            "entity_id": "urn:idp",
            "sso_url": "https://saml.region.example/sso",
            "slo_url": "https://saml.region.example/slo",
            "x509cert": "MIIB",
        }
    },
}
CONFIGURATION = {
    "issuer": "https://login.kommun.example/realms/x",
    "authorization_endpoint": "https://login.kommun.example/realms/x/auth",
    "token_endpoint": "https://login.kommun.example/realms/x/token",
    "userinfo_endpoint": "https://login.kommun.example/realms/x/me",
    "jwks_uri": "https://login.kommun.example/realms/x/keys",
}
PROVIDERS = {"openid_connect": {"APPS": [OIDC]}, "saml": {"APPS": [SAML]}}


@pytest.fixture
def providers() -> Any:
    with override_settings(SOCIALACCOUNT_PROVIDERS=PROVIDERS):
        yield


@pytest.fixture
def discovery(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer for the provider, so that no test goes outside."""
    from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter

    monkeypatch.setattr(OpenIDConnectOAuth2Adapter, "openid_config", CONFIGURATION)


def test_the_form_may_lead_to_the_providers_and_nowhere_else() -> None:
    assert identity_provider_origins([OIDC], [SAML], ["https://more.example/x"]) == [
        "https://login.kommun.example",
        "https://more.example",
        "https://saml.region.example",
    ]
    assert identity_provider_origins([], [], []) == []


def test_the_environment_names_the_providers() -> None:
    code = (
        "from django.conf import settings as s; import json;"
        "print(json.dumps([s.SOCIALACCOUNT_PROVIDERS,"
        " s.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action']]))"
    )
    environment = os.environ | {
        "OIDC_APPS": json.dumps([OIDC]),
        "SAML_APPS": json.dumps([SAML]),
        "DJANGO_SETTINGS_MODULE": "portal.settings.test",
    }
    run = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    found, form_action = json.loads(run.stdout)
    assert found == PROVIDERS
    assert form_action == ["'self'", "https://login.kommun.example", "https://saml.region.example"]


@pytest.mark.django_db
def test_without_providers_there_are_no_buttons(client: Client) -> None:
    assert "Kommunens inloggning" not in client.get("/sv/account/login/").content.decode()


@pytest.mark.django_db
def test_the_login_page_shows_the_providers(client: Client, providers: Any) -> None:
    text = client.get("/sv/account/login/?next=/admin/").content.decode()
    assert "Kommunens inloggning" in text
    assert "Regionens inloggning" in text
    assert "/sv/account/oidc/kommun/login/" in text


@pytest.mark.django_db
def test_oidc_begins_with_state_nonce_and_a_post(
    client: Client, providers: Any, discovery: None
) -> None:
    asked = client.get("/sv/account/oidc/kommun/login/")
    assert asked.status_code == 200, "a link alone starts nothing"
    started = client.post("/sv/account/oidc/kommun/login/")
    where = urlsplit(started.headers["Location"])
    assert f"{where.scheme}://{where.netloc}{where.path}" == CONFIGURATION["authorization_endpoint"]
    sent = parse_qs(where.query)
    assert sent["client_id"] == ["portal"]
    assert sent["state"][0]
    assert "openid" in sent["scope"][0]


@pytest.mark.django_db
def test_an_answer_nobody_asked_for_is_refused(
    client: Client, providers: Any, discovery: None
) -> None:
    response = client.get("/sv/account/oidc/kommun/login/callback/?code=x&state=made-up")
    assert "_auth_user_id" not in client.session
    assert response.status_code in {200, 302, 400, 401, 403}


@pytest.mark.django_db
@override_settings(ALLOWED_HOSTS=["portal.example"])
def test_an_unsigned_saml_answer_is_refused(providers: Any) -> None:
    client = Client(HTTP_HOST="portal.example")
    client.post("/sv/account/saml/region/acs/", {"SAMLResponse": "PHg+PC94Pg==", "RelayState": "/"})
    client.get("/sv/account/saml/region/acs/finish/")
    assert "_auth_user_id" not in client.session
