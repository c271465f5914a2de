"""Learning in a real browser: by keyboard and screen reader's names, on a bad connection, on two devices, without scripts."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from scripts.services import free_port
from tests.browser.looking import NARROW, WIDE, faults, follow, visit
from tests.browser.people import somebody

COURSE = {
    "sv": "/sv/kurser/leda-det-som-annu-inte-finns/",
    "en": "/en/courses/leading-what-does-not-exist-yet/",
}
WORDS = {
    "sv": {"start": "Starta provet", "hand in": "Lämna in", "anyway": "Lämna in ändå"},
    "en": {"start": "Start the quiz", "hand in": "Hand in", "anyway": "Hand in anyway"},
}
SAVED = {"sv": "Sparat", "en": "Saved"}


def lessons_of(page: Page, server: str, language: str) -> list[str]:
    page.goto(server + COURSE[language])
    links = page.locator(".course-outline .lessons a")
    return [server + str(link.get_attribute("href")) for link in links.all()]


def saved(page: Page, language: str = "sv") -> None:
    expect(page.locator("#saving")).to_have_text(SAVED[language], timeout=15_000)


@pytest.mark.parametrize(("language", "name"), [("sv", "kvalitet"), ("en", "coach")])
def test_from_the_course_to_the_result(
    browser: Browser, server: str, language: str, name: str
) -> None:
    words = WORDS[language]
    found: list[str] = []
    with somebody(browser, server, name) as context, visit(context) as seen:
        page = seen.page
        lessons = lessons_of(page, server, language)
        found += faults(seen)
        page.emulate_media(media="screen")
        page.set_viewport_size(WIDE)

        page.goto(server + COURSE[language])
        page.locator("main form button").first.press("Enter")
        page.wait_for_url(re.compile(re.escape(lessons[0])))
        page.locator("form[data-activity] textarea").fill("Mitt svar")
        page.locator("form[data-activity] input[type=checkbox]").first.press("Space")
        saved(page, language)
        found += faults(seen)
        page.emulate_media(media="screen")
        page.locator("form[data-complete] button").press("Enter")
        expect(page.locator(".lesson-end .status")).to_be_focused()
        expect(page.locator(".outline .lesson-state")).to_have_count(1)
        expect(page.locator(".outline .outline-done").first).to_contain_text("1")

        page.set_viewport_size(NARROW)
        page.goto(lessons[2])
        page.get_by_role("button", name=words["start"]).press("Enter")
        page.wait_for_url("**/learning/attempts/*/")
        page.locator("input[type=radio]").nth(1).press("Space")
        first = page.locator(".movable > li").first.inner_text().splitlines()[0]
        page.locator(".movable > li").first.locator("button").nth(1).press("Enter")
        expect(page.locator(".movable > li").nth(1)).to_contain_text(first)
        saved(page, language)
        page.reload()
        expect(page.locator("input[type=radio]").nth(1)).to_be_checked()
        expect(page.locator(".movable > li").nth(1)).to_contain_text(first)
        found += faults(seen)
        page.emulate_media(media="screen")
        page.get_by_role("button", name=words["hand in"], exact=True).press("Enter")
        expect(page.locator("#errors")).to_be_focused(timeout=15_000)
        found += faults(seen)
        page.emulate_media(media="screen")
        page.get_by_role("button", name=words["anyway"]).press("Enter")
        expect(page.locator(".quiz-verdict")).to_be_visible(timeout=15_000)
        found += faults(seen)
        page.emulate_media(media="screen")

        page.goto(f"{server}/{language}/learning/")
        found += faults(seen)
    # What the form says when questions are open is an answer of its own status; the browser notes it.
    assert [fault for fault in found if "422" not in fault] == []


def test_reading_goes_on_at_the_exact_place_on_another_device(
    browser: Browser, server: str
) -> None:
    with (
        somebody(browser, server, "chef", viewport=NARROW) as phone,
        somebody(browser, server, "chef") as desk,
    ):
        page = phone.new_page()
        address = lessons_of(page, server, "sv")[1]
        page.goto(address)
        place = page.locator("[data-place]").nth(5)
        key = place.get_attribute("data-place")
        page.evaluate(
            "top => scrollTo(0, top - innerHeight / 4)",
            place.evaluate("element => element.getBoundingClientRect().top + scrollY"),
        )
        saved(page)
        page.wait_for_timeout(3500)
        other = desk.new_page()
        other.goto(server + COURSE["sv"])
        other.locator("main form button").first.click()
        other.wait_for_url(f"{address}#b-{key}")
        expect(other.locator(f"#b-{key}")).to_be_in_viewport()


def test_what_is_written_without_connection_is_sent_later(browser: Browser, server: str) -> None:
    with somebody(browser, server, "redaktor") as context:
        page = context.new_page()
        address = lessons_of(page, server, "sv")[0]
        page.goto(address)
        saved(page)
        context.set_offline(True)
        page.locator("form[data-activity] textarea").fill("Skrivet i tunneln")
        expect(page.locator("#saving")).to_contain_text("Finns kvar i webbläsaren", timeout=15_000)
        context.set_offline(False)
        saved(page)
        page.goto(address)
        expect(page.locator("form[data-activity] textarea")).to_have_value("Skrivet i tunneln")


def test_everything_works_without_scripts(browser: Browser, server: str) -> None:
    with somebody(browser, server, "moderator", java_script_enabled=False) as context:
        page = context.new_page()
        lessons = lessons_of(page, server, "sv")
        page.goto(lessons[0])
        page.locator("form.activity textarea").fill("Utan skript")
        follow(page.get_by_role("button", name="Spara det du har skrivit"))
        expect(page.locator("form.activity textarea")).to_have_value("Utan skript")
        follow(page.get_by_role("button", name="Markera lektionen som klar"))
        expect(page.locator(".lesson-end .status")).to_be_visible()
        page.goto(lessons[2])
        follow(page.get_by_role("button", name="Starta provet"))
        for number, select in enumerate(page.locator(".ordering select").all()):
            select.select_option(index=number + 1)  # after "Place"
        follow(page.get_by_role("button", name="Lämna in", exact=True))
        expect(page.locator("#errors")).to_be_visible()
        follow(page.get_by_role("button", name="Lämna in ändå"))
        expect(page.locator(".quiz-verdict")).to_be_visible()


# --- A server that dies ----------------------------------------------------------------------------


@contextmanager
def server_of_its_own(port: int, demo: Any) -> Iterator[subprocess.Popen[bytes]]:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
        "PORTAL_DATA": str(settings.DATA_DIR),
        "DEMO_DATABASE": demo.database,
        "DEMO_MEDIA": str(demo.media),
    }
    # fmt: off
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--blocking-threads", "4", "portal.wsgi:application",
    ]
    # fmt: on
    process = subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        for _try in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).close()
                break
            except OSError:
                time.sleep(0.2)
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(20)


@pytest.mark.faults
def test_a_killed_server_loses_no_acknowledged_answer(browser: Browser, demo: Any) -> None:
    port = free_port()
    server = f"http://127.0.0.1:{port}"
    with server_of_its_own(port, demo) as process, somebody(browser, server, "admin") as context:
        page = context.new_page()
        address = lessons_of(page, server, "sv")[0]
        page.goto(address)
        saved(page)
        text = page.locator("form[data-activity] textarea")
        text.fill("Sparat före krasch")
        page.wait_for_timeout(700)
        saved(page)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(20)
        text.fill("Skrivet medan servern låg nere")
        expect(page.locator("#saving")).to_contain_text("Finns kvar i webbläsaren", timeout=15_000)
        with server_of_its_own(port, demo):
            other = context.new_page()
            other.goto(server + COURSE["sv"])  # a page that sends nothing of what waits
            other.close()
            saved(page)
            page.goto(address)
            expect(page.locator("form[data-activity] textarea")).to_have_value(
                "Skrivet medan servern låg nere"
            )
