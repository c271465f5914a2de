"""An editor sees what a file holds before it comes in, and takes questions out again."""

from __future__ import annotations

import io
import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from wagtail_localize.models import Translation, TranslationSource

from courses.question_formats import FORMATS, read
from courses.question_formats.editing import NEW, NotAdded, add_questions, quizzes
from tests.courses.question_formats.test_formats import ALL
from tests.factories import LessonFactory, UserFactory, translate

pytestmark = pytest.mark.django_db
KEY = "0f8fad5b-d9cb-469f-a165-70867728950e"
GIFT = "Vad är en sluss? {=En lucka ~En båt}\n\nTrasig {fråga\n"


def quiz(*questions: dict[str, Any]) -> str:
    value = {
        "title": "Provet",
        "intro": "",
        "pass_percent": 80,
        "attempts": 0,
        "wait_minutes": 0,
        "time_limit": 0,
        "draw": 0,
        "shuffle": False,
        "questions": list(questions),
    }
    return json.dumps([{"type": "quiz", "value": value, "id": KEY}])


def question(text: str = "Var?") -> dict[str, Any]:
    value = {"question": text, "help": ""}
    return {"type": "free_text", "value": value, "id": str(uuid.uuid4())}


@pytest.fixture
def lesson() -> Any:
    return LessonFactory(body=quiz(question()))


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(UserFactory(in_groups=["Editors"]))
    return client


def address(lesson: Any) -> str:
    return reverse("lesson_questions", args=[lesson.pk])


def upload(client: Client, lesson: Any, data: bytes, into: str = KEY) -> Any:
    file = SimpleUploadedFile("fragor.txt", data)
    return client.post(address(lesson), {"file": file, "format": "", "quiz": into})


def drafted(lesson: Any) -> Any:
    lesson.refresh_from_db()
    return quizzes(lesson.get_latest_revision_as_object())


def test_a_file_is_shown_first_and_brought_in_then(editor: Client, lesson: Any) -> None:
    shown = upload(editor, lesson, GIFT.encode())
    html = shown.content.decode()
    assert "Vad är en sluss?" in html
    assert "rad 3" in html
    assert "Klamrarna runt svaren går inte ihop." in html
    assert "Ta in 1 fråga" in html
    assert [len(each.questions) for each in drafted(lesson)] == [1]
    confirm = shown.context["confirm"]
    answer = editor.post(address(lesson), confirm.initial)
    assert answer.url == reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    (found,) = drafted(lesson)
    assert [each.kind for each in found.questions] == ["free_text", "single_choice"]
    # It is a draft: what learners meet is as it was.
    lesson.refresh_from_db()
    assert [len(each.questions) for each in quizzes(lesson)] == [1]
    assert lesson.has_unpublished_changes


def test_questions_that_were_there_keep_their_ids(lesson: Any) -> None:
    before = quizzes(lesson)[0].questions[0].id
    add_questions(lesson, KEY, ALL)
    after = drafted(lesson)[0].questions
    assert after[0].id == before
    assert len({each.id for each in after}) == 1 + len(ALL)
    assert [(each.kind, each.values) for each in after[1:]] == [
        (each.kind, each.values) for each in ALL
    ]


def test_a_new_quiz_can_be_made(editor: Client, lesson: Any) -> None:
    shown = upload(editor, lesson, FORMATS["moodle"].write(ALL), into=NEW)
    editor.post(address(lesson), shown.context["confirm"].initial)
    assert [(each.title, len(each.questions)) for each in drafted(lesson)] == [
        ("Provet", 1),
        ("Prov", len(ALL)),
    ]


@pytest.mark.parametrize(
    "data", [b"<quiz>", b"\xff\xfe", b'<!DOCTYPE q [<!ENTITY a "b">]><q>&a;</q>']
)
def test_a_file_that_cannot_be_read_is_told_in_the_form(
    editor: Client, lesson: Any, data: bytes
) -> None:
    answer = upload(editor, lesson, data)
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
    assert [len(each.questions) for each in drafted(lesson)] == [1]


def test_what_was_not_shown_does_not_come_in(editor: Client, lesson: Any) -> None:
    answer = editor.post(address(lesson), {"quiz": KEY, "questions": "made up"}, follow=True)
    assert "Välj filen en gång till." in answer.content.decode()
    assert [len(each.questions) for each in drafted(lesson)] == [1]


def test_a_quiz_that_has_gone_or_is_full_takes_nothing(lesson: Any) -> None:
    with pytest.raises(NotAdded):
        add_questions(lesson, str(uuid.uuid4()), ALL)
    with pytest.raises(NotAdded):
        add_questions(lesson, KEY, ALL * 40)
    assert [len(each.questions) for each in drafted(lesson)] == [1]


def test_a_translation_takes_its_questions_from_its_source(lesson: Any) -> None:
    english = translate(lesson, "Lesson")
    source, _made = TranslationSource.get_or_create_from_instance(lesson)
    Translation.objects.create(source=source, target_locale=english.locale)
    with pytest.raises(NotAdded, match="översättning"):
        add_questions(english, KEY, ALL)
    add_questions(lesson, KEY, ALL)


@pytest.mark.parametrize("name", FORMATS)
def test_questions_are_taken_out(editor: Client, lesson: Any, name: str) -> None:
    add_questions(lesson, KEY, ALL)
    answer = editor.get(reverse("lesson_questions_export", args=[lesson.pk, KEY, name]))
    assert "attachment" in answer.headers["Content-Disposition"]
    found = [each.question.values for each in read(answer.content) if each.question]
    assert found[1:] == [each.values for each in ALL]


def test_only_who_may_edit_the_lesson_gets_there(client: Client, lesson: Any) -> None:
    export = reverse("lesson_questions_export", args=[lesson.pk, KEY, "gift"])
    for group in (["Staff"], ["Coaches"]):
        client.force_login(UserFactory(in_groups=group))
        for where in (address(lesson), export):
            assert client.get(where).status_code in (302, 403)
    client.logout()
    assert client.get(export).status_code == 302


def test_the_lessons_menu_leads_there(editor: Client, lesson: Any) -> None:
    page = editor.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk]))
    assert address(lesson) in page.content.decode()
    parent = editor.get(reverse("wagtailadmin_pages:edit", args=[lesson.get_parent().pk]))
    assert "Frågor in och ut" not in parent.content.decode()


# --- Commands ---------------------------------------------------------------------------------------


def test_the_commands_bring_in_and_take_out(lesson: Any, tmp_path: Path) -> None:
    file, out = tmp_path / "in.txt", tmp_path / "ut.xml"
    file.write_bytes(FORMATS["gift"].write(ALL))
    said = io.StringIO()
    call_command("import_questions", str(file), lesson=lesson.pk, dry_run=True, stdout=said)
    assert [len(each.questions) for each in drafted(lesson)] == [1]
    call_command("import_questions", str(file), lesson=lesson.pk, quiz=KEY, stdout=said)
    assert said.getvalue().splitlines()[-1] == f"{len(ALL)} of {len(ALL)} questions"
    call_command("export_questions", lesson=lesson.pk, quiz=KEY, output=out)
    assert len(read(out.read_bytes())) == 1 + len(ALL)
    call_command("export_questions", lesson=lesson.pk, stdout=said)
    assert said.getvalue().splitlines()[-1] == f"{KEY}\t{1 + len(ALL)}\tProvet"


@pytest.mark.parametrize(("text", "code"), [(GIFT, 1), ("<quiz>", 2)])
def test_the_import_command_says_by_its_code_what_came_of_it(
    lesson: Any, tmp_path: Path, text: str, code: int
) -> None:
    file = tmp_path / "in"
    file.write_text(text)
    said = io.StringIO()
    with pytest.raises(CommandError) as stopped:
        call_command("import_questions", str(file), lesson=lesson.pk, stdout=said, stderr=said)
    assert stopped.value.returncode == code
    with pytest.raises(CommandError) as stopped:
        call_command("import_questions", str(file), lesson=0, stdout=said, stderr=said)
    assert stopped.value.returncode == 2
