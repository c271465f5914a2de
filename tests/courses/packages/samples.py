"""Packages that nobody here wrote: Rustici Software's golf examples (CC BY 3.0), which many systems test with.

They are not in this repository. A test takes them from the folder that SCORM_SAMPLES names, or fetches them, and in
either case looks at their hashes. Without both it is skipped and says so.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import urllib.request
from pathlib import Path

import pytest

COMMIT = "13a15e7dc1547b8c60f5c45f6fa066532e77fe5f"
SOURCE = f"https://raw.githubusercontent.com/EscolaLMS/Scorm/{COMMIT}/database/mocks"
HASHES = {
    "RuntimeBasicCalls_SCORM12.zip": "b778566f79d56e48fab58f3a4e1fe8c1d05f372be9db3385aa1a1896063fe02a",
    "RuntimeBasicCalls_SCORM20043rdEdition.zip": (
        "5f32bb59a6c1ed3df3ff6ed56795e8f4ad9c7eeebae5acfa5b4d34ca111d05db"
    ),
}


def sample(name: str) -> Path:
    """Return the path of a sample package, or skip the test that wants it."""
    folder = os.environ.get("SCORM_SAMPLES")
    path = Path(folder or Path(tempfile.gettempdir()) / "scorm-samples") / name
    if not path.exists():
        if folder:
            pytest.skip(f"{path} is not there")
        path.parent.mkdir(exist_ok=True)
        try:
            with urllib.request.urlopen(f"{SOURCE}/{name}", timeout=20) as answer:
                path.write_bytes(answer.read())
        except OSError as error:
            pytest.skip(f"{name} cannot be fetched ({error}); name its folder in SCORM_SAMPLES")
    assert hashlib.sha256(path.read_bytes()).hexdigest() == HASHES[name]
    return path
