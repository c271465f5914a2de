"""Nothing that a visitor may not see leaves a trace in anything that search shows, at once."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from search.engines.database.writing import merge
from tests.factories import ArticleFactory, CaseFactory, translate

pytestmark = pytest.mark.django_db
CANARY = "kanariefågelgömma"


def traces(client) -> str:
    """Everything that search says about the canary, spelt right, misspelt and begun."""
    found = []
    for q in (CANARY, "kanariefogelgömma", "kanariefågelgöma", f'"{CANARY}"', "gömma", "gömor"):
        for locale in ("sv", "en"):
            answer = client.get("/api/search/", {"q": q, "locale": locale}).json()
            found.append(str({name: answer[name] for name in answer if name != "query"}))
            page = client.get(f"/{locale}/search/", {"q": "sten " + q[:-2]}).content.decode()
            found.append(page.replace(q[:-2], ""))
    found += [
        str(client.get("/api/search/suggestions/", {"q": q}).json())
        for q in ("kana", "kanariefågelgö", "sten kana")
    ]
    counted = client.get("/api/search/", {"q": "sten"}).json()
    found.append(str(counted["total"]))
    found.append(str(counted["facets"]))
    return "\n".join(found)


@pytest.fixture
def open_portal(client):
    """A portal with one open page, and what search says about the canary in it: nothing."""
    ArticleFactory(title="Sten", summary="Öppet.", date=datetime.date(2026, 3, 2))
    return traces(client)


def canary(**fields):
    return CaseFactory(
        title=f"Sten {CANARY}", summary=f"En {CANARY}.", municipalities=["0114"], **fields
    )


def test_the_canary_sings_when_it_is_open(client, open_portal):
    canary()
    assert CANARY in traces(client)
    assert client.get("/api/search/", {"q": "kanariefågelgöma"}).json()["total"] == 1


@pytest.mark.parametrize("merged", [False, True])
def test_a_restricted_page(client, open_portal, merged):
    page = canary()
    if merged:
        merge()
    assert traces(client) != open_portal
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert traces(client) == open_portal


def test_a_page_below_a_restricted_one(client, open_portal):
    page = canary()
    PageViewRestriction.objects.create(page=page.get_parent(), restriction_type="login")
    seen = traces(client)
    assert CANARY not in seen


def test_a_page_restricted_in_its_other_language(client, open_portal):
    page = canary()
    english = translate(page, f"Stone {CANARY}", summary=CANARY)
    PageViewRestriction.objects.create(page=english, restriction_type="login")
    assert CANARY not in traces(client)
    assert client.get("/api/search/", {"q": CANARY, "locale": "en"}).json()["total"] == 0


def test_a_draft_and_an_unpublished_page(client, open_portal):
    canary(live=False)
    assert traces(client) == open_portal
    page = ArticleFactory(title=f"Sten {CANARY}")
    page.unpublish()
    assert traces(client) == open_portal


def test_an_expired_page(client, open_portal):
    from django.core.management import call_command

    page = canary()
    type(page).objects.filter(pk=page.pk).update(
        expire_at=timezone.now() - datetime.timedelta(minutes=1)
    )
    call_command("publish_scheduled", verbosity=0)
    assert traces(client) == open_portal


def test_a_deleted_page_and_the_text_before_an_edit(client, open_portal):
    page = canary()
    merge()
    page.delete()
    assert traces(client) == open_portal
    page = ArticleFactory(title="Sten ett", summary=CANARY)
    merge()
    page.summary = "Annat."
    page.save_revision().publish()
    assert CANARY not in traces(client)


def test_who_may_see_a_page_finds_it(sign_in, client, open_portal):
    page = canary()
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert client.get("/api/search/", {"q": CANARY}).json()["total"] == 0
    assert sign_in().get("/api/search/", {"q": CANARY}).json()["total"] == 1


def test_moving_a_page_below_a_restricted_one_hides_it(client, open_portal):
    from tests.factories import StandardPageFactory

    parent = StandardPageFactory(title="Intern del")
    child = StandardPageFactory(title=f"Sten {CANARY}")
    merge()
    PageViewRestriction.objects.create(page=parent, restriction_type="login")
    assert client.get("/api/search/", {"q": CANARY}).json()["total"] == 1
    child.move(parent, pos="last-child")
    assert client.get("/api/search/", {"q": CANARY}).json()["total"] == 0
