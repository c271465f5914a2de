"""An H5P package is uploaded, played by keyboard, gone on with, and reports; so do packages that nobody here wrote."""

from __future__ import annotations

import os
import uuid
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from courses.models import LearningEvent, LearningPackage, PackageState
from courses.packages import storing
from tests.browser.looking import FULL, NARROW, WIDE, visit
from tests.browser.packaging import WAIT, put_into_lesson, until, upload
from tests.browser.test_packages import look
from tests.courses.packages.making import h5p
from tests.courses.packages.samples import sample
from tests.demo import DemoPortal


def begin(page: Page, address: str) -> Any:
    """Open the lesson, begin the package and return the page that plays it."""
    page.set_default_timeout(WAIT)
    page.goto(address)
    page.locator("[data-package-start] button").press("Enter")
    content = page.frame_locator("[data-package-frame] iframe").frame_locator("#content")
    expect(content.locator(".h5p-container")).to_be_visible(timeout=WAIT)
    return content


def test_a_package_is_uploaded_played_gone_on_with_and_reports(
    server: str, demo: DemoPortal, editor: BrowserContext, learner: BrowserContext, tmp_path: Path
) -> None:
    title = f"Golf {uuid.uuid4().hex[:6]}"
    file = tmp_path / "golf.h5p"
    file.write_bytes(h5p().getvalue())
    upload(editor, server, file, title)
    with demo.in_use():
        lesson = put_into_lesson(LearningPackage.objects.get(title=title, standard="h5p"))

    with visit(learner) as seen:
        page = seen.page
        page.set_viewport_size(NARROW)
        content = begin(page, server + lesson.address)
        result = page.locator("[data-package-result]")
        expect(result).to_have_text("Påbörjat.", timeout=WAIT)
        page.keyboard.press("Tab")
        expect(content.get_by_role("button", name="Helskärm")).to_be_focused()
        content.locator("#play").press("Enter")
        until(demo, lesson, lambda row: row.data.get("cmi.suspend_data") == '{"holes":1}')
        expect(page.locator("[data-package-status]")).to_have_text("Det du har gjort är sparat.")

        # On another day: where it was left, then not good enough, then good enough.
        content = begin(page, server + lesson.address)
        expect(content.locator("#holes")).to_have_text("1")
        content.locator("#hand-in").press("Enter")
        expect(result).to_have_text("Inte godkänt, 50 procent.", timeout=WAIT)
        content.locator("#play").press("Enter")
        content.locator("#hand-in").press("Enter")
        expect(result).to_have_text("Godkänt, 100 procent.", timeout=WAIT)
        look(page, "h5p-narrow")
        player = page.locator("[data-package-frame] iframe").get_attribute("src") or ""
        assert seen.complaints == []
        for size in (WIDE, NARROW):
            for address in (player, f"{player}h5p/"):
                seen.open(address)
                assert seen.wider(size, address[-4:]) == []
                assert seen.axe(FULL, f"{address[-4:]} {size['width']}") == []
    with demo.in_use():
        row = PackageState.objects.get(block_key=lesson.block)
        assert (row.completion, row.success, row.scaled) == ("completed", "passed", 1.0)
        events = LearningEvent.objects.filter(object_key=lesson.block).order_by("timestamp", "verb")
        assert list(events.values_list("verb", flat=True)) == [
            *("initialized", "completed", "failed", "passed"),
        ]


def choose(content: Any) -> None:
    content.locator(".h5p-answer", has_text="Very dark purple").press("Space")
    content.locator(".h5p-question-check-answer").press("Enter")


def deny(content: Any) -> None:
    content.locator(".h5p-true-false-answer", has_text="False").press("Space")
    content.locator(".h5p-question-check-answer").press("Enter")


PLAYED = {"multiple-choice": choose, "h5p-test": deny}


@pytest.mark.samples
@pytest.mark.skipif("H5P_SAMPLES" not in os.environ, reason="see tests/courses/packages/samples.py")
@pytest.mark.parametrize("name", PLAYED)
def test_a_package_of_others_is_played_by_keyboard_and_reports(
    name: str, server: str, demo: DemoPortal, learner: BrowserContext
) -> None:
    with demo.in_use(), sample(f"{name}.h5p").open("rb") as file:
        lesson = put_into_lesson(storing.store(file))
    page = learner.new_page()
    content = begin(page, server + lesson.address)
    page.set_viewport_size(NARROW)
    PLAYED[name](content)
    expect(page.locator("[data-package-result]")).to_have_text(
        "Godkänt, 100 procent.", timeout=WAIT
    )
    look(page, f"h5p-{name}")
    until(demo, lesson, lambda row: row.scaled == 1.0)
    page.close()
