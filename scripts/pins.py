"""Resolve requirements/*.in into pins with hashes: `make pins`, with UPGRADE=1 to the newest versions.

No index address goes into the pins, so they hold wherever the packages come from.
"""

import os
import subprocess
import sys

from scripts.environment import PINS, ROOT, VENV

ORDER = ("base", "dev", "tools")  # dev is held to what base chose


def command(name: str, *, upgrade: bool) -> list[str]:
    # fmt: off
    return [
        str(VENV / "bin" / "uv"), "pip", "compile", "--quiet", "--generate-hashes",
        "--no-emit-index-url", "--universal", "--python-version", "3.11",
        f"{PINS.name}/{name}.in", "-o", f"{PINS.name}/{name}.txt",
        *(["--upgrade"] if upgrade else []),
    ]
    # fmt: on


def main() -> int:
    env = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    for name in ORDER:
        print(f"  requirements/{name}.txt", flush=True)
        line = command(name, upgrade=bool(os.environ.get("UPGRADE")))
        if subprocess.run(line, cwd=ROOT, env=env, check=False).returncode:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
