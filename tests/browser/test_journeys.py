"""What people do on the public site: with the keyboard, without scripts, with their own settings."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.looking import NARROW, WIDE, follow, visit
from tests.page_types import IN_CATALOGUE

Places = dict[tuple[str, str], str]
FOCUS = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const around = element.closest('label, form') || element;
  const box = element.getBoundingClientRect();
  const name = element.outerHTML.slice(0, 120);
  const ringed = (one) => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  };
  const card = element.closest('.card');  // the whole card is ringed, since the whole card can be pressed
  const outlined = ringed(element) || Boolean(card && ringed(card));
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const top = document.elementFromPoint(
    Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1),
    Math.min(Math.max(box.top + box.height / 2, 0), innerHeight - 1));
  const covered = top && !element.contains(top) && !top.contains(element) && !around.contains(top);
  return {name, id: [...document.querySelectorAll('*')].indexOf(element), outlined, inside, covered: Boolean(covered)};
}"""
MOVING = """() => [...document.querySelectorAll('*')].filter((element) => {
  const style = getComputedStyle(element);
  return [style.transitionDuration, style.animationDuration].some((all) =>
    all.split(', ').some((time) => parseFloat(time) > 0.011));
}).slice(0, 5).map((element) => element.outerHTML.slice(0, 120))"""
SHIFTS = """
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      if (!entry.hadRecentInput)
        window.shifts.push([entry.value, entry.sources.map((s) => s.node && s.node.outerHTML || '').join().slice(0, 200)]);
  }).observe({type: 'layout-shift', buffered: true});
"""


@pytest.fixture
def page(visitor: BrowserContext) -> Iterator[Page]:
    with visit(visitor) as seen:
        yield seen.page
        assert seen.complaints == []


@pytest.fixture(scope="module")
def without_scripts(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(java_script_enabled=False)
    yield context
    context.close()


def tab_to(page: Page, is_there: Callable[[str], bool]) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if is_there(page.evaluate("document.activeElement.outerHTML")):
            return
    raise AssertionError("the keyboard does not get there")


@pytest.mark.once
def test_the_first_tab_offers_to_skip_to_the_content(page: Page, places: Places):
    page.goto(places["case", "sv"])
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    expect(link).to_have_attribute("href", "#content")
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


@pytest.mark.once
def test_the_menu_opens_by_keyboard_on_a_telephone(page: Page, places: Places):
    page.set_viewport_size(NARROW)
    page.goto(places["home", "sv"])
    menu = page.locator("nav.site-nav")
    expect(menu).not_to_be_visible()
    tab_to(page, lambda html: html.startswith("<summary"))
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    page.keyboard.press("Tab")
    expect(menu.locator("a").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(places["cases", "sv"])


@pytest.mark.once
@pytest.mark.parametrize("name", ["home", "cases", "case", "search-hits", "login"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_focus_is_always_seen(page: Page, places: Places, name: str, size: dict[str, int]):
    page.set_viewport_size(size)
    page.goto(places[name, "sv"])
    wrong, seen = [], set()
    for _ in range(60):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus is None or focus["id"] in seen:
            break
        seen.add(focus["id"])
        if not focus["outlined"] or not focus["inside"] or focus["covered"]:
            wrong.append(focus)
    assert len(seen) > 5
    assert wrong == []


def test_a_filter_is_chosen_by_keyboard_and_told(page: Page, places: Places):
    page.goto(places["cases", "sv"])
    before = page.locator("[data-total]").inner_text()
    box = page.locator("[data-filters] input[name=status]").first
    tab_to(page, lambda html: 'name="status"' in html)
    page.keyboard.press("Space")
    page.wait_for_url(re.compile(r"\?status="))
    expect(page.locator("[data-announce]")).not_to_be_empty()
    expect(page.locator("[data-total]")).not_to_have_text(before)
    expect(box).to_be_focused()
    expect(box).to_be_checked()
    chosen = page.locator("[data-total]").inner_text()
    page.reload()
    expect(page.locator("[data-total]")).to_have_text(chosen)
    page.go_back()
    expect(page.locator("[data-total]")).to_have_text(before)


def test_search_is_reached_from_everywhere_by_keyboard(page: Page, places: Places):
    page.goto(places["method", "sv"])
    tab_to(page, lambda html: 'id="site-search"' in html)
    page.keyboard.type("hemtjänst")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/sv/search/\?q=hemtj"))
    expect(page.locator("#search-again")).to_have_value("hemtjänst")
    expect(page.locator("#results h2 a").first).to_be_visible()


@pytest.mark.once
@pytest.mark.parametrize("name", [*IN_CATALOGUE, "cases-filtered", "search-hits", "login"])
def test_the_language_switch_lands_on_the_same_page(
    without_scripts: BrowserContext, places: Places, name: str
):
    with visit(without_scripts) as seen:
        seen.open(places[name, "sv"])
        follow(seen.page.locator(".tools a[hreflang=en]"))
        assert seen.page.url == places[name, "en"]
        assert seen.page.locator("html").get_attribute("lang") == "en"
        follow(seen.page.locator(".tools a[hreflang=sv]"))
        assert seen.page.url == places[name, "sv"]


def test_filters_work_without_scripts(without_scripts: BrowserContext, places: Places):
    with visit(without_scripts) as seen:
        seen.open(places["cases", "sv"])
        before = seen.page.locator("[data-total]").inner_text()
        seen.page.locator("[data-filters] input[name=status]").first.check()
        follow(seen.page.locator("[data-filters] button[type=submit]"))
        assert "status=" in seen.page.url
        assert seen.page.locator("[data-total]").inner_text() != before
        assert seen.page.locator(".chip-selected").count() == 1
        follow(seen.page.locator(".chip-selected"))
        assert seen.page.locator("[data-total]").inner_text() == before
        follow(seen.page.locator(".pagination a[rel=next]").first)
        assert "page=2" in seen.page.url
        assert seen.complaints == []


def test_navigation_and_search_work_without_scripts(
    without_scripts: BrowserContext, places: Places
):
    with visit(without_scripts) as seen:
        seen.page.set_viewport_size(NARROW)
        seen.open(places["home", "en"])
        seen.page.locator(".masthead details.toggle summary").click()
        follow(seen.page.locator("nav.site-nav a").nth(1))
        assert seen.page.url == places["methods", "en"]
        seen.page.locator("#site-search").fill("test")
        follow(seen.page.locator(".site-search button").first)
        assert "/en/search/?q=test" in seen.page.url
        assert seen.page.locator("#results h2 a").count() > 0


@pytest.mark.once
@pytest.mark.parametrize("name", ["home", "cases", "case"])
def test_nothing_moves_for_those_who_asked_for_calm(page: Page, places: Places, name: str):
    page.goto(places[name, "sv"])
    assert page.evaluate(MOVING) == []


@pytest.mark.once
@pytest.mark.parametrize("name", ["home", "cases-filtered", "case", "login"])
def test_forced_colours_keep_the_edges_of_controls(
    visitor: BrowserContext, places: Places, name: str
):
    with visit(visitor) as seen:
        seen.page.emulate_media(forced_colors="active", color_scheme="dark")
        seen.open(places[name, "sv"])
        for control in seen.page.locator(
            "button, .button, .chip, main input:not([type=checkbox])"
        ).all():
            if control.is_visible():
                edge = "element => getComputedStyle(element).borderTopStyle"
                assert control.evaluate(edge) != "none", control.evaluate("e => e.outerHTML")


@pytest.mark.once
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("name", ["home", "case", "cases", "conference"])
def test_hardly_anything_shifts_while_a_page_loads_even_if_type_comes_late(
    browser: Browser, places: Places, name: str, size: dict[str, int]
):
    def late(route: Route) -> None:
        time.sleep(0.5)  # the page is drawn with the fallbacks by then
        route.continue_()

    with browser.new_context(viewport=size) as context, visit(context) as seen:
        seen.page.route("**/*.woff2", late)
        seen.page.add_init_script(SHIFTS)
        seen.open(places[name, "sv"])
        seen.page.wait_for_function("document.fonts.status === 'loaded'")
        seen.page.evaluate("scrollTo(0, document.body.scrollHeight / 2)")
        seen.page.evaluate("scrollTo(0, document.body.scrollHeight)")
        seen.page.wait_for_timeout(200)
        shifts = seen.page.evaluate("window.shifts")
    # What Core Web Vitals call good; a single line of a heading that breaks elsewhere makes 0.06.
    assert sum(value for value, _where in shifts) < 0.1, shifts
