"""`make up`: from a clone to a running portal, and in seconds the next time.

Runs on the system's Python with nothing but its standard library; everything else happens in `.venv`.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

from scripts import console, environment, stamps
from scripts.environment import PYTHON, ROOT
from scripts.processes import start, stop

PATIENCE = 90  # seconds for the server to answer


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


def prepare(env: Mapping[str, str], children: list[subprocess.Popen[bytes]]) -> None:
    """Database and files at the same time, since each keeps one core busy."""
    command = [str(PYTHON), "-m", "scripts.prepare"]
    if stamps.ready(Path(env["PORTAL_DATA"]), env) is not None:
        return
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
            PYTHON, "-m", "scripts.serve", "--with-scheduler", "--host", host, "--port", str(port),
            "--workers", str(number_from("WORKERS", 2)), "--blocking-threads", "8",
            "--respawn-failed-workers", "--workers-kill-timeout", "10", "--log-level", "error",
        ],
        env,
    )
    # fmt: on
    children.append(server)
    with console.step("Starting the server"):
        await_answer(reachable(host), port, server)
    address = env["PORTAL_URL"]
    accounts = stamps.Stamps(Path(env["PORTAL_DATA"]), "database")["accounts"]
    if accounts:
        console.say(f"\n  Accounts of the demo: name, password, what for\n\n{accounts.rstrip()}")
    console.say(f"\n  The portal is at {address}/, its editing at {address}/admin/")
    console.say(
        f"  Its data is in {env['PORTAL_DATA']}, mail that it sends in mail/ there. Ctrl-C stops it.\n"
    )
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
