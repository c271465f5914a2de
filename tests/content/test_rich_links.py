"""Links in running text lead to the reader's language, and cost one query whatever their number."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from wagtail.rich_text import expand_db_html

from tests.factories import CaseFactory, MethodFactory, translate

pytestmark = pytest.mark.django_db


def link(page) -> str:
    return f'<p><a linktype="page" id="{page.pk}">Läs</a></p>'


def test_a_link_leads_to_the_readers_language():
    method = MethodFactory(title="Metod")
    english = translate(method, "Method")
    only_swedish = MethodFactory(title="Bara svensk")
    assert expand_db_html(link(english)) == f'<p><a href="{method.url}">Läs</a></p>'
    with override("en"):
        assert expand_db_html(link(method)) == f'<p><a href="{english.url}">Läs</a></p>'
        swedish = f'<p><a href="{only_swedish.url}" hreflang="sv">Läs</a></p>'
        assert expand_db_html(link(only_swedish)) == swedish


def test_a_link_to_what_is_not_published_is_no_link():
    draft = MethodFactory(live=False)
    assert expand_db_html(link(draft)) == "<p><a>Läs</a></p>"
    assert expand_db_html('<a linktype="page" id="x">Läs</a>') == "<a>Läs</a>"


def test_all_links_of_a_page_cost_one_query(client):
    methods = [MethodFactory() for _number in range(4)]

    def queries(**texts: object) -> int:
        case = CaseFactory(**texts)
        client.get(case.url)
        with CaptureQueriesContext(connection) as captured:
            html = client.get(case.url).content.decode()
            number = len(captured)
        assert all(method.url in html for method in methods) == bool(texts)
        return number

    plain = queries()
    texts = {
        name: link(method)
        for name, method in zip(("problem", "context", "solution"), methods, strict=False)
    }
    body = [
        ("paragraph", link(methods[3])),
        ("facts", {"title": "Fakta", "text": link(methods[0])}),
    ]
    assert queries(**texts, body=body) == plain + 1


def test_a_link_follows_a_new_address(client):
    method = MethodFactory(title="Metod")
    case = CaseFactory(problem=link(method))
    assert "/sv/metoder/metod/" in client.get(case.url).content.decode()
    method.slug = "ny-adress"
    method.save_revision().publish()
    assert "/sv/metoder/ny-adress/" in client.get(case.url).content.decode()
