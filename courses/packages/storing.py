"""Lets packages in and out. A package is checked, unpacked beside its place and moved there at once, or refused whole."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ..models import LearningPackage
from . import archive, manifest
from .cmi5 import structure
from .h5p import content
from .refusal import PackageRefused

READERS: dict[str, Callable[[bytes, archive.Files], manifest.Manifest]] = {
    manifest.NAME: manifest.read,
    structure.NAME: structure.read,
    content.NAME: content.read,
}
"""What reads a package, by the file that says what it is. One that is made for several is run as the first of them."""
PIECE = 1024 * 1024
UNFINISHED = ".unpacking-"
FORGOTTEN = 60 * 60 * 6
"""Seconds after which an unfinished folder belongs to a process that was killed."""


def inspect(file: IO[bytes]) -> tuple[list[zipfile.ZipInfo], manifest.Manifest]:
    """Return the files to unpack and the manifest of a package; nothing is written.

    Raises:
        PackageRefused: the package is not let in.
    """
    found = archive.entries(file)
    with zipfile.ZipFile(file) as opened:
        files = archive.Files(opened, found)
        own = next((name for name in READERS if name in files), None)
        if own is None:
            raise _without_manifest(files)
        return found, READERS[own](files.read(own, manifest.MAX_BYTES), files)


def _without_manifest(names: Iterable[str]) -> PackageRefused:
    if any(Path(name).name in READERS for name in names):
        return PackageRefused(
            _(
                "The manifest lies in a folder of the archive. Pack the folder's content, not the folder."
            )
        )
    return PackageRefused(
        _(
            "There is none of imsmanifest.xml, cmi5.xml and h5p.json in the file, so it is not a"
            " package of SCORM, cmi5 or H5P."
        )
    )


def store(file: IO[bytes], *, title: str = "", user: Any = None) -> LearningPackage:
    """Let a package in and return its row.

    The files are in place before the row is; when the row cannot be written they are taken away again.

    Raises:
        PackageRefused: the package is not let in, or the disk is full. Nothing of it remains.
    """
    found, said = inspect(file)
    package = LearningPackage(
        title=title or said.title,
        standard=said.standard,
        identifier=said.identifier,
        items=[asdict(item) for item in said.items],
        files=len(found),
        size=sum(info.file_size for info in found),
        digest=_digest(file),
        uploaded_by=user,
    )
    _unpack(file, found, package.folder)
    try:
        with transaction.atomic():
            package.save()
    except BaseException:
        shutil.rmtree(package.folder, ignore_errors=True)
        raise
    return package


def remove_files(package: LearningPackage) -> None:
    """Take the files of a package away once its row is gone for certain."""
    folder = package.folder
    transaction.on_commit(lambda: shutil.rmtree(folder, ignore_errors=True))


def _digest(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while piece := file.read(PIECE):
        digest.update(piece)
    return digest.hexdigest()


def _unpack(file: IO[bytes], found: list[zipfile.ZipInfo], target: Path) -> None:
    """Unpack into a folder that nobody reads from, then give it its name in one step."""
    shelf = Path(settings.MEDIA_ROOT) / "packages"
    try:
        shelf.mkdir(parents=True, exist_ok=True)
        _sweep(shelf)
        folder = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=shelf))
    except OSError as error:
        raise PackageRefused(
            _("The package could not be kept: there is no room for it.")
        ) from error
    try:
        with zipfile.ZipFile(file) as opened:
            for info in found:
                _write(opened, info, folder)
        folder.chmod(0o750)
        folder.rename(target)
    except archive.DAMAGED as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise archive.damaged() from error
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise PackageRefused(
            _("The package could not be kept: there is no room for it.")
        ) from error
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _write(opened: zipfile.ZipFile, info: zipfile.ZipInfo, folder: Path) -> None:
    """Write one file, never more than the archive's list says that it has."""
    path = folder / info.filename
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    left = info.file_size
    # Neither an existing file nor a link is ever written to.
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o640)
    with opened.open(info) as source, os.fdopen(number, "wb") as into:
        while piece := source.read(PIECE):
            left -= len(piece)
            if left < 0:
                raise zipfile.BadZipFile(info.filename)
            into.write(piece)


def _sweep(shelf: Path) -> None:
    """Take away what was left by a process that was killed, or by a row that was written and taken back."""
    known = {str(key) for key in LearningPackage.objects.values_list("key", flat=True)}
    for folder in shelf.iterdir():
        if folder.name not in known and time.time() - folder.stat().st_mtime > FORGOTTEN:
            shutil.rmtree(folder, ignore_errors=True)
