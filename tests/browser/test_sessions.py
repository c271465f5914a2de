"""Sessions of a course in a real browser: registered for, left, put in a calendar, and marked on a phone; without scripts too."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import NARROW, faults, follow, visit
from tests.browser.people import somebody

COURSE = {
    "sv": "/sv/kurser/leda-det-som-annu-inte-finns/",
    "en": "/en/courses/leading-what-does-not-exist-yet/",
}
WORDS = {
    "sv": {
        "register": "Anmäl dig", "wait": "Ställ dig på väntelistan", "leave": "Avanmäl dig",
        "has place": "Du har en plats", "address": "Skaffa en adress", "login": "Logga in för att anmäla dig",
    },
    "en": {
        "register": "Register", "wait": "Join the waiting list", "leave": "Leave the session",
        "has place": "You have a place", "address": "Get an address", "login": "Log in to register",
    },
}  # fmt: skip


@pytest.mark.parametrize(("language", "name"), [("sv", "kvalitet"), ("en", "moderator")])
def test_a_place_is_taken_and_left_without_a_script(
    browser: Browser, server: str, language: str, name: str
) -> None:
    words = WORDS[language]
    with somebody(browser, server, name, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(server + COURSE[language])
        section = page.locator("section.sessions")
        expect(section.get_by_role("button", name=words["wait"])).to_have_count(1)
        follow(section.get_by_role("button", name=words["register"]), "Enter")
        page.wait_for_url("**/learning/sessions/*/")
        expect(page.locator("[role=status] .notice").last).to_be_visible()
        expect(page.get_by_text(words["has place"], exact=True)).to_be_visible()
        here = page.url
        page.goto(f"{server}/{language}/learning/")
        page.locator("#calendar summary").click()
        follow(page.get_by_role("button", name=words["address"]))
        feed = page.locator("#feed-address").input_value()
        assert "BEGIN:VEVENT" in context.request.get(feed).text()
        page.goto(here)
        follow(page.get_by_role("button", name=words["leave"]))
        expect(page.get_by_text(words["has place"], exact=True)).to_have_count(0)


@pytest.mark.once
def test_the_pages_are_sound(browser: Browser, server: str) -> None:
    found: list[str] = []
    with browser.new_context(reduced_motion="reduce") as context, visit(context) as seen:
        seen.open(server + COURSE["sv"])
        found += faults(seen)
        seen.page.emulate_media(media="screen")
        follow(seen.page.get_by_role("link", name=WORDS["sv"]["login"]).first)
        assert "next=/sv/learning/sessions/" in seen.page.url
    with somebody(browser, server, "personal") as context, visit(context) as seen:
        for language in ("sv", "en"):
            seen.open(f"{server}/{language}/learning/")
            found += faults(seen)
            seen.page.emulate_media(media="screen")
            follow(seen.page.locator("section[aria-labelledby=my-sessions] a").last)
            found += faults(seen)
            seen.page.emulate_media(media="screen")
    assert found == []


def past(page: Page, server: str, language: str) -> None:
    """Open the list of the session that is over, as its trainer finds it."""
    page.goto(f"{server}/{language}/learning/")
    follow(page.locator("section[aria-labelledby=led] a").first)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_who_came_is_marked_and_corrected_on_a_phone(
    browser: Browser, server: str, language: str
) -> None:
    with somebody(browser, server, "coach", viewport=NARROW) as context, visit(context) as seen:
        page = seen.page
        past(page, server, language)
        ticks = page.locator("input[name=came]")
        before = page.locator("input[name=came]:checked").count()
        assert 0 < before < ticks.count()
        for _each in range(2):
            ticks.last.press("Space")
            follow(page.locator("main form[method=post] button[type=submit]").first, "Enter")
            expect(page.locator("[role=status] .notice").last).to_be_visible()
        expect(page.locator("input[name=came]:checked")).to_have_count(before)
        assert faults(seen) == []
        page.emulate_media(media="screen")
        with page.expect_download() as download:
            page.get_by_role("link", name="Excel").click()
        assert download.value.path().stat().st_size > 500


@pytest.mark.parametrize("language", ["sv", "en"])
def test_who_came_without_registering_is_added_on_a_phone_without_a_script(
    browser: Browser, server: str, language: str
) -> None:
    with (
        somebody(browser, server, "coach", viewport=NARROW, java_script_enabled=False) as context,
        visit(context) as seen,
    ):
        page = seen.page
        past(page, server, language)
        listed = page.locator("input[name=came]")
        before = listed.count()
        search = page.locator(".drop-in input[name=who]")
        search.fill("redaktor@demo.idesluss.example")
        follow(search, "Enter")
        follow(page.locator(".drop-in form[method=post] button"), "Enter")
        expect(page.locator("[role=status] .notice").last).to_be_visible()
        expect(listed).to_have_count(before + 1)
        added = page.locator(".attendance").last.locator("input[name=came]")
        expect(added).to_be_checked()
        added.press("Space")
        follow(page.locator("main form[method=post] button[type=submit]").first, "Enter")
        expect(listed).to_have_count(before)


@pytest.mark.once
def test_the_search_for_them_is_sound(browser: Browser, server: str) -> None:
    found: list[str] = []
    with somebody(browser, server, "coach") as context, visit(context) as seen:
        for language in ("sv", "en"):
            past(seen.page, server, language)
            search = seen.page.locator(".drop-in input[name=who]")
            search.fill("redaktor@demo.idesluss.example")
            follow(search, "Enter")
            expect(seen.page.locator(".drop-in .rows li")).to_have_count(1)
            found += faults(seen)
            seen.page.emulate_media(media="screen")
    assert found == []
