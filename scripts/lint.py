"""`make lint`: every check that reads the code without running the portal. All run, then the verdict."""

import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

from scripts import console
from scripts.environment import VENV

BIN = VENV / "bin"
PYTHON = str(BIN / "python")
DJANGO = [PYTHON, "manage.py"]

# fmt: off
CHECKS: dict[str, list[str]] = {
    # The long ones first, so that none is waited for at the end.
    "Types": [str(BIN / "mypy"), "--no-error-summary"],
    "Missing migrations": [*DJANGO, "makemigrations", "--check", "--dry-run"],
    "Conventions and linear migrations": [*DJANGO, "check", "--fail-level", "WARNING"],
    "Production settings": [PYTHON, "-m", "scripts.check_deploy"],
    "ruff: faults": [str(BIN / "ruff"), "check", "--output-format", "concise", "."],
    "ruff: layout": [str(BIN / "ruff"), "format", "--check", "."],
    "Import order of the rooms": [str(BIN / "lint-imports"), "--no-cache"],
    "Templates": [str(BIN / "djlint"), "templates", "--lint", "--quiet"],
    "Translations": [PYTHON, "-m", "scripts.check_messages"],
    "Traces of one machine, hashes of the pins": [PYTHON, "-m", "scripts.check_tree"],
    "Third-party notices": [PYTHON, "-m", "scripts.third_party", "--check"],
}
# fmt: on


def check(command: list[str], env: dict[str, str]) -> tuple[int, str, float]:
    """Run one check: its exit code, what it said, and its seconds."""
    started = time.monotonic()
    done = console.quietly(command, env)
    return done.returncode, done.stdout, time.monotonic() - started


def main() -> int:
    with (
        tempfile.TemporaryDirectory(prefix="portal-lint-") as data,
        console.step(f"{len(CHECKS)} checks, side by side"),
        ThreadPoolExecutor(os.cpu_count()) as pool,
    ):
        test = {"DJANGO_SETTINGS_MODULE": "portal.settings.test", "PORTAL_DATA": data}
        outcomes = dict(
            zip(
                CHECKS,
                pool.map(lambda command: check(command, {**os.environ, **test}), CHECKS.values()),
                strict=True,
            )
        )
    failed = [name for name, (code, _said, _seconds) in outcomes.items() if code]
    for name, (code, said, seconds) in outcomes.items():
        console.say(f"  {name}: {'failed' if code else 'passed'}, {seconds:.1f} s")
        if code:
            console.say("".join(f"    {line}\n" for line in said.splitlines()[-console.TAIL :]))
    console.say()
    if failed:
        console.say(f"{len(failed)} of {len(CHECKS)} checks failed: {'; '.join(failed)}")
        return 1
    console.say(f"All {len(CHECKS)} checks passed.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
