"""Tables as files: CSV for programs and XLSX for people."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
LONGEST_CELL = 32_767
LONGEST_NAME = 31

Row = Sequence[Any]


def harmless(value: Any) -> Any:
    """Return a value that no spreadsheet takes for a formula, and that every file can hold.

    Source: https://owasp.org/www-community/attacks/CSV_Injection
    """
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None, microsecond=0)
    if not isinstance(value, str):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_CELL]
    return f"'{text}" if text.startswith(DANGEROUS) else text


def csv_response(name: str, heading: Row, rows: Iterable[Row]) -> HttpResponseBase:
    """Return a CSV file, row by row; with a byte order mark, by which spreadsheets know that it is UTF-8."""

    def lines() -> Iterator[str]:
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        yield "\ufeff"
        writer.writerow([harmless(str(text)) for text in heading])
        for row in rows:
            writer.writerow([harmless(value) for value in row])
            if buffer.tell() > 8192:
                yield buffer.getvalue()
                buffer.seek(0)
                buffer.truncate()
        yield buffer.getvalue()

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def xlsx_response(name: str, sheets: Sequence[tuple[str, Row, Iterable[Row]]]) -> HttpResponse:
    """Return a workbook of sheets, each with a name, a heading and rows."""
    book = Workbook(write_only=True)
    bold = Font(bold=True)
    for title, heading, rows in sheets:
        sheet = book.create_sheet(sheet_name(title))
        sheet.freeze_panes = "A2"
        cells = []
        for number, text in enumerate(heading):
            cell = WriteOnlyCell(sheet, value=harmless(str(text)))
            cell.font = bold
            cells.append(cell)
            sheet.column_dimensions["ABCDEFGHIJKLMNOPQRSTUVWXYZ"[number]].width = 24
        sheet.append(cells)
        for row in rows:
            sheet.append([harmless(value) for value in row])
    stream = io.BytesIO()
    book.save(stream)
    response = HttpResponse(stream.getvalue(), content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def sheet_name(title: str) -> str:
    """Return a title without what a sheet's name may not have."""
    return "".join(" " if letter in "[]:*?/\\" else letter for letter in title)[:LONGEST_NAME]
