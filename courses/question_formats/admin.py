"""Questions in and out in the admin: a file is read, shown with all that is wrong with it, and only then brought in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET
from wagtail import hooks
from wagtail.admin.widgets.button import Button

from ..models import LessonPage
from . import FORMATS, read
from .editing import NEW, NotAdded, add_questions, is_translation, quizzes
from .questions import MAX_BYTES, STREAM, Question, Read

SALT = "courses.question_formats.preview"


class _Serializer:
    """Keeps numbers as they are written, which JSON's own would make inexact."""

    def dumps(self, value: Any) -> bytes:
        import json  # next to its only use: signing wants an object with these two names

        return json.dumps(value, cls=DjangoJSONEncoder, separators=(",", ":")).encode()

    def loads(self, data: bytes) -> Any:
        import json  # as above

        return json.loads(data)


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"), help_text=gettext_lazy("GIFT, Moodle XML or QTI 3.")
    )
    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        required=False,
        choices=[
            ("", gettext_lazy("See from the file")),
            *((name, each.LABEL) for name, each in FORMATS.items()),
        ],
    )
    quiz = forms.ChoiceField(label=gettext_lazy("Bring the questions into"))

    def __init__(self, lesson: LessonPage, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["quiz"]
        field.choices = [
            *((quiz.key, quiz.title) for quiz in quizzes(lesson)),
            (NEW, _("a new quiz at the end of the lesson")),
        ]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(
                _("The file is larger than %(limit)s MB."),
                params={"limit": MAX_BYTES // 1024 // 1024},
            )
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if file := cleaned.get("file"):
            try:
                cleaned["found"] = read(file.read(), cleaned.get("format", ""))
            except ValidationError as error:
                self.add_error("file", error)
        return cleaned


class ConfirmForm(forms.Form):
    """The questions of the preview, signed, so that what was shown is what comes in."""

    quiz = forms.CharField(max_length=40, widget=forms.HiddenInput)
    questions = forms.CharField(widget=forms.HiddenInput)

    def clean_questions(self) -> list[Question]:
        try:
            content = signing.loads(
                self.cleaned_data["questions"], salt=SALT, serializer=_Serializer, max_age=86_400
            )
        except signing.BadSignature as error:
            raise ValidationError(_("Choose the file once more.")) from error
        return [Question(kind, values) for kind, values in content]


def _lesson(request: HttpRequest, page_id: int) -> LessonPage:
    """Return the latest draft of a lesson that the editor may change."""
    lesson = get_object_or_404(LessonPage, pk=page_id)
    allowed = lesson.permissions_for_user(request.user)
    if not allowed.can_edit() or allowed.page_locked():
        raise PermissionDenied
    draft: LessonPage = lesson.get_latest_revision_as_object()
    return draft


def questions_view(request: HttpRequest, page_id: int) -> HttpResponseBase:
    """Show the quizzes to take out of, read an uploaded file, and bring in what was confirmed."""
    lesson = _lesson(request, page_id)
    if request.method == "POST" and "questions" in request.POST:
        return _bring_in(request, lesson)
    form = UploadForm(lesson, *((request.POST, request.FILES) if request.method == "POST" else ()))
    context: dict[str, Any] = {
        "lesson": lesson,
        "quizzes": quizzes(lesson),
        "formats": [(name, each.LABEL) for name, each in FORMATS.items()],
        "translation": is_translation(lesson),
        "form": form,
    }
    if form.is_bound and form.is_valid():
        context |= _preview(form)
    return render(request, "wagtailadmin/courses/questions.html", context)


def _preview(form: UploadForm) -> dict[str, Any]:
    found: list[Read] = form.cleaned_data["found"]
    usable = [each.question for each in found if each.usable and each.question]
    content = [[each.kind, each.values] for each in usable]
    return {
        "found": [
            {
                "read": each,
                "kind": STREAM.child_blocks[each.question.kind].label if each.question else "",
            }
            for each in found
        ],
        "usable": len(usable),
        "confirm": ConfirmForm(
            initial={
                "quiz": form.cleaned_data["quiz"],
                "questions": signing.dumps(
                    content, salt=SALT, serializer=_Serializer, compress=True
                ),
            }
        ),
    }


def _bring_in(request: HttpRequest, lesson: LessonPage) -> HttpResponseBase:
    form = ConfirmForm(request.POST)
    try:
        if not form.is_valid():
            raise NotAdded([error for errors in form.errors.values() for error in errors])
        questions = form.cleaned_data["questions"]
        add_questions(lesson, form.cleaned_data["quiz"], questions, user=request.user)
    except NotAdded as error:
        messages.error(request, " ".join(error.messages))
        return redirect("lesson_questions", lesson.pk)
    text = ngettext(
        "%(number)s question was brought in. The lesson is a draft until you publish it.",
        "%(number)s questions were brought in. The lesson is a draft until you publish it.",
        len(questions),
    )
    messages.success(request, text % {"number": len(questions)})
    return redirect("wagtailadmin_pages:edit", lesson.pk)


@require_GET
def export_view(request: HttpRequest, page_id: int, quiz_key: str, name: str) -> HttpResponse:
    """Answer with the questions of a quiz as a file."""
    quiz = next((each for each in quizzes(_lesson(request, page_id)) if each.key == quiz_key), None)
    if quiz is None or name not in FORMATS:
        raise Http404
    chosen = FORMATS[name]
    file = f"{slugify(quiz.title) or 'quiz'}.{chosen.ENDING}"
    return HttpResponse(
        chosen.write(quiz.questions, quiz.title),
        content_type=chosen.MEDIA_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{file}"'},
    )


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("courses/questions/<int:page_id>/", questions_view, name="lesson_questions"),
        path(
            "courses/questions/<int:page_id>/<str:quiz_key>/<str:name>/",
            export_view,
            name="lesson_questions_export",
        ),
    ]


@hooks.register("register_page_header_buttons")
def questions_button(
    page: Any, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    if (
        isinstance(page.specific_deferred, LessonPage)
        and page.permissions_for_user(user).can_edit()
    ):
        yield Button(
            _("Questions in and out"),
            reverse("lesson_questions", args=[page.pk]),
            icon_name="help",
            priority=35,
        )
