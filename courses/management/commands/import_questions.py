"""`import_questions FILE --lesson ID`: put the questions of a file into a quiz of a lesson."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from courses import question_formats
from courses.models import LessonPage
from courses.question_formats.editing import NEW, add_questions


class Command(BaseCommand):
    help = (
        "Put the questions of a GIFT, Moodle XML or QTI file into a quiz of a lesson, as a draft. Exit codes: "
        "0 all came in, 1 some did not, 2 the file or the lesson cannot be used."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--lesson", type=int, required=True, help="id of the lesson's page")
        parser.add_argument(
            "--quiz", default=NEW, help="id of the quiz's block (default: a new quiz)"
        )
        parser.add_argument("--title", default="", help="title of a new quiz")
        parser.add_argument("--format", choices=list(question_formats.FORMATS), default="")
        parser.add_argument("--dry-run", action="store_true", help="read and report only")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = question_formats.read(options["file"].read_bytes(), options["format"])
            lesson = LessonPage.objects.get(pk=options["lesson"])
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}", returncode=2) from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages), returncode=2) from error
        except LessonPage.DoesNotExist as error:
            raise CommandError(f"there is no lesson {options['lesson']}", returncode=2) from error
        for each in found:
            for text in [*each.problems, *each.notes]:
                self.stderr.write(f"{each.place}: {text}")
        questions = [each.question for each in found if each.usable and each.question]
        if questions and not options["dry_run"]:
            try:
                add_questions(lesson, options["quiz"], questions, title=options["title"])
            except ValidationError as error:
                raise CommandError(" ".join(error.messages), returncode=2) from error
        prefix = "dry run, nothing stored: " if options["dry_run"] else ""
        self.stdout.write(f"{prefix}{len(questions)} of {len(found)} questions")
        if bad := sum(bool(each.problems) for each in found):
            raise CommandError(f"{bad} questions were not taken", returncode=1)
