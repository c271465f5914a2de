"""Dates are written in the reader's language and in the portal's time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from content.templatetags.date_tags import clock, day, month, weekday

LATE = datetime(2026, 5, 2, 22, 30, tzinfo=UTC)  # half past midnight in Stockholm, the next day


@pytest.mark.parametrize("moment", [LATE, date(2026, 5, 3)])
def test_a_day_is_that_of_the_portal_in_the_language_of_each_reader(moment):
    for _time in range(2):
        for language, said in {"sv": "3 maj 2026", "en": "3 May 2026"}.items():
            with translation.override(language):
                assert day(moment) == f'<time datetime="2026-05-03">{said}</time>'


def test_months_weekdays_and_hours():
    with translation.override("sv"):
        assert month(LATE) == '<time datetime="2026-05">maj 2026</time>'
        assert weekday(LATE) == '<time datetime="2026-05-03">söndag 3 maj</time>'
        assert clock(LATE) == '<time datetime="2026-05-03T00:30:00+02:00">00:30</time>'


def test_a_draft_without_a_date_shows_none():
    assert day(None) == ""
