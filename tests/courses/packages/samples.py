"""Packages that nobody here wrote. They are not in this repository, and no package registry has them.

Of SCORM: Rustici Software's golf examples (CC BY 3.0), which many systems test with. They lie in the public repository
EscolaLMS/Scorm, under database/mocks, at commit 13a15e7dc1547b8c60f5c45f6fa066532e77fe5f.

Of H5P: what other systems test with. The first lies in EscolaLMS/H5P, under tests/mocks, at commit
3cd8a743c85eb5cbbf932a09ca3bf3b44d8e575f, the second in tunapanda/h5p-standalone, under test, at commit
b5ac7dd885c0234d0a17bd95a35fa8fb5689a68e.

Tests with the mark `samples` run where SCORM_SAMPLES names the folder with the files, those of H5P where H5P_SAMPLES
does, too; `make test` says so when it leaves them out.
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


H5P_HASHES = {
    "multiple-choice.h5p": "d5db046b87250c1d7b877e093fab070f3b52908773fa032105f4547def8a2e48",
    "h5p-test.h5p": "d6bf9b62b87c2d127964d99a9ce1570bb93b8dd7c1deafff46d6282cc26b28a7",
}


def sample(name: str) -> Path:
    """Return the path of a sample package; its hash must be the one that we know."""
    folder = os.environ["H5P_SAMPLES" if name in H5P_HASHES else "SCORM_SAMPLES"]
    path = Path(folder) / name
    assert hashlib.sha256(path.read_bytes()).hexdigest() == (HASHES | H5P_HASHES)[name]
    return path
