"""People of the demo in the browser: they log in through the form, as everybody does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext

from portal.demo_accounts import PASSWORD
from tests.browser.looking import follow


def log_in(context: BrowserContext, server: str, name: str) -> None:
    page = context.new_page()
    page.goto(f"{server}/sv/account/login/")
    page.locator("input[name=login]").fill(name)
    page.locator("input[name=password]").fill(PASSWORD)
    follow(page.locator("main form button[type=submit]").first)
    page.locator("details.menu").wait_for()
    page.close()


@contextmanager
def somebody(browser: Browser, server: str, name: str, **options: Any) -> Iterator[BrowserContext]:
    """Give a browser of its own to somebody who has logged in."""
    context = browser.new_context(reduced_motion="reduce", **options)
    try:
        log_in(context, server, name)
        yield context
    finally:
        context.close()
