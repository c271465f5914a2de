"""What search engines, share cards and other portals read from every public page."""

from __future__ import annotations

import json
from collections import defaultdict

from django.conf import settings

from tests.page_types import LANGUAGES
from tests.site.crawl import Answer, Crawl, local


def alternates(page: Answer) -> dict[str, str]:
    links = page.tree.xpath("//link[@rel='alternate'][@hreflang]")
    return {link.get("hreflang"): local(link.get("href")) for link in links}


def test_titles_are_unique_in_each_language(site: Crawl):
    titles = defaultdict(list)
    for page in site.pages:
        titles[page.language, " ".join(page.tree.findtext(".//title").split())].append(page.url)
    assert {title: urls for title, urls in titles.items() if len(urls) > 1} == {}


def test_every_page_describes_itself(site: Crawl):
    wrong = {}
    for page in site.pages:
        found = page.tree.xpath("//meta[@name='description']/@content")
        if len(found) != 1 or not 20 <= len(found[0]) <= 320:
            wrong[page.url] = found
    assert wrong == {}


def test_every_page_names_its_own_address(site: Crawl):
    wrong = {}
    for page in site.pages:
        found = page.tree.xpath("//link[@rel='canonical']/@href")
        if found != [f"{settings.BASE_URL}{page.url}"]:
            wrong[page.url] = found
    assert wrong == {}


def test_a_filtered_list_is_known_by_its_unfiltered_address(site: Crawl):
    filtered = site.by_type()["cases-filtered", "sv"]
    found = filtered.tree.xpath("//link[@rel='canonical']/@href")
    assert found == [f"{settings.BASE_URL}{filtered.url.split('?')[0]}"]


def test_language_versions_name_each_other(site: Crawl):
    wrong = {}
    for page in site.pages:
        versions = alternates(page)
        if versions.get(page.language) != page.url:
            wrong[page.url] = versions
        for language, url in versions.items():
            if url not in site.public or alternates(site.answers[url]) != versions:
                wrong[page.url] = (language, url)
    assert wrong == {}


def test_translated_pages_name_both_languages(site: Crawl):
    """Fails if the tags that make the names vanish: every type of the demo has a translation."""
    for (name, language), url in site.types.items():
        if url in site.public:
            assert set(alternates(site.answers[url])) == set(LANGUAGES), (name, language)


def test_structured_data_reads_and_is_about_the_page(site: Crawl):
    wrong = {}
    for page in site.pages:
        blocks = page.tree.xpath("//script[@type='application/ld+json']/text()")
        data = [json.loads(block) for block in blocks]
        about = [item for item in data if item.get("url") == f"{settings.BASE_URL}{page.url}"]
        if len(about) != 1 or not about[0].get("@type") or not about[0].get("name"):
            wrong[page.url] = data
    assert wrong == {}


def test_pages_that_are_no_content_stay_out_of_search_engines(site: Crawl):
    types = site.by_type()
    for name in ("not-found", "search-hits", "search-none", "login", "password-reset"):
        for language in LANGUAGES:
            answer = types[name, language]
            robots = answer.tree.xpath("//meta[@name='robots']/@content")
            assert "noindex" in "".join(robots) + answer.headers.get("X-Robots-Tag", ""), name
