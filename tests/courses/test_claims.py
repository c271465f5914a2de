"""A badge for an applied method: claimed with a case, confirmed by a colleague, never by oneself."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from courses.badges import documents
from courses.models import Credential, MethodClaim
from courses.services.claims import ClaimRefused, decide
from tests.factories import CaseFactory, MethodFactory, UserFactory

pytestmark = pytest.mark.django_db

TEXT = "Vi följde tre personer genom tjänsten."


@pytest.fixture
def pages() -> tuple[Any, Any]:
    method = MethodFactory(title="Tjänsteresa")
    return method, CaseFactory(title="Morgonen", methods=[method])


def claimed(pages: tuple[Any, Any], user: Any, email: str, capture: Any, **changes: str) -> Any:
    method, case = pages
    client = Client()
    client.force_login(user)
    values = {"case": str(case.translation_key), "text": TEXT, "colleague_email": email}
    with capture(execute=True):
        return client.post(
            f"{reverse('claim_method')}?method={method.translation_key}", values | changes
        )


def test_from_claim_to_badge(pages, client, django_capture_on_commit_callbacks):
    user = UserFactory(first_name="Kim", last_name="Lind")
    colleague = UserFactory(email="Kollega@example.test")
    made = claimed(pages, user, "kollega@example.test", django_capture_on_commit_callbacks)
    assert made.status_code == 302
    claim = MethodClaim.objects.get()
    [letter] = mail.outbox
    assert letter.to == ["kollega@example.test"]
    address = re.search(r"https?://[^/]+(/\S+)", letter.body)[1]
    assert address == reverse("confirm_claim", args=[claim.pk])
    client.force_login(colleague)
    assert TEXT in client.get(address).content.decode()
    assert client.post(address, {"answer": "maybe"}).status_code == 200, "asked once more"
    client.post(address, {"answer": "confirm", "comment": "Bra gjort"})
    credential = Credential.objects.get()
    assert (credential.kind, credential.user) == ("method", user)
    badge = documents.badge(credential)
    assert badge["evidence"][0]["name"] == "Morgonen"
    assert badge["evidence"][0]["narrative"] == TEXT
    assert colleague.email.lower() not in str(badge).lower()
    client.post(address, {"answer": "decline"})
    claim.refresh_from_db()
    assert claim.state == "confirmed"
    assert Credential.objects.count() == 1
    client.force_login(user)
    assert "Tjänsteresa" in client.get(reverse("my_credentials")).content.decode()


def test_nobody_confirms_for_oneself_or_without_being_asked(
    pages, client, django_capture_on_commit_callbacks
):
    user = UserFactory(email="jag@example.test")
    refused = claimed(pages, user, "JAG@example.test", django_capture_on_commit_callbacks)
    assert refused.status_code == 200
    assert not MethodClaim.objects.exists()
    claimed(pages, user, "kollega@example.test", django_capture_on_commit_callbacks)
    claim = MethodClaim.objects.get()
    address = reverse("confirm_claim", args=[claim.pk])
    for somebody in (user, UserFactory()):
        client.force_login(somebody)
        assert client.get(address).status_code == 404
        assert client.post(address, {"answer": "confirm"}).status_code == 404
        with pytest.raises(ClaimRefused):
            decide(claim, somebody, confirmed=True)
    assert not Credential.objects.exists()


def test_a_colleague_may_decline_and_the_person_tries_again(
    pages, client, django_capture_on_commit_callbacks
):
    user, colleague = UserFactory(), UserFactory()
    claimed(pages, user, colleague.email, django_capture_on_commit_callbacks)
    again = claimed(pages, user, colleague.email, django_capture_on_commit_callbacks)
    assert again.status_code == 200, "one question at a time about a method"
    client.force_login(colleague)
    address = reverse("confirm_claim", args=[MethodClaim.objects.get().pk])
    client.post(address, {"answer": "decline", "comment": "Jag var inte med."})
    assert MethodClaim.objects.get().state == "declined"
    assert not Credential.objects.exists()
    client.force_login(user)
    assert "Jag var inte med." in client.get(reverse("my_credentials")).content.decode()
    assert (
        claimed(pages, user, colleague.email, django_capture_on_commit_callbacks).status_code == 302
    )


def test_only_ones_own_can_be_taken_back(pages, client, django_capture_on_commit_callbacks):
    user, colleague = UserFactory(), UserFactory()
    claimed(pages, user, colleague.email, django_capture_on_commit_callbacks)
    address = reverse("withdraw_claim", args=[MethodClaim.objects.get().pk])
    client.force_login(colleague)
    assert client.post(address).status_code == 404
    client.force_login(user)
    assert client.get(address).status_code == 405
    assert client.post(address).status_code == 302
    assert MethodClaim.objects.get().state == "withdrawn"


def test_the_evidence_is_a_published_case_that_names_the_method(
    pages, client, django_capture_on_commit_callbacks
):
    method, case = pages
    other = CaseFactory(title="Ett annat fall")
    user, colleague = UserFactory(), UserFactory()
    client.force_login(user)
    text = client.get(f"{reverse('claim_method')}?method={method.translation_key}").content.decode()
    assert "Morgonen" in text
    assert "Ett annat fall" not in text
    wrong = claimed(
        pages,
        user,
        colleague.email,
        django_capture_on_commit_callbacks,
        case=str(other.translation_key),
    )
    assert wrong.status_code == 200
    claimed(pages, user, colleague.email, django_capture_on_commit_callbacks)
    case.unpublish()
    with pytest.raises(ClaimRefused):
        decide(MethodClaim.objects.get(), colleague, confirmed=True)
    assert MethodClaim.objects.get().state == "waiting"


@pytest.mark.parametrize("query", ["method=nonsense", "method=", "method=%00"])
def test_nonsense_is_met_with_a_message(client, query):
    client.force_login(UserFactory())
    assert client.get(f"{reverse('claim_method')}?{query}").status_code == 200
