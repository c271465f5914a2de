"""The text of each kind of file, piece by piece, so that a reader can stop when it has enough."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import IO

from .limits import ENOUGH_SECONDS, MOST_PAGES, MOST_PARTS, MOST_UNPACKED

_WORD = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
_SLIDE = re.compile(r"ppt/(slides|notesSlides)/(?:slide|notesSlide)(\d{1,5})\.xml")
_BREAKS = {"p", "h", "si"}
"""Local names of elements that end a line: paragraphs, headings, cells of a spreadsheet."""
_BLANKS = {"tab", "br", "s", "line-break"}


class Locked(Exception):
    """The file asks for a password."""


class TooMuch(Exception):
    """More comes out of an archive than any honest document holds."""


def pieces(file: IO[bytes], ending: str) -> Iterator[str]:
    """Yield the text of a file.

    Raises:
        Locked: it asks for a password.
        TooMuch: it unpacks to more than is read.
        Exception: whatever the libraries make of a broken file.
    """
    match ending:
        case "pdf":
            return _pdf(file)
        case "docx":
            return _archive(file, lambda names: [name for name in _WORD if name in names])
        case "pptx":
            return _archive(file, _slides)
        case "xlsx":
            return _archive(file, lambda names: names & {"xl/sharedStrings.xml"})
        case "odt":
            return _archive(file, lambda names: names & {"content.xml"}, mixed=True)
        case _plain:
            return _plain_text(file)


def _plain_text(file: IO[bytes]) -> Iterator[str]:
    data = file.read()
    for encoding in ("utf-8-sig", "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252"):
        try:
            yield data.decode(encoding)
            return
        except UnicodeDecodeError:
            continue
    yield data.decode("latin-1")


def _pdf(file: IO[bytes]) -> Iterator[str]:
    from pypdf import PdfReader  # a second to load, and only for this kind
    from pypdf.errors import PdfReadError

    reader = PdfReader(file, strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Locked
    begun = time.monotonic()
    for number in range(min(len(reader.pages), MOST_PAGES)):
        if time.monotonic() - begun > ENOUGH_SECONDS:
            return
        try:
            yield reader.pages[number].extract_text() or ""
        except (PdfReadError, KeyError, ValueError, TypeError, AttributeError, IndexError):
            continue  # one broken page; the others still say something


def _slides(names: set[str]) -> list[str]:
    """Return the slides in their order, each followed by its notes."""
    found = [
        (int(match[2]), match[1] != "slides", name)
        for name in names
        if (match := _SLIDE.fullmatch(name))
    ]
    return [name for _number, _notes, name in sorted(found)]


class _Measured(io.RawIOBase):
    """A stream that refuses to give more than a whole archive may hold."""

    def __init__(self, stream: IO[bytes], left: list[int]) -> None:
        self._stream = stream
        self._left = left

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(min(size, 65_536) if size > 0 else 65_536)
        self._left[0] -= len(data)
        if self._left[0] < 0:
            raise TooMuch
        return data


def _archive(
    file: IO[bytes], choose: Callable[[set[str]], Iterable[str]], *, mixed: bool = False
) -> Iterator[str]:
    """Yield the text of the parts that `choose` picks from the names of an archive."""
    left = [MOST_UNPACKED]
    with zipfile.ZipFile(file) as archive:
        for name in list(choose(set(archive.namelist())))[:MOST_PARTS]:
            if archive.getinfo(name).flag_bits & 1:
                raise Locked
            with archive.open(name) as stream:
                yield from _lines(_Measured(stream, left), mixed=mixed)


def _lines(stream: IO[bytes] | io.RawIOBase, *, mixed: bool) -> Iterator[str]:
    """Yield the paragraphs of a part. In OOXML text stands in elements named `t`, in ODF anywhere in a paragraph."""
    from defusedxml.ElementTree import iterparse  # refuses entities and DTDs

    words: list[str] = []
    for _event, element in iterparse(stream, events=("end",), forbid_dtd=True):
        name = str(element.tag).rpartition("}")[2]
        if name in _BREAKS:
            line = "".join(element.itertext()) if mixed else "".join(words)
            words.clear()
            if line.strip():
                yield line
            element.clear()
        elif name == "t":
            words.append(element.text or "")
        elif name in _BLANKS:
            words.append(" ")
            if mixed:
                element.text = " "
    if words:
        yield "".join(words)
