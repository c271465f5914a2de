"""The fixed skeleton of the site: front page and sections in each language, with stable keys.

Apps name their sections here by registering them; `setup_portal` builds what is missing, and transfer finds
parents by the keys.
"""

from __future__ import annotations

from dataclasses import dataclass

from wagtail.models import Locale, Page

from .models import BasePage


@dataclass(frozen=True)
class Section:
    """An index page right below the front page. Titles and slugs are by language code."""

    key: str
    model: type[BasePage]
    titles: dict[str, str]
    slugs: dict[str, str]
    order: int
    in_menus: bool = True
    """False for a section that others lead to and the menu has no place for."""


_sections: dict[str, Section] = {}


def register_section(section: Section) -> None:
    _sections[section.key] = section


def sections() -> list[Section]:
    """Return the sections in the order of the menu."""
    return sorted(_sections.values(), key=lambda section: section.order)


def section_page(key: str, locale: Locale) -> Page | None:
    """Return the section with this key in one language, or None if it was not built or is no section."""
    section = _sections.get(key)
    return section.model.objects.filter(key=key, locale=locale).first() if section else None
