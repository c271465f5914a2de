"""A package's block goes out with the lesson and comes back; the package itself must be there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from content.transfer.errors import LineError
from content.transfer.references import References
from content.transfer.values import from_json, to_json
from courses.blocks import LessonBlock
from courses.packages import storing
from tests.courses.packages import making

pytestmark = pytest.mark.django_db
BLOCK = LessonBlock().child_blocks["package"]


def test_a_block_names_its_package_by_key(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    package = storing.store(making.package())
    line = {"title": "Golf", "package": str(package.key), "completes": True}
    stored = from_json(BLOCK, line, References(), "body/0.package")
    assert stored["package"] == package.pk
    assert to_json(BLOCK, BLOCK.to_python(stored), References()) == line


@pytest.mark.parametrize("key", ["40e9d671-bab4-4c14-b651-f9338f2ac5ba", "golf", 7])
def test_a_package_that_is_not_there_is_a_fault_of_the_line(key: Any) -> None:
    with pytest.raises(LineError, match="no package"):
        from_json(BLOCK, {"title": "Golf", "package": key}, References(), "body/0.package")
