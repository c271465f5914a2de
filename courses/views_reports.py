"""What the training administrator sees: how much is begun and completed, and where."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from content.models import OrganisationUnit

from .rules import reads_reports
from .selectors.reports import (
    MOST_MONTHS,
    Period,
    Report,
    Row,
    last_twelve_months,
    month_start,
)
from .selectors.team import named_in_tree
from .sheets import csv_response, xlsx_response

TABLES = ("month", "unit", "course")
PLOT_HEIGHT, COLUMN = 120, 30


class MonthInput(forms.TextInput):
    input_type = "month"


class PeriodForm(forms.Form):
    """The first and the last month, as browsers write them."""

    since = forms.DateField(
        label=gettext_lazy("From month"), input_formats=["%Y-%m"], widget=MonthInput
    )
    until = forms.DateField(
        label=gettext_lazy("To month"), input_formats=["%Y-%m"], widget=MonthInput
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = data.get("since"), data.get("until")
        if since and until and since > until:
            self.add_error("until", _("The last month is before the first."))
        elif since and until and month_start(since, MOST_MONTHS) <= until:
            self.add_error("until", _("Choose at most %(most)s months.") % {"most": MOST_MONTHS})
        return data


class View:
    """The report as its address says."""

    def __init__(self, request: HttpRequest) -> None:
        """Read the address.

        Raises:
            Http404: the visitor reads no reports, or there is no such unit.
        """
        if not reads_reports(request.user):
            raise Http404
        year = last_twelve_months()
        asked = {
            "since": request.GET.get("since") or year.first.strftime("%Y-%m"),
            "until": request.GET.get("until") or year.last.strftime("%Y-%m"),
        }
        self.form = PeriodForm(asked)
        valid = self.form.is_valid()
        data: dict[str, datetime.date] = self.form.cleaned_data
        self.period = Period(data["since"], data["until"]) if valid else year
        self.unit: OrganisationUnit | None = None
        if request.GET.get("unit"):
            self.unit = get_object_or_404(OrganisationUnit, key=request.GET["unit"][:64])
        self.report = Report(self.period, request, get_language() or "sv", self.unit)
        self.query = request.GET.urlencode()

    def address(self, name: str, **more: str) -> str:
        pairs = "&".join(
            [
                *([self.query] if self.query else []),
                *(f"{key}={value}" for key, value in more.items()),
            ]
        )
        return f"{reverse(name)}?{pairs}" if pairs else reverse(name)

    def table(self, name: str) -> tuple[str, list[str], list[list[Any]]]:
        """Return a table's title, heading and rows, for files."""
        report = self.report
        rows: list[Row] = []
        if not report.too_small:
            rows = {
                "month": lambda: report.by_month,
                "unit": lambda: report.by_unit,
                "course": lambda: report.by_course,
            }[name]()
        titles = {"month": _("Month"), "unit": _("Unit"), "course": _("Course")}
        heading = [titles[name], _("Begun"), _("Completed")]
        lines: list[list[Any]] = [[row.label, row.started, row.completed] for row in rows]
        if name == "unit":
            heading.append(_("People"))
            lines = [[*line, row.people] for line, row in zip(lines, rows, strict=True)]
        return titles[name], heading, lines


def plot(rows: list[Row]) -> dict[str, Any]:
    """Return the columns of the months' plot, in the units of its drawing."""
    top = max([1, *(row.started for row in rows), *(row.completed for row in rows)])
    columns = []
    for number, row in enumerate(rows):
        bars = [
            {
                "kind": kind,
                "x": number * COLUMN + offset,
                "y": f"{PLOT_HEIGHT - value * PLOT_HEIGHT / top:.1f}",
                "height": f"{value * PLOT_HEIGHT / top:.1f}",
            }
            for kind, value, offset in (
                ("started", row.started, 3),
                ("completed", row.completed, 14),
            )
        ]
        columns.append({"bars": bars, "row": row, "middle": number * COLUMN + 14})
    return {
        "columns": columns,
        "width": max(len(rows), 1) * COLUMN,
        "height": PLOT_HEIGHT,
        "foot": PLOT_HEIGHT + 16,
        "whole": PLOT_HEIGHT + 22,
    }


@never_cache
@login_required
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Show what was begun and completed, by month, unit and course."""
    view = View(request)
    report = view.report
    context: dict[str, Any] = {
        "view": view,
        "report": report,
        "units": named_in_tree(OrganisationUnit.objects.order_by("path")),
        "xlsx_url": view.address("learning_reports_xlsx"),
        "csv_urls": {name: view.address("learning_reports_csv", table=name) for name in TABLES},
    }
    if not report.too_small:
        context["plot"] = plot(report.by_month)
    return render(
        request, "courses/reports/reports.html", context, status=422 if view.form.errors else 200
    )


@never_cache
@login_required
@require_safe
def reports_xlsx(request: HttpRequest) -> HttpResponseBase:
    view = View(request)
    return xlsx_response("learning", [view.table(name) for name in TABLES])


@never_cache
@login_required
@require_safe
def reports_csv(request: HttpRequest) -> HttpResponseBase:
    view = View(request)
    name = request.GET.get("table", TABLES[0])
    if name not in TABLES:
        raise Http404
    _title, heading, rows = view.table(name)
    return csv_response(f"learning-{name}", heading, rows)
