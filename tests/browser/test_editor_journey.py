"""An editor makes a case from the admin alone: writes, previews, schedules, translates, publishes, takes it away.

Runs in Swedish, which is what editors see; buttons are found by what they do, not by their words, where the
words are Wagtail's. Anything that the content policy stops is an error here.
"""

from __future__ import annotations

import io
import os
import re
import secrets
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect
from playwright.sync_api import TimeoutError as TooLate

TITLE = f"Redaktörens resa {secrets.token_hex(3)}"
ENGLISH = TITLE.replace("Redaktörens resa", "The editor's journey")
ADDRESS = TITLE.lower().replace("ö", "o").replace(" ", "-")
WAIT = 20_000


@pytest.fixture
def page(editor: BrowserContext, browser: Browser) -> Iterator[Page]:
    """The editor's browser, in Swedish, in which nothing may go wrong unseen."""
    faults: list[str] = []
    context = browser.new_context(locale="sv-SE", storage_state=editor.storage_state())
    page = context.new_page()
    page.set_default_timeout(WAIT)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda message: (
            faults.append(message.text) if "Content Security Policy" in message.text else None
        ),
    )
    page.on(
        "response",
        lambda answer: (
            faults.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None
        ),
    )
    yield page
    context.close()
    assert faults == []


def look(page: Page, name: str) -> None:
    """Keep a picture for people, if `LOOK` names a folder for it."""
    if folder := os.environ.get("LOOK"):
        page.wait_for_timeout(400)
        page.screenshot(path=f"{folder}/{name}.png")


def picture() -> bytes:
    """Return a picture that nobody has uploaded before: Wagtail asks about those it knows."""
    stream = io.BytesIO()
    Image.new("RGB", (1200, 800), tuple(secrets.token_bytes(3))).save(stream, "PNG")
    return stream.getvalue()


def upload(page: Page, title: str, file: dict[str, object], description: str = "") -> None:
    """Upload a file in the chooser that is open."""
    dialog = page.locator(".modal-dialog")
    dialog.locator("[role=tab][href*=upload]").click()
    dialog.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]  # Playwright's own dict
    dialog.locator("input[name$='-title']").fill(title)
    if description:
        dialog.locator("[name$='-description']").fill(description)
    dialog.locator("form[data-chooser-modal-creation-form] button[type=submit]").click()
    dialog.wait_for(state="detached")


def choose(page: Page, field: str, words: str) -> None:
    """Choose the first hit of a search field, by keyboard."""
    box = page.locator(f"[data-contentpath='{field}'] [role=combobox]")
    chosen = page.locator(f"[data-contentpath='{field}'] .search-select-chosen li")
    for _attempt in range(5):
        # The list closes when the field loses the focus; a person types again.
        box.fill(words)
        try:
            page.locator(f"[data-contentpath='{field}'] [role=option]").first.wait_for(
                timeout=3_000
            )
        except TooLate:
            continue
        box.press("ArrowDown")
        box.press("Enter")
        break
    expect(chosen).to_have_count(1)
    box.press("Escape")


def tab(page: Page, number: int) -> None:
    page.locator("[role=tablist] [role=tab]").nth(number).click()


def side_panel(page: Page, name: str) -> None:
    """Open a side panel, which may be open from before."""
    toggle = page.locator(f"[data-side-panel-toggle='{name}']")
    if toggle.get_attribute("aria-expanded") != "true":
        toggle.click()


def saved(page: Page) -> None:
    """Wait until Wagtail has saved by itself what was written."""
    page.wait_for_url(re.compile(r"/admin/pages/\d+/edit/"))
    expect(
        page.locator("[data-w-autosave-target=indicator], [data-controller~='w-autosave']").first
    )
    page.wait_for_load_state("networkidle")


def act(page: Page, name: str) -> None:
    """Press an entry of the menu at the foot of the form and wait for the answer.

    Wagtail may be saving by itself just then. It takes the version for one from another window and asks whether to
    go on, which a person says yes to; or it does not hear the press, and a person presses again.
    """
    page.wait_for_load_state("networkidle")
    action = page.locator(f"[name='{name}']:visible")
    go_on = page.locator("#w-save-confirmation-dialog [data-w-dialog-target=confirm]:visible")
    for _attempt in range(3):
        try:
            with page.expect_navigation(timeout=WAIT / 2):
                if go_on.count():
                    go_on.click()
                else:
                    if not action.count():
                        page.locator("footer [data-w-dropdown-target=toggle]").first.click()
                    action.first.click()
            return
        except TooLate:
            look(page, f"not-taken-{name}")
    raise AssertionError(f"{name} was never taken")


def write_case(page: Page, server: str) -> str:
    """Write a case with picture, document and connections; return the address of its form."""
    found = page.request.get(f"{server}/admin/api/main/pages/?slug=fall&locale=sv")
    parent = next(
        item["id"]
        for item in found.json()["items"]
        if item["meta"]["type"] == "cases.CaseIndexPage"
    )
    page.goto(f"{server}/admin/pages/add/cases/casepage/{parent}/")
    page.locator("#id_title").fill(TITLE)
    page.locator("#id_summary").fill("Skriven av en redaktör, från början till slut.")
    page.locator("[data-chooser-action-choose]:visible").first.click()
    upload(
        page,
        f"Bild {ADDRESS}",
        {"name": "bild.png", "mimeType": "image/png", "buffer": picture()},
        "En enfärgad yta",
    )
    page.locator("[data-contentpath='problem'] [contenteditable=true]").click()
    page.keyboard.type("Ingen visste vem som skulle svara.")
    page.locator("[data-contentpath='documents'] button").first.click()
    page.locator("[data-contentpath='documents'] [data-chooser-action-choose]:visible").click()
    upload(
        page,
        f"Dokument {ADDRESS}",
        {"name": "fil.txt", "mimeType": "text/plain", "buffer": secrets.token_hex(8).encode()},
    )
    tab(page, 1)
    choose(page, "municipalities", "orust")
    choose(page, "topics", "bibl")
    look(page, "2-connections")
    tab(page, 0)
    look(page, "1-written")
    saved(page)
    return page.url.split("#")[0]


def preview(page: Page) -> None:
    side_panel(page, "preview")
    frame = page.frame_locator("iframe[title][src*='preview'], #w-preview-iframe, iframe").first
    expect(frame.get_by_role("heading", level=1)).to_have_text(TITLE, timeout=WAIT)
    expect(frame.get_by_text("Ingen visste vem som skulle svara.")).to_be_visible()
    look(page, "3-preview")


def schedule(page: Page, when: str) -> None:
    """Set or clear the moment of publishing."""
    side_panel(page, "status")
    page.locator("[data-a11y-dialog-show='schedule-publishing-dialog']").first.click()
    field = page.locator("#id_go_live_at")
    field.fill(when)
    field.press("Tab")
    look(page, "4-schedule")
    with page.expect_navigation():
        # By keyboard: a field's calendar may lie over the button.
        page.locator("#schedule-publishing-dialog button[type=submit]").press("Enter")


def translate(page: Page, server: str, page_id: str) -> str:
    """Send the case to translation, give every text its English words, publish; return the form's address."""
    page.goto(f"{server}/admin/localize/submit/page/{page_id}/")
    look(page, "6-submit")
    box = page.locator("input[name=locales]")
    if not box.first.is_checked():
        box.first.check()
    with page.expect_navigation():
        page.locator("main form [type=submit]").last.click()
    form = page.url
    side = page.locator("[data-side-panel-toggle='status']")
    if side.get_attribute("aria-expanded") == "true":
        side.click()
    words = {"Rubrik": ENGLISH, "Sammanfattning": "Written by an editor, from start to finish."}
    editor = page.locator(".js-translation-editor")
    todo = editor.get_by_role("button", name="Översätt", exact=True)
    todo.first.wait_for()
    given = iter([*words.values(), "A plain surface", "Nobody knew who should answer."])
    while todo.count():
        left = todo.count()
        todo.first.click()
        box = editor.locator("textarea, [contenteditable=true]").first
        box.click()
        page.keyboard.press("ControlOrMeta+A")
        page.keyboard.type(next(given))
        editor.get_by_role("button", name="Spara", exact=True).click()
        expect(todo).to_have_count(left - 1)
    look(page, "7-translation")
    assert page.request.get(f"{server}/en/cases/{ADDRESS}/").status == 404, (
        "not before it is published"
    )
    with page.expect_navigation():
        page.get_by_role("button", name="Publicera på engelska").click()
    return form


def unpublish(page: Page, server: str, page_id: str) -> None:
    page.goto(f"{server}/admin/pages/{page_id}/unpublish/")
    with page.expect_navigation():
        page.locator("main form [type=submit]").click()


@pytest.mark.browser
def test_the_whole_way(page: Page, server: str) -> None:
    form = write_case(page, server)
    page_id = re.findall(r"/pages/(\d+)/", form)[0]
    swedish, english = f"{server}/sv/fall/{ADDRESS}/", f"{server}/en/cases/{ADDRESS}/"
    preview(page)

    later = timezone.localtime() + timedelta(days=30)
    schedule(page, f"{later:%Y-%m-%d} 08:00")
    act(page, "action-publish")
    assert page.request.get(swedish).status == 404, "not before its time"

    page.goto(form)
    with page.expect_navigation():
        page.locator(".messages :is(a, button)").last.click()  # take the schedule back
    page.goto(form)
    schedule(page, "")
    act(page, "action-publish")
    page.goto(swedish)
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.get_by_role("link", name=f"Dokument {ADDRESS}")).to_be_visible()
    expect(page.locator("main picture img").first).to_have_attribute("alt", "En enfärgad yta")
    look(page, "5-published")

    translated = translate(page, server, page_id)
    page.goto(swedish)
    page.locator("header a[hreflang=en]").click()
    expect(page).to_have_url(english)
    expect(page.get_by_role("heading", level=1)).to_have_text(ENGLISH)
    expect(page.get_by_text("Nobody knew who should answer.")).to_be_visible()
    look(page, "8-english")

    for known in (re.findall(r"/pages/(\d+)/", translated)[0], page_id):
        unpublish(page, server, known)
    for address in (swedish, english):
        assert page.request.get(address).status == 404
    found = page.request.get(f"{server}/api/search/?q={TITLE.split()[-1]}&locale=sv").json()
    assert found["total"] == 0
