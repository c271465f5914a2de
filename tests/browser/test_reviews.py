"""A reflection from the learner to the reviewer and back, in both languages, by keyboard and without scripts."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import NARROW, WIDE, faults, follow, visit
from tests.browser.people import somebody

WORDS: dict[str, dict[str, str]] = {
    "sv": {
        "hand in": "Lämna in för granskning",
        "read": "Läs och svara",
        "send": "Skicka svaret",
        "again": "Försök igen",
        "approved": "Godkänd",
        "thanks": "Tack. Ditt svar har skickats.",
    },
    "en": {
        "hand in": "Hand in for review",
        "read": "Read and answer",
        "send": "Send the answer",
        "again": "Try again",
        "approved": "Approved",
        "thanks": "Thank you. Your answer has been sent.",
    },
}
TEXT = {"sv": "Kollegan som kom med idén.", "en": "The colleague who had the idea."}


def answer(page: Page, server: str, language: str, verdict: str, comment: str) -> None:
    words = WORDS[language]
    page.goto(f"{server}/{language}/learning/review/")
    follow(page.get_by_role("button", name=words["read"]).last, "Enter")
    page.get_by_role("radio", name=words[verdict]).check()
    page.locator("textarea[name=comment]").fill(comment)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_reflection_is_handed_in_returned_and_approved(
    browser: Browser, server: str, places: Any, language: str
) -> None:
    words, found = WORDS[language], []
    address = places["lesson-file", language]
    who = {"sv": "kvalitet", "en": "moderator"}[language]
    with (
        somebody(browser, server, who) as context,
        somebody(browser, server, "coach") as coach,
        visit(context) as seen,
        visit(coach) as read,
    ):
        page, desk = seen.page, read.page
        page.goto(address)
        expect(page.locator("form[data-complete]")).to_have_count(0)
        field = page.locator("form.block-reflection textarea")
        field.fill(TEXT[language])
        found += faults(seen)
        page.emulate_media(media="screen")
        follow(page.get_by_role("button", name=words["hand in"]), "Enter")
        expect(page.locator(".block-reflection .status-testing")).to_be_visible()

        desk.goto(f"{server}/{language}/learning/review/")
        found += faults(read)
        desk.emulate_media(media="screen")
        answer(desk, server, language, "again", "")
        follow(desk.get_by_role("button", name=words["send"]), "Enter")
        expect(desk.locator("textarea[name=comment]")).to_have_attribute("aria-invalid", "true")
        found += faults(read)
        desk.emulate_media(media="screen")
        desk.locator("textarea[name=comment]").fill("Vad säger du till personen?")
        follow(desk.get_by_role("button", name=words["send"]), "Enter")
        expect(desk.get_by_text(words["thanks"])).to_be_visible()

        page.set_viewport_size(NARROW)
        page.reload()
        expect(page.get_by_text("Vad säger du till personen?")).to_be_visible()
        expect(field).to_have_value(TEXT[language])
        field.fill(f"{TEXT[language]} !")
        follow(page.locator("form.block-reflection button[formaction]"), "Enter")
        answer(desk, server, language, "approved", "")
        follow(desk.get_by_role("button", name=words["send"]), "Enter")
        page.set_viewport_size(WIDE)
        page.reload()
        expect(page.locator(".block-reflection .status-finished")).to_be_visible()
        expect(page.locator(".lesson-end .status-finished")).to_be_visible()
        found += faults(seen)
    # A form that is not in order is an answer of its own status; the browser notes it.
    assert [fault for fault in found if "422" not in fault] == []


def test_handing_in_needs_no_scripts(browser: Browser, server: str, places: Any) -> None:
    with somebody(browser, server, "redaktor", java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(places["lesson-file", "sv"])
        follow(page.get_by_role("button", name=WORDS["sv"]["hand in"]))
        expect(page.locator(".field-error")).to_be_visible()
        page.locator("textarea").fill(TEXT["sv"])
        follow(page.get_by_role("button", name=WORDS["sv"]["hand in"]))
        page.wait_for_url(re.compile("#b-"))
        expect(page.locator(".block-reflection .status-testing")).to_be_visible()
