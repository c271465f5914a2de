"""What a list says of each kind, in the language of its reader and with nothing that could be markup."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import translation

from content.models import CatalogueEntry
from content.templatetags.fact_tags import SAID, entry_facts

ON = datetime(2026, 5, 3, 12, tzinfo=UTC)
TIME = '<time datetime="2026-05-03">3 May 2026</time>'


def said(kind: str, **facts: Any) -> str:
    with translation.override("en"):
        return str(entry_facts(CatalogueEntry(kind=kind, facts=facts, date=ON)))


@pytest.mark.parametrize(
    ("kind", "facts", "line"),
    [
        (
            "case",
            {"status": "finished", "places": ["Orust", "Tanum"], "year": 2026, "topics": ["school"]},
            '<span class="status status-finished">Finished</span><span>Orust and Tanum</span><span>2026</span>',
        ),
        ("course", {"lessons": 1, "minutes": 90}, "<span>1 lesson</span><span>1\xa0h\xa030\xa0min</span>"),
        ("course", {"lessons": 4, "minutes": 0}, "<span>4 lessons</span>"),
        ("idea", {"stage": "tested"}, f'<span class="status status-tested">Tested</span>{TIME}'),
        ("article", {}, TIME),
        ("path", {"audience": "<b>All</b> & more"}, "<span>&lt;b&gt;All&lt;/b&gt; &amp; more</span>"),
    ],
)  # fmt: skip
def test_each_kind_says_its_own(kind, facts, line):
    assert said(kind, **facts) == f'<p class="meta-line">{line}</p>'


def test_a_moment_is_said_with_its_time_where_that_matters():
    starts = "2027-05-06T08:30:00+00:00"
    assert "6 May 2027, 10:30" in said("session", starts=starts)
    assert ", 10:30" not in said("conference", starts=starts)


def test_a_kind_of_which_nothing_is_said_has_no_line():
    assert said("topic", topics=["school"]) == ""
    assert all(said(kind).startswith('<p class="meta-line">') for kind in SAID)
