"""Learning paths: courses that lead somewhere together, in the order in which they are best taken."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField

from content.choosers import PageChooser
from content.models import BasePage, SectionIndexPage
from content.models.base import stream
from content.statements import Statement

MOST_COURSES_IN_PATH = 30


class CoursesBlock(blocks.StreamBlock):
    """Courses in an order. Links are language-neutral: either version of a course stands for both."""

    item = PageChooser(label=_("Course"), page_type="courses.CoursePage")

    class Meta:
        required = False
        max_num = MOST_COURSES_IN_PATH

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        seen: set[UUID] = set()
        for child in cleaned:
            if child.value and child.value.translation_key in seen:
                raise blocks.StreamBlockValidationError(
                    non_block_errors=[
                        ValidationError(
                            _("“%(course)s” stands there twice. Take one of them away."),
                            params={"course": child.value.title},
                        )
                    ]
                )
            if child.value:
                seen.add(child.value.translation_key)
        return cleaned


class LearningPathPage(BasePage):
    """A learning path: what you will be able to do, for whom, and its courses in order.

    How long it is and how far somebody has come depend on who asks, since courses may be restricted; it is worked
    out when the page is shown and stored nowhere.
    """

    kind = "path"
    body_fields: ClassVar[list[str]] = ["outcomes", "body"]
    outcomes = stream(blocks.CharBlock(label=_("Outcome")), _("what you will be able to do"))
    audience = models.CharField(_("for whom"), max_length=200, blank=True)
    courses = StreamField(
        CoursesBlock(),
        verbose_name=_("courses in order"),
        blank=True,
        help_text=_("A course that is not published is left out until it is."),
    )

    parent_page_types: ClassVar[list[str]] = ["courses.LearningPathIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    page_description = _("Several courses that lead somewhere together.")
    body_panels: ClassVar[list[Any]] = [
        FieldPanel("outcomes"),
        FieldPanel("audience"),
        FieldPanel("courses"),
        FieldPanel("body"),
    ]
    override_translatable_fields: ClassVar[list[Any]] = [
        *BasePage.override_translatable_fields,
        SynchronizedField("courses", overridable=False),
    ]

    class Meta:
        verbose_name = _("learning path")
        verbose_name_plural = _("learning paths")

    @property
    def course_keys(self) -> list[UUID]:
        """Translation keys of the courses in order, those that were deleted left out; one query."""
        ids = [child["value"] for child in self.courses.raw_data if child["value"]]
        keys = dict(_keys(ids=ids))
        return [keys[pk] for pk in ids if pk in keys]

    def facets(self) -> dict[str, list[str]]:
        return super().facets() | {"course": [str(key) for key in self.course_keys]}

    def card_facts(self) -> dict[str, Any]:
        return super().card_facts() | {
            "audience": self.audience,
            "courses": [str(key) for key in self.course_keys],
        }

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from ..selectors.paths import path_state  # the selectors read these models

        context = super().get_context(request, *args, **kwargs)
        state = path_state(self.course_keys, request, self.locale.language_code)
        context["path"] = state
        context["structured_data"] |= state.structured_data()
        return context

    def structured_data(self, request: HttpRequest) -> dict[str, Any]:
        data = {"@type": "LearningResource", "teaches": [item.value for item in self.outcomes]}
        return super().structured_data(request) | data


class LearningPathIndexPage(SectionIndexPage):
    lists_kind = "path"
    filter_names: ClassVar[list[str]] = ["topic"]
    subpage_types: ClassVar[list[str]] = ["courses.LearningPathPage"]

    class Meta:
        verbose_name = _("learning paths section")


@Statement
def _keys(*, ids: list[int]) -> QuerySet[Page, tuple[int, UUID]]:
    return Page.objects.filter(pk__in=ids).values_list("pk", "translation_key")
