"""Settings of the test suite: fast hashes, plain static files, everything in a temporary folder."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "PORTAL_DATA" not in os.environ:
    os.environ["PORTAL_DATA"] = tempfile.mkdtemp(prefix="portal-test-")
    atexit.register(shutil.rmtree, os.environ["PORTAL_DATA"], ignore_errors=True)

from .base import *  # noqa: F403 - the data folder must be named before the base reads it
from .base import CACHES, DATA_DIR, DATABASES, STORAGES, env

SECRET_KEY = "only-for-tests-" + "x" * 50
CREDENTIAL_KEY = "b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMtb24"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1", "packages.localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
MFA_REQUIRED_FOR_EDITORS = False  # the tests of the second step switch it on
MEDIA_ROOT = DATA_DIR / "media"
# Login limits are counted in this folder; pytest's workers must not count or clear each other's.
_shared = DATA_DIR / f"cache-{env('PYTEST_XDIST_WORKER', default='one')}"
CACHES = {"default": {**CACHES["default"], "OPTIONS": {"SHARED": str(_shared)}}}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # On disk, so that browser tests' server thread and the test share one database as in production.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(env("PORTAL_DATA")) / "test.sqlite3")}
