"""Packages that nobody here wrote: Rustici Software's golf examples (CC BY 3.0), which many systems test with.

They are not in this repository, and no package registry has them. They lie in the public repository EscolaLMS/Scorm,
under database/mocks, at commit 13a15e7dc1547b8c60f5c45f6fa066532e77fe5f. Tests with the mark `samples` run where
SCORM_SAMPLES names the folder with the two files; `make test` says so when it leaves them out.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

HASHES = {
    "RuntimeBasicCalls_SCORM12.zip": "b778566f79d56e48fab58f3a4e1fe8c1d05f372be9db3385aa1a1896063fe02a",
    "RuntimeBasicCalls_SCORM20043rdEdition.zip": (
        "5f32bb59a6c1ed3df3ff6ed56795e8f4ad9c7eeebae5acfa5b4d34ca111d05db"
    ),
}


def sample(name: str) -> Path:
    """Return the path of a sample package; its hash must be the one that we know."""
    path = Path(os.environ["SCORM_SAMPLES"]) / name
    assert hashlib.sha256(path.read_bytes()).hexdigest() == HASHES[name]
    return path
