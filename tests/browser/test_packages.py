"""Two SCORM packages that nobody here wrote run to their end in a lesson, report their score and are gone on with."""

from __future__ import annotations

import json
import os
import uuid
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect

from courses.models import LearningPackage, PackageState
from courses.packages import storing
from tests.browser.looking import FULL, NARROW, WIDE, faults, visit
from tests.browser.packaging import WAIT, put_into_lesson, until, upload
from tests.browser.people import log_in
from tests.courses.packages import making
from tests.courses.packages.samples import sample
from tests.demo import DemoPortal

GOLF = {"1.2": "RuntimeBasicCalls_SCORM12.zip", "2004": "RuntimeBasicCalls_SCORM20043rdEdition.zip"}
PAGES = 15
ANSWERS = """right => {
  for (const question of test.Questions) {
    const name = `question_${question.Id}_`;
    if (question.Type === 'choice') {
      const place = question.Answers.findIndex(each => (each === question.CorrectAnswer) === right);
      document.getElementById(name + place).checked = true;
    } else if (question.Type === 'true-false') {
      document.getElementById(name + (question.CorrectAnswer === right ? 'True' : 'False')).checked = true;
    } else {
      document.getElementById(name + 'Text').value = right ? question.CorrectAnswer : '0';
    }
  }
}"""


def look(page: Page, name: str) -> None:
    """Keep a picture for people, if `LOOK` names a folder for it."""
    if folder := os.environ.get("LOOK"):
        page.screenshot(path=f"{folder}/{name}.png")


def begin(page: Page, address: str) -> Any:
    """Open the lesson, begin the package and return its own frame."""
    page.set_default_timeout(WAIT)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(address)
    page.locator("[data-package-start] button").click()
    content = page.frame_locator("[data-package-frame] iframe").frame_locator("#content")
    expect(content.locator("#butNext")).to_be_attached(timeout=WAIT)
    return content


def turn(page: Page, content: Any, times: int) -> None:
    for _time in range(times):
        content.locator("#butNext").click()
        page.wait_for_timeout(50)


def assessment(page: Page) -> Frame:
    """Return the frame with the package's test, once its form is there."""
    for _try in range(100):
        found = [frame for frame in page.frames if "assessmenttemplate" in frame.url]
        if found and found[-1].locator("input[type=button]").count():
            return found[-1]
        page.wait_for_timeout(100)
    raise AssertionError("the package's test did not open")


@pytest.mark.samples
@pytest.mark.parametrize("standard", GOLF)
def test_a_package_of_others_runs_to_its_end_and_reports_its_score(
    standard: str,
    server: str,
    demo: DemoPortal,
    editor: BrowserContext,
    learner: BrowserContext,
    browser: Browser,
) -> None:
    title = f"Golf {standard} {uuid.uuid4().hex[:6]}"
    upload(editor, server, sample(GOLF[standard]), title)
    with demo.in_use():
        package = LearningPackage.objects.get(title=title)
        assert package.standard == standard
        lesson = put_into_lesson(package)

    # Half way, then on to another device.
    page = learner.new_page()
    content = begin(page, server + lesson.address)
    turn(page, content, 4)
    expect(page.locator("[data-package-result]")).to_have_text("Påbörjat.", timeout=WAIT)
    until(demo, lesson, lambda row: "4" in row.data.values())
    expect(page.locator("[data-package-status]")).to_have_text("Det du har gjort är sparat.")
    page.close()
    other = browser.new_context(locale="sv-SE", reduced_motion="reduce")
    log_in(other, server, "personal")
    page = other.new_page()
    content = begin(page, server + lesson.address)
    turn(page, content, PAGES - 1 - 4)

    # The test at the end: failed, then passed.
    for right, result in ((False, "Inte godkänt"), (True, "Godkänt, 100 procent.")):
        frame = assessment(page)
        frame.evaluate(ANSWERS, right)
        frame.locator("input[type=button]").click()
        expect(page.locator("[data-package-result]")).to_contain_text(result, timeout=WAIT)
        if not right:
            content.locator("#butPrevious").click()
            turn(page, content, 1)
    look(page, f"package-{standard}")
    content.locator("#butExit").click()
    expect(page.locator("[data-package-status]")).to_have_text("Det du har gjort är sparat.")
    other.close()
    with demo.in_use():
        row = PackageState.objects.get(block_key=lesson.block)
        assert (row.completion, row.success) == ("completed", "passed")
        assert (row.scaled, row.raw) == (1.0, 100.0)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_lesson_and_the_player_are_for_everybody(
    language: str, server: str, demo: DemoPortal, learner: BrowserContext
) -> None:
    with demo.in_use():
        package = storing.store(making.package(parts=3), title="Tre delar")
        lesson = put_into_lesson(package, language)
    with visit(learner) as seen:
        page = seen.page
        assert seen.open(server + lesson.address) == 200
        page.set_viewport_size(WIDE)
        page.locator("[data-package-start] button").click()
        player = page.frame_locator("[data-package-frame] iframe")
        expect(player.locator("nav button[aria-current=true]")).to_have_count(1, timeout=WAIT)
        # By keyboard to the second part.
        player.locator("nav button").nth(1).focus()
        page.keyboard.press("Enter")
        expect(player.locator("nav button").nth(1)).to_have_attribute("aria-current", "true")
        for size, name in ((WIDE, "wide"), (NARROW, "narrow")):
            page.set_viewport_size(size)
            page.locator("[data-package]").scroll_into_view_if_needed()
            look(page, f"lesson-{language}-{name}")
        address = page.locator("[data-package-frame] iframe").get_attribute("src") or ""
        assert faults(seen) == []
        seen.open(address)
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)
            assert seen.axe(FULL, f"player {size['width']}") == []


def test_a_package_cannot_reach_the_portal(
    server: str, demo: DemoPortal, learner: BrowserContext
) -> None:
    attack = """<!doctype html><title>x</title><p id="said"></p><script>
      const said = {};
      const trial = (name, action) => { try { said[name] = String(action()); } catch (error) { said[name] = 'refused'; } };
      trial('cookie', () => document.cookie);
      trial('parent', () => window.top.document.title);
      trial('storage', () => window.top.localStorage.length);
      trial('navigate', () => { window.top.location = 'https://evil.example/'; return 'asked'; });
      Promise.allSettled([fetch('PORTAL/sv/'), fetch('https://evil.example/')])
        .then((all) => { said.fetch = all.map((each) => each.status).join(); document.getElementById('said').textContent = JSON.stringify(said); });
      window.top.postMessage({ kind: 'record', item: 'i1', sequence: 9, values: { 'cmi.core.lesson_status': 'passed' } }, '*');
    </script>""".replace("PORTAL", server)
    with demo.in_use():
        lesson = put_into_lesson(storing.store(making.package(files={"p1.html": attack})))
    page = learner.new_page()
    page.goto(server + lesson.address)
    page.locator("[data-package-start] button").click()
    content = page.frame_locator("[data-package-frame] iframe").frame_locator("#content")
    expect(content.locator("#said")).to_contain_text("fetch", timeout=WAIT)
    said = json.loads(content.locator("#said").inner_text())
    assert said["cookie"] == ""
    assert said["parent"] == said["storage"] == "refused"
    assert said["fetch"] == "rejected,rejected"
    assert page.url == server + lesson.address
    # A message of the content itself, past the player, is not the player's.
    page.wait_for_timeout(1500)
    with demo.in_use():
        assert not PackageState.objects.filter(block_key=lesson.block, success="passed").exists()
    page.close()


def test_without_scripts_the_lesson_says_what_is_needed(
    server: str, demo: DemoPortal, browser: Browser
) -> None:
    with demo.in_use():
        lesson = put_into_lesson(storing.store(making.package()))
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server + lesson.address)
    expect(page.locator(".package-needs-script")).to_be_visible()
    expect(page.locator("[data-package-start]")).to_be_hidden()
    context.close()
