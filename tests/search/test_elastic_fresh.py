"""What is withdrawn is gone at once for every worker, whenever the server lets searches see it."""

from __future__ import annotations

import uuid

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from search import engine as engines
from search.engines.elastic import ElasticEngine, connect
from search.models import Pending
from tests.factories import ArticleFactory, StandardPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def publish(node_url, monkeypatch, django_capture_on_commit_callbacks):
    """Publish in one worker and search in another, with a server that never refreshes."""
    url = f"{node_url}/test-{uuid.uuid4().hex[:12]}"
    publisher, searcher = connect(url), connect(url)
    monkeypatch.setattr(ElasticEngine, "_refresh", lambda self, languages: None)

    def act(*actions):
        monkeypatch.setattr(engines, "engine", lambda: publisher)
        with django_capture_on_commit_callbacks(execute=True):
            for action in actions:
                action()
        monkeypatch.setattr(engines, "engine", lambda: searcher)

    def reindex():
        act(lambda: call_command("reindex", verbosity=0))
        for index in searcher._names.all():
            settings = {"index": {"refresh_interval": "-1"}}
            searcher._client.request("PUT", f"/{index}/_settings", settings, seconds=10)

    act.reindex = reindex
    yield act
    for index in searcher._names.all():
        searcher._client.request("DELETE", f"/{index}", seconds=10)


def shown(client, q: str) -> tuple:
    answer = client.get("/api/search/", {"q": q}).json()
    assert not answer["reserve"]
    typed = client.get("/api/search/suggestions/", {"q": q}).json()["suggestions"]
    kinds = [(row["value"], row["count"]) for row in answer["facets"].get("kind", ())]
    return answer["total"], len(answer["results"]), kinds, len(typed), answer["did_you_mean"]


def test_what_is_unpublished_or_deleted_counts_no_more(publish, client):
    gone, deleted, kept = (ArticleFactory(title=f"Kanot {name}") for name in ("ett", "två", "tre"))
    rare = ArticleFactory(title="Zebrafinken")
    publish.reindex()
    assert shown(client, "kanot")[:4] == (3, 3, [("article", 3)], 3)
    publish(gone.unpublish, deleted.delete, rare.unpublish)
    assert shown(client, "kanot")[:4] == (1, 1, [("article", 1)], 1)
    assert shown(client, "zebrafinkem") == (0, 0, [], 0, [])
    assert Pending.objects.exists()
    assert not Pending.objects.filter(told=None).exists()
    kept.refresh_from_db()
    publish(kept.unpublish)
    assert shown(client, "kanot")[:4] == (0, 0, [], 0)


def test_what_is_moved_to_where_it_is_hidden_counts_no_more(publish, client):
    closed = StandardPageFactory(title="Kajak")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    moved, kept = ArticleFactory(title="Kanot ett"), ArticleFactory(title="Kanot två")
    publish.reindex()
    publish(lambda: moved.move(closed, pos="last-child"), kept.save_revision().publish)
    assert shown(client, "kanot")[:4] == (1, 1, [("article", 1)], 1)


def test_a_search_costs_the_same_queries_whatever_it_finds(publish, client):
    def asked(total: int) -> int:
        publish.reindex()
        client.get("/api/search/", {"q": "kanot"})
        with CaptureQueriesContext(connection) as captured:
            assert shown(client, "kanot")[0] == total
        return len(captured)

    ArticleFactory(title="Kanot")
    few = asked(1)
    for number in range(30):
        ArticleFactory(title=f"Kanot {number}")
    assert asked(31) == few
    with CaptureQueriesContext(connection) as captured:
        client.get("/api/search/", {"q": "kanot"})
    assert len(captured) <= 4
