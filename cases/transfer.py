"""Cases as lines, with their adoptions."""

from __future__ import annotations

from typing import Any

from content.structure import Section, register_section
from content.transfer.errors import LineError
from content.transfer.fields import EMPTY, Choice, Day, Field, Links, Plain, Rich, Stream
from content.transfer.kinds import register
from content.transfer.pages import PageKind
from content.transfer.references import References
from content.transfer.text import plain_from_json
from content.transfer.values import merge

from .models import Adoption, CaseIndexPage, CasePage

KNOWN = {"municipality", "stage", "year", "adaptation", "result"}


class Adoptions(Field):
    """The list of adoptions, in order; a translation gives `adaptation` and `result` alone."""

    def read(self, obj: Any, value: Any, refs: References, path: str) -> None:
        if not isinstance(value or [], list):
            raise LineError("adoptions: a list is expected")
        rows = []
        stored = list(obj.adoptions.all())
        for number, row in enumerate(value or []):
            if not isinstance(row, dict) or row.keys() - KNOWN:
                raise LineError(f"adoptions[{number}]: use {', '.join(sorted(KNOWN))}")
            place = row.get("municipality")
            if not isinstance(place, str) or place not in refs.municipalities:
                raise LineError(f"adoptions[{number}]: municipality {place!r} is not known")
            if row.get("stage", "considering") not in Adoption.Stage.values:
                raise LineError(
                    f"adoptions[{number}]: stage is not one of {', '.join(Adoption.Stage.values)}"
                )
            year = row.get("year") or None
            if isinstance(year, str) and year.isascii() and year.isdigit():
                year = int(year)
            if year is not None and (
                isinstance(year, bool) or not isinstance(year, int) or not 1900 < year < 2200
            ):
                raise LineError(f"adoptions[{number}]: year {year!r} is not a year")
            adoption = stored[number] if number < len(stored) else Adoption()
            adoption.locale = obj.locale
            adoption.sort_order = number
            adoption.municipality_id = place
            adoption.stage = row.get("stage", "considering")
            adoption.year = year
            adoption.adaptation = plain_from_json(row.get("adaptation", ""), self.name)
            adoption.result = plain_from_json(row.get("result", ""), self.name)
            rows.append(adoption)
        obj.adoptions.set(rows)

    def write(self, obj: Any, refs: References) -> Any:
        rows = [
            {
                "municipality": adoption.municipality_id,
                "stage": adoption.stage,
                "year": adoption.year,
                "adaptation": adoption.adaptation,
                "result": adoption.result,
            }
            for adoption in obj.adoptions.all()
        ]
        return [{name: value for name, value in row.items() if value not in EMPTY} for row in rows]

    def fill(self, source: Any, value: Any, refs: References) -> Any:
        return merge(self.write(source, refs), value)


register(
    PageKind(
        "case",
        CasePage,
        Rich("problem", text=True),
        Rich("context", text=True),
        Rich("solution", text=True),
        Choice("status"),
        Day("started", month=True),
        Day("ended", month=True),
        Choice("cost_band"),
        Plain("effort", text=True),
        Choice("evidence"),
        Stream("results", text=True),
        Rich("failed", text=True),
        Stream("conditions", text=True),
        Stream("guide", text=True),
        Stream("documents"),
        Plain("funding_record"),
        Links("ideas", kind="idea"),
        Links("methods", kind="method"),
        Adoptions("adoptions", text=True),
        section="cases",
        order=40,
    )
)
register_section(
    Section(
        "cases",
        CaseIndexPage,
        {"sv": "Fall", "en": "Cases"},
        {"sv": "fall", "en": "cases"},
        order=10,
    )
)
