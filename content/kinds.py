"""Names of the kinds of content, shared by listings, search, feeds and transfer."""

from functools import lru_cache

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

KIND_LABELS = {
    "case": (_("Case"), _("Cases")),
    "method": (_("Method"), _("Methods")),
    "idea": (_("Idea"), _("Ideas")),
    "course": (_("Course"), _("Courses")),
    "path": (_("Learning path"), _("Learning paths")),
    "module": (_("Module"), _("Modules")),
    "lesson": (_("Lesson"), _("Lessons")),
    "conference": (_("Conference"), _("Conferences")),
    "session": (_("Session"), _("Sessions")),
    "article": (pgettext_lazy("one article", "News"), _("News")),
    "page": (_("Page"), _("Pages")),
    "programme": (_("Programme"), _("Programmes")),
    "person": (_("Person"), _("People")),
    "organisation": (_("Actor"), _("Actors")),
    "municipality": (_("Municipality"), _("Municipalities")),
    "topic": (_("Topic"), _("Topics")),
    "document": (_("Document"), _("Documents")),
    "section": (_("Section"), _("Sections")),
    "home": (_("Home page"), _("Home page")),
}


def kind_label(kind: str, plural: bool = False) -> str:
    """Return what people call a kind in the active language; an unknown kind is returned as it is."""
    return _kind_label(kind, plural, get_language())


@lru_cache(256)
def _kind_label(kind: str, plural: bool, language: str | None) -> str:
    # Kept by the running language: every card says it.
    labels = KIND_LABELS.get(kind)
    return str(labels[plural]) if labels else kind
