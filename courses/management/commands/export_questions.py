"""`export_questions --lesson ID --quiz ID -o FILE`: the questions of a quiz as a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from courses import question_formats
from courses.models import LessonPage
from courses.question_formats.editing import quizzes


class Command(BaseCommand):
    help = (
        "Write the questions of a quiz, as the lesson's latest draft has it, as GIFT, Moodle XML or QTI 3. "
        "Without --quiz, list the quizzes. Exit codes: 0 written, 2 there is no such lesson or quiz."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--lesson", type=int, required=True, help="id of the lesson's page")
        parser.add_argument("--quiz", help="id of the quiz's block")
        parser.add_argument("--format", choices=list(question_formats.FORMATS), default="moodle")
        parser.add_argument("-o", "--output", type=Path, help="the file (default: standard output)")

    def handle(self, *args: Any, **options: Any) -> None:
        lesson = LessonPage.objects.filter(pk=options["lesson"]).first()
        if lesson is None:
            raise CommandError(f"there is no lesson {options['lesson']}", returncode=2)
        found = quizzes(lesson.get_latest_revision_as_object())
        if not options["quiz"]:
            for quiz in found:
                self.stdout.write(f"{quiz.key}\t{len(quiz.questions)}\t{quiz.title}")
            return
        chosen = next((quiz for quiz in found if quiz.key == options["quiz"]), None)
        if chosen is None:
            raise CommandError(f"there is no quiz {options['quiz']}", returncode=2)
        data = question_formats.FORMATS[options["format"]].write(chosen.questions, chosen.title)
        if options["output"]:
            options["output"].write_bytes(data)
        else:
            sys.stdout.buffer.write(data)
