"""A real Elasticsearch or OpenSearch node on loopback, for tests and development.

    with SearchNode("elasticsearch") as node:
        node.url  # elasticsearch://127.0.0.1:43211

Made of the jars of Maven Central and a launcher of our own, since a test machine has no container. It
needs a JDK 17 and Maven. In production the official image is used (compose.yaml).
"""

from __future__ import annotations

from search.node.build import DISTRIBUTIONS, NodeUnavailable, missing_tools, prepare
from search.node.server import SearchNode

__all__ = ["DISTRIBUTIONS", "NodeUnavailable", "SearchNode", "missing_tools", "prepare"]
