"""The real parts that tests run against: PostgreSQL, Redis, Chromium. Started here, ended here.

Each lives in a temporary folder on a free loopback port and is ended by its process id.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts import console
from scripts.environment import ROOT

APT_PACKAGES = ROOT / "scripts" / "apt-packages.txt"
# PostgreSQL refuses to run as root, so root lends it a user that owns nothing else.
POSTGRES_USER = "portaltest"
# The shell has no menus of its own to draw, which cost the others a third of the browser tests' time.
CHROMIUM_NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)


def postgres_bin() -> Path | None:
    """The newest PostgreSQL server, which Debian keeps off the PATH."""
    versions = [
        path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()
    ]
    if versions:
        return max(versions, key=lambda path: int(path.parent.name))
    found = shutil.which("initdb")
    return Path(found).parent if found else None


def chromium() -> str | None:
    """The browser that CHROMIUM names, else the first that is here."""
    named = os.environ.get("CHROMIUM")
    return named or next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


def missing() -> dict[str, str]:
    """Packages that are not here, with what will not be tested without them."""
    lacks = {
        "postgresql": (postgres_bin() is None, "the suite on PostgreSQL"),
        "redis-server": (shutil.which("redis-server") is None, "tests against Redis"),
        "chromium-headless-shell": (chromium() is None, "browser tests"),
        "default-jdk-headless": (
            shutil.which("javac") is None,
            "whether pages are valid HTML, and the search on real Elasticsearch and OpenSearch",
        ),
        "maven": (
            shutil.which("mvn") is None,
            "the search on real Elasticsearch and OpenSearch, and whether certificates are PDF/UA",
        ),
        "poppler-utils": (shutil.which("pdftotext") is None, "tests that read PDF files"),
        "gettext": (shutil.which("xgettext") is None, "whether the catalogues hold every text"),
    }
    return {package: tests for package, (lacking, tests) in lacks.items() if lacking}


def apt_packages() -> list[str]:
    lines = APT_PACKAGES.read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def bring_missing() -> dict[str, str]:
    """Install what is missing if we may; what is still missing then."""
    lacking = missing()
    if lacking and os.geteuid() == 0 and shutil.which("apt-get"):
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        if console.run("Looking for packages", ["apt-get", "update", "-qq"], env):
            install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]
            console.run(f"Installing {', '.join(lacking)}", [*install, *apt_packages()], env)
        lacking = missing()
    return lacking


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _as_postgres_user(folder: Path) -> list[str]:
    """A prefix that drops root's rights, and the folder in that user's hands."""
    if os.geteuid() != 0:
        return []
    if subprocess.run(["id", POSTGRES_USER], check=False, capture_output=True).returncode:
        subprocess.run(["useradd", "--system", "--no-create-home", POSTGRES_USER], check=True)
    shutil.chown(folder, POSTGRES_USER)
    user = [f"--reuid={POSTGRES_USER}", f"--regid={POSTGRES_USER}", "--clear-groups"]
    return ["setpriv", *user]


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL of our own; the address of its database."""
    program = postgres_bin()
    if program is None:
        raise RuntimeError("PostgreSQL is not installed")
    with tempfile.TemporaryDirectory(prefix="portal-pg-", ignore_cleanup_errors=True) as name:
        folder, port = Path(name), free_port()
        prefix = _as_postgres_user(folder)
        # fmt: off
        initdb: list[str | Path] = [
            *prefix, program / "initdb", "-D", folder / "data", "-U", POSTGRES_USER, "-A", "trust",
            "-E", "UTF8", "--locale=C.UTF-8", "--no-sync",
        ]
        # No test here kills the server, so nothing needs to reach the disk. Each worker may run a test of
        # fifty threads, a connection each.
        options = (
            f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
            " -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
        )
        control: list[str | Path] = [*prefix, program / "pg_ctl", "-D", folder / "data", "-w"]
        # fmt: on
        log = folder / "log"
        with console.step("Starting PostgreSQL"):
            subprocess.run(initdb, cwd="/", check=True, capture_output=True)
            # Its output goes to the log alone: a pipe would stay open as long as the server lives.
            subprocess.run(
                [*control, "-l", log, "-o", options, "start"],
                cwd="/",
                check=True,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        try:
            yield f"postgres://{POSTGRES_USER}@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run(
                [*control, "-m", "immediate", "stop"], cwd="/", check=False, capture_output=True
            )


@contextmanager
def redis() -> Iterator[str]:
    """A Redis of our own; its address."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="portal-redis-") as folder:
        # fmt: off
        server = subprocess.Popen(
            [
                "redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "",
                "--appendonly", "no", "--dir", folder,
            ],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        # fmt: on
        try:
            _await_port(port, server)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()
            server.wait(10)


def _await_port(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        if server.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"the server on port {port} did not start")
