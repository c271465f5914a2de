"""Fetches every page that a visitor can reach and keeps what the tests ask about."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin, urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from lxml import html

from content.models import CatalogueEntry
from tests.page_types import addresses

NOT_PAGES = ("/static/", "/pictures/", "/documents/", "/media/", "/admin/", "/api/")
OWN = ("", urlsplit(settings.BASE_URL).netloc)
LINKS = {
    "a": "href",
    "area": "href",
    "link": "href",
    "script": "src",
    "img": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "track": "src",
    "iframe": "src",
    "form": "action",
    "use": "href",
}


@dataclass
class Answer:
    """One address as a visitor gets it, redirects not followed."""

    url: str
    status: int
    body: bytes
    headers: dict[str, str]
    links: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)

    @property
    def is_html(self) -> bool:
        return bool(self.body) and self.headers["Content-Type"].startswith("text/html")

    @property
    def language(self) -> str:
        return urlsplit(self.url).path.split("/")[1]

    @property
    def tree(self) -> html.HtmlElement:
        return html.document_fromstring(self.body, parser=html.HTMLParser(encoding="utf-8"))


@dataclass
class Crawl:
    """All answers by address, the addresses of the catalogue, and one address per page type and language."""

    answers: dict[str, Answer]
    public: set[str]
    types: dict[tuple[str, str], str]

    @property
    def pages(self) -> list[Answer]:
        """Every page of the catalogue, in the order of its address."""
        return [self.answers[url] for url in sorted(self.public)]

    def by_type(self) -> dict[tuple[str, str], Answer]:
        return {key: self.answers[url] for key, url in self.types.items()}


def crawl() -> Crawl:
    """Fetch the catalogue's addresses and one per page type, then every address of ours that they link to.

    Links are not followed out of addresses with a query: filters and pages of lists multiply without end.
    Of addresses that differ only in where they lead to afterwards, one is asked for.
    """
    client = Client()
    pages = CatalogueEntry.objects.exclude(kind="document")
    public = set(pages.values_list("url", flat=True))
    types = addresses()
    found: dict[str, Answer] = {}
    seen: set[str] = set()
    waiting = sorted(public | set(types.values()))
    while waiting:
        url = waiting.pop()
        page, _next, afterwards = url.partition("?next=")
        if url in found or (afterwards and page in seen):
            continue
        seen.add(page)
        answer = found[url] = fetch(client, url)
        if answer.is_html and ("?" not in url or url in types.values()):
            fresh = {urldefrag(link)[0] for link in answer.links} - set(found)
            waiting += sorted(link for link in fresh if is_page(link))
    return Crawl(found, public, types)


def fetch(client: Client, url: str) -> Answer:
    response: HttpResponse = client.get(url)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    answer = Answer(url, response.status_code, body, dict(response.headers))
    if answer.is_html:
        answer.links, answer.ids = read(answer)
    return answer


def read(answer: Answer) -> tuple[set[str], set[str]]:
    """Return all addresses that a page names, those of ours without the host, and the ids it has."""
    links, ids = set(), set()
    for element in answer.tree.iter():
        if not isinstance(element.tag, str):
            continue
        if element.get("id"):
            ids.add(element.get("id"))
        values = [element.get(LINKS.get(element.tag, "-"), "")]
        values += [part.split()[0] for part in element.get("srcset", "").split(",") if part.strip()]
        values += [element.get("poster", "")]
        if element.tag == "meta" and element.get("property") in ("og:image", "og:url"):
            values.append(element.get("content", ""))
        links |= {local(urljoin(answer.url, value)) for value in values if value}
    return links, ids


def local(url: str) -> str:
    """Return an address of ours without scheme and host, any other as it is."""
    parts = urlsplit(url)
    if parts.scheme not in ("", "http", "https") or parts.netloc not in OWN:
        return url
    return parts._replace(scheme="", netloc="").geturl() or "/"


def is_page(link: str) -> bool:
    return link.startswith("/") and not link.startswith(NOT_PAGES)
