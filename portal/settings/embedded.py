"""One machine, no services: what `make up` runs. Production-like, but plain HTTP on loopback.

The secrets are made on the first start and kept in the data folder.
"""

import secrets

from .base import *  # noqa: F403 - settings modules build on one another
from .base import DATA_DIR, env


def _secret(name: str, size: int) -> str:
    """Return a secret of this installation, made once of `size` bytes and readable by its owner alone."""
    path = DATA_DIR / name
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(size))
        return path.read_text().strip()


SECRET_KEY = env("SECRET_KEY", default="") or _secret("secret-key", 50)
CREDENTIAL_KEY = env("CREDENTIAL_KEY", default="") or _secret("credential-key", 32)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
DEMO = env.bool("PORTAL_DEMO", default=True)
# The demo accounts are printed on the screen; asking them for a second factor would protect nothing.
MFA_REQUIRED_FOR_EDITORS = env.bool("MFA_REQUIRED_FOR_EDITORS", default=not DEMO)
