"""How much of a file is read: what a long report needs, and no more."""

MOST_BYTES = 60 * 1024 * 1024
"""A larger file is not opened at all."""
MOST_UNPACKED = 120 * 1024 * 1024
"""Bytes that may come out of an archive (DOCX, PPTX, XLSX and ODT are archives), counted as they come."""
MOST_PARTS = 2_000
MOST_PAGES = 600
MOST_LETTERS = 300_000
"""About a hundred pages of text."""
MOST_SECONDS = 40
"""Processor time; the pages read until then are kept."""
ENOUGH_SECONDS = 25
"""After so long no further page is begun."""
MOST_MEMORY = 1024 * 1024 * 1024
