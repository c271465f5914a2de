"""Lists from A to Z follow the Swedish alphabet on every database."""

from __future__ import annotations

import pytest

from content.alphabet import sort_key
from content.models import CatalogueEntry
from tests.factories.lines import sv, take_all

ORDER = [
    "100 dagar",
    "Ansökan",
    "bygglov",
    "Café",
    "Cafékasse",
    "Zon",
    "Ånga",
    "Äldre",
    "Ö-liv",
    "Öppet hus",
]


def test_the_alphabet_is_swedish():
    shuffled = [*ORDER[1::2], *ORDER[::2]]
    assert sorted(shuffled, key=sort_key) == ORDER


def test_a_key_fits_its_column():
    assert len(sort_key("ö" * 255)) <= 200
    assert len(sort_key("\N{HIRAGANA LETTER A}" * 255)) <= 200


@pytest.mark.django_db
def test_a_list_from_a_to_z(client):
    take_all(
        *(sv("method", f"m-{number}", title) for number, title in enumerate(reversed(ORDER), 1))
    )
    url = CatalogueEntry.objects.get(kind="section", key="methods", language="sv").url
    page = client.get(url, {"sort": "title"}).content.decode()
    places = [page.index(f">{title}<") for title in ORDER]
    assert places == sorted(places)
