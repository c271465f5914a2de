"""Every page type in both languages: accessible, whole at every width, quiet, light."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.conftest import ERRORS
from tests.browser.looking import faults, visit
from tests.page_types import LANGUAGES, NAMES, STATUS

pytestmark = pytest.mark.once  # what a page looks like does not depend on the database
SIGNED_IN = {
    "details": "/{language}/account/email/",
    "password": "/{language}/account/password/change/",
    "two-step": "/{language}/account/2fa/",
    "logout": "/{language}/account/logout/",
}
MAX_WEIGHT = 100_000
WEIGHED = (
    "home",
    "cases",
    "case",
    "idea",
    "lesson-video",
    "conference",
    "programme",
    "municipality",
)
SPOIL = """() => {
  const style = Object.assign(document.createElement('style'), {textContent: 'p { color: red }'});
  document.head.append(style);
  const wide = document.createElement('p');
  wide.textContent = 'grey on grey';
  Object.assign(wide.style, {width: '700px', color: '#888', background: '#999'});
  document.querySelector('main').append(wide, document.createElement('img'));
}"""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [*NAMES, *ERRORS])
def test_page_type(visitor: BrowserContext, places, name: str, language: str):
    with visit(visitor) as seen:
        assert seen.open(places[name, language]) == (STATUS | ERRORS).get(name, 200)
        found = faults(seen)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", ["home", "case", "cases", "not-found"])
def test_page_as_an_editor_sees_it(editor: BrowserContext, places, name: str):
    with visit(editor) as seen:
        seen.open(places[name, "sv"])
        seen.page.locator("details.menu summary").click()
        found = faults(seen)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SIGNED_IN)
def test_account_page(editor: BrowserContext, server: str, name: str, language: str):
    with visit(editor) as seen:
        assert seen.open(server + SIGNED_IN[name].format(language=language)) == 200
        found = faults(seen)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", ["cases", "search-hits"])
def test_menus_and_filters_open(visitor: BrowserContext, places, name: str):
    with visit(visitor) as seen:
        seen.open(places[name, "sv"])
        seen.page.set_viewport_size({"width": 360, "height": 740})
        for toggle in seen.page.locator("details.toggle > summary").all():
            if toggle.is_visible():
                toggle.click()
        for facet in seen.page.locator("details.facet").all():
            facet.evaluate("element => { element.open = true }")
        found = faults(seen)
    assert not found, "\n".join(found)


def test_the_looking_itself_sees_faults(visitor: BrowserContext, places):
    with visit(visitor) as seen:
        seen.open(places["login", "sv"])
        seen.page.evaluate(SPOIL)
        found = "\n".join(faults(seen))
    for sign in ("1280 light: color-contrast", "360 dark: image-alt", "320: too wide", "style-src"):
        assert sign in found


def test_a_first_visit_is_light(browser: Browser, places):
    heavy = {}
    for name in WEIGHED:
        with browser.new_context() as context, visit(context) as seen:
            seen.open(places[name, "sv"])
            seen.page.wait_for_function("document.fonts.status === 'loaded'")
            if (weight := seen.weight()) > MAX_WEIGHT:
                heavy[name] = weight
    assert heavy == {}
