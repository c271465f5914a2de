"""The run-time is the one that its notice names, byte for byte."""

from __future__ import annotations

import hashlib
import re

from django.conf import settings

FOLDER = settings.BASE_DIR / "static/vendor/scorm-again"


def test_the_runtime_is_the_one_that_is_named() -> None:
    named = dict(
        re.findall(r"\| (\S+\.js) \| ([0-9a-f]{64}) \|", (FOLDER / "README.md").read_text())
    )
    assert named == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in FOLDER.glob("*.js")
    }
