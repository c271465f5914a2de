"""The files of the project: what git knows, and what it would be told of."""

import subprocess
from pathlib import Path

from scripts.environment import ROOT


def files(root: Path = ROOT) -> list[Path]:
    """Every file that is committed or could be, in a fixed order."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        check=True,
        capture_output=True,
    ).stdout
    paths = {root / name.decode() for name in listing.split(b"\0") if name}
    return sorted(path for path in paths if path.is_file())
