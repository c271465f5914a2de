"""Looks at one page in every way that visitors do and tells what is wrong, in lines that can be read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import brotli
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Locator, Page, Response

WIDE, NARROW, NARROWEST = (
    {"width": 1280, "height": 900},
    {"width": 360, "height": 740},
    {"width": 320, "height": 640},
)
PAPER = {"width": 718, "height": 1000}
"""A4 between margins of a centimetre, at 96 dots an inch."""
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FULL = {
    "runOnly": {"type": "tag", "values": WCAG},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
COLOURS = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
}
WEIGHED = ("document", "stylesheet", "script", "font")
WIDER = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  const clipped = (element) => {
    for (let up = element.parentElement; up; up = up.parentElement)
      if (getComputedStyle(up).overflowX !== 'visible' && up !== document.body) return true;
    return false;
  };
  return [...document.body.querySelectorAll('*')]
    .filter((element) => element.getBoundingClientRect().right > room + 0.5 && !clipped(element))
    .slice(0, 5).map((element) => element.outerHTML.slice(0, 120));
}"""

CUT = """() => [...document.querySelectorAll('.meta-line')].filter((line) => {
  const edge = line.getBoundingClientRect().left + 15.5;
  const words = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (words.nextNode()) {
    if (!words.currentNode.data.trim()) continue;
    range.selectNodeContents(words.currentNode);
    if ([...range.getClientRects()].some((box) => box.width > 1 && box.left < edge)) return true;
  }
  return false;
}).slice(0, 5).map((line) => line.textContent.trim().replace(/\\s+/g, ' ').slice(0, 120))"""
"""Lines of facts with words where only the dots between them belong, which are cut off at the edge."""

BELOW_THE_FOOTER = """() => {
  const footer = document.querySelector('.site-footer');
  return footer ? document.documentElement.scrollHeight - footer.getBoundingClientRect().bottom - scrollY : 0;
}"""


class Visit:
    """A page that is open, with all that the browser complained of and fetched since."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.responses: list[Response] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # Chromium reports the status of an error page itself; that is what was asked for.
        own = message.location.get("url") == self.page.url and "status of" in message.text
        if message.type in ("error", "warning") and not own:
            self.complaints.append(f"{message.type}: {message.text}")

    def _response(self, response: Response) -> None:
        self.responses.append(response)

    def open(self, url: str) -> int:
        response = self.page.goto(url, wait_until="load")
        assert response is not None
        return response.status

    def axe(self, options: dict[str, Any], where: str) -> list[str]:
        found = Axe().run(self.page, options=options).response["violations"]
        return [
            f"{where}: {rule['id']}: {node['html'][:160]} ({node['failureSummary'][:240]})"
            for rule in found
            for node in rule["nodes"][:3]
        ]

    def wider(self, size: dict[str, int], where: str) -> list[str]:
        """Return what sticks out of the page to the right."""
        self.page.set_viewport_size(size)
        return [f"{where}: too wide: {element}" for element in self.page.evaluate(WIDER)]

    def cut(self, where: str) -> list[str]:
        """Return lines of facts that begin where they are cut off."""
        return [f"{where}: cut off: {line}" for line in self.page.evaluate(CUT)]

    def weight(self) -> int:
        """Return how many bytes of markup, style, script and type a first visit takes, compressed."""
        return sum(
            len(body) if response.request.resource_type == "font" else len(brotli.compress(body))
            for response in self.responses
            if response.request.resource_type in WEIGHED
            for body in [response.body()]
        )


@contextmanager
def visit(context: BrowserContext) -> Iterator[Visit]:
    page = context.new_page()
    try:
        yield Visit(page)
    finally:
        # Chromium has been seen to hang when it closes a page that is being loaded.
        with suppress(Error):
            page.wait_for_load_state("load", timeout=10_000)
        page.close()


def follow(control: Locator, key: str = "") -> None:
    """Click or press what leads to another page, and wait until that is there: a click itself waits for nothing."""
    with control.page.expect_navigation(wait_until="load"):
        if key:
            control.press(key)
        else:
            control.click()


def faults(seen: Visit) -> list[str]:
    """Return all that is wrong with an open page: wide and narrow, light and dark, smallest, on paper.

    Dark and light differ in colours alone, so everything is checked once per width and colours in both.
    """
    page = seen.page
    page.emulate_media(color_scheme="light", media="screen")
    page.set_viewport_size(WIDE)
    found = seen.axe(FULL, "1280 light")
    if (gap := page.evaluate(BELOW_THE_FOOTER)) > 2:
        found.append(f"1280: the page goes on for {gap} pixels below its footer")
    page.emulate_media(color_scheme="dark")
    found += seen.axe(COLOURS, "1280 dark")
    page.set_viewport_size(NARROW)
    found += seen.axe(FULL, "360 dark")
    page.emulate_media(color_scheme="light")
    found += seen.axe(COLOURS, "360 light")
    found += seen.wider(NARROWEST, "320")
    found += seen.cut("320")
    page.emulate_media(media="print")
    found += seen.wider(PAPER, "on paper")
    return found + seen.complaints
