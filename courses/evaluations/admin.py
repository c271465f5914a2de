"""The report of evaluations in the admin, for those who write a course and those who lead training."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.permissions import page_permission_policy

from ..models import CoursePage, EvaluationResponse, EvaluationVersion
from ..rules import reads_reports
from ..selectors.reports import SMALLEST_GROUP
from ..sheets import csv_response, xlsx_response
from .results import MOST_RESPONSES, Results, results_of

PAGE_SIZE = 30
TABLES = ("answers", "groups", "words")


def _readable(user: Any, rows: QuerySet[EvaluationResponse]) -> QuerySet[EvaluationResponse]:
    """Return the answers whose figures somebody may see: of the courses that the person edits, or of all."""
    if reads_reports(user):
        return rows
    pages = page_permission_policy.instances_user_has_permission_for(user, "change")
    courses = CoursePage.objects.filter(pk__in=pages.order_by().values("pk"))
    return rows.filter(course_key__in=courses.order_by().values("translation_key"))


def _titles(keys: list[UUID]) -> dict[UUID, str]:
    rows = CoursePage.objects.filter(translation_key__in=keys)
    found: dict[UUID, str] = {}
    for key, language, title in rows.values_list(
        "translation_key", "locale__language_code", "title"
    ):
        if language == get_language() or key not in found:
            found[key] = title
    return found


def _title(course_key: UUID) -> str:
    return _titles([course_key]).get(course_key, _("A course that is no longer there"))


@require_safe
def evaluations(request: HttpRequest) -> HttpResponse:
    """List the courses that somebody has evaluated."""
    rows = (
        _readable(request.user, EvaluationResponse.objects.order_by())
        .values("course_key")
        .annotate(number=Count("pk"), shown=Count("pk", filter=Q(batch__isnull=False)))
        .order_by("-number", "course_key")
    )
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("p"))
    titles = _titles([row["course_key"] for row in page.object_list])
    gone = _("A course that is no longer there")
    listed = [(row, titles.get(row["course_key"], gone)) for row in page.object_list]
    context = {"page": page, "rows": listed, "smallest": SMALLEST_GROUP}
    return render(request, "wagtailadmin/courses/evaluations.html", context)


def _results(request: HttpRequest, course_key: UUID) -> Results:
    """Return a course's results.

    Raises:
        Http404: there are no answers, or none whose figures the visitor may see.
    """
    answers = EvaluationResponse.objects.filter(course_key=course_key)
    if not _readable(request.user, answers).exists():
        raise Http404
    return results_of(course_key, get_language() or "sv")


@require_safe
def evaluation(request: HttpRequest, course_key: UUID) -> HttpResponse:
    """Show what the answers to one evaluation say, question by question."""
    context = {
        "title": _title(course_key),
        "course_key": course_key,
        "results": _results(request, course_key),
        "smallest": SMALLEST_GROUP,
        "most": MOST_RESPONSES,
    }
    return render(request, "wagtailadmin/courses/evaluation.html", context)


def _number(value: float | None) -> Any:
    return _("Too few answers") if value is None else round(value, 2)


def _table(results: Results, name: str) -> tuple[str, list[str], list[list[Any]]]:
    """Return a table's title, heading and rows, for files."""
    if name == "groups":
        kinds = ((_("Part of the organisation"), results.by_unit), (_("Month"), results.by_month))
        return (
            _("Groups"),
            [_("By"), _("Group"), _("Question"), _("Answers in the group"), _("Mean")],
            [
                [kind, row.label, scale.wording, row.answers, _number(mean)]
                for kind, rows in kinds
                for row in rows
                for scale, mean in zip(results.scales, row.means, strict=True)
            ],
        )
    if name == "words":
        words = [[result.wording, text] for result in results.questions for text in result.texts]
        return _("Own words"), [_("Question"), _("Answer")], words
    rows: list[list[Any]] = []
    for result in results.questions:
        mean = _number(result.mean) if result.kind == "scale" else ""
        parts = [[part.label, part.number, round(part.percent)] for part in result.parts]
        untold = "" if result.kind == "free_text" else _("Too few answers")
        rows += [
            [result.wording, result.answers, *part, mean] for part in parts or [[untold, "", ""]]
        ]
    heading = [_("Question"), _("Answers"), _("Answer"), _("Number"), _("Per cent"), _("Mean")]
    return _("Answers"), heading, rows


@require_safe
def evaluation_xlsx(request: HttpRequest, course_key: UUID) -> HttpResponseBase:
    results = _results(request, course_key)
    return xlsx_response("evaluation", [_table(results, name) for name in TABLES])


@require_safe
def evaluation_csv(request: HttpRequest, course_key: UUID) -> HttpResponseBase:
    name = request.GET.get("table", TABLES[0])
    if name not in TABLES:
        raise Http404
    _name, heading, rows = _table(_results(request, course_key), name)
    return csv_response(f"evaluation-{name}", heading, rows)


class ReportItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("wagtailadmin.access_admin"))


@hooks.register("register_reports_menu_item")
def evaluations_in_menu() -> MenuItem:
    address = reverse("evaluation_report")
    return ReportItem(gettext_lazy("Course evaluations"), address, icon_name="form", order=911)


@hooks.register("register_admin_urls")
def evaluation_addresses() -> list[Any]:
    one = "reports/evaluations/<uuid:course_key>/"
    return [
        path("reports/evaluations/", evaluations, name="evaluation_report"),
        path(one, evaluation, name="evaluation_report_course"),
        path(f"{one}evaluation.xlsx", evaluation_xlsx, name="evaluation_report_xlsx"),
        path(f"{one}evaluation.csv", evaluation_csv, name="evaluation_report_csv"),
    ]


@hooks.register("register_page_header_buttons")
def results_button(
    page: Any, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    if not isinstance(page.specific_deferred, CoursePage):
        return
    answered = EvaluationVersion.objects.filter(course_key=page.translation_key).exists()
    if answered and (reads_reports(user) or page.permissions_for_user(user).can_edit()):
        yield Button(
            _("What people thought"),
            reverse("evaluation_report_course", args=[page.translation_key]),
            icon_name="form",
            priority=36,
        )
