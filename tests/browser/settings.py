"""What the server runs on that the browser tests drive: the test settings, on the filled demo."""

import os

from portal.settings.test import *  # noqa: F403 - settings modules build on one another
from portal.settings.test import DATABASES

DATABASES["default"]["NAME"] = os.environ["DEMO_DATABASE"]
MEDIA_ROOT = os.environ["DEMO_MEDIA"]
ROOT_URLCONF = "tests.browser.urls"
DEMO = True
MFA_REQUIRED_FOR_EDITORS = False
ACCOUNT_RATE_LIMITS = False
WHITENOISE_USE_FINDERS = True
"""Static files as they lie in the tree, so that nothing has to be collected first."""
