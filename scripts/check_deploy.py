"""The production settings with the sample environment: clean for a deployment, and refused without it."""

import os
import re
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.environment import ROOT

MANAGE = [sys.executable, str(ROOT / "manage.py")]
REQUIRED = (
    "SECRET_KEY",
    "CREDENTIAL_KEY",
    "ALLOWED_HOSTS",
    "PORTAL_URL",
    "DATABASE_URL",
    "EMAIL_URL",
)


def sample(path: Path = ROOT / ".env.example") -> dict[str, str]:
    """The settings of the sample file that are not commented out."""
    lines = re.findall(r"^([A-Z][A-Z0-9_]*)=(.*)$", path.read_text(), re.MULTILINE)
    return {name: value.strip("\"'") for name, value in lines}


def check(settings: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """`manage.py check` under production settings and these environment variables alone."""
    env = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    env |= {"DJANGO_SETTINGS_MODULE": "portal.settings.production"} | settings
    return subprocess.run(
        [*MANAGE, "check", *arguments], env=env, capture_output=True, text=True, check=False
    )


def faults() -> list[str]:
    with tempfile.TemporaryDirectory() as data:
        keys = {
            "SECRET_KEY": secrets.token_urlsafe(50),
            "CREDENTIAL_KEY": secrets.token_urlsafe(32),
        }
        settings = sample() | keys | {"PORTAL_DATA": data}
        result = check(settings, "--deploy", "--fail-level", "WARNING")
        found = [result.stdout + result.stderr] if result.returncode else []
        for name in REQUIRED:
            result = check({key: value for key, value in settings.items() if key != name})
            if not result.returncode or name not in result.stderr:
                found.append(
                    f"Production starts without {name}, or does not name it when it refuses."
                )
    return found


if __name__ == "__main__":
    problems = faults()
    print("\n".join(problems) or "  The production settings are clean for a deployment.")
    sys.exit(bool(problems))
