"""The catalogue follows what editors do, and is always what a rebuild would make of the stored pages."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest
from wagtail.models import Page

from content import counts
from content.catalogue import rebuild
from content.models import CatalogueCount, CatalogueEntry, CatalogueFacet
from tests.factories import (
    ArticleFactory,
    CaseFactory,
    CourseFactory,
    IdeaFactory,
    LessonFactory,
    ModuleFactory,
    OrganisationFactory,
    PersonFactory,
    SessionFactory,
    StandardPageFactory,
    section,
    translate,
)

pytestmark = pytest.mark.django_db


def rows() -> list[dict[str, Any]]:
    """Return the catalogue without what a rebuild may change: numbers of rows and the time of writing."""
    entries = CatalogueEntry.objects.order_by("content_type", "object_id").values()
    facets = CatalogueFacet.objects.order_by("entry__object_id", "name", "value").values_list(
        "entry__content_type", "entry__object_id", "name", "value", "language", "kind", "date"
    )
    left_out = ("id", "updated")
    numbers: Counter[tuple[str, ...]] = Counter()
    for *group, number in CatalogueCount.objects.values_list(
        "language", "kind", "name", "value", "number"
    ):
        numbers[tuple(group)] += number
    return [
        *({"count": row} for row in sorted(numbers.items()) if row[1]),
        *({name: value for name, value in row.items() if name not in left_out} for row in entries),
        *({"facet": row} for row in facets),
    ]


def assert_as_rebuilt() -> None:
    before = rows()
    for _done in rebuild():
        pass
    assert rows() == before


def entry(page: Any) -> CatalogueEntry | None:
    return CatalogueEntry.objects.filter(object_id=page.pk, kind=page.kind).first()


def test_a_published_case_is_listed_with_its_facets():
    case = CaseFactory(
        title="Morgonen fick två starter", topics=["school"], municipalities=["1485"]
    )
    found = entry(case)
    assert (found.title, found.url, found.language) == (
        "Morgonen fick två starter",
        "/sv/fall/morgonen-fick-tva-starter/",
        "sv",
    )
    assert dict(found.facets.values_list("name", "value")) == {
        "topic": "school",
        "municipality": "1485",
        "county": "14",
        "status": "finished",
        "evidence": "measured",
        "year": str(case.first_published_at.year),
    }


def test_a_draft_is_not_listed_and_a_draft_over_a_live_page_changes_nothing():
    assert entry(CaseFactory(live=False)) is None
    case = CaseFactory(title="Publicerad")
    case.title = "Utkast"
    case.save_revision()
    assert entry(case).title == "Publicerad"
    assert_as_rebuilt()


def test_unpublishing_and_deleting_take_the_entry_away():
    case, other = CaseFactory(), CaseFactory()
    case.unpublish()
    other.delete()
    assert not CatalogueEntry.objects.filter(kind="case").exists()
    case.save_revision().publish()
    assert entry(case) is not None


def test_a_new_address_reaches_everything_below():
    course = CourseFactory(title="Kurs")
    lesson = LessonFactory(title="Lektion", parent=ModuleFactory(title="Modul", parent=course))
    course.slug = "ny-kurs"
    course.save_revision().publish()
    assert entry(lesson).url == "/sv/kurser/ny-kurs/modul/lektion/"
    assert_as_rebuilt()


def test_a_move_reaches_everything_below_and_beside():
    first, second = CourseFactory(title="Första"), CourseFactory(title="Andra")
    lesson = LessonFactory(title="Lektion", parent=ModuleFactory(title="Modul", parent=first))
    lesson.get_parent().move(Page.objects.get(pk=second.pk), pos="last-child")
    assert entry(lesson).url == "/sv/kurser/andra/modul/lektion/"
    assert (entry(first).facts["lessons"], entry(second).facts["lessons"]) == (0, 1)
    Page.objects.get(pk=second.pk).move(Page.objects.get(pk=first.pk), pos="left")
    assert_as_rebuilt()


def test_the_order_of_sections_can_change():
    """Ideas are no pages; they have the path of their section, which moves when a section makes room."""
    IdeaFactory(title="Idé")
    CaseFactory()
    Page.objects.get(pk=section("people").pk).move(section("cases"), pos="left")
    assert_as_rebuilt()
    assert CatalogueEntry.objects.get(kind="idea").path == section("ideas").path


def test_a_copy_gets_an_entry_when_it_is_published():
    case = CaseFactory(title="Fall")
    copy = case.copy(update_attrs={"slug": "kopia", "title": "Kopia"}, keep_live=False)
    assert entry(copy) is None
    copy.get_latest_revision().publish()
    assert entry(copy).title == "Kopia"
    assert entry(copy).key != entry(case).key
    assert_as_rebuilt()


def test_a_course_knows_its_lessons():
    course = CourseFactory()
    module = ModuleFactory(parent=course)
    lesson = LessonFactory(parent=module, minutes=10)
    LessonFactory(parent=module, minutes=15)
    assert (entry(course).facts["lessons"], entry(course).facts["minutes"]) == (2, 25)
    lesson.unpublish()
    assert (entry(course).facts["lessons"], entry(course).facts["minutes"]) == (1, 15)
    Page.objects.get(pk=module.pk).delete()
    assert entry(course).facts["lessons"] == 0
    assert_as_rebuilt()


def test_counts_are_put_together_now_and_then(monkeypatch):
    monkeypatch.setattr(counts, "TOGETHER_EVERY", 1)
    for _number in range(4):
        CaseFactory(topics=["school"])
    rows = CatalogueCount.objects.filter(kind="case", name="topic")
    assert [(row.value, row.number) for row in rows] == [("school", 4)]
    section("cases").get_children().first().delete()
    assert [(row.value, row.number) for row in rows.all()] == [("school", 3)]


def test_an_idea_is_listed_while_it_is_public():
    idea = IdeaFactory(title="Idé")
    assert entry(idea).url == "/sv/ideer/ide/"
    idea.visibility = "internal"
    idea.save()
    assert entry(idea) is None
    idea.visibility = "public"
    idea.slug = "battre-ide"
    idea.save()
    assert entry(idea).url == "/sv/ideer/battre-ide/"
    idea.delete()
    assert not CatalogueEntry.objects.filter(kind="idea").exists()


def test_ideas_go_and_come_with_their_section(client):
    IdeaFactory(title="Idé")
    ideas = section("ideas")
    ideas.unpublish()
    assert not CatalogueEntry.objects.filter(kind="idea").exists()
    assert client.get("/sv/ideer/ide/").status_code == 404
    assert_as_rebuilt()
    ideas.save_revision().publish()
    assert CatalogueEntry.objects.get(kind="idea").url == "/sv/ideer/ide/"
    ideas.slug = "forslag"
    ideas.save_revision().publish()
    assert CatalogueEntry.objects.get(kind="idea").url == "/sv/forslag/ide/"
    assert_as_rebuilt()
    Page.objects.get(pk=ideas.pk).delete()
    assert not CatalogueEntry.objects.filter(kind="idea").exists()


def test_pages_that_are_renamed_are_named_anew_where_they_are_shown(client):
    organisation = OrganisationFactory(title="Gamla bolaget")
    person = PersonFactory(title="Kim Gammal", organisation=organisation)
    session = SessionFactory(title="Pass", speakers=[person])
    conference = session.get_parent()
    for page, title in ((organisation, "Nya bolaget"), (person, "Kim Ny")):
        page.title = title
        page.save_revision().publish()
    assert "Nya bolaget" in client.get(person.url).content.decode()
    for address in (session.url, conference.url):
        html = client.get(address).content.decode()
        assert ("Kim Ny" in html, "Kim Gammal" in html) == (True, False)


def test_a_rebuild_repairs_what_was_broken():
    case = CaseFactory(title="Fall", topics=["school"])
    wanted = rows()
    CatalogueFacet.objects.all().delete()
    CatalogueEntry.objects.filter(object_id=case.pk).update(title="Fel", url="/fel/")
    CatalogueEntry.objects.create(
        content_type=CatalogueEntry.objects.get(object_id=case.pk).content_type, object_id=987_654,
        kind="case", key="gone", language="sv", translation_key=case.translation_key, url="/borta/",
        path="0001", title="Borta", date=case.first_published_at, updated=case.first_published_at,
    )  # fmt: skip
    for _done in rebuild():
        pass
    assert rows() == wanted


class Editor:
    """Does what editors do, by chance."""

    kinds = ("case", "article", "course", "module", "lesson", "page")

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.steps = [self.publish, self.publish, self.rename, self.reorder, self.copy, self.translate,
                      self.make, self.unpublish, self.delete]  # fmt: skip

    def work(self, steps: int) -> None:
        for _step in range(steps):
            self.chance.choice(self.steps)()

    def some_page(self) -> Any:
        pages = Page.objects.filter(depth__gt=3).order_by("pk").specific()
        return self.chance.choice([page for page in pages if page.kind in self.kinds])

    def make(self) -> None:
        factory = self.chance.choice([CaseFactory, ArticleFactory, LessonFactory, IdeaFactory])
        factory(topics=self.chance.sample(["school", "planning", "home-care"], 2))

    def publish(self) -> None:
        page = self.some_page()
        page.title = f"Titel {self.chance.randrange(1000)}"
        page.save_revision().publish()

    def rename(self) -> None:
        page = self.some_page()
        page.slug = f"adress-{self.chance.randrange(10**6)}"
        page.save_revision().publish()

    def reorder(self) -> None:
        page = self.some_page()
        sibling = self.chance.choice(list(page.get_siblings()))
        if sibling.pk != page.pk:
            side = self.chance.choice(["left", "right"])
            Page.objects.get(pk=page.pk).move(sibling, pos=side)

    def copy(self) -> None:
        slug = f"kopia-{self.chance.randrange(10**6)}"
        live = self.chance.random() < 0.7
        self.some_page().copy(recursive=True, keep_live=live, update_attrs={"slug": slug})

    def translate(self) -> None:
        page = self.some_page()
        if page.locale.language_code == "sv" and not page.get_translations().exists():
            translate(page, f"English {self.chance.randrange(1000)}")

    def unpublish(self) -> None:
        self.some_page().unpublish()

    def delete(self) -> None:
        Page.objects.get(pk=self.some_page().pk).delete()


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.once) for n in (1, 2))])
def test_any_sequence_of_edits_leaves_what_a_rebuild_would_make(seed):
    CaseFactory(topics=["school"])
    LessonFactory()
    StandardPageFactory(title="Sida")
    ArticleFactory()
    IdeaFactory()
    Editor(seed).work(25)
    assert_as_rebuilt()
