"""The front page, and sessions."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from content.models import BasePage
from content.models.base import text_field

from .sessions import UserSession

__all__ = ["HomePage", "UserSession"]


class HomePage(BasePage):
    kind = "home"
    listed = False
    body_fields: ClassVar[list[str]] = ["lead", "body"]
    lead = text_field(
        _("lead"),
        help_text=_("The first words that people read here. Two or three short sentences."),
    )

    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = [
        "cases.CaseIndexPage",
        "methods.MethodIndexPage",
        "ideas.IdeaIndexPage",
        "courses.CourseIndexPage",
        "conferences.ConferenceIndexPage",
        "content.ArticleIndexPage",
        "content.MunicipalityIndexPage",
        "content.TopicIndexPage",
        "content.OrganisationIndexPage",
        "content.PersonIndexPage",
        "content.StandardPage",
    ]
    page_description = _("The front page of one language.")
    body_panels: ClassVar[list[Any]] = [FieldPanel("lead"), FieldPanel("body")]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from .selectors import (
            front_page,  # the selector reads the catalogue, which reads page models
        )

        return super().get_context(request, *args, **kwargs) | front_page(
            request, self.locale.language_code
        )
