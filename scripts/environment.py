"""Build `.venv` from the hashed pins, and only when the pins have changed.

Runs on the system's Python with nothing but its standard library. `python -m scripts.environment dev`
"""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from scripts import console

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "pins.json"
PINS = ROOT / "requirements"

Kind = Literal["base", "dev"]


def fingerprint(paths: Iterable[Path]) -> str:
    """Hash of the names and contents of `paths`: the same in every clone, whatever the file times."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(os.fsencode(path.relative_to(ROOT)) + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def pins(kind: Kind) -> str:
    return fingerprint([PINS / "tools.txt", PINS / f"{kind}.txt"])


def installed() -> dict[str, str]:
    """Which pins are in `.venv`; nothing when its Python no longer starts, as after an upgrade."""
    try:
        subprocess.run([PYTHON, "-c", ""], check=True, capture_output=True)
        return dict(json.loads(STAMP.read_text()))
    except (OSError, ValueError, subprocess.CalledProcessError):
        return {}


def _create() -> None:
    works = PYTHON.exists() and not subprocess.run([PYTHON, "-c", ""], check=False).returncode
    if not works and not console.run(
        "Creating .venv", [sys.executable, "-m", "venv", "--clear", VENV]
    ):
        console.fail("The environment could not be created; see above.")


def _install(requirements: Path, title: str) -> bool:
    """Install hashed pins with uv, which is itself installed from a hashed pin."""
    pip = [
        str(PYTHON),
        "-m",
        "pip",
        "--disable-pip-version-check",
        "install",
        "--require-hashes",
        "-r",
    ]
    uv = VENV / "bin" / "uv"
    tools = PINS / "tools.txt"
    if subprocess.run([PYTHON, "-m", "pip", "-V"], check=False, capture_output=True).returncode:
        subprocess.run([PYTHON, "-m", "ensurepip"], check=True, capture_output=True)
    if console.run("Installing the installer", [*pip, tools]) and console.run(
        title,
        [uv, "pip", "install", "--require-hashes", "--python", PYTHON, "-r", requirements],
        env={**os.environ, "UV_PYTHON_DOWNLOADS": "never"},
    ):
        return True
    # uv does not read pip's settings, so where the way out is named there alone, pip gets through.
    return console.run(f"{title} with pip instead", [*pip, requirements])


def ensure(kind: Kind) -> None:
    """Bring `.venv` to the committed pins. The second time this takes the blink of an eye."""
    have, want = installed(), pins(kind)
    if have.get(kind) == want:
        return
    _create()
    title = "Installing packages" if kind == "base" else "Installing packages and the tests' tools"
    if not _install(PINS / f"{kind}.txt", title):
        console.fail("The packages could not be installed; see above. Is there a network?")
    have[kind] = want
    if kind == "dev":  # which holds everything that base does
        have["base"] = pins("base")
    STAMP.write_text(json.dumps(have))


if __name__ == "__main__":
    ensure("base" if sys.argv[1:] == ["base"] else "dev")
