import datetime

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from content.kinds import kind_label
from content.labels import choice_label, county_label, value_labels
from content.templatetags.portal_tags import minutes_label
from content.templatetags.sluice_tags import as_moment


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("Västra Götalands län", "Västra Götaland County"),
        ("Uppsala län", "Uppsala County"),
        ("Dalarnas län", "Dalarna County"),
        ("Fyrbodal", "Fyrbodal"),
    ],
)
def test_counties_have_their_own_name_in_each_language(name, english):
    with translation.override("sv"):
        assert county_label(name) == name
    with translation.override("en"):
        assert county_label(name) == english


def test_a_label_that_is_kept_speaks_the_language_of_its_reader():
    for _time in range(2):
        for language, status, kind in (("sv", "Avslutat", "Fall"), ("en", "Finished", "Cases")):
            with translation.override(language):
                assert choice_label("casepage_status", "finished") == status
                assert value_labels("status")["finished"] == status
                assert kind_label("case", plural=True) == kind
    assert choice_label("casepage_status", "unheard of") == "unheard of"
    assert choice_label("no such field", "") == ""


@pytest.mark.parametrize(
    ("minutes", "swedish", "english"),
    [(45, "45 min", "45 min"), (60, "1 tim", "1 h"), (90, "1 tim 30 min", "1 h 30 min")],
)
def test_time_is_said_as_in_the_language_and_never_broken(minutes, swedish, english):
    for language, text in (("sv", swedish), ("en", english)):
        with translation.override(language):
            assert minutes_label(minutes) == text.replace(" ", "\N{NO-BREAK SPACE}")


def test_a_month_is_shown_as_one():
    assert as_moment("2016-11") == datetime.date(2016, 11, 1)
    assert as_moment("2016-11-07") == datetime.date(2016, 11, 7)
    assert as_moment("soon") == "soon"


def test_a_time_of_day_is_said_as_in_the_language():
    for language, text in (
        ("sv", "6 maj 2027 kl.\N{NO-BREAK SPACE}10:30"),
        ("en", "6 May 2027, 10:30"),
    ):
        with translation.override(language):
            shown = render_to_string(
                "components/moment.html", {"moment": "2027-05-06T08:30:00+00:00", "time": True}
            )
        assert text in shown


@pytest.mark.parametrize(
    ("language", "total", "text"),
    [
        ("sv", 1, "1 träff"),
        ("sv", 12345, "12\N{NO-BREAK SPACE}345 träffar"),
        ("en", 1, "1 result"),
        ("en", 12345, "12,345 results"),
    ],
)
def test_large_numbers_are_written_as_in_the_language(language, total, text):
    with translation.override(language):
        shown = render_to_string("components/listing_head.html", {"listing": {"total": total}})
    assert text in [line.strip() for line in shown.splitlines()]
