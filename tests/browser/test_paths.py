"""A learning path and the evaluation of a course, as people meet them: in both languages, wide and narrow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from content.models import CatalogueEntry
from tests.browser.looking import faults, follow, visit
from tests.browser.people import log_in

COURSE = "course-testing"
SAYS = {"sv": "Vad tyckte du om kursen?", "en": "What did you think of the course?"}


@pytest.fixture(scope="module")
def course(demo: Any, django_db_blocker: Any) -> str:
    """Key of the course with an evaluation, which two demo accounts have completed."""
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from courses.models import Enrolment

    with django_db_blocker.unblock(), demo.in_use():
        key = CatalogueEntry.objects.get(kind="course", key=COURSE, language="sv").translation_key
        for name in ("kvalitet", "moderator"):
            user = get_user_model().objects.get(username=name)
            now = timezone.now()
            Enrolment.objects.update_or_create(
                user=user, course_key=key, defaults={"completed_at": now}
            )
    return str(key)


@pytest.fixture
def plain(browser: Browser) -> Iterator[BrowserContext]:
    """Somebody without scripts."""
    with browser.new_context(java_script_enabled=False) as context:
        yield context


def test_from_the_path_into_its_next_course(
    plain: BrowserContext, server: str, places: dict[tuple[str, str], str]
) -> None:
    log_in(plain, server, "personal")
    page = plain.new_page()
    page.goto(f"{server}/sv/learning/")
    expect(page.locator("[aria-labelledby=paths]")).to_contain_text("Från behov till vardag")
    page.goto(places["path", "sv"])
    expect(page.locator(".path-steps > li")).to_have_count(4)
    follow(page.locator("main form button").first)
    page.wait_for_url(re.compile("/sv/kurser/"))
    page.goto(places["path", "sv"])
    expect(page.locator(".path-steps")).to_contain_text("Pågår")


@pytest.mark.parametrize(("language", "name"), [("sv", "kvalitet"), ("en", "moderator")])
def test_an_evaluation_is_given_once(
    browser: Browser, server: str, course: str, language: str, name: str
) -> None:
    address = f"{server}/{language}/learning/courses/{course}/evaluation/"
    with browser.new_context(reduced_motion="reduce") as context:
        log_in(context, server, name)
        with visit(context) as seen:
            page = seen.page
            page.goto(f"{server}/{language}/learning/")
            follow(page.locator(f"a[href$='{course}/evaluation/']"))
            expect(page.get_by_role("heading", level=1)).to_have_text(SAYS[language])
            found = faults(seen)
            page.emulate_media(media="screen")
            page.locator(".questions textarea").first.fill("Att testa i liten skala")
            follow(page.locator("main form button[type=submit]"), "Enter")
            expect(page.locator("#errors li")).to_have_count(2)
            expect(page.locator(".questions textarea").first).to_have_value(
                "Att testa i liten skala"
            )
            found += faults(seen)
            page.emulate_media(media="screen")
            for scale in page.locator(".scale").all():
                scale.locator("input").nth(3).press("Space")
            follow(page.locator("main form button[type=submit]"), "Enter")
            expect(page.locator(".questions")).to_have_count(0)
            found += faults(seen)
            page.goto(f"{server}/{language}/learning/")
            expect(page.locator(f"a[href$='{course}/evaluation/']")).to_have_count(0)
            assert seen.open(address) == 200
    # What the form says when answers are missing is an answer of its own status; the browser notes it.
    assert [fault for fault in found if "422" not in fault] == []
