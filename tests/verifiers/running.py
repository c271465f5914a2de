"""Brings programs that nobody here wrote, once, and runs them: npm packages from the lockfile, veraPDF from Maven.

They are kept in the user's cache folder under a name made of their pins. A machine that cannot bring them skips the
test; in CI that is a failure.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent
PDF = FOLDER / "pdf"
SECONDS = 540


def _cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "idesslussen"


def _cannot(reason: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def _prepared(name: str, pins: list[Path], build: Callable[[Path], None]) -> Path:
    """Return the folder that `build` fills the first time; it has its name only when complete."""
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in pins)).hexdigest()[:12]
    home = _cache() / f"{name}-{digest}"
    if home.is_dir():
        return home
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.parent, prefix=".building-") as folder:
        building = Path(folder) / "home"
        building.mkdir()
        build(building)
        try:
            building.rename(home)
        except OSError:
            if not home.is_dir():  # otherwise another worker was faster, with the same result
                raise
    return home


def _run(command: list[str], folder: Path, **more: Any) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
            **more,
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        _cannot(f"{command[0]}: {fault}")
        raise


def _npm(building: Path) -> None:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(FOLDER / name, building)
    npm = str(Path(sys.executable).parent / "npm")
    done = _run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], building)
    if done.returncode:
        _cannot(f"npm ci: {done.stderr[-500:]}")
    for script in FOLDER.glob("*.mjs"):
        shutil.copy(script, building)


def _npm_home() -> Path:
    pins = [FOLDER / "package.json", FOLDER / "package-lock.json", *sorted(FOLDER.glob("*.mjs"))]
    return _prepared("verifiers", pins, _npm)


def npm_file(path: str) -> bytes:
    """Return a file of an npm package, by its name and path."""
    return (_npm_home() / "node_modules" / path).read_bytes()


def node(script: str, data: Any) -> Any:
    """Give a script of this folder its data and return what it printed."""
    home = _npm_home()
    program = str(Path(sys.executable).parent / "node")
    done = _run([program, script], home, input=json.dumps(data))
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def _maven(building: Path) -> None:
    if shutil.which("mvn") is None or shutil.which("java") is None:
        _cannot("veraPDF needs maven and a JDK")
    copy = ["dependency:copy-dependencies", f"-DoutputDirectory={building / 'lib'}"]
    pom = f"--file={PDF / 'pom.xml'}"
    done = _run(["mvn", "--batch-mode", "--quiet", "--strict-checksums", *copy, pom], building)
    if done.returncode:
        _cannot(f"mvn: {done.stdout[-500:]}")


def pdf_faults(*files: Path) -> list[str]:
    """Return what veraPDF finds against PDF/UA-1."""
    home = _prepared("verapdf", [PDF / "pom.xml"], _maven)
    command = ["java", "-cp", f"{home / 'lib'}/*", str(PDF / "CheckPdf.java"), *map(str, files)]
    done = _run(command, home)
    said = done.stdout.splitlines()
    assert len([line for line in said if "compliant" in line]) == len(files), done.stderr[-2000:]
    return [line for line in said if line.startswith("  ") or "not compliant" in line]
