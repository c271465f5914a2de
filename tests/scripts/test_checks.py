"""The gates of `make lint` that are our own: each is shown a fault that it must find."""

import shutil
import subprocess

import pytest

from scripts import check_deploy, check_messages, check_tree, lint, messages, third_party

PINNED = "django==5.2.1 \\\n    --hash=sha256:ab\n"


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("open('/ro" + "ot/portal/x')", "a path of one machine"),
        ("cd /ho" + "me/anna/portal", "a path of one machine"),
        ("url = https://pypi.o" + "rg/simple", "a package host"),
        ("registry.np" + "mjs", "a package host"),
    ],
)
def test_traces_of_one_machine_are_found(line, what):
    assert [fault.split(": ")[1] for fault in check_tree.machine_traces("f", line)] == [what]


@pytest.mark.parametrize("line", ["/usr/bin/env", "href='/home/'", "/srv/portal/var", "see /work"])
def test_ordinary_paths_are_not(line):
    assert list(check_tree.machine_traces("f", line)) == []


@pytest.mark.parametrize(
    ("pinned", "wanted", "fault"),
    [
        (PINNED, "Django>=5.2\n", None),
        ("django==5.2.1\n", "Django>=5.2\n", "django has no hash"),
        (PINNED, "Django>=5.2\nwagtail\n", "wagtail is wanted and not pinned"),
        ("--index-url x\n" + PINNED, "Django\n", "--index-url does not belong"),
    ],
)
def test_pins(pinned, wanted, fault):
    found = list(check_tree.pin_faults("base.txt", pinned, wanted))
    assert len(found) == bool(fault)
    assert not fault or fault in found[0]


@pytest.fixture
def project(tmp_path):
    """A small project with one text in its code and catalogues that hold it."""
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / "app.py").write_text(
        'from django.utils.translation import gettext as _\n_("Open")\n'
    )
    for language, text in (("sv", "Öppna"), ("en", "Open")):
        path = check_messages.catalogue(tmp_path, language)
        path.parent.mkdir(parents=True)
        path.write_text(
            'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
            f'msgid "Open"\nmsgstr "{text}"\n',
            encoding="utf-8",
        )
    return tmp_path


def test_whole_catalogues_have_no_fault(project):
    assert list(check_messages.ungathered(project)) == []
    for language in check_messages.LANGUAGES:
        path = check_messages.catalogue(project, language)
        assert list(check_messages.unfinished(path)) == []


def test_text_that_was_never_gathered_is_found_and_nothing_changes(project):
    (project / "new.html").write_text("{% load i18n %}{% translate 'Close' %}")
    before = check_messages.catalogue(project, "sv").read_bytes()
    found = list(check_messages.ungathered(project))
    assert [fault.split(":")[0] for fault in found] == ["sv", "en"]
    assert all("'Close'" in fault for fault in found)
    assert check_messages.catalogue(project, "sv").read_bytes() == before


def test_update_gathers_and_fills_the_language_of_the_code(project):
    (project / "new.html").write_text("{% load i18n %}{% translate 'Close' %}")
    check_messages.update(project)
    assert list(check_messages.unfinished(check_messages.catalogue(project, "en"))) == []
    swedish = check_messages.catalogue(project, "sv")
    assert list(check_messages.unfinished(swedish)) == ["sv: untranslated: 'Close'"]


def test_update_trusts_no_guess_in_the_language_of_the_code(project):
    (project / "app.py").write_text(
        'from django.utils.translation import gettext as _\n_("Open it")\n'
    )
    check_messages.update(project)
    assert list(check_messages.unfinished(check_messages.catalogue(project, "en"))) == []
    assert 'msgstr "Open it"' in check_messages.catalogue(project, "en").read_text()


def test_fuzzy_and_missing_catalogues_are_faults(project):
    path = check_messages.catalogue(project, "sv")
    path.write_text(path.read_text().replace('msgid "Open"', '#, fuzzy\nmsgid "Open"'))
    assert list(check_messages.unfinished(path)) == ["sv: fuzzy: 'Open'"]
    path.unlink()
    assert list(check_messages.unfinished(path)) == ["sv: the catalogue is missing"]


def test_catalogues_are_compiled_when_their_source_is_newer(project):
    assert len(messages.compile_all(project)) == 2
    assert messages.compile_all(project) == []
    swedish = check_messages.catalogue(project, "sv")
    assert b"\xc3\x96ppna" in swedish.with_suffix(".mo").read_bytes()
    swedish.with_suffix(".mo").unlink()
    assert messages.compile_all(project) == [swedish.with_suffix(".mo")]


def test_sample_environment_names_what_production_requires():
    assert set(check_deploy.REQUIRED) <= set(check_deploy.sample())


def test_notices_name_every_package_and_the_vendored_material(tmp_path):
    assert third_party.pinned(
        "a-b[x]==1.0 ; python_version < '4' \\\n    --hash=sha256:0\nc==2\n"
    ) == [
        ("a-b", "1.0"),
        ("c", "2"),
    ]
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "LICENSE-serif.txt").write_text("\nCopyright The Authors\nMore\n")
    (tmp_path / "LICENSE").write_text("ours\n")
    assert third_party.material(tmp_path) == [
        "| serif | [fonts/LICENSE-serif.txt](fonts/LICENSE-serif.txt) | Copyright The Authors |\n"
    ]


def test_lint_runs_everything_and_fails_if_one_does(monkeypatch, capfd):
    sh = shutil.which("sh")
    checks = {"first": [sh, "-c", "echo broken; exit 1"], "second": [sh, "-c", "exit 0"]}
    monkeypatch.setattr(lint, "CHECKS", checks)
    assert lint.main() == 1
    said = capfd.readouterr().out
    assert "broken" in said
    assert "second: " in said
    assert "1 of 2 checks failed: first" in said
    monkeypatch.setattr(lint, "CHECKS", {"second": checks["second"]})
    assert lint.main() == 0


def test_package_of_another_system_keeps_what_was_written(tmp_path, monkeypatch):
    (tmp_path / "base.txt").write_text("only-elsewhere==1 ; sys_platform == 'win32'\npolib==1 \\\n")
    monkeypatch.setattr(third_party, "PINS", tmp_path)
    written = "| only-elsewhere | 0 | ISC |\n"
    assert third_party.packages(written)[0] == "| only-elsewhere | 1 | ISC |\n"
    assert third_party.packages()[1] == "| polib | 1 | MIT License |\n"
