"""Certificates as PDF, the page that verifies, one's own list, and revoking in the admin."""

from __future__ import annotations

import re
import subprocess
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from pypdf import PdfReader

from courses import certificates
from courses.models import Credential
from courses.services.credentials import revoke
from tests.courses.credentialing import OUTCOMES, certificate, completed, course
from tests.factories import UserFactory
from tests.verifiers.running import pdf_faults

pytestmark = pytest.mark.django_db

LONG = {
    "name": "Wolfeschlegelsteinhausenbergerdorff-Ärlighetsminister Concepción Łukasiewicz-Андреевна "
    * 2,
    "title": "Verksamhetsövergripande kommunikationsutvecklingsprojekt för chefer och samordnare "
    * 3,
}


def written(credential: Credential, folder: Path) -> Path:
    path = folder / f"{credential.number}.pdf"
    path.write_bytes(certificates.pdf(credential))
    return path


def words(path: Path) -> str:
    done = subprocess.run(
        ["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True
    )
    return " ".join(done.stdout.split())


@pytest.mark.once
def test_it_is_valid_pdf_ua_in_both_languages_and_for_long_and_hostile_names(tmp_path):
    plain, english, long = (certificate(title=title) for title in ("Ett", "Två", "Tre"))
    english.language = "en"
    long.name, long.title = LONG["name"][:200], LONG["title"][:255]
    hostile = certificate(title="Fyra")
    hostile.name, hostile.title = '<b>Fet</b> & "stor"', "<script>alert(1)</script>"
    files = [written(each, tmp_path) for each in (plain, english, long, hostile)]
    assert pdf_faults(*files) == []
    assert all(len(PdfReader(path).pages) == 1 for path in files)
    assert "<b>Fet</b> &" in words(files[3])
    assert "<script>alert(1)</script>" in words(files[3])


@pytest.mark.once
def test_the_validator_finds_what_is_wrong(tmp_path):
    from weasyprint import HTML

    path = tmp_path / "untagged.pdf"
    HTML(string="<h1>Hej</h1>").write_pdf(path)
    assert any("structure hierarchy" in fault for fault in pdf_faults(path))


def test_it_has_title_language_reading_order_and_a_text_for_the_code(tmp_path):
    credential = certificate()
    reader = PdfReader(written(credential, tmp_path))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "sv"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "Leda förändring" in reader.metadata.title
    said = words(tmp_path / f"{credential.number}.pdf")
    order = ["Åsa Öberg", "Leda förändring", OUTCOMES[0], credential.number[:5]]
    assert sorted(order, key=said.index) == order
    alternatives = re.findall(r"/Alt \((.*?)\)", str(reader.trailer["/Root"]["/StructTreeRoot"]))
    assert alternatives or b"QR" in certificates.markup(credential).encode()


def test_rendering_fetches_nothing(monkeypatch, tmp_path):
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("something was fetched")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("urllib.request.HTTPHandler.http_open", refuse, raising=False)
    assert certificates.pdf(certificate()).startswith(b"%PDF")
    for address in ("https://example.com/a.png", "file:///etc/passwd", "own:../settings/base.py"):
        with pytest.raises(ValueError, match="fetches nothing"):
            certificates.OwnFiles().fetch(address)


def test_the_owner_gets_the_pdf_and_nobody_else(client):
    credential = certificate()
    address = reverse("certificate", args=[credential.number])
    assert client.get(address).status_code == 302
    client.force_login(UserFactory())
    assert client.get(address).status_code == 404
    client.force_login(credential.user)
    response = client.get(address)
    assert response.content.startswith(b"%PDF")
    assert "no-store" in response.headers["Cache-Control"]
    revoke(credential, "Misstag", None)
    assert client.get(address).status_code == 404


def test_the_public_page_shows_the_minimum_and_is_kept_nowhere(client):
    credential = certificate()
    response = client.get(f"/sv/verify/{credential.number}/")
    text = response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert '<meta name="robots" content="noindex' in text
    for shown in ("Åsa Öberg", "Leda förändring", "Idéslussen"):
        assert shown in text
    for kept in (credential.user.email, credential.user.username, OUTCOMES[0]):
        assert kept not in text
    assert client.get(f"/en/verify/{credential.number}/").status_code == 200
    unknown = client.get("/sv/verify/" + "0" * 26 + "/")
    assert unknown.status_code == 404
    assert "Det finns inget intyg med det numret." in unknown.content.decode()
    assert f'value="{"0" * 26}"' in unknown.content.decode()


def test_revocation_shows_at_once_without_the_reason(client):
    credential = certificate()
    address = f"/en/verify/{credential.number}/"
    assert "Valid." in client.get(address).content.decode()
    revoke(credential, "Hemlig orsak", None)
    text = client.get(address).content.decode()
    assert "Revoked." in text
    assert "Valid." not in text
    assert "Hemlig orsak" not in text


def test_a_number_can_be_typed_from_paper(client):
    number = certificate().number
    typed = Credential(number=number).spaced_number.upper()
    response = client.get("/sv/verify/", {"number": typed})
    assert response.url == f"/sv/verify/{number}/"
    assert client.get(f"/sv/verify/{number.upper()}/").url == f"/sv/verify/{number}/"
    wrong = client.get("/sv/verify/", {"number": "0000"})
    assert wrong.status_code == 404
    assert 'class="errorlist"' in wrong.content.decode()
    assert client.get("/sv/verify/").status_code == 200
    assert client.get("/sv/verify/issuer/").status_code == 200


def test_my_list_has_mine_alone_in_a_steady_number_of_queries(client, django_assert_num_queries):
    mine = certificate()
    other = certificate(UserFactory(), title="Någon annans")
    client.force_login(mine.user)

    def text() -> str:
        return client.get(reverse("my_credentials")).content.decode()

    shown = text()
    assert mine.title in shown
    assert mine.number in shown
    assert other.title not in shown
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        text()
    for title in ("Två", "Tre"):
        revoke(certificate(mine.user, title=title), "Skälet", None)
    with CaptureQueriesContext(connection) as three:
        assert "Skälet" in text()
    assert len(three) == len(one)


def test_administrators_revoke_with_a_reason_and_others_do_not(client, sign_in):
    credential = certificate()
    address = reverse("revoke_credential", args=[credential.pk])
    for editor in (sign_in("Editors"), sign_in("Moderators")):
        assert editor.get(reverse("credential_report")).status_code in (302, 403)
        assert editor.post(address, {"reason": "x"}).status_code in (302, 403)
    credential.refresh_from_db()
    assert credential.revoked_at is None
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    assert credential.name in client.get(reverse("credential_report")).content.decode()
    found = client.get(reverse("credential_report"), {"words": credential.number.upper()})
    assert credential.name in found.content.decode()
    assert client.get(reverse("credential_report"), {"words": "zzz"}).status_code == 200
    assert client.post(address, {"reason": ""}).status_code == 200
    assert client.post(address, {"reason": "Misstag"}).status_code == 302
    credential.refresh_from_db()
    assert credential.revocation_reason == "Misstag"
    assert "Misstag" in client.get(address).content.decode()
    export = client.get(reverse("credential_report"), {"export": "csv"})
    assert b"Misstag" in b"".join(export.streaming_content)


def test_whoever_has_completed_a_course_is_led_to_the_certificate(client: Any) -> None:
    page = course()
    other = course(title="Utan intyg", gives_certificate=False)
    user = UserFactory()
    client.force_login(user)
    mine = 'href="/sv/learning/credentials/"'
    before = client.get(page.url).content.decode().count(mine)
    for each in (page, other):
        completed(each, user)
    assert client.get(page.url).content.decode().count(mine) == before + 1
    assert client.get(other.url).content.decode().count(mine) == before
    assert client.get("/sv/learning/").content.decode().count(mine) == before + 1


def test_a_method_that_is_not_there_is_said_in_words(client: Any) -> None:
    client.force_login(UserFactory())
    html = client.get(f"/sv/learning/credentials/applied/?method={uuid.uuid4()}").content.decode()
    assert "Metoden finns inte på det här språket." in html
