"""`make up`: from a clone to a running portal, and in seconds the next time.

Runs on the system's Python with nothing but its standard library; everything else happens in `.venv`.
"""

import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType

from scripts import console, environment
from scripts.environment import PYTHON, ROOT, VENV

PATIENCE = 90  # seconds for the server to answer
GRACE = 10  # seconds for a child to end by itself
PR_SET_PDEATHSIG = 1


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def number_from(name: str, default: int) -> int:
    value = os.environ.get(name) or str(default)
    if not value.isdecimal() or not 0 < int(value) < 65536:
        console.fail(f"{name} must be a whole number above 0, not {value!r}.")
    return int(value)


def check_port(host: str, port: int) -> None:
    """Refuse a port that is taken. The server shares ports between workers, so it would not notice."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen()
        except OSError as error:
            console.fail(
                f"Port {port} cannot be used ({error.strerror}). Choose another:\n\n"
                f"    make up PORT={port + 1}"
            )


def reachable(host: str) -> str:
    """Where to ask a server that listens on `host`: on loopback if it listens everywhere."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound


def _with_parent() -> None:
    """In a child: end when this program does, even if it is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def start(command: Sequence[str | Path], env: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start a child out of the terminal's reach: Ctrl-C comes to this program, which ends the children.

    The server's workers do not end in good order when the terminal and the server both tell them to.
    """
    return subprocess.Popen(
        command,
        env=env,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        process_group=0,
        preexec_fn=_with_parent,  # noqa: PLW1509 - no other thread runs when a child starts
    )


def stop(children: Sequence[subprocess.Popen[bytes]]) -> None:
    """End the children and theirs kindly, then by force. A second Ctrl-C leaves none behind.

    They are asked every second, since a worker that is still starting does not hear the first time.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    running = [child for child in children if child.poll() is None]
    for second in range(GRACE + 1):
        for child in running:
            os.killpg(child.pid, signal.SIGTERM if second < GRACE else signal.SIGKILL)
        running = [child for child in running if not _ended(child, 1 / len(running))]
        if not running:
            break


def _ended(child: subprocess.Popen[bytes], patience: float) -> bool:
    try:
        child.wait(patience)
    except subprocess.TimeoutExpired:
        return False
    return True


def prepare(env: Mapping[str, str], children: list[subprocess.Popen[bytes]]) -> None:
    """Database and files at the same time, since each keeps one core busy."""
    command = [str(PYTHON), "-m", "scripts.prepare"]
    assets = start([*command, "assets"], env)
    children.append(assets)
    database = start([*command, "database"], env)
    children.append(database)
    if database.wait():
        console.fail("The database could not be prepared; see above.")
    if assets.poll() is None:
        with console.step("Collecting the static files"):
            assets.wait()
    if assets.returncode:
        console.fail("The translations or static files could not be prepared; see above.")


def await_answer(host: str, port: int, server: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers a question, whatever the answer is."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if server.poll() is not None:
            console.fail("The server stopped; see above.")
        connection = http.client.HTTPConnection(host, port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse()
            return
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        finally:
            connection.close()
    console.fail(f"The server did not answer within {PATIENCE} seconds.")


def serve(
    host: str, port: int, env: dict[str, str], children: list[subprocess.Popen[bytes]]
) -> None:
    # fmt: off
    server = start(
        [
            VENV / "bin" / "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
            "--workers", str(number_from("WORKERS", 2)), "--blocking-threads", "8",
            "--respawn-failed-workers", "--workers-kill-timeout", "10", "--log-level", "error",
            "portal.wsgi:application",
        ],
        env,
    )
    # fmt: on
    children.append(server)
    with console.step("Starting the server"):
        await_answer(reachable(host), port, server)
    address = env["PORTAL_URL"]
    console.say(f"\n  The portal is at {address}/, its editing at {address}/admin/")
    console.say(f"  Its data is in {env['PORTAL_DATA']}. Ctrl-C stops it.\n")
    children.append(start([PYTHON, "-m", "scripts.scheduler"], env))
    if "Immediate" not in env.get("TASKS_BACKEND", "Immediate"):
        children.append(start([PYTHON, "manage.py", "db_worker"], env))
    if server.wait():
        console.fail(f"The server stopped with code {server.returncode}; see above.")


def main() -> int:
    # Set even where a shell started this in the background, deaf to SIGINT.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    host = os.environ.get("HOST") or "127.0.0.1"
    port = number_from("PORT", 8000)
    name = reachable(host)
    address = f"http://{f'[{name}]' if ':' in name else name}:{port}"
    data = Path(os.environ.get("PORTAL_DATA") or ROOT / "var").expanduser().resolve()
    env = {
        **os.environ,
        "PORTAL_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE")
        or "portal.settings.embedded",
        "PORTAL_URL": os.environ.get("PORTAL_URL") or address,
        "PYTHONUNBUFFERED": "1",
    }
    children: list[subprocess.Popen[bytes]] = []
    try:
        check_port(host, port)
        environment.ensure("base")
        data.mkdir(parents=True, exist_ok=True)
        prepare(env, children)
        serve(host, port, env, children)
    except KeyboardInterrupt:
        console.say("\n  Stopping …")
    finally:
        stop(children)
    return 0


if __name__ == "__main__":
    sys.exit(main())
