"""What H5P's core is told before it plays a package: the content, where things lie, and its words in the reader's language."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ...models import LearningPackage
from . import content

ABOUT = (
    "title",
    "license",
    "licenseVersion",
    "licenseExtras",
    "authors",
    "authorComments",
    "source",
    "yearFrom",
    "yearTo",
    "changes",
)
"""What the core shows of a package under its rights of use."""
NUMBER = 1
"""The core tells contents of a page by numbers; here is one alone."""


def about(package: LearningPackage) -> dict[str, Any]:
    """Return what a package says of itself."""
    return _read(package, content.NAME)


def integration(package: LearningPackage, said: dict[str, Any], files: str) -> dict[str, Any]:
    """Return the object that the core reads as H5PIntegration; `files` is the address of the package's files."""
    part = package.items[0]
    played = {
        "library": part["library"],
        "jsonContent": json.dumps(_read(package, content.CONTENT)),
        "contentUrl": f"{files}/content",
        "url": f"urn:uuid:{package.key}",
        "title": part["title"],
        "metadata": {name: said[name] for name in ABOUT if name in said},
        "fullScreen": "1" if part["full_screen"] else "0",
        "displayOptions": {
            "frame": True,
            "copyright": True,
            "export": False,
            "embed": False,
            "icon": False,
        },
    }
    return {
        "url": files,
        "siteUrl": files,
        "urlLibraries": files,
        "libraryDirectories": part["folders"],
        # It gives back where somebody was only if it also saves by itself; the player asks far oftener.
        "saveFreq": 60 * 60,
        "postUserStatistics": False,
        "contents": {f"cid-{NUMBER}": played},
        "l10n": {"H5P": words()},
    }


def language(said: dict[str, Any], otherwise: str) -> str:
    """Return the language that the content is in, as it says, or another."""
    for name in ("language", "defaultLanguage"):
        if (code := said.get(name)) and code != "und":
            return str(code)[:20]
    return otherwise


def _read(package: LearningPackage, name: str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((package.folder / name).read_bytes())
    return said


def words() -> dict[str, str]:
    """Return the words of the core itself. What a task says stands in the package."""
    rights = _("Rights of use")
    return {
        "fullscreen": _("Full screen"),
        "disableFullscreen": _("Leave full screen"),
        "close": _("Close"),
        "copyrights": rights,
        "copyrightInformation": rights,
        "copyrightsDescription": _("Who made this, and how it may be used"),
        "title": _("Title"),
        "author": pgettext("rights", "Author"),
        "year": _("Year"),
        "source": pgettext("rights", "Source"),
        "license": _("Licence"),
        "licenseExtras": _("More on the licence"),
        "thumbnail": _("Picture"),
        "contentType": _("Kind"),
        "changes": pgettext("rights", "Changes"),
        "by": pgettext("rights", "by"),
        "showMore": _("Show more"),
        "showLess": _("Show less"),
        "subLevel": _("Parts"),
        "noCopyrights": _("Nothing is said of rights."),
        "confirmDialogHeader": _("Are you sure?"),
        "confirmDialogBody": _("This cannot be undone."),
        "cancelLabel": _("Cancel"),
        "confirmLabel": _("Yes"),
        "contentChanged": "",
        "startingOver": "",
        **_licences(),
    }


def _licences() -> dict[str, str]:
    named = {
        "licenseU": pgettext("rights", "Not stated"),
        "licenseCCBY": pgettext("rights", "Attribution"),
        "licenseCCBYSA": pgettext("rights", "Attribution, share alike"),
        "licenseCCBYND": pgettext("rights", "Attribution, no derivatives"),
        "licenseCCBYNC": pgettext("rights", "Attribution, non-commercial"),
        "licenseCCBYNCSA": pgettext("rights", "Attribution, non-commercial, share alike"),
        "licenseCCBYNCND": pgettext("rights", "Attribution, non-commercial, no derivatives"),
        "licenseGPL": "GNU General Public License",
        "licensePD": pgettext("rights", "Public domain"),
        "licensePDM": "Public Domain Mark",
        "licenseCC010": "CC0 1.0 Universal",
        "licenseC": pgettext("rights", "Copyright"),
    }
    editions = {
        f"licenseCC{each.replace('.', '')}": each for each in ("4.0", "3.0", "2.5", "2.0", "1.0")
    }
    return named | editions | {f"licenseV{each}": str(each) for each in (1, 2, 3)}
