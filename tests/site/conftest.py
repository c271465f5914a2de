"""Crawls the filled demo once and lets every test ask the same answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.demo import DemoPortal, unmeasured
from tests.site.crawl import Crawl, crawl

FOLDER = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run these on one engine: they read what pages say, which no database changes.

    Browser tests and query counts run on each.
    """
    for item in items:
        if FOLDER in item.path.parents:
            item.add_marker(pytest.mark.once)


@pytest.fixture(scope="session")
def site(demo: DemoPortal, django_db_blocker: Any) -> Crawl:
    """Every public page of the demo as a visitor gets it."""
    with django_db_blocker.unblock(), demo.in_use(), unmeasured():
        return crawl()


@pytest.fixture
def in_demo(demo: DemoPortal, django_db_blocker: Any) -> Iterator[DemoPortal]:
    """Let one test use the demo's database itself."""
    with django_db_blocker.unblock(), demo.in_use():
        yield demo
