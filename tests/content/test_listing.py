"""Filters of a list show what is chosen in them."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.factories import fill_catalogue, section

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("query", "also_open"), [("", []), ("?year=2026", ["year"])])
def test_the_first_filters_are_open_and_those_in_which_something_is_chosen(
    client: Client, query: str, also_open: list[str]
):
    fill_catalogue(
        2, values={"status": ["finished"], "topic": ["school"], "municipality": ["1485"], "year": ["2026"]}
    )  # fmt: skip
    page = client.get(section("cases").url + query).content.decode()
    found = re.findall(r'data-facet="(\w+)"\s*(open)?', page)
    assert [name for name, is_open in found] == ["status", "topic", "municipality", "year"]
    assert [name for name, is_open in found if is_open] == ["status", "topic", *also_open]
