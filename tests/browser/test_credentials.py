"""Getting a certificate and having it verified, in a browser, in both languages, wide and narrow."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.looking import faults, visit
from tests.browser.people import somebody
from tests.demo import DemoPortal

LANGUAGES = ("sv", "en")


@pytest.fixture(scope="module")
def numbers(demo: DemoPortal, django_db_setup: None, django_db_blocker: object) -> dict[str, str]:
    """Give the demo's manager two certificates, one of which is taken back; return their numbers."""
    from django.contrib.auth import get_user_model

    from courses.models import CoursePage, Enrolment
    from courses.services.credentials import issue, revoke

    with django_db_blocker.unblock(), demo.in_use():
        user = get_user_model().objects.get(username="chef")
        pages = CoursePage.objects.filter(locale__language_code="sv", gives_certificate=True).live()
        issued = []
        for page in pages.order_by("pk")[:2]:
            enrolment, _new = Enrolment.objects.get_or_create(
                user=user, course_key=page.translation_key
            )
            if enrolment.completed_at is None:
                enrolment.completed_at = timezone.now()
                enrolment.save()
            issued.append(issue(enrolment, again=True))
        revoke(issued[1], "Utfärdat av misstag", None)
        return {"valid": issued[0].number, "revoked": issued[1].number}


@pytest.fixture(scope="module")
def manager(browser: Browser, server: str, numbers: dict[str, str]) -> Iterator[BrowserContext]:
    with somebody(browser, server, "chef", accept_downloads=True) as context:
        yield context


def test_from_my_list_to_the_page_that_verifies(manager, server, numbers, visitor):
    page = manager.new_page()
    page.goto(f"{server}/sv/learning/credentials/")
    link = page.get_by_role("link", name="Intyg som PDF").first
    response = manager.request.get(server + link.get_attribute("href"))
    assert response.body().startswith(b"%PDF")
    with page.expect_download() as download:
        page.get_by_role("link", name="Open Badge").first.click()
    assert download.value.suggested_filename.endswith(".badge.json")
    page.close()
    with visit(visitor) as seen:
        seen.open(f"{server}/sv/verify/")
        spaced = " ".join(re.findall(".{1,5}", numbers["valid"])).upper()
        seen.page.get_by_label("Nummer").fill(spaced)
        seen.page.keyboard.press("Enter")
        seen.page.wait_for_url(f"**/verify/{numbers['valid']}/")
        expect(seen.page.get_by_text("Giltigt.")).to_be_visible()
        seen.open(f"{server}/sv/verify/{numbers['revoked']}/")
        expect(seen.page.get_by_text("Återkallat.")).to_be_visible()
        expect(seen.page.get_by_text("misstag")).to_have_count(0)


@pytest.mark.once
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["valid", "revoked", "number", "wrong", "issuer"])
def test_public_pages_are_without_fault(visitor, server, numbers, language, name):
    path = {"number": "", "wrong": "?number=0", "issuer": "issuer/"}.get(name)
    if path is None:
        path = f"{numbers[name]}/"
    with visit(visitor) as seen:
        seen.open(f"{server}/{language}/verify/{path}")
        assert faults(seen) == []


@pytest.mark.once
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "path", ["learning/credentials/", "learning/credentials/applied/", "account/data/"]
)
def test_ones_own_pages_are_without_fault(manager, server, language, path):
    with visit(manager) as seen:
        seen.open(f"{server}/{language}/{path}")
        assert faults(seen) == []


def test_a_method_is_chosen_and_then_its_case(manager, server):
    with visit(manager) as seen:
        seen.open(f"{server}/sv/learning/credentials/applied/")
        seen.page.get_by_label("Vilken metod").select_option(index=0)
        seen.page.locator("main form button[type=submit]").click()
        seen.page.wait_for_url(re.compile(r"\?method="))
        assert faults(seen) == []
