"""The fixtures of the tests that need a real Elasticsearch or OpenSearch."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator

import pytest

from search.engines.elastic import ElasticEngine, connect
from search.node import DISTRIBUTIONS
from tests.search.elastic import fill, start_node

# Addresses of nodes that run already, as scripts.test starts them: one for each distribution or fewer.
GIVEN = [url for url in os.environ.get("TEST_SEARCH_URLS", "").split(",") if url]


@pytest.fixture(scope="session", params=DISTRIBUTIONS)
def node_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a real node of each distribution."""
    for url in GIVEN:
        if url.startswith(request.param):
            yield url
            return
    node = start_node(request.param)
    yield node.url
    node.stop()


@pytest.fixture
def engine(node_url: str) -> Iterator[ElasticEngine]:
    """An engine of its own on the shared node, with an empty index for each language."""
    made = connect(f"{node_url}/test-{uuid.uuid4().hex[:12]}")
    fill(made, [])
    yield made
    for index in made._names.all():
        made._client.request("DELETE", f"/{index}", seconds=10)
