"""Nothing that the public pages of the demo point at is missing: each address is asked for once."""

from __future__ import annotations

import gc
import re
import xml.etree.ElementTree as ET
from collections import defaultdict
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from content.models import PortalImage
from content.pictures import FORMATS, SHAPES, filter_spec
from tests.demo import DemoPortal
from tests.page_types import NAMES, STATUS
from tests.site.crawl import Crawl, fetch, local

PICTURE = re.compile(r"/pictures/(\d+)-(\w+)/([a-z]+)-(\d+)\.([a-z]+)")


def pointers(site: Crawl, *prefixes: str) -> dict[str, list[str]]:
    """Return the addresses beginning so that pages name, each with the pages that name it."""
    found = defaultdict(list)
    for answer in site.answers.values():
        for link in answer.links:
            if link.startswith(prefixes):
                found[link].append(answer.url)
    return found


def test_every_public_page_answers(site: Crawl):
    assert len(site.public) > 400
    wrong = {page.url: page.status for page in site.pages if page.status != 200}
    assert wrong == {}


def test_every_page_type_answers_with_its_status(site: Crawl):
    types = site.by_type()
    assert {name for name, _language in types} == set(NAMES)
    wrong = {
        key: answer.status
        for key, answer in types.items()
        if answer.status != STATUS.get(key[0], 200) or not answer.is_html
    }
    assert wrong == {}


def test_no_link_within_the_site_is_dead_or_a_detour(site: Crawl):
    front_door = "/"  # leads to the language of the browser, on purpose
    expected = {url for (name, _), url in site.types.items() if name in STATUS} | {front_door}
    wrong = {
        url: (answer.status, [page.url for page in site.answers.values() if url in page.links][:3])
        for url, answer in site.answers.items()
        if answer.status != 200 and url not in expected
    }
    assert wrong == {}


def test_every_anchor_has_its_target(site: Crawl):
    wrong = set()
    for answer in site.answers.values():
        for link in answer.links:
            url, anchor = urldefrag(link)
            if anchor and url in site.answers and unquote(anchor) not in site.answers[url].ids:
                wrong.add((answer.url, link))
    assert wrong == set()


def test_every_static_file_is_there(site: Crawl):
    links = pointers(site, settings.STATIC_URL)
    assert len(links) > 10
    missing = {
        link: pages[:3]
        for link, pages in links.items()
        if not finders.find(unquote(urlsplit(link).path.removeprefix(settings.STATIC_URL)))
    }
    assert missing == {}


def test_every_picture_address_can_be_made(site: Crawl, in_demo: DemoPortal):
    links = pointers(site, "/pictures/")
    assert len(links) > 100
    hashes = dict(PortalImage.objects.values_list("pk", "file_hash"))

    def can_be_made(link: str) -> bool:
        match = PICTURE.fullmatch(link)
        return bool(
            match
            and hashes.get(int(match[1]), "").startswith(match[2])
            and filter_spec(match[3], int(match[4]), match[5])
        )

    wrong = {link: pages[:3] for link, pages in links.items() if not can_be_made(link)}
    assert wrong == {}


# Wagtail leaves the file open in which it makes a picture; it closes when it is collected.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_pictures_are_made_in_every_shape_and_format(site: Crawl, in_demo: DemoPortal):
    client = Client()
    samples = {}
    for link in sorted(pointers(site, "/pictures/")):
        match = PICTURE.fullmatch(link)
        width = min(SHAPES[match[3]].widths)
        if int(match[4]) == width:  # the small one: the large one takes the same way, only longer
            samples.setdefault((match[3], match[5]), link)
    assert {extension for _shape, extension in samples} == set(FORMATS)
    for (_shape, extension), link in samples.items():
        answer = fetch(client, link)
        assert (answer.status, answer.headers["Content-Type"]) == (200, FORMATS[extension])
        assert len(answer.body) > 500, link
    gc.collect()


def test_every_document_opens(site: Crawl, in_demo: DemoPortal):
    client = Client()
    links = pointers(site, "/documents/", settings.MEDIA_URL)
    assert len(links) > 15
    answers = {link: fetch(client, link) for link in links}
    wrong = {
        link: (answer.status, len(answer.body), links[link][:3])
        for link, answer in answers.items()
        if answer.status != 200 or len(answer.body) < 100 or answer.is_html
    }
    assert wrong == {}


def test_links_to_elsewhere_are_https_and_named(site: Crawl):
    wrong = set()
    for answer in site.answers.values():
        for link in answer.links:
            scheme = urlsplit(link).scheme
            if link.startswith("/") or scheme in ("https", "mailto"):
                continue
            wrong.add((answer.url, link))
    assert wrong == set()


def test_the_sitemap_names_exactly_the_public_pages(site: Crawl, in_demo: DemoPortal):
    client = Client()
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    index = ET.fromstring(fetch(client, "/sitemap.xml").body)
    listed = []
    for part in index.iter(f"{space}loc"):
        tree = ET.fromstring(fetch(client, local(part.text)).body)
        listed += [local(place.text) for place in tree.iter(f"{space}loc")]
    assert len(listed) == len(set(listed))
    assert set(listed) == site.public


def test_every_feed_reads_and_leads_to_public_pages(site: Crawl):
    feeds = [answer for url, answer in site.answers.items() if url.endswith("/feed/")]
    assert len(feeds) >= 10
    for answer in feeds:
        items = [local(link.text) for link in ET.fromstring(answer.body).iterfind(".//item/link")]
        assert items, answer.url
        assert set(items) <= site.public, answer.url
