"""`translate` says the same as Django's, whoever read the template before."""

from __future__ import annotations

import pytest
from django.template import engines
from django.utils import translation

from content.templatetags.constant_i18n import Constant


@pytest.mark.parametrize(
    ("tag", "swedish", "english"),
    [
        ('{% translate "Search" %}', "Sök", "Search"),
        ('{% trans "Search" %}', "Sök", "Search"),
        ('{% translate "Search" as word %}<{{ word }}>', "<Sök>", "<Search>"),
        ('{% translate "News" context "one article" %}', "Nyhet", "News"),
        ('{% translate "Search" noop %}', "Search", "Search"),
        ("{% translate '<b> & 100%' %}", "<b> & 100%", "<b> & 100%"),
        ("{% translate said %}", "Sök", "Search"),
        ('{% translate "Search"|upper %}', "SÖK", "SEARCH"),
    ],
)
def test_words_are_those_of_the_reader(tag, swedish, english):
    template = engines["django"].from_string("{% load i18n %}" + tag)
    for _time in range(2):
        for language, said in (("sv", swedish), ("en", english)):
            with translation.override(language):
                assert template.render({"said": "Search"}) == said


def test_what_is_no_constant_stays_with_django():
    template = engines["django"].from_string(
        '{% load i18n %}{% translate "Search" %}{% translate said %}{% translate "Search"|upper %}'
    )
    kept = [isinstance(node, Constant) for node in template.template.nodelist]
    assert kept == [False, True, False, False]
