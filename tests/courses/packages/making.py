"""Makes packages for tests, good ones and hostile ones."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from typing import Any

PAGE = "<!doctype html><title>A page</title><p>Read this."


def manifest(standard: str = "1.2", parts: int = 1, **changes: str) -> str:
    """Return a manifest that launches `p1.html` and so on."""
    items = "".join(
        f'<item identifier="i{number}" identifierref="r{number}"><title>Part {number}</title></item>'
        for number in range(1, parts + 1)
    )
    resources = "".join(
        f'<resource identifier="r{number}" type="webcontent" href="p{number}.html"/>'
        for number in range(1, parts + 1)
    )
    text = (
        '<?xml version="1.0"?><manifest identifier="m1" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2">'
        f"<metadata><schema>ADL SCORM</schema><schemaversion>{standard}</schemaversion></metadata>"
        f'<organizations default="o1"><organization identifier="o1"><title>Golf for all</title>{items}'
        f"</organization></organizations><resources>{resources}</resources></manifest>"
    )
    for old, new in changes.items():
        text = text.replace(old, new)
    return text


def package(
    standard: str = "1.2", parts: int = 1, files: dict[str, Any] | None = None, **options: Any
) -> io.BytesIO:
    """Return an archive with a manifest and its pages, and `files` besides; a name with None is left out."""
    content: dict[str, Any] = {"imsmanifest.xml": manifest(standard, parts)}
    content |= {f"p{number}.html": PAGE for number in range(1, parts + 1)}
    content |= files or {}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, data in content.items():
            if data is not None:
                archive.writestr(name, data)
    stream.seek(0)
    return stream


def with_entry(info: zipfile.ZipInfo, data: bytes = b"x") -> io.BytesIO:
    """Return a good package with one more entry, just as it is described."""
    stream = package()
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(info, data)
    stream.seek(0)
    return stream


def symlink(name: str = "p2.html", target: str = "/etc/passwd") -> io.BytesIO:
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = 0o120777 << 16
    return with_entry(info, target.encode())


def encrypted() -> io.BytesIO:
    """Return a package whose entries are marked as encrypted."""
    data = bytearray(package().getvalue())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(signature)
        while place >= 0:
            flags = struct.unpack_from("<H", data, place + offset)[0]
            struct.pack_into("<H", data, place + offset, flags | 1)
            place = data.find(signature, place + 4)
    return io.BytesIO(bytes(data))


def lying(declared: int = 10) -> io.BytesIO:
    """Return a package with a file that is larger than the list of entries says."""
    stream = package(files={"big.txt": b"a" * 100_000})
    data = bytearray(stream.getvalue())
    place = data.rfind(b"PK\x01\x02", 0, data.rfind(b"big.txt"))
    struct.pack_into("<L", data, place + 24, declared)
    return io.BytesIO(bytes(data))


def with_many_entries(number: int = 100_000) -> io.BytesIO:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("imsmanifest.xml", manifest())
        for count in range(number):
            archive.writestr(zipfile.ZipInfo(f"f/{count}.txt"), b"")
    stream.seek(0)
    return stream


def bomb() -> io.BytesIO:
    """Return a package with 40 MB of nothing in 40 kB."""
    return package(files={"nothing.txt": b"\0" * 40_000_000})


SPACE = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"


def au(number: int = 1, inside: str = "", url: str = "", **attributes: str) -> str:
    """Return a part of a course structure that launches `p1.html` and so on."""
    said = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return (
        f'<au id="https://example.com/au/{number}"{said}>'
        f'<title><langstring lang="en-US">Part {number}</langstring></title>'
        f'<description><langstring lang="en-US">x</langstring></description>'
        f"<url>{url or f'p{number}.html'}</url>{inside}</au>"
    )


def structure(body: str = "", title: str = "") -> str:
    """Return a course structure of cmi5."""
    title = title or '<langstring lang="en-US">Golf for all</langstring>'
    return (
        f'<?xml version="1.0" encoding="utf-8"?><courseStructure xmlns="{SPACE}">'
        f'<course id="https://example.com/course"><title>{title}</title>'
        f'<description><langstring lang="en-US">x</langstring></description></course>'
        f"{body or au()}</courseStructure>"
    )


def cmi5(body: str = "", files: dict[str, Any] | None = None, **options: Any) -> io.BytesIO:
    """Return a cmi5 package with the pages p1.html to p3.html."""
    pages = {f"p{number}.html": PAGE for number in (1, 2, 3)}
    own = {"imsmanifest.xml": None, "cmi5.xml": structure(body)} | pages
    return package(files=own | (files or {}), **options)


GOLF = """var H5P = H5P || {};
H5P.Golf = (function (par) {
  function Golf(params, contentId, extras) {
    H5P.EventDispatcher.call(this);
    var self = this;
    var holes = ((extras || {}).previousState || {}).holes || 0;
    self.getCurrentState = function () { return { holes: holes }; };
    self.attach = function ($container) {
      $container.html('<h2>' + params.name + '</h2><p id="holes"></p><button id="play">Spela ett h\\u00e5l</button>' +
        '<button id="hand-in">L\\u00e4mna in</button>');
      var show = function () { $container.find('#holes').text(holes); };
      $container.find('#play').on('click', function () { holes += 1; show(); });
      $container.find('#hand-in').on('click', function () {
        self.triggerXAPIScored(holes, par, 'answered', true, holes >= par);
      });
      show();
    };
  }
  Golf.prototype = Object.create(H5P.EventDispatcher.prototype);
  return Golf;
})(H5P.Tee.par);
"""
H5P = {"title": "Golf &amp; h&aring;l", "language": "und", "mainLibrary": "H5P.Golf"}


def library(name: str, minor: int, *needs: tuple[str, int], **more: Any) -> dict[str, Any]:
    """Return what describes a library of H5P, or the content that is made with one."""
    listed = [
        {"machineName": each, "majorVersion": "1", "minorVersion": number} for each, number in needs
    ]
    said = {"machineName": name, "majorVersion": 1, "minorVersion": minor}
    return said | {"preloadedDependencies": listed} | more


def h5p(files: dict[str, Any] | None = None, **content: Any) -> io.BytesIO:
    """Return an H5P package: a game of golf, made with a library that stands on another one."""
    golf = library(
        "H5P.Golf", 4, ("H5P.Tee", 2), preloadedJs=[{"path": "js/golf.js"}], fullscreen=1
    )
    tee = library(
        "H5P.Tee", 2, preloadedJs=[{"path": "tee.js"}], preloadedCss=[{"path": "tee.css"}]
    )
    own = {
        "imsmanifest.xml": None,
        "p1.html": None,
        "h5p.json": json.dumps(H5P | library("", 0, ("H5P.Golf", 4), ("H5P.Tee", 2))),
        "content/content.json": json.dumps({"name": "Bana 1"} | content),
        "H5P.Golf-1.4/library.json": json.dumps(golf),
        "H5P.Golf-1.4/js/golf.js": GOLF,
        # A folder may have the smallest number of an edition, too.
        "H5P.Tee-1.2.7/library.json": json.dumps(tee),
        "H5P.Tee-1.2.7/tee.js": "var H5P = H5P || {}; H5P.Tee = { par: 2 };",
        "H5P.Tee-1.2.7/tee.css": "#holes { font-weight: bold; }",
    }
    return package(files=own | (files or {}))
