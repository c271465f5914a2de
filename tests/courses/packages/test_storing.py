"""Good packages are let in whole, hostile ones refused whole: nothing of them is on the disk."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from courses.models import LearningPackage
from courses.packages import archive, storing
from courses.packages.refusal import PackageRefused
from tests.courses.packages import making

pytestmark = pytest.mark.django_db

LAUGHS = '<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><manifest>&b;</manifest>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a SYSTEM "file:///etc/passwd">]><manifest>&a;</manifest>'

HOSTILE: dict[str, tuple[Callable[[], io.BytesIO], str]] = {
    "no archive": (lambda: io.BytesIO(b"hello"), "zip"),
    "empty": (lambda: io.BytesIO(b""), "zip"),
    "cut off": (lambda: io.BytesIO(making.package().getvalue()[:-30]), "zip"),
    "zip slip": (lambda: making.package(files={"../evil.html": "x"}), "../evil.html"),
    "zip slip inside": (lambda: making.package(files={"a/../../evil.html": "x"}), "evil.html"),
    "absolute": (lambda: making.package(files={"/etc/evil.html": "x"}), "evil.html"),
    "drive": (lambda: making.package(files={"C:/evil.html": "x"}), "evil.html"),
    "backslash": (lambda: making.package(files={"..\\evil.html": "x"}), "evil.html"),
    "control": (lambda: making.package(files={"a\nb.html": "x"}), "b.html"),
    "turned round": (lambda: making.package(files={"a\u202elmth.html": "x"}), "html"),
    "long name": (lambda: making.package(files={"a" * 300 + ".html": "x"}), "aaa"),
    "deep": (lambda: making.package(files={"a/" * 30 + "b.html": "x"}), "b.html"),
    "symlink": (making.symlink, "p2.html"),
    "twice": (lambda: making.package(files={"P1.HTML": "x"}), "P1.HTML"),
    "file and folder": (lambda: making.package(files={"p1.html/x.css": "x"}), "p1.html"),
    "encrypted": (making.encrypted, "krypter"),
    "nested": (lambda: making.package(files={"more.zip": making.package().getvalue()}), "more.zip"),
    "nested in disguise": (
        lambda: making.package(files={"more.png": making.package().getvalue()}),
        "more.png",
    ),
    "program": (lambda: making.package(files={"run.exe": b"MZ"}), "run.exe"),
    "server script": (lambda: making.package(files={"run.php": "<?php"}), "run.php"),
    "double ending": (lambda: making.package(files={"a.html.exe": "x"}), "a.html.exe"),
    "100,000 entries": (making.with_many_entries, "5000"),
    "6,000 entries": (lambda: making.with_many_entries(6_000), "5000"),
    "bomb": (making.bomb, "nothing.txt"),
    "lying about its size": (making.lying, "zip"),
    "entities": (lambda: making.package(files={"imsmanifest.xml": LAUGHS}), "entitet"),
    "outside entity": (lambda: making.package(files={"imsmanifest.xml": OUTSIDE}), "entitet"),
    "not XML": (lambda: making.package(files={"imsmanifest.xml": "<manifest"}), "XML"),
    "other XML": (lambda: making.package(files={"imsmanifest.xml": "<html/>"}), "XML"),
    "no manifest": (lambda: making.package(files={"imsmanifest.xml": None}), "imsmanifest.xml"),
    "manifest in a folder": (
        lambda: making.package(
            files={"imsmanifest.xml": None, "golf/imsmanifest.xml": making.manifest()}
        ),
        "mapp",
    ),
    "launches nothing": (lambda: making.package(files={"p1.html": None}), "p1.html"),
    "launches elsewhere": (
        lambda: making.package(
            files={"imsmanifest.xml": making.manifest(**{"p1.html": "https://evil.example/"})}
        ),
        "evil.example",
    ),
    "launches outside": (
        lambda: making.package(
            files={"imsmanifest.xml": making.manifest(**{"p1.html": "../../settings.html"})}
        ),
        "settings.html",
    ),
    "launches a script": (
        lambda: making.package(
            files={"imsmanifest.xml": making.manifest(**{"p1.html": "javascript:alert(1)"})}
        ),
        "alert",
    ),
    "another standard": (lambda: making.package("cmi5 1.0"), "cmi5"),
    "cmi5": (
        lambda: making.package(files={"imsmanifest.xml": None, "cmi5.xml": "<courseStructure/>"}),
        "cmi5",
    ),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_package_is_refused_and_leaves_nothing(kind: str, shelf: Path) -> None:
    make, says = HOSTILE[kind]
    with translation.override("sv"), pytest.raises(PackageRefused) as refused:
        storing.store(make())
    with translation.override("sv"):
        assert says in refused.value.messages[0]
    assert [path for path in shelf.rglob("*") if path.is_file() or path.is_symlink()] == []
    assert list((shelf / "packages").glob("*")) == []
    assert not LearningPackage.objects.exists()


def test_an_archive_of_more_bytes_than_allowed_is_refused_unread(monkeypatch: Any) -> None:
    monkeypatch.setattr(archive, "MAX_ARCHIVE", 100)
    with pytest.raises(PackageRefused):
        storing.store(making.package())


def test_what_would_become_too_large_is_refused(monkeypatch: Any) -> None:
    monkeypatch.setattr(archive, "MAX_UNPACKED", 1000)
    with pytest.raises(PackageRefused, match="större"):
        storing.store(making.package(files={"long.txt": "a" * 2000}))


@pytest.mark.parametrize(
    ("said", "standard"), [("1.2", "1.2"), ("2004 4th Edition", "2004"), ("CAM 1.3", "2004")]
)
def test_a_package_is_let_in_with_what_its_manifest_says(said: str, standard: str) -> None:
    package = storing.store(making.package(said, parts=2, files={"img/a b.png": b"\x89PNG"}))
    assert (package.standard, package.title, package.files) == (standard, "Golf for all", 4)
    assert [(item["id"], item["title"], item["href"]) for item in package.items] == [
        ("i1", "Part 1", "p1.html"),
        ("i2", "Part 2", "p2.html"),
    ]
    assert (package.folder / "img/a b.png").read_bytes() == b"\x89PNG"
    names = {
        str(path.relative_to(package.folder))
        for path in package.folder.rglob("*")
        if path.is_file()
    }
    assert names == {"imsmanifest.xml", "p1.html", "p2.html", "img/a b.png"}


def test_what_systems_leave_behind_is_not_unpacked() -> None:
    package = storing.store(
        making.package(files={"__MACOSX/._p1.html": b"\0", ".DS_Store": b"\0", "README": "hello"})
    )
    assert sorted(path.name for path in package.folder.iterdir()) == ["imsmanifest.xml", "p1.html"]


def test_parameters_and_launch_data_come_along() -> None:
    text = making.manifest(
        **{
            'identifierref="r1"': 'identifierref="r1" parameters="?unit=3"',
            "Part 1</title>": "Part 1</title><datafromlms>seed</datafromlms><masteryscore>80</masteryscore>",
        }
    )
    package = storing.store(making.package(files={"imsmanifest.xml": text}))
    assert package.items[0] == {
        "id": "i1",
        "title": "Part 1",
        "href": "p1.html?unit=3",
        "launch_data": "seed",
        "mastery_score": "80",
    }


def test_the_files_go_with_the_row(django_capture_on_commit_callbacks: Any) -> None:
    package = storing.store(making.package())
    with django_capture_on_commit_callbacks(execute=True):
        LearningPackage.objects.all().delete()
    assert not package.folder.exists()


def test_nothing_remains_when_the_row_cannot_be_written(monkeypatch: Any, shelf: Path) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise DatabaseError("the database is away")

    monkeypatch.setattr(LearningPackage, "save", fail)
    with pytest.raises(DatabaseError), transaction.atomic():
        storing.store(making.package())
    assert list((shelf / "packages").iterdir()) == []


def test_nothing_remains_when_the_disk_is_full(monkeypatch: Any, shelf: Path) -> None:
    def full(*args: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storing, "_write", full)
    with pytest.raises(PackageRefused, match="plats"):
        storing.store(making.package())
    assert list((shelf / "packages").iterdir()) == []


def test_what_a_killed_process_left_is_swept(monkeypatch: Any, shelf: Path) -> None:
    kept = storing.store(making.package())
    (shelf / "packages" / f"{storing.UNFINISHED}old").mkdir()
    monkeypatch.setattr(storing, "FORGOTTEN", -1)
    second = storing.store(making.package())
    assert {path.name for path in (shelf / "packages").iterdir()} == {
        str(kept.key),
        str(second.key),
    }


def test_an_archive_with_a_comment_that_looks_like_an_end_is_read_by_its_real_end() -> None:
    stream = making.package()
    with zipfile.ZipFile(stream, "a") as opened:
        opened.comment = b"PK\x05\x06" + b"\0" * 4
    stream.seek(0)
    with pytest.raises(PackageRefused):
        storing.store(stream)
