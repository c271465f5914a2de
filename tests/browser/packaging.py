"""Puts packages into a lesson of the demo, and waits for what they report."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from courses.models import LearningPackage, LessonPage, PackageState
from tests.demo import DemoPortal

WAIT = 30_000
LESSON = "course-testing-m1-l2"


@dataclass(frozen=True)
class Lesson:
    address: str
    block: str


def put_into_lesson(package: LearningPackage, language: str = "sv") -> Lesson:
    """Put a package first in a lesson of the demo that no other test goes through, and publish it."""
    lesson = LessonPage.objects.live().get(key=LESSON, locale__language_code=language)
    kept = [each for each in lesson.body.get_prep_value() if each["type"] != "package"]
    key = str(uuid.uuid4())
    value = {"title": "Golf", "intro": "", "package": package.pk, "completes": True}
    lesson.body = json.dumps([{"type": "package", "value": value, "id": key}, *kept])
    lesson.save_revision().publish()
    return Lesson(lesson.url, key)


def until(demo: DemoPortal, lesson: Lesson, kept: Callable[[PackageState], bool]) -> None:
    """Wait until what is kept is so."""
    for _try in range(WAIT // 200):
        with demo.in_use():
            row = PackageState.objects.filter(block_key=lesson.block).first()
        if row is not None and kept(row):
            return
        time.sleep(0.2)
    raise AssertionError("the package's report was not kept")


def upload(editor: BrowserContext, server: str, file: Path, title: str) -> None:
    page = editor.new_page()
    page.goto(f"{server}/admin/snippets/courses/learningpackage/add/")
    page.locator("#id_title").fill(title)
    page.locator("input[type=file]").set_input_files(str(file))
    with page.expect_navigation(timeout=WAIT):
        page.locator("form[method=post] button[type=submit]:visible").last.click()
    expect(page.locator(".messages")).to_contain_text(title)
    page.close()
