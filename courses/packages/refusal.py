"""The one error of this room."""

from django.core.exceptions import ValidationError


class PackageRefused(ValidationError):
    """A package was not let in. The message says why, in the language of whoever reads it."""
