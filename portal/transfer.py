"""The front page and the sections as lines: a line changes their texts; `setup_portal` makes them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from content.structure import section_page, sections
from content.transfer.errors import LineError, NotThereYet
from content.transfer.fields import Rich
from content.transfer.kinds import Line, register
from content.transfer.pages import PageKind
from content.transfer.references import SOURCE_LANGUAGE, References

from .models import HomePage


class FixedKind(PageKind):
    """Pages that exist once a language; lines can change but not add them."""

    def find(self, key: str, locale: Any) -> Any:
        return (
            HomePage.objects.filter(locale=locale).first()
            if self.name == "home"
            else section_page(key, locale)
        )

    def id_of(self, key: str, locale: Any) -> int | None:
        page = self.find(key, locale)
        return page.pk if page is not None else None

    def take(self, line: Line, refs: References) -> Any:
        # Each language has its own text here; the pages exist already, so nothing is "a translation of".
        return super().take(
            {name: value for name, value in line.items() if name != "translations_of"}, refs
        )

    def create(self, obj: Any, line: Line, refs: References) -> None:
        if any(section.key == line["key"] for section in sections()) or self.name == "home":
            raise NotThereYet(
                f"the {self.name} {line['key']!r} is not built; run setup_portal first"
            )
        raise LineError(
            f"there is no section {line['key']!r}; use {', '.join(each.key for each in sections())}"
        )

    def settle(self, obj: Any, line: Line, refs: References) -> bool:
        # These pages are where they are; a line can only close them.
        return super().settle(obj, {"access": line.get("access")}, refs)

    def share_with_translations(self, source: Any, refs: References) -> None:
        """Do nothing: each language has its own text here."""

    def line_of(self, obj: Any, refs: References) -> Line:
        line = (
            super().line_of(obj, refs)
            if obj.locale.language_code == SOURCE_LANGUAGE
            else self._own(obj, refs)
        )
        line.pop("parent", None)
        line.pop("published", None)
        return line

    def _own(self, obj: Any, refs: References) -> Line:
        line: Line = {"kind": self.name, "key": obj.key, "locale": obj.locale.language_code}
        line |= {"title": obj.title, "slug": obj.slug}
        found = {each.name: each.write(obj, refs) for each in self.fields}
        found["access"] = refs.access.of(obj)
        return line | {
            name: value for name, value in found.items() if value not in (None, "", [], {})
        }

    def give(self, refs: References) -> Iterator[Line]:
        for language in sorted(refs.locales, key=lambda code: code != SOURCE_LANGUAGE):
            locale = refs.locales[language]
            keys = ["home"] if self.name == "home" else [section.key for section in sections()]
            for key in keys:
                page = self.find(key, locale)
                if page is not None and page.live:
                    yield self.line_of(page, refs)


register(FixedKind("home", HomePage, Rich("lead"), order=8))
register(FixedKind("section", HomePage, order=9))
