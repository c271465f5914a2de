"""Production starts on safe settings alone; SQLite is set up for a server; a cache that is away only slows."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from scripts import services

ROOT = Path(__file__).resolve().parents[2]
SAFE = {
    "DJANGO_SETTINGS_MODULE": "portal.settings.production",
    "SECRET_KEY": "k3yN0tU5edAnywhere-" + "abcdefghij0123456789" * 2,
    "CREDENTIAL_KEY": "bm90LXNlY3JldC1idXQtdGhpcnR5LXR3by1ieXRlcy4",
    "ALLOWED_HOSTS": "portal.example",
    "PORTAL_URL": "https://portal.example",
    "DATABASE_URL": "sqlite:////tmp/none.sqlite3",
    "EMAIL_URL": "smtp+tls://u:p@mail.example:587",
}
FAULTS = {
    "SECRET_KEY": "short",
    "CREDENTIAL_KEY": "c2hvcnQ",
    "ALLOWED_HOSTS": "*",
    "PORTAL_URL": "http://portal.example",
    "DATABASE_URL": "",
    "EMAIL_URL": "",
    "PORTAL_DEMO": "true",
    "MFA_REQUIRED_FOR_EDITORS": "false",
    "PACKAGE_ORIGIN": "https://portal.example:8443",
}


def start(tmp_path: Path, code: str = "", *arguments: str, **settings: str) -> Any:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    command = [
        sys.executable,
        "-W",
        "error",
        "manage.py",
        *(arguments or ("shell", "-v0", "-c", code)),
    ]
    env = kept | {"PORTAL_DATA": str(tmp_path)} | SAFE | settings
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def test_production_refuses_unsafe_values_and_names_them_all(tmp_path):
    code = "import portal.settings.production"
    stopped = start(tmp_path, code, **FAULTS)
    assert stopped.returncode != 0
    for name in FAULTS:
        assert f"\n  {name}" in stopped.stderr or f"{name}: must" in stopped.stderr, name


@pytest.mark.parametrize("name", FAULTS)
def test_production_refuses_each_unsafe_value(tmp_path, name):
    done = subprocess.run(
        [sys.executable, "-c", "import portal.settings.production"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PORTAL_DATA": str(tmp_path)}
        | SAFE
        | {name: FAULTS[name]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "The portal does not start on unsafe settings" in done.stderr
    assert (
        done.stderr.count("\n  ") - done.stderr.count("\n  File") - done.stderr.count("\n    ") >= 0
    )
    assert name in done.stderr


def test_production_passes_djangos_check_for_deployment(tmp_path):
    done = start(tmp_path, "", "check", "--deploy", "--fail-level", "WARNING")
    assert (done.returncode, done.stderr) == (0, "")
    assert "no issues" in done.stdout


def test_production_cookies_are_for_https_alone(tmp_path):
    code = (
        "from django.conf import settings as s;"
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_NAME, s.DEBUG, s.DEMO)"
    )
    assert start(tmp_path, code).stdout.split() == [
        "True",
        "True",
        "__Host-session",
        "False",
        "False",
    ]


@pytest.mark.django_db
def test_sqlite_is_set_up_for_a_server():
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's own settings")
    with connection.cursor() as cursor:
        found = {}
        for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys", "temp_store"):
            cursor.execute(f"PRAGMA {name}")
            found[name] = cursor.fetchone()[0]
    assert found == {
        "journal_mode": "wal",
        "synchronous": 1,
        "busy_timeout": 20_000,
        "foreign_keys": 1,
        "temp_store": 2,
    }
    assert connection.transaction_mode == "IMMEDIATE"


# --- Redis -------------------------------------------------------------------------------------------


@pytest.fixture
def redis_process() -> Any:
    """A Redis server of this test alone, which it may kill."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed")
    port = services.free_port()
    options = ["--port", str(port), "--save", "", "--bind", "127.0.0.1", "--dir", "/tmp"]
    process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL)
    try:
        yield process, f"redis://127.0.0.1:{port}/0"
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def wait_for(condition: Any, seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.faults
@pytest.mark.django_db
def test_pages_are_served_while_redis_is_away(redis_process, settings, client):
    process, address = redis_process
    settings.CACHES = {
        "default": {
            "BACKEND": "portal.cache.ForgivingRedisCache",
            "LOCATION": address,
            "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
        }
    }
    from django.core.cache import cache

    assert wait_for(lambda: client.get("/readyz").json()["cache"] == "ok")
    cache.set("word", "there")
    assert cache.get("word") == "there"
    assert client.get("/sv/fall/").status_code == 200
    process.kill()
    process.wait()
    assert client.get("/readyz").json() == {"database": "ok", "cache": "down"}
    assert client.get("/readyz").status_code == 200
    for path in ("/sv/", "/sv/fall/", "/sv/kommuner/", "/sv/account/login/"):
        assert client.get(path).status_code == 200
    assert cache.get("word", "gone") == "gone"
    assert cache.get_many(["word"]) == {}
    assert cache.get_or_set("word", "made", 5) == "made"
    cache.set("word", "lost")
    cache.delete("word")
    cache.clear()
