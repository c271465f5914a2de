"""The index keeps up with the catalogue: commands, an engine outside, crashes and other workers."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from content.models import CatalogueEntry
from search import engine as engines
from search.documents import Catalogue
from search.engine import database
from search.engines import EngineDown, Query
from search.engines.database.writing import merge
from search.indexing import SHOWN_AFTER, follow_catalogue
from search.models import Change, Pending, Segment
from search.parsing import parse
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


def total(text: str) -> int:
    return database().search(Query("sv", parse(text, "sv").words)).total


def untold() -> int:
    return Pending.objects.filter(told=None).count()


def run(*command: str, **options: object) -> str:
    out = io.StringIO()
    call_command(*command, stdout=out, **options)
    return out.getvalue()


def test_the_doctor_finds_and_repairs_what_is_wrong():
    pages = [ArticleFactory(title=f"Kanot {number}") for number in range(4)]
    merge()
    assert "0 missing, 0 outdated, 0 orphaned" in run("search_doctor")
    entries = {page.pk: CatalogueEntry.objects.get(key=page.key) for page in pages}
    database().drop([entries[pages[0].pk].pk])
    CatalogueEntry.objects.filter(pk=entries[pages[1].pk].pk).update(title="Zebra")
    CatalogueEntry.objects.filter(pk=entries[pages[2].pk].pk).delete()
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("search_doctor", stdout=out)
    assert "1 missing, 1 outdated, 1 orphaned" in out.getvalue()
    assert "repaired" in run("search_doctor", repair=True)
    assert (total("kanot"), total("zebra")) == (3, 1)  # its summary still says so


def test_reindex_says_how_far_it_is_and_leaves_nothing_behind():
    ArticleFactory(title="Kanot")
    assert "documents" in run("reindex")
    assert total("kanot") == 1
    segments = set(Segment.objects.values_list("pk", flat=True))
    run("reindex", language=["sv"])
    assert not segments & set(Segment.objects.filter(language="sv").values_list("pk", flat=True))
    assert not Segment.objects.filter(active=False).exists()


def test_changes_during_a_rebuild_are_right_afterwards():
    kept, gone = ArticleFactory(title="Kanot ett"), ArticleFactory(title="Kanot två")
    rebuild = database().rebuild(["sv"], Catalogue())
    next(rebuild)
    gone.delete()
    kept.title = "Kajak"
    kept.save_revision().publish()
    assert merge() == 0
    list(rebuild)
    assert (total("kajak"), total("två")) == (1, 0)
    merge()
    assert (total("kajak"), total("två")) == (1, 0)


def test_an_interrupted_rebuild_goes_on_where_it_stopped(monkeypatch):
    from search.engines.database import writing

    monkeypatch.setattr(writing, "MOST_DOCUMENTS", 3)
    monkeypatch.setattr(writing, "CHUNK", 2)
    for number in range(8):
        ArticleFactory(title=f"Kanot {number}")
    rebuild = database().rebuild(["sv"], Catalogue())
    for _ in range(4):
        next(rebuild)
    rebuild.close()
    written = set(Segment.objects.filter(active=False, size__gt=0).values_list("pk", flat=True))
    assert written
    assert total("kanot") == 8
    list(database().rebuild(["sv"], Catalogue(), resume=True))
    assert written <= set(Segment.objects.filter(active=True).values_list("pk", flat=True))
    assert total("kanot") == 8


def test_many_small_segments_are_folded_into_one(monkeypatch):
    from search.engines.database import writing

    monkeypatch.setattr(writing, "MOST_SMALL", 3)
    pages = []
    for number in range(7):
        pages.append(ArticleFactory(title=f"Kanot {number}"))
        merge()
    pages[0].delete()
    merge()
    assert Segment.objects.filter(language="sv", active=True).count() <= 4
    assert total("kanot") == 6


def test_a_rolled_back_publication_is_not_found():
    with transaction.atomic():
        ArticleFactory(title="Kanot")
        assert total("kanot") == 1
        transaction.set_rollback(True)
    assert total("kanot") == 0


class Outside:
    """An engine that can be switched off and remembers what it was told."""

    name = "outside"
    transactional = False

    def __init__(self) -> None:
        self.down = self.old = False
        self.stored: dict[int, object] = {}

    def _answer(self) -> None:
        if self.down:
            raise EngineDown("switched off")

    def search(self, query, meanwhile=None):
        self._answer()
        return database().search(query)

    def outdated(self):
        self._answer()
        return self.old

    def suggest(self, prefix):
        self._answer()
        return []

    def put(self, documents):
        self._answer()
        self.stored.update({one.entry_id: one.title for one in documents})

    def drop(self, entry_ids):
        self._answer()
        for entry_id in entry_ids:
            self.stored.pop(entry_id, None)


@pytest.fixture
def outside(monkeypatch):
    made = Outside()
    monkeypatch.setattr(engines, "engine", lambda: made)
    return made


def test_an_engine_outside_is_told_after_the_commit(outside, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        page = ArticleFactory(title="Kanot")
    assert "Kanot" in outside.stored.values()
    with django_capture_on_commit_callbacks(execute=True):
        page.delete()
    assert (outside.stored, untold()) == ({}, 0)


def test_an_index_outside_of_an_earlier_version_is_rebuilt_by_the_clock(outside, monkeypatch):
    called = []
    monkeypatch.setattr(
        "search.management.commands.search_tidy.call_command",
        lambda name, **options: called.append(name),
    )
    outside.old = True
    outside.down = True
    run("search_tidy")
    assert called == []
    outside.down = False
    run("search_tidy")
    assert called == ["reindex"]


def test_what_was_told_is_forgotten_when_searches_must_show_it(
    outside, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        ArticleFactory(title="Kanot")
    run("search_tidy")
    assert Pending.objects.exists()
    Pending.objects.update(told=timezone.now() - SHOWN_AFTER)
    run("search_tidy")
    assert not Pending.objects.exists()


def test_with_more_withdrawn_than_an_engine_can_leave_out_the_database_answers(
    outside, client, monkeypatch
):
    ArticleFactory(title="Kanot")
    monkeypatch.setattr(engines, "MOST_ABSENT", 1)
    monkeypatch.setattr(outside, "search", None)
    monkeypatch.setattr(outside, "suggest", None)
    Pending.objects.bulk_create([Pending(entry_id=number) for number in (999_998, 999_999)])
    answer = client.get("/api/search/", {"q": "kanot"}).json()
    assert (answer["total"], answer["reserve"]) == (1, False)
    assert client.get("/api/search/suggestions/", {"q": "kan"}).json()["suggestions"]


def test_with_the_engine_down_the_database_answers_and_changes_wait(
    outside, client, django_capture_on_commit_callbacks
):
    outside.down = True
    with django_capture_on_commit_callbacks(execute=True):
        ArticleFactory(title="Kanot")
    answer = client.get("/api/search/", {"q": "kanot"}).json()
    assert (answer["total"], answer["reserve"]) == (1, True)
    assert client.get("/sv/search/", {"q": "kanot"}).status_code == 200
    assert client.get("/api/search/suggestions/", {"q": "kan"}).json()["suggestions"]
    assert untold()
    outside.down = False
    run("search_tidy")
    assert "Kanot" in outside.stored.values()
    assert untold() == 0


def test_the_clock_rebuilds_an_index_of_another_analysis():
    ArticleFactory(title="Kanot")
    merge()
    Segment.objects.update(fingerprint="old")
    assert merge() == 0
    with pytest.raises(SystemExit):
        run("search_doctor")
    run("search_tidy")
    assert not Segment.objects.filter(fingerprint="old").exists()
    Segment.objects.all().delete()
    run("search_tidy")
    assert total("kanot") == 1


def test_the_clock_merges_when_there_is_enough(monkeypatch):
    from search.management.commands import search_tidy

    ArticleFactory(title="Kanot")
    run("search_tidy")
    assert Change.objects.exists()
    monkeypatch.setattr(search_tidy, "MERGE_FROM", 1)
    run("search_tidy")
    assert not Change.objects.exists()
    assert total("kanot") == 1


def test_of_two_workers_that_tell_of_one_page_the_older_news_does_not_stay(
    outside, monkeypatch, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        page = ArticleFactory(title="Kanot")
    entry = CatalogueEntry.objects.get(key=page.key)
    put, first = outside.put, []

    def overtaken(found):
        """Another worker publishes and delivers between this one's reading and writing."""
        if not first:
            first.append(True)
            CatalogueEntry.objects.filter(pk=entry.pk).update(title="Kajak")
            with django_capture_on_commit_callbacks(execute=True):
                follow_catalogue([entry.pk], [])
        put(found)

    monkeypatch.setattr(outside, "put", overtaken)
    with django_capture_on_commit_callbacks(execute=True):
        follow_catalogue([entry.pk], [])
    assert (outside.stored[entry.pk], untold()) == ("Kajak", 0)
