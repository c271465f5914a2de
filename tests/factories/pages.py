"""Page trees. `CaseFactory()` publishes a case under its section, `CaseFactory(live=False)` leaves a draft."""

from __future__ import annotations

import datetime
from typing import Any

import factory
from django.utils import timezone
from django.utils.text import slugify
from factory.django import DjangoModelFactory
from wagtail.models import Locale, Page
from wagtail.signals import page_published

from cases.models import CasePage
from conferences.models import ConferencePage, SessionPage
from content.models import (
    ArticlePage,
    Municipality,
    MunicipalityPage,
    OrganisationPage,
    PersonPage,
    ProgrammePage,
    StandardPage,
    Topic,
    TopicPage,
)
from content.structure import section_page
from courses.models import CoursePage, LearningPathPage, LessonPage, ModulePage
from ideas.models import Idea
from methods.models import MethodPage


def section(key: str, language: str = "sv") -> Any:
    """Return one of the portal's sections as it is stored."""
    found = section_page(key, Locale.objects.get(language_code=language))
    assert found is not None, f"the portal has no section {key}"
    return found


def codes(values: Any, model: Any) -> list[Any]:
    """Return the rows of the named codes; rows may be given as they are."""
    return [model.objects.get(pk=value) if isinstance(value, str) else value for value in values]


class PageFactory(DjangoModelFactory):
    """A page under `parent`, by default the section of its kind. Relations are given as lists.

    What is live has no history, like a page that was imported: a revision costs as much as all the rest.
    """

    class Meta:
        abstract = True

    under = ""
    """Key of the section that pages of the kind live in."""

    title = factory.Sequence(lambda number: f"Sida {number}")
    summary = factory.LazyAttribute(lambda page: f"Om {page.title}.")

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        language = kwargs.pop("language", "sv")
        under = kwargs.pop("under", "") or cls.under
        parent = kwargs.pop("parent", None) or section(under, language)
        live = kwargs.pop("live", True)
        relations = {
            name: kwargs.pop(name)
            for name in list(kwargs)
            if model_class._meta.get_field(name).many_to_many
        }
        published = kwargs.pop("first_published_at", None)
        kwargs.setdefault("slug", slugify(kwargs["title"]) or "sida")
        page = model_class(locale=parent.locale, live=live, **kwargs)
        for name, rows in relations.items():
            models = {"topics": Topic, "municipalities": Municipality}
            setattr(page, name, codes(rows, models[name]) if name in models else rows)
        if live:
            page.last_published_at = timezone.now()
            published = published or page.last_published_at
        page.first_published_at = published
        Page.objects.get(pk=parent.pk).add_child(instance=page)
        if live:
            page_published.send(sender=model_class, instance=page)
        else:
            page.save_revision()
        return model_class.objects.get(pk=page.pk)


class ArticleFactory(PageFactory):
    class Meta:
        model = ArticlePage

    under = "news"
    date = datetime.date(2026, 3, 2)


class StandardPageFactory(PageFactory):
    class Meta:
        model = StandardPage

    under = "about"


class OrganisationFactory(PageFactory):
    class Meta:
        model = OrganisationPage

    under = "organisations"
    organisation_kind = "incubator"


class PersonFactory(PageFactory):
    class Meta:
        model = PersonPage

    under = "people"
    role = "Utvecklingsledare"


class MunicipalityPageFactory(PageFactory):
    class Meta:
        model = MunicipalityPage

    under = "municipalities"
    municipality_id = "1485"


class TopicPageFactory(PageFactory):
    class Meta:
        model = TopicPage

    under = "topics"
    topic_id = "school"


class ProgrammeFactory(PageFactory):
    class Meta:
        model = ProgrammePage

    under = "about"


class MethodFactory(PageFactory):
    class Meta:
        model = MethodPage

    under = "methods"
    phase = "explore"
    time_band = "hour"


class CaseFactory(PageFactory):
    class Meta:
        model = CasePage

    under = "cases"
    status = "finished"
    evidence = "measured"


class CourseFactory(PageFactory):
    class Meta:
        model = CoursePage

    under = "courses"


class LearningPathFactory(PageFactory):
    """A path of courses in the order given."""

    class Meta:
        model = LearningPathPage

    under = "paths"

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        courses = kwargs.pop("courses", [])
        kwargs["courses"] = [("item", course) for course in courses]
        return super()._create(model_class, *args, **kwargs)


class ModuleFactory(PageFactory):
    class Meta:
        model = ModulePage

    parent = factory.SubFactory(CourseFactory)


class LessonFactory(PageFactory):
    class Meta:
        model = LessonPage

    parent = factory.SubFactory(ModuleFactory)
    minutes = 10


class ConferenceFactory(PageFactory):
    class Meta:
        model = ConferencePage

    under = "conferences"
    starts = datetime.date(2027, 5, 6)
    ends = datetime.date(2027, 5, 7)


class SessionFactory(PageFactory):
    class Meta:
        model = SessionPage

    parent = factory.SubFactory(ConferenceFactory)
    starts = datetime.datetime(2027, 5, 6, 8, 30, tzinfo=datetime.UTC)


class IdeaFactory(DjangoModelFactory):
    class Meta:
        model = Idea

    class Params:
        language = "sv"

    title = factory.Sequence(lambda number: f"Idé {number}")
    slug = factory.LazyAttribute(lambda idea: slugify(idea.title))
    summary = factory.LazyAttribute(lambda idea: f"Om {idea.title}.")
    submitted = datetime.date(2025, 9, 1)
    locale = factory.LazyAttribute(lambda idea: Locale.objects.get(language_code=idea.language))

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        topics = codes(kwargs.pop("topics", []), Topic)
        places = codes(kwargs.pop("municipalities", []), Municipality)
        idea = model_class(**kwargs)
        idea.topics, idea.municipalities = topics, places
        idea.full_clean()
        idea.save()
        return model_class.objects.get(pk=idea.pk)


def translate(page: Any, title: str, *, publish: bool = True, **fields: Any) -> Any:
    """Return the English version of a page, made as the translation view makes it."""
    copy = page.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    copy.title = title
    copy.slug = slugify(title)
    for name, value in fields.items():
        setattr(copy, name, value)
    revision = copy.save_revision()
    if publish:
        revision.publish()
    return type(page).objects.get(pk=copy.pk)
