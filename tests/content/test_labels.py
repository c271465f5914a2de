import pytest
from django.utils import translation

from content.labels import county_label
from content.templatetags.portal_tags import minutes_label


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


@pytest.mark.parametrize(
    ("minutes", "swedish", "english"),
    [(45, "45 min", "45 min"), (60, "1 tim", "1 h"), (90, "1 tim 30 min", "1 h 30 min")],
)
def test_time_is_said_as_in_the_language_and_never_broken(minutes, swedish, english):
    for language, text in (("sv", swedish), ("en", english)):
        with translation.override(language):
            assert minutes_label(minutes) == text.replace(" ", "\N{NO-BREAK SPACE}")
