"""What every test stands on: a portal with its front pages, sections, municipalities and topics.

The skeleton is built once a run and is there in every test that uses the database, transactional ones included.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils import translation
from xdist.scheduler import LoadScopeScheduling

from tests.demo import DemoPortal, demo_portal
from tests.skeleton import bring_back

DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_serialized_rollback"}
NEEDS_ROLLBACK = {"transactional_db", "live_server"}
TOGETHER = (
    ("tests/content/test_transfer_demo", "tests/site/"),  # both wait for the demo
    ("tests/search/test_elastic.py",),
    ("tests/browser/test_credentials.py",),
    ("tests/content/test_transfer_",),
)
"""Tests whose names begin so share what costs a minute to make, or stand on the same rows: one process runs a group.

They begin before the others, so one that takes minutes is not left for the end, when the other process has no work.
"""


class SomeTogether(LoadScopeScheduling):
    """Gives tests to pytest-xdist's processes one by one, and those that belong together to the same one."""

    def _split_scope(self, nodeid: str) -> str:
        return next((group[0] for group in TOGETHER if nodeid.startswith(group)), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> SomeTogether:
    # Not by the mark `xdist_group`: pytest 9.2 has renamed what pytest-xdist 3.8 writes it into.
    return SomeTogether(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let transactional tests begin with the skeleton, which the flush after each of them takes away.

    Tests that have nothing to do with the database are marked to run on one engine alone.
    """
    for item in items:
        names = getattr(item, "fixturenames", [])
        marker = item.get_closest_marker("django_db")
        transactional = marker is not None and bool(marker.kwargs.get("transaction"))
        rollback = "django_db_serialized_rollback"
        if "demo" in names and marker is None:
            item.add_marker(
                pytest.mark.django_db
            )  # has the test database made, of which it is a copy
        if (transactional or NEEDS_ROLLBACK & set(names)) and rollback not in names:
            names.append(rollback)
        if marker is None and not (DATABASE_FIXTURES | {"django_db_setup"}) & set(names):
            item.add_marker(pytest.mark.once)


def pytest_collection_finish() -> None:
    """Spare the collector what stays until the end: all modules and tests. It takes a tenth of the time otherwise."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def static_folder() -> None:
    """Let WhiteNoise find the folder that it serves from, empty as it is in tests."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Build the skeleton in the fresh database and remember it for transactional tests.

    It is there again at the end, for the next run with `--reuse-db`.
    """
    from portal.setup import setup_portal, sync_lists

    with django_db_blocker.unblock():
        setup_portal()
        sync_lists()
        connection._test_serialized_contents = connection.creation.serialize_db_to_string()
    yield
    with django_db_blocker.unblock():
        bring_back()


@pytest.fixture(scope="session")
def demo(django_db_setup: None, django_db_blocker: Any) -> DemoPortal:
    """The filled portal; see tests/demo.py."""
    with django_db_blocker.unblock():
        return demo_portal()


@pytest.fixture(autouse=True)
def whole_portal(request: pytest.FixtureRequest) -> None:
    """Bring the skeleton back if a transactional test ran before this one."""
    uses_database = request.node.get_closest_marker("django_db") is not None
    if not uses_database and not DATABASE_FIXTURES & set(request.fixturenames):
        return
    request.getfixturevalue("_django_db_helper")
    bring_back()


@pytest.fixture(autouse=True)
def clean_process() -> Iterator[None]:
    """Begin each test with an empty cache and in Swedish, the portal's own language."""
    cache.clear()
    with translation.override("sv"):
        yield


@pytest.fixture
def visitor() -> HttpRequest:
    """A request by somebody who has not signed in."""
    request = RequestFactory().get("/sv/")
    request.user = AnonymousUser()
    return request


@pytest.fixture
def sign_in(db: None) -> Any:
    """Return a function that gives a client signed in as a new member of the named groups."""
    from tests.factories import UserFactory

    def signed_in(*groups: str, **fields: Any) -> Client:
        client = Client()
        client.force_login(UserFactory(in_groups=groups, **fields))
        return client

    return signed_in
