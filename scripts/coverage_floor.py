"""Coverage may only rise: `.coverage-floor` holds the share that a run must reach.

A local run that does better raises the number, to be committed with the tests that earned it. In CI it
only judges.
"""

import math
import os
import sys
from pathlib import Path

import coverage

from scripts.environment import ROOT

FLOOR = ROOT / ".coverage-floor"
# Tests run in random order, and a branch or two depends on it; the floor stays this much below.
SLACK = 0.2


def judge(total: float, floor: float) -> tuple[bool, float]:
    """Whether `total` holds, and the floor from now on."""
    raised = math.floor((total - SLACK) * 10) / 10
    return total >= floor, max(floor, raised)


def measured(folder: Path = ROOT) -> float:
    data = coverage.Coverage(
        data_file=str(folder / ".coverage"), config_file=str(ROOT / "pyproject.toml")
    )
    data.load()
    with Path(os.devnull).open("w") as nowhere:
        return data.report(file=nowhere)


def main(*, may_rise: bool = True) -> int:
    """Judge the last run; 0 if it holds. Only a run without failures may raise the floor."""
    total = measured()
    floor = float(FLOOR.read_text()) if FLOOR.exists() else 0.0
    good, new = judge(total, floor)
    print(f"  Coverage {total:.1f} % (floor {floor:.1f} %)")
    if not good:
        print("  Coverage fell. `make coverage` shows what no test reaches.")
        return 1
    if new > floor and may_rise and not os.environ.get("CI"):
        FLOOR.write_text(f"{new:.1f}\n")
        print(f"  The floor rises to {new:.1f} %: commit .coverage-floor.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
