"""Badges that others' verifiers accept; a tampered and a revoked one they do not."""

from __future__ import annotations

import base64
import copy
import gzip
import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from courses.badges import documents, keys, status
from courses.models import StatusEntry
from courses.services.credentials import revoke
from tests.courses.credentialing import OUTCOMES, certificate
from tests.verifiers.running import node

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def public_address(settings):
    settings.BASE_URL = "https://portal.example"


def read(client: Client, address: str) -> dict[str, Any]:
    return json.loads(client.get(address).content)


def status_of(client: Client, name: str, *arguments: Any) -> int:
    """Return what an address answers with, after the way to a language that an unknown one is sent."""
    return client.get(reverse(name, args=arguments), follow=True).status_code


def served(client: Client, credential: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a badge and all that a verifier asks for, by address, as the portal serves them."""
    badge = read(client, reverse("badge", args=[credential.number]))
    addresses = [
        badge["credentialStatus"]["statusListCredential"],
        "https://portal.example" + reverse("did_document"),
    ]
    return badge, {url: read(client, urlsplit(url).path) for url in addresses}


def verdict(badge: dict[str, Any], pages: dict[str, Any]) -> dict[str, Any]:
    return node("badge.mjs", {"credential": badge, "pages": pages})


def test_two_verifiers_accept_it(client):
    said = verdict(*served(client, certificate()))
    assert said["bazaar"] == {"verified": True, "revoked": False, "why": ""}
    assert said["dcc"]["errors"] == []
    assert said["dcc"]["log"]["valid_signature"] is True
    assert said["dcc"]["log"]["revocation_status"] is True


@pytest.mark.parametrize("part", ["name", "title", "date", "status"])
def test_two_verifiers_refuse_a_tampered_one(client, part):
    badge, pages = served(client, certificate())
    forged = copy.deepcopy(badge)
    if part == "name":
        forged["credentialSubject"]["identifier"][0]["identityHash"] = "Någon Annan"
    elif part == "title":
        forged["credentialSubject"]["achievement"]["name"] = "Rymdfart"
    elif part == "date":
        forged["validFrom"] = "2020-01-01T00:00:00Z"
    else:
        forged["credentialStatus"]["statusListIndex"] = "77"
    assert forged != badge
    said = verdict(forged, pages)
    assert said["bazaar"]["verified"] is False
    assert said["dcc"]["errors"] == ["invalid_signature"]


def test_two_verifiers_refuse_a_revoked_one_and_another_stays_valid(client):
    credential, other = certificate(), certificate(title="Annan kurs")
    served(client, credential)  # the list is kept from before
    revoke(credential, "Misstag", None)
    said = verdict(*served(client, credential))
    assert said["bazaar"]["revoked"] is True
    assert said["dcc"]["log"]["revocation_status"] is False
    said = verdict(*served(client, other))
    assert said["bazaar"] == {"verified": True, "revoked": False, "why": ""}
    assert said["dcc"]["log"]["revocation_status"] is True


def test_a_badge_signed_with_a_retired_key_stays_valid(client, settings):
    credential = certificate()
    badge, _pages = served(client, credential)
    retired = keys.public_multikey()
    settings.CREDENTIAL_KEY = base64.urlsafe_b64encode(bytes(range(32))).decode().rstrip("=")
    settings.CREDENTIAL_RETIRED_KEYS = [retired]
    _new, pages = served(client, credential)
    assert verdict(badge, pages)["bazaar"]["verified"] is True
    settings.CREDENTIAL_RETIRED_KEYS = []
    _new, pages = served(client, credential)
    assert verdict(badge, pages)["bazaar"]["verified"] is False


def test_it_says_what_was_learned_and_by_whom_and_no_more():
    credential = certificate()
    badge = documents.badge(credential)
    assert badge == documents.badge(credential), "the same every time it is asked for"
    subject = badge["credentialSubject"]
    assert subject["identifier"][0]["identityHash"] == "Åsa Öberg"
    assert all(outcome in subject["achievement"]["criteria"]["narrative"] for outcome in OUTCOMES)
    assert badge["issuer"]["id"] == "did:web:portal.example"
    text = json.dumps(badge)
    assert credential.user.email not in text
    assert credential.user.username not in text


def test_the_list_has_the_bits_of_the_revoked(client):
    first, second = certificate(), certificate(title="Två")
    revoke(second, "Misstag", None)
    served_list = read(client, reverse("status_list", args=[0]))
    text = served_list["credentialSubject"]["encodedList"]
    assert text.startswith("u")
    bits = gzip.decompress(base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4)))
    assert len(bits) * 8 == status.LENGTH
    places = [place for place in range(status.LENGTH) if bits[place // 8] & 128 >> place % 8]
    assert places == [second.status_index]
    assert first.status_index not in places


def test_lists_that_are_not_there_are_not_there(client):
    assert status_of(client, "status_list", 0) == 200
    assert status_of(client, "status_list", 1) == 404
    StatusEntry.objects.create(pk=status.LENGTH + 5)
    assert status_of(client, "status_list", 1) == 200


def test_verifiers_on_other_sites_may_read_and_nobody_keeps_a_status(client):
    credential = certificate()
    for name, arguments in (
        ("did_document", []),
        ("issuer_document", []),
        ("status_list", [0]),
        ("badge", [credential.number]),
    ):
        response = client.get(reverse(name, args=arguments))
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "noindex" in response.headers["X-Robots-Tag"]
    assert "no-cache" in client.get(reverse("status_list", args=[0])).headers["Cache-Control"]
    assert (
        "no-store"
        in client.get(reverse("badge", args=[credential.number])).headers["Cache-Control"]
    )


def test_what_a_badge_links_to_is_there(client):
    credential = certificate()
    achievement = documents.achievement(credential)
    assert client.get(urlsplit(achievement["id"]).path).status_code == 302
    assert client.get(urlsplit(achievement["image"]["id"]).path).status_code == 302
    assert status_of(client, "badge_image", "other") == 404
    assert status_of(client, "badge", "0" * 26) == 404
