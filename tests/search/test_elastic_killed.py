"""A real node is killed under searches, writes and a rebuild, and comes back with what it had."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from wagtail.models import PageViewRestriction

from search import engine as engines
from search.engines import elastic_client, elastic_rebuild
from search.engines.base import EngineDown, Prefix
from search.engines.elastic import ElasticEngine, connect
from search.indexing import compare
from search.models import Pending, Synonym
from search.node import DISTRIBUTIONS, SearchNode
from tests.factories import ArticleFactory, DocumentFactory, ImageFactory
from tests.search.elastic import Listed, fill, ids, page, query, start_node

pytestmark = pytest.mark.faults


# One of the servers says enough of how the other database stands in for it.
EACH = [
    name if name == "elasticsearch" else pytest.param(name, marks=pytest.mark.once)
    for name in DISTRIBUTIONS
]


@pytest.fixture(scope="module", params=EACH)
def node(request: pytest.FixtureRequest) -> Iterator[SearchNode]:
    """A node of its own, since it is killed."""
    node = start_node(request.param)
    yield node
    node.stop()


@pytest.fixture
def engine(node: SearchNode, monkeypatch) -> ElasticEngine:
    monkeypatch.setattr(elastic_client, "PAUSE_SECONDS", 0.2)
    monkeypatch.setattr(elastic_rebuild, "BATCH", 2)
    monkeypatch.setattr(elastic_rebuild, "CHECKPOINT", 2)
    if not node.running:
        node.start()
    return connect(f"{node.url}/killed")


def back(node: SearchNode, engine: ElasticEngine) -> None:
    """Start the node again and wait until the engine sees it, as its users would."""
    node.start()
    deadline = time.monotonic() + 30
    while not engine.healthy():
        assert time.monotonic() < deadline
        time.sleep(0.1)
    # Alive is not yet ready: the shards are read back from the disk first.
    while True:
        try:
            engine.search(query("bro"))
        except EngineDown:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        else:
            return


def test_while_it_is_away_everything_says_so_fast_and_then_works_again(node, engine):
    fill(engine, [page(1, "Bro"), page(2, "Tunnel")])
    engine.put([page(3, "Bro över vatten")])
    node.kill()
    begun = time.monotonic()
    for _ in range(5):
        for ask in (
            lambda: engine.search(query("bro")),
            lambda: engine.suggest(Prefix("sv", "br")),
            lambda: engine.put([page(4, "Bro")]),
            lambda: engine.drop([1]),
            lambda: list(engine.contents("sv")),
        ):
            with pytest.raises(EngineDown):
                ask()
        assert not engine.healthy()
    assert time.monotonic() - begun < 10
    back(node, engine)
    # What it had acknowledged is there; what it refused is what the doctor or the outbox brings.
    assert set(ids(engine.search(query("bro")))) == {1, 3}
    assert {entry for entry, _ in engine.contents("sv")} == {1, 2, 3}
    engine.put([page(4, "Bro")])
    engine.drop([1])
    assert set(ids(engine.search(query("bro")))) == {3, 4}


def test_killed_under_a_rebuild_the_old_index_serves_and_the_rebuild_resumes(
    node, engine, monkeypatch
):
    monkeypatch.setattr(elastic_rebuild, "ATTEMPTS", 1)
    monkeypatch.setattr(elastic_client, "BULK_ATTEMPTS", 1)
    fill(engine, [page(1, "Bro")])

    def kill(entry_id: int) -> None:
        if entry_id == 7:
            node.kill()

    new = [page(number, "Bro och nyhet") for number in range(1, 10)]
    with pytest.raises(EngineDown):
        list(engine.rebuild(["sv"], Listed(new, kill)))
    back(node, engine)
    assert engine.search(query("bro")).total == 1
    rest = Listed(new)
    list(engine.rebuild(["sv"], rest, resume=True))
    assert rest.begun_after[0] > 0
    assert engine.search(query("nyhet")).total == 9
    assert sorted(entry for entry, _ in engine.contents("sv")) == list(range(1, 10))
    assert len(engine._names.all()) == 2


@pytest.mark.django_db
def test_the_portal_answers_from_its_database_and_repairs_what_was_missed(
    node, engine, client, monkeypatch, django_capture_on_commit_callbacks
):
    """The whole way, from publishing to the results page, with the engine up, away and back."""
    monkeypatch.setattr(engines, "engine", lambda: engine)
    with django_capture_on_commit_callbacks(execute=True):
        kept, dropped = ArticleFactory(title="Kanoter"), ArticleFactory(title="Kanotleden")
    call_command("reindex", verbosity=0)

    def found(q: str) -> tuple[bool, set[str]]:
        answer = client.get("/api/search/", {"q": q}).json()
        assert client.get("/sv/search/", {"q": q}).status_code == 200
        return answer["reserve"], {result["title"] for result in answer["results"]}

    assert found("kanot") == (False, {"Kanoter", "Kanotleden"})
    node.kill()
    assert found("kanot") == (True, {"Kanoter", "Kanotleden"})
    with django_capture_on_commit_callbacks(execute=True):
        ArticleFactory(title="Kanotklubben")
        dropped.unpublish()
    assert found("kanot") == (True, {"Kanoter", "Kanotklubben"})
    assert client.get("/api/search/suggestions/", {"q": "kanotk"}).json()["suggestions"]
    assert Pending.objects.filter(told=None).exists()
    back(node, engine)
    call_command("search_tidy", verbosity=0)
    assert not Pending.objects.filter(told=None).exists()
    assert found("kanot") == (False, {"Kanoter", "Kanotklubben"})
    for language in ("sv", "en"):
        assert not compare(engine, language)
    # What a restriction hides is hidden at once, though the index knows nothing of it.
    PageViewRestriction.objects.create(page=kept, restriction_type=PageViewRestriction.LOGIN)
    assert found("kanot") == (False, {"Kanotklubben"})
    # And what nobody wrote down is what the doctor finds.
    engine.put([page(999_999, "Kanotspöke")])
    assert compare(engine, "sv").orphaned == [999_999]
    call_command("search_doctor", repair=True, verbosity=0)
    assert not compare(engine, "sv")


@pytest.mark.django_db
def test_the_admins_own_search_answers_without_the_engine(
    node, engine, admin_client, monkeypatch, django_capture_on_commit_callbacks
):
    """Pages, pictures, documents and snippets are searched in the admin while the node is dead."""
    monkeypatch.setattr(engines, "engine", lambda: engine)
    call_command("reindex", verbosity=0)
    node.kill()
    with pytest.raises(EngineDown):
        engine.search(query("kanot"))
    with django_capture_on_commit_callbacks(execute=True):
        ArticleFactory(title="Kanotleden")
        ImageFactory(title="Kanotbild")
        DocumentFactory(title="Kanotdokument")
    for address, title in (
        ("/admin/pages/search/?q=Kanotleden", "Kanotleden"),
        ("/admin/pages/search/results/?q=Kanotleden", "Kanotleden"),
        ("/admin/images/?q=Kanotbild", "Kanotbild"),
        ("/admin/images/chooser/?q=Kanotbild", "Kanotbild"),
        ("/admin/documents/?q=Kanotdokument", "Kanotdokument"),
        ("/admin/documents/chooser/?q=Kanotdokument", "Kanotdokument"),
        ("/admin/choose-page/search/?q=Kanotleden", "Kanotleden"),
    ):
        answer = admin_client.get(address)
        assert (address, answer.status_code) == (address, 200)
        assert title in answer.content.decode(), address
    # The list of synonyms counts what each finds: the database counts in the engine's place.
    Synonym.objects.create(words="kanot\nkajak")
    listed = admin_client.get("/admin/snippets/search/synonym/")
    assert listed.status_code == 200
    back(node, engine)
