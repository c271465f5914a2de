"""One machine, no services: what `make up` runs. Production-like, but plain HTTP on loopback.

The secrets are made on the first start and kept in the data folder.
"""

import secrets

from django.core.exceptions import ImproperlyConfigured

from . import packages
from .base import *  # noqa: F403 - settings modules build on one another
from .base import BASE_URL, DATA_DIR, PACKAGE_ORIGIN, env


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
if _faults := packages.faults(PACKAGE_ORIGIN, BASE_URL):
    raise ImproperlyConfigured("\n".join(_faults))
ALLOWED_HOSTS = packages.hosts(
    env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"]), PACKAGE_ORIGIN
)
if not env("EMAIL_URL", default=""):
    # Mail lies beside the other data; on the screen it would bury what `make up` says.
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"
DEMO = env.bool("PORTAL_DEMO", default=True)
# The demo accounts are printed on the screen; asking them for a second factor would protect nothing.
MFA_REQUIRED_FOR_EDITORS = env.bool("MFA_REQUIRED_FOR_EDITORS", default=not DEMO)
