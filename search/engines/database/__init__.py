"""Search in the portal's own database, the same on SQLite and PostgreSQL: see docs/search.md."""

from __future__ import annotations

from .engine import DatabaseEngine

__all__ = ["DatabaseEngine"]
