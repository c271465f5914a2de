"""The report of what answers say about questions, for editors: figures alone, of nobody in particular."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Avg, Count, FloatField, Max, Q
from django.db.models.functions import Cast
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from content.models import CatalogueEntry

from .models import Attempt, QuizVersion
from .statistics import MOST_ATTEMPTS, quiz_statistics

PAGE_SIZE = 30


@require_safe
def quizzes(request: HttpRequest) -> HttpResponse:
    """List quizzes that somebody has handed in, the latest first."""
    rows = (
        Attempt.objects.filter(submitted_at__isnull=False)
        .values("quiz_key")
        .annotate(
            number=Count("pk"),
            passed=Count("pk", filter=Q(passed=True)),
            latest=Max("submitted_at"),
            mean=Avg(
                Cast("score", FloatField()) / Cast("max_score", FloatField()),
                filter=Q(max_score__gt=0),
            ),
        )
        .order_by("-latest", "quiz_key")
    )
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("p"))
    _name_quizzes(page.object_list)
    return render(request, "wagtailadmin/courses/quizzes.html", {"page": page})


def _name_quizzes(rows: Any) -> None:
    """Give each row the quiz's title and the lesson it is in; two queries."""
    keys = [row["quiz_key"] for row in rows]
    found: dict[UUID, QuizVersion] = {}
    for version in QuizVersion.objects.filter(quiz_key__in=keys).order_by("created_at"):
        if version.language == get_language() or version.quiz_key not in found:
            found[version.quiz_key] = version
    titles = _titles([version.lesson_key for version in found.values()])
    for row in rows:
        version = found[row["quiz_key"]]
        row["percent"] = None if row["mean"] is None else 100 * row["mean"]
        row["title"] = version.content["title"]
        row["lesson"] = titles.get(version.lesson_key, "")


def _titles(keys: list[UUID]) -> dict[UUID, str]:
    rows = CatalogueEntry.objects.filter(kind="lesson", translation_key__in=keys)
    found: dict[UUID, str] = {}
    for key, language, title in rows.values_list("translation_key", "language", "title"):
        if language == get_language() or key not in found:
            found[key] = title
    return found


@require_safe
def quiz(request: HttpRequest, quiz_key: UUID) -> HttpResponse:
    """Show the figures of one quiz, question by question."""
    versions = QuizVersion.objects.filter(quiz_key=quiz_key).order_by("-created_at")
    version = versions.filter(language=get_language() or "sv").first() or versions.first()
    if version is None:
        raise Http404
    context = {
        "version": version,
        "lesson": _titles([version.lesson_key]).get(version.lesson_key, ""),
        "statistics": quiz_statistics(quiz_key, version.language),
        "most": MOST_ATTEMPTS,
    }
    return render(request, "wagtailadmin/courses/quiz.html", context)


class ReportItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("wagtailadmin.access_admin"))


@hooks.register("register_reports_menu_item")
def quiz_report_in_menu() -> MenuItem:
    return ReportItem(_("Quiz statistics"), reverse("quiz_report"), icon_name="help", order=910)


@hooks.register("register_admin_urls")
def quiz_report_addresses() -> list[Any]:
    return [
        path("reports/quizzes/", quizzes, name="quiz_report"),
        path("reports/quizzes/<uuid:quiz_key>/", quiz, name="quiz_report_quiz"),
    ]
