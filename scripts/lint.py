"""`make lint`: every check that reads the code without running the portal. All run, then the verdict."""

import os
import sys
import tempfile

from scripts import console
from scripts.environment import VENV

BIN = VENV / "bin"
PYTHON = str(BIN / "python")
DJANGO = [PYTHON, "manage.py"]

# fmt: off
CHECKS: dict[str, list[str]] = {
    "ruff: faults": [str(BIN / "ruff"), "check", "--output-format", "concise", "."],
    "ruff: layout": [str(BIN / "ruff"), "format", "--check", "."],
    "Import order of the rooms": [str(BIN / "lint-imports"), "--no-cache"],
    "Types": [str(BIN / "mypy"), "--no-error-summary"],
    "Templates": [str(BIN / "djlint"), "templates", "--lint", "--quiet"],
    "Conventions and linear migrations": [*DJANGO, "check", "--fail-level", "WARNING"],
    "Missing migrations": [*DJANGO, "makemigrations", "--check", "--dry-run"],
    "Translations": [PYTHON, "-m", "scripts.check_messages"],
    "Traces of one machine, hashes of the pins": [PYTHON, "-m", "scripts.check_tree"],
    "Third-party notices": [PYTHON, "-m", "scripts.third_party", "--check"],
    "Production settings": [PYTHON, "-m", "scripts.check_deploy"],
}
# fmt: on


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="portal-lint-") as data:
        test = {"DJANGO_SETTINGS_MODULE": "portal.settings.test", "PORTAL_DATA": data}
        env = {**os.environ, **test}
        failed = [name for name, command in CHECKS.items() if not console.run(name, command, env)]
    console.say()
    if failed:
        console.say(f"{len(failed)} of {len(CHECKS)} checks failed: {'; '.join(failed)}")
        return 1
    console.say(f"All {len(CHECKS)} checks passed.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
