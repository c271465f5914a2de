"""The names of indexes and aliases on the server.

idesslussen-sv                                the alias that searches use
idesslussen-sv-building                       the alias of the index that a rebuild is filling
idesslussen-sv-20260101120000-1f2e            an index
"""

from __future__ import annotations

import re
import secrets
from collections import defaultdict
from datetime import UTC, datetime

from .elastic_client import Client

SECONDS = 10.0
BUILDING = "building"


class Names:
    """What there is on the server of one portal."""

    def __init__(self, client: Client, name: str) -> None:
        self._client = client
        self._name = name
        # No other portal's index can look like this, even if its name begins with ours.
        self._index = re.compile(rf"{re.escape(name)}-([a-z]{{2,3}})-\d{{14}}-[0-9a-f]{{4}}")

    def live(self, language: str) -> str:
        return f"{self._name}-{language.lower()}"

    def building(self, language: str) -> str:
        return f"{self.live(language)}-{BUILDING}"

    def both(self, language: str) -> tuple[str, str]:
        """Return the aliases that a write goes to; the second one is there while a rebuild runs."""
        return self.live(language), self.building(language)

    def new(self, language: str) -> str:
        moment = datetime.now(UTC).strftime("%Y%m%d%H%M%S")
        return f"{self.live(language)}-{moment}-{secrets.token_hex(2)}"

    def all(self) -> dict[str, set[str]]:
        """Return every index of ours with its aliases."""
        found = self._client.request(
            "GET", f"/{self._name}-*/_alias", seconds=SECONDS, attempts=3, accept=(404,)
        )
        return {
            index: set(row["aliases"])
            for index, row in found.items()
            if self._index.fullmatch(index)
        }

    def language(self, index: str) -> str:
        match = self._index.fullmatch(index)
        return match[1] if match else ""

    def targets(self) -> dict[str, list[str]]:
        """Return by language the indexes that a write goes to: those with an alias."""
        found: dict[str, list[str]] = defaultdict(list)
        for index, aliases in self.all().items():
            if aliases:
                found[self.language(index)].append(index)
        return dict(found)
