"""The engines that find catalogue entries by words; `search.engines.base` is what they have in common."""

from __future__ import annotations

from .base import Answer, Document, Engine, EngineDown, Hit, Prefix, Query

__all__ = ["Answer", "Document", "Engine", "EngineDown", "Hit", "Prefix", "Query"]
