"""Write THIRD-PARTY.md from the installed pins and the licence files beside vendored material."""

import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from scripts import tree
from scripts.environment import PINS, ROOT

TARGET = ROOT / "THIRD-PARTY.md"
LICENCE_FILE = re.compile(r"^(licen[cs]e|copying|notice|ofl)\b", re.IGNORECASE)

HEAD = """\
# Third-party notices

Idéslussen is licensed under the EUPL-1.2 (see LICENSE). It stands on the work of others, under their own
terms. Made by `make notices`; `make lint` sees that it is current.

## Material in this repository

The licence beside each is its whole text.

| material | licence file | first line |
| --- | --- | --- |
"""
PACKAGES = """
## Packages that the portal runs on

Not in this repository: they are installed from requirements/base.txt, each with its licence text in its
`dist-info` folder in `.venv`.

| package | version | licence |
| --- | --- | --- |
"""


def pinned(text: str) -> list[tuple[str, str]]:
    return re.findall(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^]]*])?==([^\s;]+)", text, re.MULTILINE)


def licence(package: Distribution) -> str:
    """The licence as the package states it: an SPDX expression, or classifiers, or its own words."""
    data = package.metadata
    if expression := data.get_all("License-Expression"):
        return str(expression[0])
    classifiers = [
        line.rpartition(" :: ")[2]
        for line in data.get_all("Classifier") or []
        if line.startswith("License :: ") and line != "License :: OSI Approved"
    ]
    if classifiers:
        return ", ".join(classifiers)
    words = "".join(data.get_all("License") or []).strip().splitlines()
    return words[0] if words else "see its licence file"


def packages(written: str = "") -> list[str]:
    """A row for every package. One pinned for another system than this keeps what is written of it."""
    versions: dict[str, list[str]] = {}
    for name, version in pinned((PINS / "base.txt").read_text()):
        versions.setdefault(name, []).append(version)
    rows = []
    for name, pins in versions.items():
        try:
            stated = licence(distribution(name)).replace("|", "/")
        except PackageNotFoundError:
            row = re.search(rf"^\| {re.escape(name)} \| .* \| (.*) \|$", written, re.MULTILINE)
            stated = row[1] if row else "see its licence file"
        rows.append(f"| {name} | {' or '.join(pins)} | {stated} |\n")
    return rows


def material(root: Path = ROOT) -> list[str]:
    rows = []
    for path in tree.files(root):
        name = path.relative_to(root)
        if (
            len(name.parts) > 1
            and LICENCE_FILE.match(name.name)
            and path.suffix in ("", ".txt", ".md")
        ):
            first = next(
                (line.strip() for line in path.read_text().splitlines() if line.strip()), ""
            )
            what = name.stem.partition("-")[2] or name.parent.name
            rows.append(f"| {what} | [{name}]({name}) | {first.replace('|', '/')} |\n")
    return rows


def document(written: str) -> str:
    return "".join([HEAD, *material(), PACKAGES, *packages(written)])


def main() -> int:
    written = TARGET.read_text() if TARGET.exists() else ""
    current = document(written)
    if "--check" not in sys.argv:
        TARGET.write_text(current)
    elif written != current:
        print("THIRD-PARTY.md is not current; run `make notices`")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
