"""A cmi5 package whose parts are driven by Rustici Software's own library runs to its end in a lesson."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from courses.models import ActivityStatement, LearningPackage, PackageState
from courses.packages import storing
from courses.packages.cmi5.vocabulary import activity_key
from portal.demo_accounts import PASSWORD
from tests.browser.looking import FULL, NARROW, WIDE, faults, visit
from tests.browser.packaging import WAIT, put_into_lesson, until, upload
from tests.courses.packages.making import au, cmi5
from tests.demo import DemoPortal
from tests.verifiers.running import npm_file

LIBRARY = "@rusticisoftware/cmi5/dist/cmi5.js"
PART = """<!doctype html><html lang="en"><title>Quiz</title><p id="said"></p>
<button id="fail">Fail</button><button id="pass">Pass</button><button id="leave">Leave</button>
<script src="cmi5.js"></script><script>
  const au = new Cmi5(location.href);
  const said = document.getElementById('said');
  const act = (id, action) => document.getElementById(id).addEventListener('click', async () => {
    said.textContent = await action().then(() => id + ' is kept', (error) => String(error));
  });
  act('fail', () => au.failed({ scaled: 0.2 }));
  act('pass', async () => { await au.passed({ scaled: 0.9 }); await au.completed(); });
  act('leave', async () => { await au.terminate(); location.href = au.getReturnURL(); });
  au.start().then(() => {
    said.textContent = [au.getLaunchMode(), au.getMasteryScore(), au._learnerPrefs.contents.languagePreference].join(' ');
  }, (error) => { said.textContent = String(error); });
</script></html>"""
THIEF = """<!doctype html><title>x</title><p id="said"></p><script>
  const query = new URLSearchParams(location.search);
  const endpoint = query.get('endpoint');
  const version = { 'X-Experience-API-Version': '1.0.3' };
  const codes = async () => {
    const answer = await fetch(query.get('fetch'), { method: 'POST' });
    const Authorization = 'Basic ' + (await answer.json())['auth-token'];
    const state = (changes) => fetch(endpoint + 'activities/state?' + new URLSearchParams({
      activityId: query.get('activityId'), agent: query.get('actor'), registration: query.get('registration'),
      stateId: 'LMS.LaunchData', ...changes }), { headers: { ...version, Authorization } });
    const agent = JSON.parse(query.get('actor'));
    agent.account.name = '1' + agent.account.name;
    return [
      await state({}), await state({ agent: JSON.stringify(agent) }),
      await state({ activityId: query.get('activityId').slice(0, -1) + 'x' }),
      await fetch(endpoint + 'statements', { headers: version }),
    ].map((each) => each.status).join();
  };
  Promise.allSettled([codes(), fetch('PORTAL/sv/'), fetch('https://evil.example/'), fetch(endpoint + '../sv/')])
    .then((all) => { document.getElementById('said').textContent = all.map((each) => each.value || each.status).join(); });
</script>"""


def archive(folder: Path) -> Path:
    """Return a package with two parts, of which the second wants a window of its own."""
    body = au(masteryScore="0.8", moveOn="CompletedAndPassed")
    body += au(2, moveOn="Passed", launchMethod="OwnWindow")
    files = {"p1.html": PART, "p2.html": PART, "cmi5.js": npm_file(LIBRARY)}
    path = folder / "quiz.zip"
    path.write_bytes(cmi5(body, files).getvalue())
    return path


def verbs(package: LearningPackage, number: int) -> list[str]:
    """Return what was said of a part, in its order."""
    key = activity_key(package, f"https://example.com/au/{number}")
    rows = ActivityStatement.objects.filter(activity_key=key).order_by("stored_at")
    return [row.statement["verb"]["id"].rpartition("/")[2] for row in rows]


def begin(page: Page, address: str) -> tuple[Any, Any]:
    """Open the lesson, begin the package and return its player and the frame of its parts."""
    page.set_default_timeout(WAIT)
    page.goto(address)
    page.locator("[data-package-start] button").click()
    player = page.frame_locator("[data-package-frame] iframe")
    return player, player.frame_locator("#content")


def test_a_package_is_uploaded_runs_to_its_end_and_reports(
    server: str,
    demo: DemoPortal,
    editor: BrowserContext,
    learner: BrowserContext,
    tmp_path: Path,
) -> None:
    title = f"Quiz {uuid.uuid4().hex[:6]}"
    upload(editor, server, archive(tmp_path), title)
    with demo.in_use():
        package = LearningPackage.objects.get(title=title, standard="cmi5")
        lesson = put_into_lesson(package)
    page = learner.new_page()
    player, part = begin(page, server + lesson.address)
    result = page.locator("[data-package-result]")

    # The first part in the lesson: failed, and in another sitting passed.
    expect(part.locator("#said")).to_have_text("Normal 0.8 sv,en")
    expect(result).to_have_text("0 av 2 delar klara.")
    part.locator("#fail").click()
    expect(part.locator("#said")).to_have_text("fail is kept")
    player.locator("nav button").first.click()
    expect(part.locator("#said")).to_have_text("Normal 0.8 sv,en")
    part.locator("#pass").click()
    expect(part.locator("#said")).to_have_text("pass is kept")
    expect(result).to_have_text("1 av 2 delar klara.")
    part.locator("#leave").click()
    expect(part.locator("main")).to_contain_text("Du har lämnat den här delen.")

    # The second in a window of its own, opened by keyboard, and opened again when it was closed without a word.
    player.locator("nav button").nth(1).click()
    for time in range(2):
        with learner.expect_page() as opened:
            player.locator("#apart button").press("Enter")
        window = opened.value
        expect(window.locator("#said")).to_have_text("Normal  sv,en", timeout=WAIT)
        if not time:
            window.close()
    window.locator("#pass").click()
    expect(window.locator("#said")).to_have_text("pass is kept")
    window.locator("#leave").click()
    expect(window.locator("main")).to_contain_text("Du har lämnat")
    window.close()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(result).to_have_text("2 av 2 delar klara.")
    until(demo, lesson, lambda row: row.success == "passed")
    page.reload()
    expect(result).to_have_text("2 av 2 delar klara.")
    page.close()

    with demo.in_use():
        rows = PackageState.objects.filter(block_key=lesson.block).order_by("item")
        assert [(row.completion, row.success, row.scaled) for row in rows] == [
            ("completed", "passed", 0.9),
            ("completed", "passed", 0.9),
        ]
        first, second = (verbs(package, number) for number in (1, 2))
    assert first == [
        *("launched", "initialized", "failed", "abandoned"),
        *("launched", "initialized", "passed", "completed", "terminated"),
    ]
    assert second == [
        *("launched", "initialized", "abandoned"),
        *("launched", "initialized", "passed", "satisfied", "completed", "terminated"),
    ]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_player_is_for_everybody(
    language: str, server: str, demo: DemoPortal, learner: BrowserContext
) -> None:
    body = au(launchMethod="OwnWindow") + au(2)
    with demo.in_use():
        lesson = put_into_lesson(storing.store(cmi5(body), title="Golf"), language)
    with visit(learner) as seen:
        page = seen.page
        assert seen.open(server + lesson.address) == 200
        page.locator("[data-package-start] button").click()
        player = page.frame_locator("[data-package-frame] iframe")
        expect(player.locator("#apart button")).to_be_visible(timeout=WAIT)
        assert faults(seen) == []
        address = page.locator("[data-package-frame] iframe").get_attribute("src") or ""
        for shown in (address, f"{address}closed/"):
            seen.open(shown)
            for size in (WIDE, NARROW):
                page.set_viewport_size(size)
                assert seen.axe(FULL, f"{shown[-7:]} {size['width']}") == []


def test_without_an_account_the_lesson_leads_to_the_login(
    server: str, demo: DemoPortal, browser: Browser
) -> None:
    with demo.in_use():
        lesson = put_into_lesson(storing.store(cmi5()))
    context = browser.new_context(locale="sv-SE", reduced_motion="reduce")
    page = context.new_page()
    page.goto(server + lesson.address)
    expect(page.locator("[data-package]")).to_have_count(0)
    page.get_by_role("link", name="Logga in för att öppna den här delen").click()
    page.locator("input[name=login]").fill("personal")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("[data-package-start] button")).to_be_visible(timeout=WAIT)
    context.close()


def test_a_part_reaches_its_own_and_nothing_else(
    server: str, demo: DemoPortal, learner: BrowserContext
) -> None:
    page_of_part = THIEF.replace("PORTAL", server)
    with demo.in_use():
        lesson = put_into_lesson(storing.store(cmi5(files={"p1.html": page_of_part})))
    page = learner.new_page()
    _player, part = begin(page, server + lesson.address)
    expect(part.locator("#said")).to_have_text(
        "200,400,403,401,rejected,rejected,rejected", timeout=WAIT
    )
    page.close()
