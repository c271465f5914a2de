"""Find in the tree what belongs to one machine: its paths, its package hosts, pins without hashes."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from scripts import tree
from scripts.environment import ROOT

# Written so that this file does not find itself.
PATHS = re.compile(
    r"(?<![\w./~-])/(?:ro"
    r"ot|wo"
    r"rk|ho"
    r"me/\w+|Us"
    r"ers/\w+)/[\w.]|[.]py"
    r"env\b|[.]lib"
    r"rary/"
)
HOSTS = re.compile(
    r"pypi\.o"
    r"rg|pythonho"
    r"sted|registry\.np"
    r"mjs|npmjs\.o"
    r"rg|repo1?\.ma"
    r"ven"
    r"|crates\.i"
    r"o|proxy\.gol"
    r"ang|deb\.deb"
    r"ian\.org",
    re.IGNORECASE,
)
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^]]*])?==", re.IGNORECASE)
WANTED = re.compile(r"^([a-z0-9][a-z0-9._-]*)", re.IGNORECASE)


def machine_traces(name: str, text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        for what, pattern in (("a path of one machine", PATHS), ("a package host", HOSTS)):
            if found := pattern.search(line):
                yield f"{name}:{number}: {what}: {found[0]}"


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pin_faults(name: str, pinned: str, wanted: str) -> Iterator[str]:
    """Pins without a hash, options that name an index, and requirements that were never resolved."""
    blocks = re.split(r"\n(?=\S)", pinned)
    names = set()
    for block in blocks:
        if block.startswith(("--index-url", "--extra-index-url", "--find-links")):
            yield f"{name}: {block.split()[0]} does not belong in pins"
        elif found := PIN.match(block):
            names.add(_canonical(found[1]))
            if "--hash=sha256:" not in block:
                yield f"{name}: {found[1]} has no hash"
    for line in wanted.splitlines():
        found = WANTED.match(line)
        if found and _canonical(found[1]) not in names:
            yield f"{name}: {found[1]} is wanted and not pinned; run `make pins`"


def faults(root: Path = ROOT) -> list[str]:
    found: list[str] = []
    for path in tree.files(root):
        name = str(path.relative_to(root))
        content = path.read_bytes()
        if b"\0" not in content[:8192]:  # what git, too, takes for text
            found += machine_traces(name, content.decode(errors="replace"))
        if path.parent.name == "requirements" and path.suffix == ".in":
            pinned = path.with_suffix(".txt")
            found += pin_faults(f"requirements/{pinned.name}", pinned.read_text(), path.read_text())
    return found


if __name__ == "__main__":
    problems = faults()
    print("\n".join(problems))
    sys.exit(bool(problems))
