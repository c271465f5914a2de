"""The text of files is read, and a hostile file hurts nobody."""

from __future__ import annotations

import io
import time

import pytest

from content.reading import Reading, read
from tests.factories.files import archive, docx, pdf, pptx, slide

BOMB = b"0" * (130 * 1024 * 1024)


def of(data: bytes, ending: str) -> Reading:
    return read(io.BytesIO(data), ending)


@pytest.mark.parametrize(
    ("ending", "data", "text"),
    [
        ("pdf", pdf("Förslag om matsvinn", "Andra raden"), "Förslag om matsvinn\nAndra raden"),
        ("docx", docx("Behovs­vandring", "i äldreomsorgen"), "Behovsvandring\ni äldreomsorgen"),
        ("pptx", pptx("Ett", "Två & tre".replace("&", "&amp;")), "Ett\nTvå & tre"),
        ("txt", "Räksmörgås  åt\talla".encode(), "Räksmörgås åt alla"),
        ("txt", "Räksmörgås".encode("cp1252"), "Räksmörgås"),
        ("csv", b"kommun;antal\nLysekil;3", "kommun;antal\nLysekil;3"),
        (
            "odt",
            archive(content_xml='<o xmlns:t="urn:t"><t:p>Hej <t:span>där</t:span> ute</t:p></o>'),
            "Hej där ute",
        ),
        (
            "xlsx",
            archive(xl__sharedStrings_xml='<sst xmlns="urn:s"><si><t>Cell</t></si></sst>'),
            "Cell",
        ),
    ],
)
def test_each_kind_of_file_says_what_stands_in_it(ending, data, text):
    assert of(data, ending) == Reading("read", text)


def test_slides_come_in_their_order():
    parts = {f"ppt__slides__slide{n}_xml": slide(f"Bild {n}") for n in (10, 2, 1)}
    assert of(archive(**parts), "pptx").text == "Bild 1\nBild 2\nBild 10"


@pytest.mark.parametrize(
    ("ending", "data"),
    [
        ("pdf", b""),
        ("pdf", b"%PDF-1.4\nnot one"),
        ("docx", b"no archive"),
        ("docx", pdf("in disguise")),
        (
            "docx",
            archive(
                word__document_xml='<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><d>&b;</d>'
            ),
        ),
        (
            "docx",
            archive(
                word__document_xml='<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><d>&x;</d>'
            ),
        ),
        ("docx", archive(word__document_xml="<w><p>" + "<a>" * 200_000)),
        ("exe", b"MZ"),
    ],
)
def test_what_is_broken_or_hostile_is_not_read(ending, data):
    assert of(data, ending) == Reading("failed")


def test_an_archive_that_swells_is_given_up():
    begun = time.monotonic()
    bomb = archive(word__document_xml=b"<w><p>" + BOMB)
    assert len(bomb) < 200_000
    assert of(bomb, "docx") == Reading("failed")
    assert time.monotonic() - begun < 60


def test_an_empty_file_is_empty_and_a_long_one_is_cut():
    assert of(docx(), "docx").outcome == "empty"
    long = of(b"ord " * 200_000, "txt")
    assert (long.outcome, len(long.text)) == ("cut", 300_000)
