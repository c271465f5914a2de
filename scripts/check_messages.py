"""The interface is whole in both languages: no text missing, none untranslated, none uncertain.

`--update` gathers the texts into the catalogues first; both need gettext's xgettext.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib

from scripts import tree
from scripts.environment import ROOT

LANGUAGES = ("sv", "en")
SOURCE_LANGUAGE = "en"  # the texts in the code are English
SOURCES = {".py", ".html", ".txt"}
WITHOUT_TEXTS = {"tests", "bench", "scripts", "docs", "requirements", "node_modules"}


def catalogue(root: Path, language: str) -> Path:
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def gather(root: Path) -> None:
    """Run makemessages on a folder's sources and catalogues."""
    env = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    # fmt: off
    subprocess.run(
        [
            sys.executable, "-m", "django", "makemessages", "--verbosity", "0", "--no-obsolete",
            "--no-wrap", "--add-location", "file",
            *(option for language in LANGUAGES for option in ("--locale", language)),
            *(option for folder in (*WITHOUT_TEXTS, ".venv", "var") for option in ("--ignore", folder)),
        ],
        cwd=root, env=env, check=True,
    )
    # fmt: on


def unfinished(path: Path) -> Iterator[str]:
    """Entries that a reader would meet in the wrong language or with an uncertain text."""
    language = path.parts[-3]
    if not path.exists():
        yield f"{language}: the catalogue is missing"
        return
    for entry in polib.pofile(str(path)):
        if entry.obsolete:
            continue
        if entry.fuzzy:
            yield f"{language}: fuzzy: {entry.msgid!r}"
        elif not entry.translated():
            yield f"{language}: untranslated: {entry.msgid!r}"


def _texts(path: Path) -> set[tuple[str, str, str]]:
    return {
        (entry.msgctxt or "", entry.msgid, entry.msgid_plural)
        for entry in polib.pofile(str(path))
        if not entry.obsolete
    }


def ungathered(root: Path = ROOT) -> Iterator[str]:
    """Texts of the code that the catalogues lack, found in a copy so that nothing here changes."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for path in tree.files(root):
            name = path.relative_to(root)
            if name.parts[0] not in WITHOUT_TEXTS and path.suffix in {*SOURCES, ".po"}:
                (copy / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy / name)
        (copy / "locale").mkdir(exist_ok=True)
        gather(copy)
        for language in LANGUAGES:
            here, there = catalogue(root, language), catalogue(copy, language)
            missing = _texts(there) - (_texts(here) if here.exists() else set())
            for _, text, _ in sorted(missing):
                yield f"{language}: not in the catalogue: {text!r}; run `make messages`"


def update(root: Path = ROOT) -> None:
    """Gather the texts; in their own language they translate themselves."""
    (root / "locale").mkdir(exist_ok=True)
    gather(root)
    source = polib.pofile(str(catalogue(root, SOURCE_LANGUAGE)), wrapwidth=0)
    for entry in source:  # all, since gettext guesses at the texts of changed ones
        entry.fuzzy = False
        entry.previous_msgctxt = entry.previous_msgid = entry.previous_msgid_plural = None
        if entry.msgid_plural:
            entry.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural}
        else:
            entry.msgstr = entry.msgid
    source.save()


def main() -> int:
    gettext = shutil.which("xgettext")
    hint = "Bring gettext with: sudo apt-get install gettext"
    if "--update" in sys.argv:
        if not gettext:
            print(hint)
            return 1
        update()
    problems = [fault for language in LANGUAGES for fault in unfinished(catalogue(ROOT, language))]
    if gettext:
        problems += ungathered()
    else:
        print(f"Whether the catalogues hold every text was not checked. {hint}")
        if os.environ.get("CI"):
            return 1
    print("\n".join(problems))
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
