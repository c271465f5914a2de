"""The embedded portal with the addresses of the benchmark."""

from portal.settings.embedded import *  # noqa: F403 - it is that portal

ROOT_URLCONF = "bench.progress_urls"
