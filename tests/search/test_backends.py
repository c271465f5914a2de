"""The admin's own search: a save costs the same whatever is stored, and what was saved is found."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from tests.factories import StandardPageFactory

pytestmark = pytest.mark.django_db


def found(text: str) -> set[str]:
    return {page.title for page in get_search_backend().autocomplete(text, Page.objects.all())}


def test_a_save_looks_at_its_own_row_alone():
    with CaptureQueriesContext(connection) as captured:
        StandardPageFactory(title="Trygga nätter")
    statements = [one["sql"] for one in captured.captured_queries]
    entries = [sql for sql in statements if "_indexentry" in sql]
    assert any("INSERT" in sql for sql in entries)
    assert not [
        sql for sql in entries if "AVG(" in sql or "title_norm" in sql.partition("WHERE")[2]
    ]


def test_what_was_saved_is_found_before_and_after_all_are_weighed():
    StandardPageFactory(title="Trygga nätter")
    page = StandardPageFactory(title="Annat")
    page.title = "Trygga dagar"
    page.save_revision().publish()
    assert found("trygg") == {"Trygga nätter", "Trygga dagar"}
    call_command("update_index", verbosity=0)
    assert found("trygg") == {"Trygga nätter", "Trygga dagar"}
