"""Documents are found by what they say, by those who may open them, and captions by their film's page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from content import catalogue
from content.models import CatalogueEntry, DocumentUse, FileText, PortalDocument
from search.engine import database
from search.indexing import compare
from tests.factories import ArticleFactory, MethodFactory, translate
from tests.factories.files import docx, pdf, pptx

pytestmark = pytest.mark.django_db


def document(name: str, data: bytes, **fields: Any) -> PortalDocument:
    """Store a file and read it, as the clock does within a minute."""
    fields.setdefault("title", name)
    made = PortalDocument.objects.create(file=ContentFile(data, name=name), **fields)
    call_command("read_documents", verbosity=0)
    return made


def published(name: str, data: bytes, **fields: Any) -> PortalDocument:
    """Store a file that a page holds of which nobody looks for a word."""
    made = document(name, data, **fields)
    holding(made, f"Hylla {made.pk}")
    return made


def holding(made: PortalDocument, title: str = "Sidan", **fields: Any) -> Any:
    block = {"title": "Filer", "documents": [made.pk]}
    return ArticleFactory(title=title, body=[{"type": "documents", "value": block}], **fields)


def ask(client: Client, q: str, **more: Any) -> dict[str, Any]:
    answer = client.get("/api/search/", {"q": q, **more})
    assert answer.status_code == 200
    return answer.json()


def total(client: Client, q: str, **more: Any) -> int:
    return ask(client, q, **more)["total"]


@pytest.mark.parametrize(
    ("name", "make"), [("a.pdf", pdf), ("a.docx", docx), ("a.pptx", pptx), ("a.txt", None)]
)
def test_a_document_is_a_hit_that_shows_why_and_where(client, name, make):
    text = "Kommunens <b>avfallsplan</b> beslutades"
    if name.endswith("pptx"):
        text = "Kommunens avfallsplan beslutades"
    made = document(name, make(text) if make else text.encode(), title="Bilaga 3")
    page = holding(made, "Renhållning")
    found = ask(client, "avfallsplaner")
    (hit,) = found["results"]
    assert (hit["kind"], hit["title"], hit["url"]) == ("document", "Bilaga 3", made.url)
    assert "<mark>avfallsplan</mark>" in hit["snippet"]
    assert "<b>" not in hit["snippet"]
    assert hit["file"]["type"] == name[2:].upper()
    assert hit["file"]["size"] > 0
    assert hit["pages"] == [{"title": "Renhållning", "url": page.url}]
    assert [o["value"] for o in found["facets"]["kind"]] == ["document"]
    shown = client.get("/sv/search/", {"q": "avfallsplan", "kind": "document"}).content.decode()
    assert made.url in shown
    assert page.url in shown
    assert not compare(database(), "sv")


def test_a_file_is_read_once_and_again_when_it_changes(client):
    first = published("a.txt", b"Zebra", title="Ett")
    published("b.txt", b"Zebra", title="Tv\xc3\xa5".encode().decode())
    assert FileText.objects.count() == 1
    assert total(client, "zebra") == 2
    first.file = ContentFile(b"Giraff", name="c.txt")
    first.file_hash = ""
    first.save()
    call_command("read_documents", verbosity=0)
    assert (total(client, "zebra"), total(client, "giraff")) == (1, 1)


def test_a_broken_file_is_found_by_its_title_and_tried_once(client, capsys):
    made = published("a.pdf", b"%PDF-1.4 broken", title="Trasig bilaga")
    assert FileText.objects.get().outcome == "failed"
    assert ask(client, "bilagor")["results"][0]["url"] == made.url
    call_command("read_documents")
    assert "a" not in capsys.readouterr().out


def test_a_match_far_down_in_a_long_document_is_marked(client):
    published("a.txt", b"Ord och annat. " * 8_000 + b"Kanoten ligger i viken.", title="Rapport")
    assert "<mark>Kanoten</mark>" in ask(client, "kanot")["results"][0]["snippet"]


def test_the_document_is_in_its_own_language(client):
    published("a.txt", b"The canoe is green", title="Report", language="en")
    published("b.txt", b"Odd", title="Vierte Kanu", language="de")
    assert total(client, "canoes") == 0
    assert total(client, "canoes", locale="en") == 1
    assert total(client, "kanu") == 1


def test_films_and_captions_are_no_hits_but_make_their_page_found(client):
    captions = (
        "WEBVTT\n\nNOTE intern\n\n1\n00:00.000 --> 00:02.000\n<v Åsa>Vi byggde en klaffbro.\n"
    )
    vtt = document("film.vtt", captions.encode(), title="Undertexter klaffbro")
    mp4 = document("film.mp4", b"\0", title="Film klaffbro")
    page = ArticleFactory(
        title="Lektion",
        body=[
            {
                "type": "video",
                "value": {
                    "title": "Film",
                    "video": mp4.pk,
                    "captions": vtt.pk,
                    "transcript": "<p>Någon talar om turbiner.</p>",
                },
            }
        ],
    )
    assert [hit["url"] for hit in ask(client, "klaffbroar")["results"]] == [page.url]
    assert total(client, "turbin") == 1
    assert total(client, "intern") == 0
    vtt.file = ContentFile(captions.replace("klaffbro", "hängbro").encode(), name="ny.vtt")
    vtt.save()
    assert (total(client, "klaffbro"), total(client, "hängbro")) == (0, 1)


# --- Who finds what --------------------------------------------------------------------------------

CANARY = "kanariefågelgömma"


def traces(client: Client) -> str:
    """Everything that search says about the canary."""
    found = []
    for q in (CANARY, "kanariefågelgöma", f'"{CANARY}"', "gömma"):
        answer = ask(client, q)
        found.append(str({name: answer[name] for name in answer if name != "query"}))
        both = ask(client, q, language="sv,en")
        found.append(str({name: both[name] for name in both if name != "query"}))
    found.append(str(client.get("/api/search/suggestions/", {"q": "kanariefå"}).json()))
    feed = client.get("/sv/search/feed/", {"kind": "document"}).content.decode()
    found.append(re.sub("<lastBuildDate>.*</lastBuildDate>", "", feed))
    found.append(client.get("/sv/search/", {"kind": "document"}).content.decode().split("<main")[1])
    return "\n".join(found)


@pytest.fixture
def silence(client) -> str:
    return traces(client)


def canary() -> PortalDocument:
    return document("hemlig.txt", f"En {CANARY} i texten".encode(), title=f"Fil {CANARY}")


def test_the_canary_sings_when_it_is_open(client, silence):
    made = canary()
    assert traces(client) == silence  # nothing published holds it yet
    holding(made, "Öppen sida")
    assert CANARY in traces(client)


def test_a_restricted_collection_hides_at_once_whoever_was_first(client, sign_in):
    made = canary()
    holding(made, "Öppen sida")
    collection = Collection.get_first_root_node().add_child(name="Intern")
    made.collection = collection
    made.save()
    assert CANARY in traces(client)
    restriction = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type="groups"
    )
    restriction.groups.add(Group.objects.get(name="Moderators"))
    assert CANARY not in traces(client)
    assert CANARY not in traces(sign_in())
    assert CANARY in traces(sign_in("Moderators"))
    made.title = f"Ny {CANARY}"
    made.save()
    assert CANARY not in traces(client)
    restriction.delete()
    assert CANARY in traces(client)


def test_a_collection_below_a_restricted_one_and_one_moved_there(
    client, admin_client, django_capture_on_commit_callbacks
):
    root = Collection.get_first_root_node()
    closed = root.add_child(name="Stängd")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    inner = Collection.objects.get(pk=closed.pk).add_child(name="Inre")
    made = canary()
    holding(made, "Öppen sida")
    made.collection = inner
    made.save()
    assert CANARY not in traces(client)
    moved = Collection.objects.get(pk=root.pk).add_child(name="Flyttas")
    made.collection = moved
    made.save()
    assert CANARY in traces(client)
    address = f"/admin/collections/{moved.pk}/"
    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(address, {"name": "Flyttas", "parent": closed.pk})
    assert Collection.objects.get(pk=moved.pk).get_parent().pk == closed.pk
    assert CANARY not in traces(client)


def test_a_document_that_only_private_pages_hold_is_hidden_with_them(client, sign_in, silence):
    made = canary()
    page = holding(made, f"Sida {CANARY}")
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert traces(client) == silence
    assert CANARY in traces(sign_in())
    open_page = holding(made, "Öppen sida")
    found = ask(client, CANARY)
    assert [hit["title"] for hit in found["results"]] == [f"Fil {CANARY}"]
    assert [held["title"] for held in found["results"][0]["pages"]] == ["Öppen sida"]
    open_page.unpublish()
    assert traces(client) == silence
    restriction.delete()
    assert CANARY in traces(client)


def test_a_page_restricted_in_another_language_hides_its_document(client, silence):
    made = canary()
    page = holding(made)
    english = translate(page, "The page")
    PageViewRestriction.objects.create(page=english, restriction_type="login")
    assert CANARY not in traces(client)


def test_a_document_of_a_draft_is_found_when_the_draft_is_published(client, silence):
    made = canary()
    page = holding(made, live=False)
    assert traces(client) == silence
    page.get_latest_revision().publish()
    assert CANARY in traces(client)
    page.refresh_from_db()
    page.unpublish()
    assert traces(client) == silence


def test_a_document_of_changes_that_are_not_published_is_not_found_until_they_are(client, silence):
    made = canary()
    page = holding(document("annan.txt", b"Annat"), "Sidan")
    page.body = [{"type": "documents", "value": {"title": "Filer", "documents": [made.pk]}}]
    revision = page.save_revision()
    call_command("read_documents", "--again", verbosity=0)
    assert CANARY not in traces(client)
    revision.publish()
    assert CANARY in traces(client)


def test_moving_a_page_below_a_restricted_one_hides_its_document(client):
    from tests.factories import StandardPageFactory

    made = canary()
    parent = StandardPageFactory(title="Intern del")
    block = {"title": "Filer", "documents": [made.pk]}
    child = StandardPageFactory(title="Barn", body=[{"type": "documents", "value": block}])
    PageViewRestriction.objects.create(page=parent, restriction_type="login")
    assert CANARY in traces(client)
    child.move(parent, pos="last-child")
    assert CANARY not in traces(client)


def test_a_deleted_document_and_a_deleted_page(client, silence):
    made = canary()
    page = holding(made)
    page.delete()
    assert DocumentUse.objects.count() == 0
    made.delete()
    assert traces(client) == silence
    assert not CatalogueEntry.objects.filter(kind="document").exists()


def test_restricted_pages_and_collections_can_be_deleted(client):
    made = canary()
    page = holding(made)
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    shelf = Collection.get_first_root_node().add_child(name="Stängd")
    CollectionViewRestriction.objects.create(collection=shelf, restriction_type="login")
    Collection.objects.get(pk=shelf.pk).delete()
    page.delete()
    assert total(client, CANARY) == 0


def test_the_rebuild_of_an_upgrade_catalogues_documents_by_the_rules_of_today(client):
    made = canary()
    page = holding(document("annan.txt", b"Brygga", title="Brygga"), "Hamn")
    catalogue.refresh(
        made, catalogue.Place("/", 0, made.url)
    )  # as when a file on no page was found
    DocumentUse.objects.all().delete()
    CatalogueEntry.objects.filter(title="Brygga").delete()
    call_command("rebuild_catalogue", verbosity=0)
    assert CANARY not in traces(client)
    assert [held["url"] for held in ask(client, "brygga")["results"][0]["pages"]] == [page.url]


# --- What it costs ---------------------------------------------------------------------------------


def cost(client: Client, q: str, **more: Any) -> int:
    ask(client, q, **more)
    with CaptureQueriesContext(connection) as queries:
        ask(client, q, **more)
    return len(queries)


def test_a_view_costs_three_queries_with_every_sort_of_restriction_and_documents(client, sign_in):
    for number in range(3):
        holding(document(f"{number}.txt", f"Kanot {number}".encode()), f"Paddel {number}")
    group = Group.objects.get(name="Moderators")
    for number in range(3):
        for sort in ("login", "groups", "password"):
            page = MethodFactory(title=f"Privat {sort} {number}")
            PageViewRestriction.objects.create(
                page=page, restriction_type=sort, password="x"
            ).groups.add(group)
            shelf = Collection.get_first_root_node().add_child(name=f"{sort} {number}")
            CollectionViewRestriction.objects.create(
                collection=shelf, restriction_type=sort, password="x"
            ).groups.add(group)
    assert cost(client, "kanot 1") == 3
    assert cost(client, "kanot") == 3
    assert cost(client, "kanot", kind="document", sort="date") == 3
    assert cost(client, "paddel") == 3
    assert cost(client, "kanot", language="sv,en") == 4
    # Who somebody is (session with person, groups) is asked before and beside the view itself.
    assert cost(sign_in("Moderators"), "kanot") == 3 + 2
    # The page has the menus beside.
    client.get("/sv/search/", {"q": "kanot"})
    with CaptureQueriesContext(connection) as queries:
        client.get("/sv/search/", {"q": "kanot"})
    assert len(queries) == 4
