"""Makes pages, files and people for tests, the way an editor's own work is stored."""

from .media import DocumentFactory, ImageFactory, png
from .pages import (
    ArticleFactory,
    CaseFactory,
    ConferenceFactory,
    CourseFactory,
    IdeaFactory,
    LearningPathFactory,
    LessonFactory,
    MethodFactory,
    ModuleFactory,
    MunicipalityPageFactory,
    OrganisationFactory,
    PersonFactory,
    ProgrammeFactory,
    SessionFactory,
    StandardPageFactory,
    TopicPageFactory,
    section,
    translate,
)
from .people import UserFactory
from .rows import fill_catalogue

__all__ = [
    "ArticleFactory",
    "CaseFactory",
    "ConferenceFactory",
    "CourseFactory",
    "DocumentFactory",
    "IdeaFactory",
    "ImageFactory",
    "LearningPathFactory",
    "LessonFactory",
    "MethodFactory",
    "ModuleFactory",
    "MunicipalityPageFactory",
    "OrganisationFactory",
    "PersonFactory",
    "ProgrammeFactory",
    "SessionFactory",
    "StandardPageFactory",
    "TopicPageFactory",
    "UserFactory",
    "fill_catalogue",
    "png",
    "section",
    "translate",
]
