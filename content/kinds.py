"""Names of the kinds of content, shared by listings, search, feeds and transfer."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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
    labels = KIND_LABELS.get(kind)
    return str(labels[plural]) if labels else kind
