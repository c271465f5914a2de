"""Courses made of modules and lessons. What learners do in them is ordinary rows, in the modules beside this one."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from content.models import BasePage, SectionIndexPage
from content.models.base import stream

from ..blocks import LessonBlock, demands_of
from ..evaluations.blocks import EvaluationBlock


class CoursePage(BasePage):
    """A course: what you will be able to do, for whom, how long, and its modules."""

    class Level(models.TextChoices):
        INTRODUCTION = "introduction", _("Introduction")
        PRACTICE = "practice", _("Practice")
        DEEPENING = "deepening", _("Deepening")

    kind = "course"
    body_fields: ClassVar[list[str]] = ["outcomes", "body"]
    outcomes = stream(blocks.CharBlock(label=_("Outcome")), _("what you will be able to do"))
    audience = models.CharField(_("for whom"), max_length=200, blank=True)
    prerequisites = models.CharField(_("prerequisites"), max_length=200, blank=True)
    level = models.CharField(
        _("level"), max_length=12, choices=Level.choices, default=Level.INTRODUCTION
    )

    require_quizzes = models.BooleanField(
        _("quizzes must be passed"),
        default=True,
        help_text=_("Otherwise it is enough to have gone through the lessons."),
    )
    require_attendance = models.BooleanField(
        _("a session must be attended"),
        default=False,
        help_text=_(
            "The course is then done when the lessons are and somebody has marked that the person came to one of "
            "its sessions."
        ),
    )
    gives_certificate = models.BooleanField(_("gives a certificate"), default=True)
    evaluation = stream(
        EvaluationBlock(),
        _("evaluation"),
        max_num=1,
        help_text=_(
            "Asked of those who have completed the course. Answers are kept without names."
        ),
    )

    parent_page_types: ClassVar[list[str]] = ["courses.CourseIndexPage"]
    subpage_types: ClassVar[list[str]] = ["courses.ModulePage"]
    page_description = _("A course. Add modules below it, and lessons below each module.")
    body_panels: ClassVar[list[Any]] = [
        FieldPanel("outcomes"),
        MultiFieldPanel(
            [FieldPanel("audience"), FieldPanel("prerequisites"), FieldPanel("level")],
            heading=_("In short"),
        ),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("require_quizzes"),
                FieldPanel("require_attendance"),
                FieldPanel("gives_certificate"),
            ],
            heading=_("When the course is done"),
        ),
        FieldPanel("evaluation"),
    ]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def facets(self) -> dict[str, list[str]]:
        return super().facets() | {"level": [self.level]}

    def card_facts(self) -> dict[str, Any]:
        lessons = LessonPage.objects.descendant_of(self).live()
        return super().card_facts() | {
            "level": self.level,
            "lessons": lessons.count(),
            "minutes": lessons.aggregate(total=models.Sum("minutes"))["total"] or 0,
            "quizzes_required": self.require_quizzes,
            "attendance_required": self.require_attendance,
            "certificate": self.gives_certificate,
            "evaluation": bool(self.evaluation),
        }

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        # the selectors read these models
        from ..evaluations.inviting import is_invited
        from ..selectors import course_outline
        from ..selectors.learning import course_state
        from ..selectors.paths import paths_with
        from ..selectors.sessions import coming_sessions, wants_session

        outline = course_outline(self, request)
        context = super().get_context(request, *args, **kwargs)
        language = self.locale.language_code
        context["paths"] = paths_with([self.translation_key], request, language)
        context["outline"] = outline
        context["total_minutes"] = outline.minutes
        context["first_lesson"] = outline.first
        context["state"] = course_state(outline, request)
        context["sessions"] = coming_sessions(self.translation_key, request.user)
        context["wants_session"] = self.require_attendance and wants_session(
            self.translation_key, request.user
        )
        context["may_evaluate"] = is_invited(request.user, context["state"])
        return context

    def structured_data(self, request: HttpRequest) -> dict[str, Any]:
        provider = {"@type": "Organization", "name": "Idéslussen"}
        return super().structured_data(request) | {"@type": "Course", "provider": provider}


class ModulePage(BasePage):
    kind = "module"
    listed = False
    parent_page_types: ClassVar[list[str]] = ["courses.CoursePage"]
    subpage_types: ClassVar[list[str]] = ["courses.LessonPage"]
    page_description = _("A part of a course.")

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        # the selectors read these models
        from ..selectors import course_outline
        from ..selectors.learning import course_state

        outline = course_outline(self, request)
        context = super().get_context(request, *args, **kwargs)
        context["state"] = course_state(outline, request)
        context["course"] = outline.course
        context["outline"] = outline
        context["module"] = outline.module_of(self)
        return context


class LessonPage(BasePage):
    class Kind(models.TextChoices):
        READING = "reading", _("Reading")
        VIDEO = "video", _("Film")
        FILE = "file", _("Exercise with a file")

    kind = "lesson"
    listed = True
    body = stream(LessonBlock(), _("text"))
    lesson_kind = models.CharField(
        _("kind of lesson"), max_length=10, choices=Kind.choices, default=Kind.READING
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=5, validators=[MinValueValidator(1), MaxValueValidator(600)]
    )

    parent_page_types: ClassVar[list[str]] = ["courses.ModulePage"]
    subpage_types: ClassVar[list[str]] = []
    page_description = _("One lesson: text, film, files, reflection, checklists.")
    body_panels: ClassVar[list[Any]] = [
        FieldPanel("lesson_kind"),
        FieldPanel("minutes"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def facets(self) -> dict[str, list[str]]:
        """Add the cases and methods that the lesson's text links to, and the reflections that somebody reviews."""
        links: dict[str, list[str]] = {"case": [], "method": []}
        for page in self.linked_pages:
            kind = getattr(page.specific_class, "kind", "")
            if kind in links:
                links[kind].append(str(page.translation_key))
        reviews = [UUID(key).hex for key in demands_of(self.body).get("reviews", ())]
        return super().facets() | links | {"review": reviews}

    def catalogue_dependents(self) -> list[int]:
        """The course's card says how many lessons it has and how long they take."""
        return list(CoursePage.objects.ancestor_of(self).values_list("pk", flat=True))

    @cached_property
    def linked_pages(self) -> list[Any]:
        return [
            page
            for block in self.body
            if block.block_type == "pages"
            for page in block.value["pages"]
            if page
        ]

    def card_facts(self) -> dict[str, Any]:
        facts = {"lesson_kind": self.lesson_kind, "minutes": self.minutes}
        return super().card_facts() | facts | demands_of(self.body)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        # the selectors and the view read these models
        from ..evaluations.inviting import is_invited
        from ..selectors import course_outline
        from ..selectors.learning import course_state
        from ..showing import view_of_lesson

        outline = course_outline(self, request)
        context = super().get_context(request, *args, **kwargs)
        context["course"] = outline.course
        context["outline"] = outline
        context["state"] = course_state(outline, request)
        context["may_evaluate"] = is_invited(request.user, context["state"])
        key = outline.course.translation_key if outline.course else self.translation_key
        context["lesson"] = view_of_lesson(self, key, context["state"], request)
        context |= outline.around(self)
        return context


class CourseIndexPage(SectionIndexPage):
    lists_kind = "course"
    filter_names: ClassVar[list[str]] = ["level", "topic"]
    subpage_types: ClassVar[list[str]] = ["courses.CoursePage"]

    class Meta:
        verbose_name = _("courses section")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from ..selectors.paths import newest_paths  # the selectors read these models

        context = super().get_context(request, *args, **kwargs)
        listing = context["listing"]
        if listing.number == 1 and not listing.chips:
            context["paths"] = newest_paths(request, self.locale.language_code)
        return context
