"""Starts and stops a node."""

from __future__ import annotations

import http.client
import random
import socket
import subprocess  # the node is a program; its arguments are our own
import tempfile
import time
import urllib.request
from pathlib import Path
from types import TracebackType

from search.node.build import NodeUnavailable, class_path, prepare

START_SECONDS = 120.0
STOP_SECONDS = 20.0
HEAP_MB = 512
PORTS = range(20_000, 30_000)
"""Below those that the system gives to whoever asks for any: one of these stays free until the node has started,
and while it is killed. The nodes' own way of talking to each other takes one of the others."""


class SearchNode:
    """One node on loopback with its data in a folder of its own, which goes with it.

    After `kill` it may be started again on the same port and with the same data, as after a crash.
    """

    def __init__(
        self,
        distribution: str = "elasticsearch",
        port: int = 0,
        *,
        heap_mb: int = HEAP_MB,
        measured: bool = False,
    ) -> None:
        """With `measured` the node compiles as a server in production does, for figures."""
        self.distribution = distribution
        self.port = port or _free_port()
        self._heap_mb = heap_mb
        self._measured = measured
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address as SEARCH_URL takes it."""
        return f"{self.distribution}://127.0.0.1:{self.port}"

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> SearchNode:
        """Start and wait until the node answers; raise NodeUnavailable with its log if it does not."""
        home = prepare(self.distribution)
        if _answers(self.port):
            raise NodeUnavailable(f"Port {self.port} is taken.")
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="search-node-")
        data = Path(self._folder.name)
        (data / "tmp").mkdir(exist_ok=True)
        with (data / "output.log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603  # fixed program, arguments of our own
                self._command(home, data),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
            )
        self._wait(data / "output.log")
        return self

    def wait(self) -> int:
        """Wait for the node's own end and return its exit code."""
        return self._process.wait() if self._process else 0

    def stop(self) -> None:
        """Stop cleanly and remove the data."""
        process = self._process
        if process is not None:
            if process.stdin is not None:
                process.stdin.close()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._process = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def kill(self) -> None:
        """End the node as a crash would; the data stays."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            if self._process.stdin is not None:
                self._process.stdin.close()
            self._process = None

    def __enter__(self) -> SearchNode:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _command(self, home: Path, data: Path) -> list[str]:
        # Two cores are shared with the tests: one collector thread, and no more heap than needed. The
        # second compiler pays for itself only after minutes under load; until then it takes most of them.
        compiler = [] if self._measured else ["-XX:TieredStopAtLevel=1"]
        return [
            *("java", "-Xms256m", f"-Xmx{self._heap_mb}m", "-XX:+UseSerialGC", *compiler),
            *(f"-Djava.io.tmpdir={data / 'tmp'}", "-Djava.awt.headless=true"),
            *("-cp", class_path(home), "SearchNode", str(home), str(data), str(self.port)),
        ]

    def _wait(self, log: Path) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if not self.running:
                reason = "ended"
                break
            if _ready(self.port):
                return
            time.sleep(0.2)
        else:
            reason = f"did not answer in {START_SECONDS:.0f} s"
        tail = log.read_text(encoding="utf-8", errors="replace")[-2000:]
        self.stop()
        raise NodeUnavailable(f"The {self.distribution} node {reason}:\n{tail}")


def _free_port() -> int:
    for port in random.sample(PORTS, 100):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise NodeUnavailable("Of a hundred ports none is free.")


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _ready(port: int) -> bool:
    address = f"http://127.0.0.1:{port}/_cluster/health?wait_for_status=yellow&timeout=1s"
    try:
        with urllib.request.urlopen(address, timeout=3) as answer:  # loopback, http
            return bool(answer.status == 200)
    except (http.client.HTTPException, OSError):  # what answers may be something else
        return False
