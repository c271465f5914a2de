"""The node for tests: what is said when it cannot be had, and that it leaves nothing behind."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from search.node import NodeUnavailable, SearchNode, build, prepare, server


@pytest.fixture
def no_tools(monkeypatch):
    monkeypatch.setattr(build.shutil, "which", lambda tool: None)


def test_missing_programs_are_named(no_tools):
    with pytest.raises(NodeUnavailable, match="maven, openjdk-17-jdk-headless"):
        prepare("elasticsearch")


def test_the_command_says_so_too(no_tools):
    with pytest.raises(CommandError, match="maven"):
        call_command("search_node", "--port", "1")


def test_an_unknown_engine_is_refused():
    with pytest.raises(NodeUnavailable, match="elasticsearch, opensearch"):
        prepare("solr")


def test_a_failed_build_leaves_nothing_and_tells_why(monkeypatch, tmp_path: Path):
    monkeypatch.setenv("SEARCH_NODE_CACHE", str(tmp_path))
    monkeypatch.setattr(build, "missing_tools", list)
    monkeypatch.setattr(build, "_fetch", lambda source, home: build._run(["false"]))
    with pytest.raises(NodeUnavailable, match="false failed"):
        prepare("opensearch")
    assert list(tmp_path.iterdir()) == []


def test_a_build_that_hangs_is_given_up(monkeypatch):
    monkeypatch.setattr(build, "BUILD_SECONDS", 0.1)
    with pytest.raises(NodeUnavailable, match="did not end"):
        build._run(["sleep", "5"])


def test_a_taken_port_is_refused(monkeypatch, tmp_path: Path):
    monkeypatch.setattr(server, "prepare", lambda distribution: tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(NodeUnavailable, match="is taken"):
            SearchNode("elasticsearch", taken.getsockname()[1]).start()


def test_a_node_that_dies_at_once_tells_its_log(monkeypatch, tmp_path: Path):
    monkeypatch.setattr(server, "prepare", lambda distribution: tmp_path)
    command = ["sh", "-c", "echo no memory for you; exit 1"]
    monkeypatch.setattr(SearchNode, "_command", lambda self, home, data: command)
    node = SearchNode("elasticsearch")
    with pytest.raises(NodeUnavailable, match="no memory for you"):
        node.start()
    assert not node.running
    assert node._folder is None


def test_a_node_ends_when_its_starter_is_gone(monkeypatch, tmp_path: Path):
    """Both launchers end with their standard input; here `cat` stands for them."""
    monkeypatch.setattr(server, "prepare", lambda distribution: tmp_path)
    monkeypatch.setattr(SearchNode, "_command", lambda self, home, data: ["cat"])
    monkeypatch.setattr(server, "_ready", lambda port: True)
    node = SearchNode("opensearch").start()
    assert node.running
    folder = Path(node._folder.name)
    node.stop()
    assert not node.running
    assert not folder.exists()
