"""What packages run on is what its notice names, byte for byte."""

from __future__ import annotations

import hashlib
import re

import pytest
from django.conf import settings

VENDORED = settings.BASE_DIR / "static/vendor"


@pytest.mark.parametrize("name", ["scorm-again", "h5p-core"])
def test_the_runtime_is_the_one_that_is_named(name: str) -> None:
    folder = VENDORED / name
    named = dict(
        re.findall(r"\| (\S+\.\w+) \| ([0-9a-f]{64}) \|", (folder / "README.md").read_text())
    )
    assert named == {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in (".md", ".txt")
    }
