"""The words that phrases are looked for in: a rebuild never writes older ones over newer ones."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from search.documents import Catalogue
from search.engine import database
from search.engines import Query
from search.engines.database.writing import write_wordings
from search.models import Wording
from search.parsing import parse
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


def test_words_that_were_published_after_the_rebuild_read_them_stay(monkeypatch):
    page = ArticleFactory(title="Kanot ett")
    ArticleFactory(title="Kanot två")
    read = Catalogue.documents

    def documents(self, *args):
        yield from read(self, *args)
        page.title, page.summary = "Grön kajak", "Om en kajak."
        page.save_revision().publish()

    monkeypatch.setattr(Catalogue, "documents", documents)
    list(database().rebuild(["sv"], Catalogue()))
    phrases = {text: parse(f'"{text}"', "sv") for text in ("grön kajak", "kanot ett", "kanot två")}
    found = {
        text: database().search(Query("sv", asked.words, asked.phrases)).total
        for text, asked in phrases.items()
    }
    assert found == {"grön kajak": 1, "kanot ett": 0, "kanot två": 1}


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time.")
@pytest.mark.django_db(transaction=True)
def test_words_that_somebody_is_publishing_are_not_waited_for_and_stay():
    held, free, new = 900_001, 900_002, 900_003
    Wording.objects.bulk_create([Wording(entry_id=number, words="old") for number in (held, free)])
    begun, written = threading.Event(), threading.Event()

    def publish() -> None:
        with transaction.atomic():
            Wording.objects.filter(pk=held).update(words="new")
            begun.set()
            assert written.wait(10)
        connection.close()

    with ThreadPoolExecutor(1) as elsewhere:
        publishing = elsewhere.submit(publish)
        assert begun.wait(10)
        with transaction.atomic():
            write_wordings(dict.fromkeys((held, free, new), "read"), set())
        written.set()
        publishing.result()
    stored = dict(Wording.objects.filter(pk__gte=held).values_list("pk", "words"))
    assert stored == {held: "new", free: "read", new: "read"}
