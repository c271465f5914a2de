"""Fetches the jars of a node and compiles its launcher, once."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess  # Maven and javac are programs; their arguments are our own
import tempfile
from pathlib import Path

SOURCES = Path(__file__).parent
DISTRIBUTIONS = ("elasticsearch", "opensearch")
NEEDED_TOOLS = {
    "java": "openjdk-17-jdk-headless",
    "javac": "openjdk-17-jdk-headless",
    "mvn": "maven",
}
BUILD_SECONDS = 540
# Elasticsearch takes its transport from a module's folder, never from the class path.
MODULE = "transport-netty4"
MODULE_JARS = ("netty-", MODULE)
DESCRIPTOR = """\
name=transport-netty4
description=Netty based transport
version={version}
elasticsearch.version={version}
java.version=17
classname=org.elasticsearch.transport.netty4.Netty4Plugin
"""


class NodeUnavailable(Exception):
    """The node cannot be had here; the message says what is missing or what went wrong."""


def missing_tools() -> list[str]:
    """Return the Debian packages of the programs that are not installed."""
    return sorted({package for tool, package in NEEDED_TOOLS.items() if not shutil.which(tool)})


def cache_folder() -> Path:
    """Return where prepared nodes are kept: SEARCH_NODE_CACHE, or the user's cache folder."""
    chosen = os.environ.get("SEARCH_NODE_CACHE")
    if chosen:
        return Path(chosen)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "idesslussen" / "search-node"


def prepare(distribution: str) -> Path:
    """Return the folder of a node that is ready to run, fetching and compiling it the first time.

    The folder is named for its sources, so a changed version or launcher makes a new one, and it appears
    under its name only when complete.
    """
    if distribution not in DISTRIBUTIONS:
        raise NodeUnavailable(f"No such node: {distribution}. There is {', '.join(DISTRIBUTIONS)}.")
    missing = missing_tools()
    if missing:
        raise NodeUnavailable(f"The search node needs {', '.join(missing)} (apt install …).")
    source = SOURCES / distribution
    digest = hashlib.sha256(
        b"".join(path.read_bytes() for path in (source / "pom.xml", source / "SearchNode.java"))
    )
    home = cache_folder() / f"{distribution}-{digest.hexdigest()[:12]}"
    if home.is_dir():
        return home
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.parent, prefix=".building-") as name:
        building = Path(name) / "home"
        _fetch(source, building)
        if distribution == "elasticsearch":
            _lay_out_module(building)
        _compile(source, building)
        try:
            building.rename(home)
        except OSError:
            if not home.is_dir():  # otherwise another process was faster, with the same result
                raise
    return home


def class_path(home: Path) -> str:
    """Return the class path of a prepared node."""
    return f"{home / 'classes'}{os.pathsep}{home / 'lib'}/*"


def _fetch(source: Path, home: Path) -> None:
    """Copy the jars that the pom names, and theirs, from Maven Central; checksums must agree."""
    for folder in ("lib", "config", "classes"):
        (home / folder).mkdir(parents=True)
    _run(
        [
            *("mvn", "--batch-mode", "--quiet", "--strict-checksums"),
            *("dependency:copy-dependencies", f"-DoutputDirectory={home / 'lib'}"),
            f"--file={source / 'pom.xml'}",
        ]
    )


def _lay_out_module(home: Path) -> None:
    module = home / "modules" / MODULE
    module.mkdir(parents=True)
    version = ""
    for jar in sorted((home / "lib").glob("*.jar")):
        if jar.name.startswith(MODULE_JARS):
            jar.rename(module / jar.name)
            version = jar.stem.removeprefix(f"{MODULE}-")
    (module / "plugin-descriptor.properties").write_text(
        DESCRIPTOR.format(version=version), encoding="utf-8"
    )


def _compile(source: Path, home: Path) -> None:
    _run(
        [
            "javac",
            "-nowarn",
            "-cp",
            f"{home / 'lib'}/*",
            "-d",
            str(home / "classes"),
            str(source / "SearchNode.java"),
        ]
    )


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(  # noqa: S603  # fixed programs, arguments of our own
            command, capture_output=True, text=True, timeout=BUILD_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise NodeUnavailable(f"{command[0]} did not end in {BUILD_SECONDS} s.") from None
    if done.returncode:
        output = (done.stdout + done.stderr).strip()
        raise NodeUnavailable(f"{command[0]} failed:\n{output[-2000:]}")
