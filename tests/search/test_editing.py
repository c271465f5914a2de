"""Synonyms, promoted results, and what editors learn from searches."""

from __future__ import annotations

import datetime
import re

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import PageViewRestriction

from search import counting
from search.models import Promotion, SearchCount, SearchTask, Synonym
from tests.factories import ArticleFactory, UserFactory

pytestmark = pytest.mark.django_db


def titles(client, q: str) -> list[str]:
    return [r["title"] for r in client.get("/api/search/", {"q": q}).json()["results"]]


def test_synonyms_find_each_other_at_once_and_show_their_effect(client):
    ArticleFactory(title="Kanot")
    ArticleFactory(title="Kajak med paddel")
    assert titles(client, "kanoter") == ["Kanot"]
    synonym = Synonym.objects.create(words="kanot\nkajak")
    assert set(titles(client, "kanoter")) == {"Kanot", "Kajak med paddel"}
    assert synonym.effect == "kanot: 1, kajak: 1 → 2"
    synonym.delete()
    assert titles(client, "kanoter") == ["Kanot"]


@pytest.mark.parametrize("words", ["kanot", "kanot\n!"])
def test_half_a_synonym_is_refused(words):
    with pytest.raises(ValidationError):
        Synonym(words=words).full_clean()


def test_a_promoted_page_stands_first_until_its_day_and_only_for_who_may_see_it(client):
    today = timezone.localdate()
    ArticleFactory(title="Kanot")
    page = ArticleFactory(title="Om båtliv")
    row = Promotion.objects.create(words="kanot", page=page, owner=UserFactory(), expires=today)
    assert titles(client, "vilka kanoter finns")[0] == "Om båtliv"
    assert "Om båtliv" in client.get("/sv/search/", {"q": "kanot"}).content.decode()
    row.expires = today - datetime.timedelta(days=1)
    row.save()
    assert titles(client, "kanot") == ["Kanot"]
    row.expires = today
    row.save()
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert titles(client, "kanot") == ["Kanot"]


def test_searches_are_counted_without_personal_data(client):
    counting.flush()
    SearchCount.objects.all().delete()
    ArticleFactory(title="Kanot")
    for q in ("Kanot", "saknas", "anna@kommun.example", "19850101-1234"):
        client.get("/sv/search/", {"q": q})
    client.post("/api/search/clicks/", {"q": "kanot", "locale": "sv"})
    counting.flush()
    rows = SearchCount.objects.order_by("query").values_list("query", "searches", "empty", "clicks")
    assert list(rows) == [("kanot", 1, 0, 1), ("saknas", 1, 1, 0)]


def test_the_report_turns_a_failed_search_into_a_task(sign_in, admin_client):
    SearchCount.objects.create(
        day=timezone.localdate(), language="sv", query="saknas", searches=4, empty=4
    )
    page = admin_client.get("/admin/reports/searches/")
    assert page.status_code == 200
    assert "saknas" in page.content.decode()
    admin_client.post("/admin/reports/searches/task/", {"query": "saknas", "language": "sv"})
    assert SearchTask.objects.get().query == "saknas"
    assert sign_in().get("/admin/reports/searches/").status_code in {302, 403}


def test_the_lists_of_the_admin_open(admin_client):
    Synonym.objects.create(words="kanot\nkajak")
    for name in ("synonym", "promotion", "searchtask"):
        assert admin_client.get(f"/admin/snippets/search/{name}/").status_code == 200
        assert admin_client.get(f"/admin/snippets/search/{name}/add/").status_code == 200


FORM = {"language": "sv", "words": "kanot\nkajak", "try": "kanoter i viken"}
EFFECT = "/admin/search/synonyms/effect/"


def test_the_form_shows_what_a_synonym_would_do_before_it_is_saved(admin_client, client):
    ArticleFactory(title="Kanot")
    ArticleFactory(title="Kajak med paddel")
    hidden = ArticleFactory(title="Kajak hemlig")
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    form = admin_client.get("/admin/snippets/search/synonym/add/").content.decode()
    assert f'formaction="{EFFECT}"' in form
    page = admin_client.post(EFFECT, FORM)
    assert page.status_code == 200
    rows = re.findall(
        r"<td>(.*?)</td>\s*<td>(\d+)</td>\s*<td>(\d+)</td>\s*<td>(.*?)</td>", page.content.decode()
    )
    assert rows == [
        ("kanoter i viken", "1", "2", "Kajak med paddel"),
        ("kanot", "1", "2", "Kajak med paddel"),
        ("kajak", "1", "2", "Kanot"),
    ]
    assert not Synonym.objects.exists()
    part = admin_client.post(EFFECT, FORM, headers={"X-Requested-With": "XMLHttpRequest"})
    assert "<html" not in part.content.decode()
    # A stored set is compared as it was and as it would be.
    stored = Synonym.objects.create(words="kanot\nkajak")
    less = admin_client.post(EFFECT, FORM | {"synonym": stored.pk, "words": "kanot\nbåt"})
    assert re.search(r"<td>kanot</td>\s*<td>2</td>\s*<td>1</td>", less.content.decode())


def test_the_effect_of_nonsense_is_explained_and_not_shown_to_everybody(admin_client, sign_in):
    page = admin_client.post(EFFECT, FORM | {"words": "kanot", "language": "xx", "synonym": "²"})
    assert page.status_code == 200
    assert "help-warning" in page.content.decode()
    assert admin_client.get(EFFECT).status_code == 405
    assert sign_in().post(EFFECT, FORM).status_code in {302, 403}
