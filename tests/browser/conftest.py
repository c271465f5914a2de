"""One server on the filled demo and one browser for all tests."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext

from scripts import services
from tests.browser.people import somebody
from tests.demo import DemoPortal
from tests.page_types import LANGUAGES, addresses

# Playwright's own loop runs in this thread, which Django would take for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
FOLDER = Path(__file__).parent
ARGUMENTS = (
    "--no-sandbox",
    "--site-per-process",  # as in every browser of people; the shell leaves it off
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ERRORS = {f"error-{status}": status for status in (400, 403, 500)}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser."""
    for item in items:
        if FOLDER in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the system's Chromium: Playwright's own would have to be downloaded."""
    return browser_type_launch_args | {
        "executable_path": services.chromium(),
        "args": list(ARGUMENTS),
    }


@pytest.fixture(scope="session")
def server(demo: DemoPortal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server of its own process, so that no test's transaction or thread is in its way."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
        "PORTAL_DATA": str(settings.DATA_DIR),
        "DEMO_DATABASE": demo.database,
        "DEMO_MEDIA": str(demo.media),
        "PORTAL_URL": f"http://127.0.0.1:{port}",
    }
    log = tmp_path_factory.mktemp("server") / "log"
    address = f"http://127.0.0.1:{port}"
    # fmt: off
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--blocking-threads", "4", "portal.wsgi:application",
    ]
    # fmt: on
    with log.open("w") as output:
        process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=environment, stdout=output, stderr=output
        )
        try:
            _wait_for(f"{address}/readyz", process, log)
            yield address
        finally:
            process.terminate()
            process.wait(20)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"the server did not start:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def places(demo: DemoPortal, server: str, django_db_blocker: Any) -> dict[tuple[str, str], str]:
    """Whole address of every page type by name and language; see tests/page_types.py."""
    with django_db_blocker.unblock(), demo.in_use():
        found = addresses()
    for language in LANGUAGES:
        for name, status in ERRORS.items():
            found[name, language] = f"/{language}/fault/{status}/"
    return {key: server + url for key, url in found.items()}


@pytest.fixture(scope="session")
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    """A visitor whose pictures and styles are remembered from page to page."""
    context = browser.new_context(reduced_motion="reduce")
    yield context
    context.close()


@pytest.fixture(scope="session")
def editor(browser: Browser, server: str) -> Iterator[BrowserContext]:
    """An editor who has logged in through the form."""
    with somebody(browser, server, "redaktor") as context:
        yield context


@pytest.fixture
def learner(browser: Browser, server: str) -> Iterator[BrowserContext]:
    with somebody(browser, server, "personal", locale="sv-SE") as context:
        yield context
