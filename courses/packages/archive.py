"""Looks at an uploaded archive and says whether it may be unpacked. Nothing is written here.

What is looked at first is what costs least: the size, then the archive's own count of its entries, then the list
of entries, and only then the first bytes of each. The list is not trusted when it comes to unpacking: see storing.
"""

from __future__ import annotations

import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

from .refusal import PackageRefused

MEBIBYTE = 1024 * 1024
MAX_ARCHIVE = 200 * MEBIBYTE
MAX_UNPACKED = 500 * MEBIBYTE
MAX_FILE = 250 * MEBIBYTE
MAX_ENTRIES = 5_000
MAX_DIRECTORY = MAX_ENTRIES * 512
"""How many bytes the archive's list of entries may take."""
MAX_RATIO = 100
"""How many times larger a file may become; text that repeats itself seldom passes 30."""
RATIO_FROM = MEBIBYTE
"""Smaller files may shrink as much as they like."""
MAX_NAME = 240
MAX_DEPTH = 20

CONTENT_TYPES = {
    "html": "text/html",
    "htm": "text/html",
    "xhtml": "application/xhtml+xml",
    "css": "text/css",
    "js": "text/javascript",
    "mjs": "text/javascript",
    "json": "application/json",
    "map": "application/json",
    "webmanifest": "application/manifest+json",
    "xml": "text/xml",
    "xsd": "text/xml",
    "xsl": "text/xml",
    "dtd": "application/xml-dtd",
    "txt": "text/plain",
    "md": "text/plain",
    "diff": "text/plain",
    "patch": "text/plain",
    "lrc": "text/plain",
    "properties": "text/plain",
    "vtt": "text/vtt",
    "webvtt": "text/vtt",
    "srt": "text/plain",
    "csv": "text/csv",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "svg": "image/svg+xml",
    "webp": "image/webp",
    "avif": "image/avif",
    "bmp": "image/bmp",
    "ico": "image/x-icon",
    "cur": "image/x-icon",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "ttf": "font/ttf",
    "otf": "font/otf",
    "eot": "application/vnd.ms-fontobject",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "aac": "audio/aac",
    "ogg": "audio/ogg",
    "oga": "audio/ogg",
    "opus": "audio/ogg",
    "wav": "audio/wav",
    "mp4": "video/mp4",
    "m4v": "video/mp4",
    "webm": "video/webm",
    "ogv": "video/ogg",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}
"""The types of file that a package may hold, by the end of the name, and what they are served as."""
OFFICE = frozenset({"docx", "xlsx", "pptx", "odt", "ods", "odp"})
"""Archives by their nature, which browsers only download."""
LEFT_OUT = re.compile(
    r"(^|/)(__MACOSX/.*|\.DS_Store|\._[^/]*|Thumbs\.db|desktop\.ini"
    r"|(readme|licen[cs]e|notice|copying|changelog|authors)[^/.]*)$",
    re.IGNORECASE,
)
"""What systems and authors leave behind and no package needs to run: it is not unpacked."""
ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
DAMAGED = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    struct.error,
    EOFError,
    RuntimeError,
    ValueError,
    zlib.error,
)
"""What reading a damaged archive ends in."""
END_OF_DIRECTORY = struct.Struct("<4s4H2LH")


class Files:
    """The files that may be unpacked, for whoever reads what a package says of itself."""

    def __init__(self, opened: zipfile.ZipFile, found: list[zipfile.ZipInfo]) -> None:
        self.opened = opened
        self.found = {info.filename: info for info in found}

    def __contains__(self, name: object) -> bool:
        return name in self.found

    def __iter__(self) -> Iterator[str]:
        return iter(self.found)

    def read(self, name: str, limit: int) -> bytes:
        """Return the content of a file.

        Raises:
            PackageRefused: it has more bytes than the limit, or is damaged.
        """
        info = self.found[name]
        try:
            with self.opened.open(info) as member:
                content = member.read(limit + 1)
        except DAMAGED as error:
            raise damaged() from error
        if len(content) > limit:
            raise _about(info, _("“%(name)s” is too large."))
        return content


def damaged() -> PackageRefused:
    return PackageRefused(_("The file is not a zip archive, or it is damaged."))


def entries(file: IO[bytes]) -> list[zipfile.ZipInfo]:
    """Return the files of an archive that may be unpacked.

    Raises:
        PackageRefused: something about the archive is not as it must be.
    """
    _check_end(file)
    try:
        with zipfile.ZipFile(file) as archive:
            found = archive.infolist()
            _check_sizes(found)
            kept = [info for info in found if _is_kept(info)]
            _check_names(kept)
            _check_beginnings(archive, kept)
    except DAMAGED as error:
        raise damaged() from error
    return kept


def _check_end(file: IO[bytes]) -> None:
    """Read the archive's last record, so that a list of 100,000 entries is refused before it is read."""
    size = file.seek(0, 2)
    if size > MAX_ARCHIVE:
        raise PackageRefused(
            _("The package is larger than %(limit)s MB."),
            params={"limit": MAX_ARCHIVE // MEBIBYTE},
        )
    file.seek(max(0, size - END_OF_DIRECTORY.size - 0xFFFF))
    tail = file.read()
    file.seek(0)
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) - place < END_OF_DIRECTORY.size:
        raise damaged()
    record = END_OF_DIRECTORY.unpack_from(tail, place)
    if max(record[3], record[4]) > MAX_ENTRIES or record[5] > MAX_DIRECTORY:
        raise _too_many()


def _too_many() -> PackageRefused:
    return PackageRefused(
        _("The package holds more than %(limit)s files."), params={"limit": MAX_ENTRIES}
    )


def _check_sizes(found: list[zipfile.ZipInfo]) -> None:
    if len(found) > MAX_ENTRIES:
        raise _too_many()
    if sum(info.file_size for info in found) > MAX_UNPACKED:
        raise PackageRefused(
            _("Unpacked, the package would be larger than %(limit)s MB."),
            params={"limit": MAX_UNPACKED // MEBIBYTE},
        )
    for info in found:
        if info.flag_bits & 0x1 or info.flag_bits & 0x40:
            raise PackageRefused(_("The package is encrypted. Save it without a password."))
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _about(info, _("“%(name)s” is packed in a way that is not read here."))
        if info.file_size > MAX_FILE:
            raise _about(info, _("“%(name)s” is too large."))
        if info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * max(info.compress_size, 1):
            raise _about(info, _("“%(name)s” would become far larger when it is unpacked."))


def _is_kept(info: zipfile.ZipInfo) -> bool:
    """Tell whether an entry is a file to unpack; folders come with their files."""
    _check_name(info)
    mode = info.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise _about(info, _("“%(name)s” is a link, not a file."))
    return not info.is_dir() and not LEFT_OUT.search(info.filename)


def _check_name(info: zipfile.ZipInfo) -> None:
    """Refuse a name that leads, on any system, to another place than the one that it seems to."""
    # The name as it was packed: zipfile cuts at a zero byte and turns the system's separators round.
    name, original = info.filename, info.orig_filename
    parts = PurePosixPath(name).parts
    odd = (
        not name.strip("/")
        or name != original
        or name.startswith("/")
        or re.search(r"[\\:*?\"<>|]", name)
        or any(unicodedata.category(letter) in ("Cc", "Cf", "Cs") for letter in name)
        or ".." in parts
        or "//" in name
        or any(part == "." or part.endswith((".", " ")) or part.startswith(" ") for part in parts)
        or len(name) > MAX_NAME
        or len(parts) > MAX_DEPTH
    )
    if odd:
        raise _about(info, _("“%(name)s” is not a name that a file in a package may have."))


def _check_names(kept: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    folders: set[str] = set()
    for info in kept:
        suffix = PurePosixPath(info.filename).suffix.lower().removeprefix(".")
        if suffix not in CONTENT_TYPES:
            raise _about(info, _("“%(name)s” is of a type that a package may not hold."))
        name = _folded(info.filename)
        if name in seen:
            raise _about(info, _("“%(name)s” is there twice."))
        seen.add(name)
        folders.update(_folders(name))
    if clash := seen & folders:
        raise PackageRefused(
            _("“%(name)s” is both a file and a folder."), params={"name": min(clash)[:120]}
        )


def _folded(name: str) -> str:
    """Return a name as systems see it that tell no large letters from small."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _folders(name: str) -> Iterator[str]:
    return (str(folder) for folder in PurePosixPath(name).parents if str(folder) != ".")


def _check_beginnings(archive: zipfile.ZipFile, kept: list[zipfile.ZipInfo]) -> None:
    """Refuse archives inside the archive, whatever they call themselves."""
    for info in kept:
        if info.filename.lower().rpartition(".")[2] in OFFICE:
            continue
        with archive.open(info) as member:
            if member.read(6).startswith(ARCHIVES):
                raise _about(info, _("“%(name)s” is an archive inside the archive."))


def _about(info: zipfile.ZipInfo, message: Any) -> PackageRefused:
    printable = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}"
        for letter in info.orig_filename
    )
    return PackageRefused(message, params={"name": printable[:120]})
