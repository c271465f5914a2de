"""A manager follows the own line and gives courses; a quality lead reads the numbers. In both languages, wide and narrow."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.looking import NARROW, faults, follow, visit
from tests.browser.people import log_in

TEAM, REPORTS = "learning/team/", "learning/reports/"
COURSE = {"sv": "Prova smått innan ni köper stort", "en": "Test small before you buy big"}


@pytest.fixture(scope="module")
def signed_in(browser: Browser, server: str) -> Iterator[Callable[[str], BrowserContext]]:
    """Return a function that gives the context of somebody who has logged in through the form."""
    contexts: dict[str, BrowserContext] = {}

    def context_of(name: str) -> BrowserContext:
        if name not in contexts:
            contexts[name] = browser.new_context(reduced_motion="reduce")
            log_in(contexts[name], server, name)
        return contexts[name]

    yield context_of
    for context in contexts.values():
        context.close()


@pytest.fixture
def manager(signed_in: Callable[[str], BrowserContext]) -> Iterator[Page]:
    with visit(signed_in("chef")) as seen:
        yield seen.page
        assert seen.complaints == []


@pytest.mark.once
@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("chef", TEAM),
        ("chef", f"{TEAM}?state=late"),
        ("chef", f"{TEAM}give/?person_q=an"),
        ("chef", f"{TEAM}given/"),
        ("kvalitet", REPORTS),
        ("kvalitet", f"{REPORTS}?unit=demo-boendestod"),
        ("personal", TEAM),
    ],
)
def test_the_pages_are_sound(
    signed_in: Callable[[str], BrowserContext],
    server: str,
    language: str,
    name: str,
    address: str,
) -> None:
    with visit(signed_in(name)) as seen:
        assert seen.open(f"{server}/{language}/{address}") == 200
        assert faults(seen) == []


def test_from_the_plot_to_a_person(manager: Page, server: str) -> None:
    manager.goto(f"{server}/sv/{TEAM}")
    bar = manager.get_by_role("img", name=re.compile(r"Behovet först: klar \d+"))
    expect(bar).to_be_visible()
    manager.get_by_label("Läge").select_option("late")
    manager.get_by_role("button", name="Visa").click()
    manager.wait_for_url("**?unit=&course=&state=late")
    rows = manager.locator("[role=region][aria-labelledby=by-person] tbody tr")
    assert rows.count() > 0
    assert all(int(text) > 0 for text in rows.locator("td:last-child").all_inner_texts())
    rows.first.get_by_role("link").click()
    expect(manager.locator(".learning-late").first).to_be_visible()
    assert seen_words(manager).isdisjoint({"svar", "poäng"})


@pytest.mark.parametrize("address", [TEAM, f"{TEAM}?state=late", f"{TEAM}given/"])
def test_no_figure_is_out_of_sight_in_a_narrow_window(
    manager: Page, server: str, address: str
) -> None:
    manager.set_viewport_size(NARROW)
    manager.goto(f"{server}/sv/{address}")
    tables = manager.locator(".table-scroll").all()
    assert tables
    for table in tables:
        assert table.evaluate("table => table.scrollWidth <= table.clientWidth")
        assert table.get_by_role("row").count() == table.locator("tr").count()


def seen_words(page: Page) -> set[str]:
    return set(page.locator("table").inner_text().lower().split())


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_course_is_given_and_taken_back_without_a_script(
    browser: Browser, server: str, language: str
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        log_in(context, server, "chef")
        page = context.new_page()
        page.goto(f"{server}/{language}/{TEAM}give/")
        page.locator("#id_person_q").fill("Tove")
        page.locator("#id_course_q").fill(COURSE[language].split()[0])
        follow(page.locator(".team-filters button"))
        page.locator("#id_course").select_option(label=COURSE[language])
        box = page.locator("input[name=people]").first
        box.check()
        name = box.locator("xpath=following-sibling::span").inner_text()
        page.locator("#id_due_on").fill("2020-01-01")
        follow(page.locator(".team-form button[type=submit]"))
        expect(page.locator("[role=alert]")).to_be_visible()
        expect(page.locator("input[name=people]").first).to_be_checked()
        page.locator("#id_due_on").fill("2099-12-31")
        follow(page.locator(".team-form button[type=submit]"))
        page.wait_for_url(f"**/{TEAM}given/")
        row = page.locator("tbody tr").filter(has_text=name).filter(has_text=COURSE[language])
        row = row.filter(has_text="2099")
        expect(row).to_have_count(1)
        follow(row.get_by_role("link"))
        page.locator("#id_due_on").fill("2098-12-31")
        follow(page.locator(".team-form button[type=submit]").first)
        row = page.locator("tbody tr").filter(has_text=name).filter(has_text="2098")
        follow(row.get_by_role("link"))
        follow(page.locator("button[name=withdraw]"))
        page.wait_for_url(f"**/{TEAM}given/")
        expect(page.locator("tbody tr").filter(has_text="2098")).to_have_count(0)


def test_the_files_come(manager: Page, server: str) -> None:
    manager.goto(f"{server}/sv/{TEAM}")
    for name in ("Hämta som Excel", "Hämta som CSV"):
        with manager.expect_download() as download:
            manager.get_by_role("link", name=name).click()
        assert download.value.path().stat().st_size > 500
