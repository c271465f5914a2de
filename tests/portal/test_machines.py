"""What machines read and what people see when something is wrong."""

from __future__ import annotations

import datetime
import re
import xml.etree.ElementTree as ET
from typing import Any
from unittest.mock import patch

import pytest
from django.db import DatabaseError, OperationalError, connection
from django.test import Client, override_settings
from django.utils.dateparse import parse_datetime

from portal import feeds
from tests.factories import ArticleFactory, CaseFactory, IdeaFactory, fill_catalogue, translate

pytestmark = pytest.mark.django_db
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


def text(answer: Any) -> str:
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()


# --- Feeds and sitemap -------------------------------------------------------------------------------


def test_a_feed_has_the_newest_of_its_section(client):
    for day in (1, 2, 3):
        ArticleFactory(title=f"Nyhet {day} & <mer>", date=datetime.date(2026, 1, day))
    CaseFactory(title="Ett fall")
    answer = client.get("/sv/nyheter/feed/")
    assert answer.headers["Content-Type"] == "application/rss+xml; charset=utf-8"
    channel = ET.fromstring(text(answer)).find("channel")
    assert [item.findtext("title") for item in channel.findall("item")] == [
        "Nyhet 3 & <mer>",
        "Nyhet 2 & <mer>",
        "Nyhet 1 & <mer>",
    ]
    assert channel.find("item").findtext("link") == "http://localhost:8000/sv/nyheter/nyhet-3-mer/"
    assert channel.findtext("link") == "http://localhost:8000/sv/nyheter/"
    assert channel.findtext("language") == "sv"


def test_a_feed_is_bounded_and_only_sections_have_one(client):
    fill_catalogue(60, "article")
    channel = ET.fromstring(text(client.get("/sv/nyheter/feed/"))).find("channel")
    assert len(channel.findall("item")) == feeds.FEED_SIZE == 30
    case = CaseFactory()
    for address in (f"{case.url}feed/", "/sv/feed/", "/sv/finns-inte/feed/", "/sv/om/feed/"):
        assert client.get(address).status_code == 404


def test_the_sitemap_names_every_language_version(client):
    case = CaseFactory(title="Fall")
    translate(case, "Case")
    IdeaFactory(title="Idé")
    index = ET.fromstring(text(client.get("/sitemap.xml")))
    assert [loc.text for loc in index.iter(f"{SITEMAP}loc")] == [
        "http://localhost:8000/sitemap-1.xml"
    ]
    urls = {
        url.findtext(f"{SITEMAP}loc"): {
            link.get("hreflang"): link.get("href") for link in url.findall(LINK)
        }
        for url in ET.fromstring(text(client.get("/sitemap-1.xml")))
    }
    both = {
        "sv": "http://localhost:8000/sv/fall/fall/",
        "en": "http://localhost:8000/en/cases/case/",
    }
    assert urls[both["sv"]] == urls[both["en"]] == both
    assert urls["http://localhost:8000/sv/ideer/ide/"] == {
        "sv": "http://localhost:8000/sv/ideer/ide/"
    }


def test_the_sitemap_comes_in_parts_that_keep_versions_together(client, monkeypatch):
    monkeypatch.setattr(feeds, "SITEMAP_SIZE", 5)
    for number in range(6):
        translate(CaseFactory(title=f"Fall {number}"), f"Case {number}")
    parts = len(list(ET.fromstring(text(client.get("/sitemap.xml"))).iter(f"{SITEMAP}loc")))
    found: dict[str, int] = {}
    for part in range(1, parts + 1):
        for url in ET.fromstring(text(client.get(f"/sitemap-{part}.xml"))):
            found[url.findtext(f"{SITEMAP}loc")] = len(url.findall(LINK))
    cases = {
        address: links
        for address, links in found.items()
        if "/fall/fall" in address or "/cases/case" in address
    }
    assert (len(cases), set(cases.values())) == (12, {2})
    assert client.get(f"/sitemap-{parts + 1}.xml").status_code == 404
    assert client.get("/sitemap-0.xml").status_code == 404
    assert client.get(f"/sitemap-{10**30}.xml").status_code == 404


def test_robots_and_security_txt(client):
    robots = text(client.get("/robots.txt"))
    assert "Sitemap: http://localhost:8000/sitemap.xml" in robots
    assert {"Disallow: /admin/", "Disallow: /sv/search/", "Disallow: /en/account/"} <= set(
        robots.splitlines()
    )
    fields = dict(
        line.split(": ", 1) for line in text(client.get("/.well-known/security.txt")).splitlines()
    )
    assert fields["Contact"].startswith("mailto:")
    left = parse_datetime(fields["Expires"]) - datetime.datetime.now(tz=datetime.UTC)
    assert datetime.timedelta(days=30) < left < datetime.timedelta(days=366)


def test_health(client):
    answer = client.get("/healthz")
    assert (answer.status_code, text(answer)) == (200, "ok\n")
    assert client.get("/readyz").json() == {"database": "ok", "cache": "ok"}
    with patch.object(connection, "cursor", side_effect=OperationalError):
        answer = client.get("/readyz")
        assert client.get("/healthz").status_code == 200
    assert (answer.status_code, answer.json()["database"]) == (503, "down")


# --- Languages ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("", "/sv/"),
        ("en-GB,en;q=0.9", "/en/"),
        ("fi", "/sv/"),
        ("sv-SE", "/sv/"),
        ("x" * 5000, "/sv/"),
    ],
)
def test_the_front_door_leads_to_the_right_language(client, header, target):
    answer = client.get("/", headers={"accept-language": header} if header else {})
    assert (answer.status_code, answer.headers["Location"]) == (302, target)
    assert {"Accept-Language", "Cookie"} <= set(re.split(", *", answer.headers["Vary"]))


def languages(html: str) -> dict[str, str]:
    return dict(re.findall(r'hreflang="(\w+)"\s+href="http://localhost:8000([^"]+)"', html))


def test_the_language_switch_lands_on_the_same_page(client):
    case = CaseFactory(title="Fall")
    english = translate(case, "Case")
    for address in (case.url, english.url):
        assert languages(text(client.get(address))) == {"sv": case.url, "en": english.url}
    assert f'href="{english.url}"' in text(client.get(case.url))


def test_without_a_translation_the_switch_lands_on_the_nearest_page_above(client):
    case = CaseFactory(title="Fall")
    html = text(client.get(case.url))
    assert languages(html) == {"sv": case.url}
    assert 'href="/en/cases/"' in html
    assert 'href="/en/ideas/"' in text(client.get(f"/sv/ideer/{IdeaFactory().slug}/"))


# --- Errors ------------------------------------------------------------------------------------------


def test_every_error_has_a_page(client):
    answer = client.get("/sv/finns-inte/")
    assert (answer.status_code, answer.templates[0].name) == (404, "404.html")
    assert "<html" in text(answer)
    assert client.get("/finns-inte/", follow=True).redirect_chain == [("/sv/finns-inte/", 302)]
    answer = Client().get("/sv/", headers={"host": "evil.example"})
    assert (answer.status_code, "Idéslussen" in text(answer)) == (400, True)


@pytest.mark.parametrize(("error", "status"), [(ZeroDivisionError, 500), (DatabaseError, 500)])
def test_a_broken_page_says_so(error, status):
    client = Client(raise_request_exception=False)
    with patch("content.serving.load", side_effect=error):
        CaseFactory(title="Fall")
        answer = client.get("/sv/fall/fall/")
    assert (answer.status_code, "Idéslussen" in text(answer)) == (status, True)


def test_without_a_database_the_answer_is_503(monkeypatch):
    def broken(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("the database is away")

    client = Client(raise_request_exception=False)
    monkeypatch.setattr(connection, "cursor", broken)
    monkeypatch.setattr(connection, "ensure_connection", broken)
    answer = client.get("/sv/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "Idéslussen" in text(answer)
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    "address",
    ["/sitemap.xml", "/sitemap-1.xml", "/robots.txt", "/.well-known/security.txt", "/healthz", "/readyz", "/",
     "/pictures/1-a/card-400.webp", "/media/x"],
)  # fmt: skip
@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_what_can_only_be_read_refuses_to_be_written(client, address, method):
    assert getattr(client, method)(address).status_code == 405


STRANGE = [
    "?page=99999999999", "?page=0", "?page=-1", "?page=²", "?page=1e3", "?page=", "?page[]=1", "?page=٣",
    "?topic=%00", "?topic=%ff", "?topic=a,b,,c", "?topic=school,planning", "?sort=%27;--", "?sort=", "?=&&=",
    "?q=%00", "?municipality=1485&municipality=%F0%9F%92%A9", "?year=2026'", "?x[__class__]=1",
    "?" + "&".join(["topic="] * 900), "?" + "&".join(f"topic=t{number}" for number in range(900)),
    "?topic=" + "x" * 6000, "?q=" + "å" * 2000,
]  # fmt: skip


@pytest.mark.parametrize("query", STRANGE, ids=range(len(STRANGE)))
@pytest.mark.parametrize(
    "path", ["/sv/fall/", "/sv/", "/sv/ideer/", "/sv/nyheter/feed/", "/sv/kommuner/"]
)
def test_strange_queries_are_answered(path, query):
    fill_catalogue(3)
    answer = Client(raise_request_exception=False).get(path + query)
    assert answer.status_code in (200, 400)


def test_too_many_fields_are_refused():
    client = Client(raise_request_exception=False)
    query = "&".join(["topic=school"] * 12_000)
    assert client.get(f"/sv/fall/?{query}").status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/sv/%00/",
        "/sv/..%2f..%2fetc/",
        "/sv/fall//",
        "/sv/" + "a/" * 500,
        "/sv/" + "x" * 3000 + "/",
        "/sv/%ff/",
    ],
)
def test_strange_addresses_are_not_found(path):
    assert Client(raise_request_exception=False).get(path).status_code in (404, 400)


def test_deep_pages_are_bounded(client):
    fill_catalogue(40)
    listing = client.get("/sv/fall/?page=500").context["listing"]
    assert (listing.number, listing.page_count, len(listing.entries)) == (4, 4, 4)


@override_settings(DEBUG=False)
def test_an_address_without_its_last_slash_is_led_on(client):
    CaseFactory(title="Fall")
    answer = client.get("/sv/fall/fall")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/sv/fall/fall/")
