"""Editors upload, look at and take away packages in the admin; nobody else does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from courses.models import LearningPackage
from courses.packages import storing
from tests.courses.packages import making
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/snippets/courses/learningpackage/"


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(UserFactory(in_groups=["Editors"]))
    return client


def upload(client: Client, data: bytes, title: str = "") -> Any:
    return client.post(f"{LIST}add/", {"title": title, "file": SimpleUploadedFile("p.zip", data)})


def test_an_editor_uploads_a_package(editor: Client) -> None:
    assert upload(editor, making.package().getvalue()).url == LIST
    package = LearningPackage.objects.get()
    assert (package.title, package.folder.is_dir()) == ("Golf for all", True)
    assert package.uploaded_by == UserFactory._meta.model.objects.get(
        pk=editor.session["_auth_user_id"]
    )
    assert "Golf for all" in editor.get(LIST).content.decode()
    assert editor.get(f"{LIST}inspect/{package.pk}/").status_code == 200


def test_a_refused_package_is_told_of_in_the_form(editor: Client, shelf: Path) -> None:
    answer = upload(editor, making.package(files={"run.exe": b"MZ"}).getvalue())
    assert answer.status_code == 200
    assert "”run.exe” är av en typ som ett paket inte får innehålla." in answer.content.decode()
    assert not LearningPackage.objects.exists()
    assert not (shelf / "packages").exists()


def test_a_full_disk_is_told_of_in_the_form(editor: Client, monkeypatch: Any, shelf: Path) -> None:
    def full(*args: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storing, "_write", full)
    answer = upload(editor, making.package().getvalue())
    assert "det finns ingen plats" in answer.content.decode()
    assert list((shelf / "packages").iterdir()) == []


def test_a_package_keeps_its_files_when_it_is_renamed(editor: Client) -> None:
    package = storing.store(making.package())
    form = editor.get(f"{LIST}edit/{package.pk}/").content.decode()
    assert 'type="file"' not in form
    assert "hämtas den ur paketet" not in form
    editor.post(f"{LIST}edit/{package.pk}/", {"title": "Golf 2"})
    package.refresh_from_db()
    assert (package.title, package.folder.is_dir()) == ("Golf 2", True)


def test_an_editor_takes_a_package_away(
    editor: Client, django_capture_on_commit_callbacks: Any
) -> None:
    package = storing.store(making.package())
    with django_capture_on_commit_callbacks(execute=True):
        editor.post(f"{LIST}delete/{package.pk}/")
    assert not LearningPackage.objects.exists()
    assert not package.folder.exists()


@pytest.mark.parametrize("group", ["Staff", "Managers", "Coaches"])
def test_others_do_not_get_there(client: Client, group: str) -> None:
    client.force_login(UserFactory(in_groups=[group]))
    assert upload(client, making.package().getvalue()).status_code in (302, 403)
    assert not LearningPackage.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_any_number(
    editor: Client, django_assert_max_num_queries: Any, number: int
) -> None:
    for _count in range(number):
        storing.store(making.package())
    editor.get(reverse("wagtailadmin_home"))
    with django_assert_max_num_queries(20):
        editor.get(LIST)
