"""Production: everything secret comes from the environment, and unsafe values stop the start."""

from django.core.exceptions import ImproperlyConfigured

from . import packages
from .base import *  # noqa: F403 - settings modules build on one another
from .base import (
    ALLOWED_HOSTS,
    BASE_URL,
    CREDENTIAL_KEY,
    MFA_REQUIRED_FOR_EDITORS,
    PACKAGE_ORIGIN,
    SILENCED_SYSTEM_CHECKS,
    env,
)
from .identity import is_credential_key

SECRET_KEY = env("SECRET_KEY", default="")
DEMO = False
SILENCED_SYSTEM_CHECKS += ["security.W019"]  # the admin's preview frames pages of the site itself
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=60 * 60 * 24 * 365)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_INCLUDE_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=True)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
TASKS = {"default": {"BACKEND": env("TASKS_BACKEND", default="django_tasks_db.DatabaseBackend")}}


def _refuse_unsafe() -> None:
    """Raise ImproperlyConfigured that names every unsafe or missing setting at once."""
    faults = []
    if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5:
        faults.append("SECRET_KEY: set a random value of 50 characters or more")
    if not is_credential_key(CREDENTIAL_KEY):
        faults.append("CREDENTIAL_KEY: set 32 random bytes in base64url; badges are signed with it")
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        faults.append("ALLOWED_HOSTS: name the host names that the portal answers to")
    if not BASE_URL.startswith("https://"):
        faults.append("PORTAL_URL: set the public address, starting with https://")
    if not env("DATABASE_URL", default=""):
        faults.append(
            "DATABASE_URL: name the database, for example postgres://user:password@host/name"
        )
    if not env("EMAIL_URL", default=""):
        faults.append(
            "EMAIL_URL: name the mail server, for example smtp+tls://user:password@host:587"
        )
    if env.bool("DEBUG", default=False) or env.bool("PORTAL_DEMO", default=False):
        faults.append("DEBUG and PORTAL_DEMO: must be off; demo accounts have known passwords")
    if not MFA_REQUIRED_FOR_EDITORS:
        faults.append("MFA_REQUIRED_FOR_EDITORS: must be on; editors can publish for everyone")
    faults += packages.faults(PACKAGE_ORIGIN, BASE_URL)
    if faults:
        raise ImproperlyConfigured(
            "The portal does not start on unsafe settings:\n  " + "\n  ".join(faults)
        )


_refuse_unsafe()
ALLOWED_HOSTS = packages.hosts(ALLOWED_HOSTS, PACKAGE_ORIGIN)
