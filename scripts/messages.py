"""Compile the catalogues of the interface without gettext, which `make up` must not need.

Works like make: a catalogue is compiled when its source is newer. `python -m scripts.messages`
"""

from pathlib import Path

import polib

from scripts.environment import ROOT
from scripts.stamps import outdated_catalogues


def compile_all(root: Path = ROOT) -> list[Path]:
    """Compile every catalogue that is out of date, and return those."""
    compiled = []
    for source in outdated_catalogues(root):
        target = source.with_suffix(".mo")
        # Beside it first and then moved, so that a running server never reads half a file.
        partial = target.with_suffix(".mo.part")
        polib.pofile(str(source)).save_as_mofile(str(partial))
        partial.replace(target)
        compiled.append(target)
    return compiled


if __name__ == "__main__":
    for path in compile_all():
        print(f"compiled {path.relative_to(ROOT)}")
