"""What the packages lack in Swedish, or do not say in our voice, is in the second catalogue."""

from datetime import date
from importlib.util import find_spec
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format

UPSTREAM = Path(settings.LOCALE_PATHS[1]) / "sv" / "LC_MESSAGES"


def package_folder(name: str) -> Path:
    """Return where the texts of `wagtail/admin` come from."""
    spec = find_spec(name.replace("/", "."))
    assert spec
    assert spec.origin
    return Path(spec.origin).parent


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_no_text_is_kept_that_the_package_has_by_now(domain):
    catalogue = polib.pofile(str(UPSTREAM / f"{domain}.po"))
    entries = [entry for entry in catalogue if entry.comment != "In our voice."]
    assert entries
    for package in {name for entry in entries for name, _line in entry.occurrences}:
        theirs = polib.pofile(
            str(package_folder(package) / "locale/sv/LC_MESSAGES" / f"{domain}.po")
        )
        said = {(entry.msgctxt, entry.msgid) for entry in theirs.translated_entries()}
        ours = {
            (entry.msgctxt, entry.msgid)
            for entry in entries
            if package in {name for name, _line in entry.occurrences}
        }
        assert not ours & said


def test_swedish_editors_read_them():
    with translation.override("sv"):
        assert translation.gettext("Autosave is paused") == "Sparas inte automatiskt just nu"


@pytest.mark.parametrize(
    ("language", "written"), [("sv", "18 december 2026"), ("en", "18 December 2026")]
)
def test_days_are_written_before_months(language, written):
    with translation.override(language):
        assert date_format(date(2026, 12, 18), "DATE_FORMAT") == written
