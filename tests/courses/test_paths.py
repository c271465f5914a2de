"""Learning paths: what they show to whom, how far somebody is, and what becomes of courses that are not there."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from content.models import CatalogueEntry
from content.transfer.references import References
from courses.models import Assignment, Enrolment, LearningPathPage
from courses.services.learning import enrol, record_progress
from tests.courses.conftest import SmallCourse, small_course
from tests.factories import CourseFactory, LearningPathFactory, translate
from tests.factories.lines import en, sv, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def three() -> list[SmallCourse]:
    return [
        small_course(title=title, slug=title.lower(), require_quizzes=False)
        for title in ("Ett", "Två", "Tre")
    ]


@pytest.fixture
def path(three: list[SmallCourse]) -> LearningPathPage:
    return LearningPathFactory(title="Vägen", courses=[small.course for small in three])


@pytest.fixture
def client(learner: Any) -> Client:
    client = Client()
    client.force_login(learner)
    return client


def done(learner: Any, small: SmallCourse) -> None:
    small.testing.unpublish()
    record_progress(learner, small.read, completed=True)
    assert Enrolment.objects.get(user=learner, course_key=small.course.translation_key).completed_at


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def page(client: Client, path: LearningPathPage) -> str:
    return text_of(client.get(path.url).content.decode())


def restrict(page: Any) -> None:
    group = Group.objects.create(name=f"Andra {page.pk}")
    PageViewRestriction.objects.create(page=page, restriction_type="groups").groups.add(group)


def test_a_path_shows_its_courses_in_order_and_leads_to_the_next(
    client: Client, learner: Any, three: list[SmallCourse], path: LearningPathPage
) -> None:
    html = page(client, path)
    places = [html.index(f"Om {title}.") for title in ("Ett", "Två", "Tre")]
    assert places == sorted(places)
    assert "Börja lärvägen" in html
    assert "51 min" in html

    done(learner, three[0])
    html = page(client, path)
    assert "Kurser: 1 av 3 klara" in html
    assert "Fortsätt lärvägen" in html
    assert "Näst: Två" in html

    enrol(learner, three[1].course.translation_key)
    assert "Pågår" in page(client, path)
    for small in three[1:]:
        done(learner, small)
    html = page(client, path)
    assert "Du har gått alla kurser i lärvägen" in html
    assert "Fortsätt lärvägen" not in html


def test_the_button_leads_into_the_next_course(
    client: Client, learner: Any, three: list[SmallCourse], path: LearningPathPage
) -> None:
    done(learner, three[0])
    html = client.get(path.url).content.decode()
    address = re.search(r'action="([^"]+/begin/)"', html)
    assert address is not None
    assert client.post(address[1])["Location"].startswith(three[1].reading.url)


def test_courses_that_are_not_for_the_reader_are_neither_shown_nor_counted(
    client: Client, learner: Any, three: list[SmallCourse], path: LearningPathPage
) -> None:
    done(learner, three[0])
    restrict(three[1].course)
    three[2].course.unpublish()
    html = page(client, path)
    assert "Två" not in html
    assert "Tre" not in html
    assert "Kurser: 1 av 1 klara" in html
    assert "Två" not in client.get(path.url).content.decode()


def test_a_course_that_was_deleted_or_has_no_lessons_stops_nobody(
    client: Client, learner: Any, three: list[SmallCourse]
) -> None:
    empty = CourseFactory(title="Tom")
    path = LearningPathFactory(
        title="Vägen", courses=[empty, three[0].course, three[1].course, three[2].course]
    )
    three[1].course.delete()
    done(learner, three[0])
    done(learner, three[2])
    html = page(client, LearningPathPage.objects.get(pk=path.pk))
    assert "Lektionerna är på väg" in html
    assert "Du har gått alla kurser i lärvägen" in html


def test_a_path_without_courses_says_so(client: Client) -> None:
    path = LearningPathFactory(title="Tom väg")
    assert "Just nu finns inga kurser att gå här" in page(client, path)
    assert "Börja lärvägen" not in page(client, path)


def test_a_visitor_meets_the_path_without_progress(three: list[SmallCourse], path: Any) -> None:
    html = Client().get(path.url).content.decode()
    assert f'href="{three[0].course.url}"' in html
    assert "klara" not in html


def test_what_machines_read(path: LearningPathPage, three: list[SmallCourse]) -> None:
    restrict(three[2].course)
    html = Client().get(path.url).content.decode()
    found = re.search(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', html, re.DOTALL)
    assert found is not None
    data = json.loads(found[1])
    assert data["@type"] == "LearningResource"
    assert [part["name"] for part in data["hasPart"]] == ["Ett", "Två"]
    assert path.url.encode() in b"".join(Client().get("/sitemap-1.xml").streaming_content)
    section = CatalogueEntry.objects.get(kind="section", key="paths", language="sv")
    assert "Vägen" in Client().get(f"{section.url}feed/").content.decode()
    assert "Vägen" in Client().get("/sv/search/?q=vägen").content.decode()


def test_the_english_version_leads_to_english_courses_and_has_the_same_order(
    client: Client, three: list[SmallCourse], path: LearningPathPage
) -> None:
    translate(three[1].course, "Two")
    english = translate(path, "The path")
    html = page(client, english)
    places = [html.index(title) for title in ("Ett", "Two", "Tre")]
    assert places == sorted(places)


def test_the_course_and_its_section_name_the_path(
    client: Client, three: list[SmallCourse], path: LearningPathPage
) -> None:
    assert "Ingår i lärvägarna Vägen" in page(client, three[0].course)
    section = CatalogueEntry.objects.get(kind="section", key="courses", language="sv")
    assert "Vägen" in text_of(client.get(section.url).content.decode())
    restrict(path)
    assert "Vägen" not in page(client, three[0].course)
    assert "Vägen" not in text_of(client.get(section.url).content.decode())


def test_a_course_stands_in_a_path_once(three: list[SmallCourse]) -> None:
    path = LearningPathPage(courses=[("item", three[0].course), ("item", three[0].course)])
    with pytest.raises(ValidationError) as refused:
        path.courses.stream_block.clean(path.courses)
    assert "två gånger" in str(refused.value.as_json_data())


# --- My learning -----------------------------------------------------------------------------------


def my_paths(client: Client) -> str:
    html = client.get("/sv/learning/").content.decode()
    section = re.search(r'<section aria-labelledby="paths">(.*?)</section>', html, re.DOTALL)
    return text_of(section[1]) if section else ""


def test_my_learning_shows_paths_that_are_begun_or_asked_for(
    client: Client, learner: Any, three: list[SmallCourse], path: LearningPathPage
) -> None:
    assert my_paths(client) == ""
    key = three[0].course.translation_key
    Assignment.objects.create(course_key=key, user=learner)
    assert my_paths(client) == ""
    for small in three[1:]:
        Assignment.objects.create(
            course_key=small.course.translation_key,
            user=learner,
            path_key=path.translation_key,
            due_on="2099-12-31",
        )
    assert "Kurser: 0 av 3 klara" in my_paths(client)
    assert "31 december 2099" in my_paths(client)
    for small in three:
        done(learner, small)
    assert "Kurser: 3 av 3 klara" in my_paths(client)
    path.unpublish()
    assert my_paths(client) == ""


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_cost_does_not_grow_with_courses_or_paths(client: Client, learner: Any) -> None:
    costs = []
    for number in (1, 3):
        courses = [small_course(slug=f"kurs-{number}-{each}") for each in range(number)]
        for each in range(number):
            path = LearningPathFactory(
                title=f"Väg {number}-{each}", courses=[small.course for small in courses]
            )
        record_progress(learner, courses[0].read, completed=True)
        costs.append((queries(client, path.url), queries(client, "/sv/learning/")))
    assert costs[0] == costs[1]


# --- Lines -----------------------------------------------------------------------------------------


def test_lines_of_a_path_go_in_and_out() -> None:
    lines = [
        sv("path", "path-1", "Vägen", courses=["course-b", "course-a"], audience="Alla"),
        en("path", "path-1", "The path", audience="Everybody"),
        sv("course", "course-a", "A"),
        sv("course", "course-b", "B"),
    ]
    assert take(*lines).faults == []
    again = take(*lines)
    assert again.outcomes["unchanged"] == 4
    path = LearningPathPage.objects.get(key="path-1", locale__language_code="sv")
    from content.transfer.kinds import kind_named

    line = kind_named("path").line_of(path, References())
    assert line["courses"] == ["course-b", "course-a"]
    english = LearningPathPage.objects.get(key="path-1", locale__language_code="en")
    assert english.course_keys == path.course_keys
    assert english.audience == "Everybody"
    Page.objects.get(pk=path.courses[0].value.pk).delete()
    assert len(LearningPathPage.objects.get(pk=path.pk).course_keys) == 1


def test_a_line_with_a_course_that_is_not_there_says_so() -> None:
    report = take(sv("path", "path-1", "Vägen", courses=["course-x"]))
    assert "course-x" in report.faults[0].reason
