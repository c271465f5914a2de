"""What tests of packages stand on: a media folder of their own, and somebody who learns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.factories import UserFactory


@pytest.fixture(autouse=True)
def shelf(settings: Any, tmp_path: Path) -> Path:
    """The media folder; packages lie below it."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def learner(client: Client) -> Client:
    client.force_login(UserFactory())
    return client
