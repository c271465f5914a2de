"""The foundation's kinds of line, and its sections."""

from __future__ import annotations

from typing import Any

from .models import (
    ArticleIndexPage,
    ArticlePage,
    MunicipalityIndexPage,
    MunicipalityPage,
    OrganisationIndexPage,
    OrganisationPage,
    PersonIndexPage,
    PersonPage,
    PortalDocument,
    PortalImage,
    ProgrammePage,
    StandardPage,
    Topic,
    TopicIndexPage,
    TopicPage,
)
from .structure import Section, register_section
from .transfer.fields import Choice, Code, Day, Link, Plain, Stream
from .transfer.kinds import register
from .transfer.media import MediaKind, TermKind
from .transfer.pages import PageKind

register(MediaKind("image", PortalImage, order=1))
register(MediaKind("document", PortalDocument, order=2))
register(TermKind("term", Topic, order=3))
register(PageKind("article", ArticlePage, Day("date"), section="news", order=60))
register(PageKind("page", StandardPage, section="about", parent_kind="page", order=60))
register(
    PageKind(
        "organisation",
        OrganisationPage,
        Choice("organisation_kind"),
        Plain("website"),
        Stream("offers", text=True),
        section="organisations",
        order=20,
    )
)
register(
    PageKind(
        "person",
        PersonPage,
        Plain("role", text=True),
        Link("organisation", kind="organisation"),
        section="people",
        order=21,
    )
)
register(
    PageKind(
        "municipality", MunicipalityPage, Code("municipality"), section="municipalities", order=60
    )
)
register(PageKind("topic", TopicPage, Code("topic"), section="topics", order=60))
register(
    PageKind(
        "programme",
        ProgrammePage,
        Stream("effects", text=True),
        Stream("work_packages", text=True),
        Stream("partners", text=True),
        Stream("reference_group", text=True),
        Stream("funding", text=True),
        section="about",
        order=61,
    )
)

SECTIONS: list[tuple[str, Any, str, str, str, str]] = [
    ("news", ArticleIndexPage, "Nyheter", "nyheter", "News", "news"),
    (
        "municipalities",
        MunicipalityIndexPage,
        "Kommuner",
        "kommuner",
        "Municipalities",
        "municipalities",
    ),
    ("topics", TopicIndexPage, "Ämnen", "amnen", "Topics", "topics"),
    ("organisations", OrganisationIndexPage, "Aktörer", "aktorer", "Actors", "actors"),
    ("people", PersonIndexPage, "Personer", "personer", "People", "people"),
    ("about", StandardPage, "Om Idéslussen", "om", "About", "about"),
]
for order, (key, model, swedish, slug_sv, english, slug_en) in enumerate(SECTIONS, 60):
    titles, slugs = {"sv": swedish, "en": english}, {"sv": slug_sv, "en": slug_en}
    register_section(Section(key, model, titles, slugs, order))
