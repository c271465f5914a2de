"""The demo content, as files of the import format, and the scripts that made its media."""
