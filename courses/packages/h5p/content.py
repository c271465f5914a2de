"""Reads h5p.json and the libraries of a package: what is played, and what has to be loaded for it in what order.

A library is called by its name and edition, as `H5P.MultiChoice 1.16`. Those that others stand on are loaded first.
"""

from __future__ import annotations

import html
import json
import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from .. import archive, manifest
from ..refusal import PackageRefused

NAME = "h5p.json"
CONTENT = "content/content.json"
LIBRARY = "library.json"
MAX_LIBRARY = 256 * 1024
MAX_LIBRARIES = 300
MACHINE_NAME = re.compile(r"^[\w.\-]{1,255}$", re.ASCII)
NUMBER = re.compile(r"^\d{1,5}$", re.ASCII)
ELSEWHERE = re.compile(r"^\s*(\w+:)?//", re.IGNORECASE)
CALLED = re.compile(r"^[\w.\-]{1,255} \d{1,5}\.\d{1,5}$", re.ASCII)


@dataclass(frozen=True)
class Content(manifest.Item):
    """The one part of a package. `href` is the page that plays it, below the player."""

    library: str = ""
    """What the content is made with."""
    folders: dict[str, str] = field(default_factory=dict)
    """Where each library lies, by its name and edition with a hyphen between, as H5P's core asks for it."""
    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    full_screen: bool = False


def read(text: bytes, files: archive.Files) -> manifest.Manifest:
    """Return what a package plays.

    Raises:
        PackageRefused: something cannot be read, or a library or a file of one is not there.
    """
    said = _mapping(text, NAME)
    if CONTENT not in files:
        raise _absent(CONTENT)
    content = _mapping(files.read(CONTENT, manifest.MAX_BYTES), CONTENT)
    libraries = _libraries(files)
    wanted = [_called(each, NAME) for each in _list(said, "preloadedDependencies", NAME)]
    main = next((each for each in wanted if each.partition(" ")[0] == said.get("mainLibrary")), "")
    if not main:
        raise _unreadable(NAME)
    loaded = _in_order([*wanted, *_parts_of(content)], libraries)
    title = " ".join(html.unescape(str(said.get("title") or "")).split())
    title = "".join(letter for letter in title if letter.isprintable())[:255] or main
    part = Content(
        id="h5p",
        title=title,
        href="h5p/",
        library=main,
        folders={each.replace(" ", "-"): libraries[each].folder for each in loaded},
        scripts=tuple(_loads(loaded, libraries, "preloadedJs", files)),
        styles=tuple(_loads(loaded, libraries, "preloadedCss", files)),
        full_screen=str(libraries[main].said.get("fullscreen")) in ("1", "True"),
    )
    return manifest.Manifest(standard="h5p", identifier=main[:255], title=title, items=(part,))


@dataclass(frozen=True)
class _Library:
    folder: str
    said: dict[str, Any]


def _libraries(files: archive.Files) -> dict[str, _Library]:
    """Return what each library says of itself. Their folders are called in several ways."""
    folders = [name.removesuffix(f"/{LIBRARY}") for name in files if name.endswith(f"/{LIBRARY}")]
    folders = [folder for folder in folders if "/" not in folder and folder != "content"]
    if len(folders) > MAX_LIBRARIES:
        raise PackageRefused(
            _("The package has more than %(limit)s libraries."), params={"limit": MAX_LIBRARIES}
        )
    found: dict[str, _Library] = {}
    for folder in folders:
        name = f"{folder}/{LIBRARY}"
        said = _mapping(files.read(name, MAX_LIBRARY), name)
        found[_called(said, name)] = _Library(folder, said)
    return found


def _in_order(wanted: Iterable[str], libraries: dict[str, _Library]) -> list[str]:
    """Return all that is needed, each after what it stands on."""
    seen: set[str] = set()
    ordered: list[str] = []

    def take(called: str) -> None:
        if called in seen:
            return
        seen.add(called)
        if called not in libraries:
            raise PackageRefused(
                _(
                    "The package needs the library “%(name)s”, which is not in the file. Export it"
                    " again from a system that puts all libraries into the file."
                ),
                params={"name": called[:120]},
            )
        where = f"{libraries[called].folder}/{LIBRARY}"
        for each in _list(libraries[called].said, "preloadedDependencies", where):
            take(_called(each, where))
        ordered.append(called)

    for each in wanted:
        take(each)
    return ordered


def _parts_of(content: dict[str, Any]) -> Iterator[str]:
    """Return the libraries that parts of the content are made with, which exports do not always list.

    Raises:
        PackageRefused: a film or picture lies on another site, where nothing here can fetch it.
    """
    waiting: list[Any] = [content]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            library, path = value.get("library"), value.get("path")
            if isinstance(library, str) and CALLED.fullmatch(library):
                yield library
            if isinstance(path, str) and ELSEWHERE.match(path):
                raise PackageRefused(
                    _(
                        "The package fetches “%(href)s” from another site, which it cannot do here."
                        " Put the file into the package and export it again."
                    ),
                    params={"href": path[:120]},
                )
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def _loads(
    loaded: list[str], libraries: dict[str, _Library], kind: str, files: archive.Files
) -> Iterator[str]:
    """Return the scripts or styles of libraries, as paths in the package."""
    for each in loaded:
        folder, said = libraries[each].folder, libraries[each].said
        where = f"{folder}/{LIBRARY}"
        for listed in _list(said, kind, where):
            path = posixpath.normpath(f"{folder}/{listed.get('path', '')}")
            if path not in files:
                raise _absent(path)
            yield path


def _called(said: dict[str, Any], where: str) -> str:
    """Return the name and edition of a library from where it is described or needed."""
    name = str(said.get("machineName", ""))
    major, minor = str(said.get("majorVersion", "")), str(said.get("minorVersion", ""))
    if not (MACHINE_NAME.fullmatch(name) and NUMBER.fullmatch(major) and NUMBER.fullmatch(minor)):
        raise _unreadable(where)
    return f"{name} {int(major)}.{int(minor)}"


def _list(said: dict[str, Any], name: str, where: str) -> list[dict[str, Any]]:
    found = said.get(name) or []
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise _unreadable(where)
    return found


def _mapping(text: bytes, where: str) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _unreadable(where) from error
    if not isinstance(said, dict):
        raise _unreadable(where)
    return said


def _unreadable(where: str) -> PackageRefused:
    return PackageRefused(
        _("“%(name)s” does not say what H5P wants there."), params={"name": where[:120]}
    )


def _absent(path: str) -> PackageRefused:
    return PackageRefused(
        _("The package needs the file “%(name)s”, which is not in it."),
        params={"name": path[:120]},
    )
