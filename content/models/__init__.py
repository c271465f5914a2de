"""The foundation's models. Import them from here."""

from .base import BasePage, SectionIndexPage
from .catalogue import CatalogueCount, CatalogueEntry, CatalogueFacet
from .media import DocumentUse, FileText, PortalDocument, PortalImage, PortalRendition
from .pages import (
    ArticleIndexPage,
    ArticlePage,
    MunicipalityIndexPage,
    MunicipalityPage,
    OrganisationIndexPage,
    OrganisationPage,
    PersonIndexPage,
    PersonPage,
    StandardPage,
    TopicIndexPage,
    TopicPage,
)
from .programme import ProgrammePage
from .taxonomy import Municipality, Topic
from .units import Membership, OrganisationUnit

__all__ = [
    "ArticleIndexPage",
    "ArticlePage",
    "BasePage",
    "CatalogueCount",
    "CatalogueEntry",
    "CatalogueFacet",
    "DocumentUse",
    "FileText",
    "Membership",
    "Municipality",
    "MunicipalityIndexPage",
    "MunicipalityPage",
    "OrganisationIndexPage",
    "OrganisationPage",
    "OrganisationUnit",
    "PersonIndexPage",
    "PersonPage",
    "PortalDocument",
    "PortalImage",
    "PortalRendition",
    "ProgrammePage",
    "SectionIndexPage",
    "StandardPage",
    "Topic",
    "TopicIndexPage",
    "TopicPage",
]
